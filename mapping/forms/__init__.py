"""The shape of what people type; no rule, no saving."""

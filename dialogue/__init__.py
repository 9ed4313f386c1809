"""Outcome 2: committees, meetings, recommendations."""

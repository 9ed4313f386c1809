"""The pages that join the three outcomes. No models."""

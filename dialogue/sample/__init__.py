"""Synthetic committees, meetings and recommendations, to try the portal with."""

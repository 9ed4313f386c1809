"""Jobs that run apart from a request."""

"""What the audit of a restricted read keeps of the request."""


def asked_of(view):
    """The query parameters that were given, as text."""
    return {name: str(value) for name, value in view.asked.items() if value is not None}

"""Foreseen problems: raised by services, turned into a form error by a page and into problem+json by the API."""


class Problem(Exception):
    """Something the caller can put right. Subclasses live beside the service that raises them.

    `code` is stable and machine-readable, `field` names the input at fault (or is empty), `status` is the
    HTTP status of the answer, `errors` lists further {"field", "code", "message"} for input of many fields.
    """

    code = "invalid"
    field = ""
    status = 400

    def __init__(self, message="", *, field=None, errors=(), **extra):
        super().__init__(message)
        self.message = message
        self.field = self.field if field is None else field
        self.errors = list(errors)
        self.extra = extra


class Invalid(Problem):
    """Input that breaks a rule; `errors` carries one entry per place."""

    status = 422


class Conflict(Problem):
    """The request contradicts the present state."""

    code, status = "conflict", 409

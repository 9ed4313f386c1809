"""What can be wrong with an expression or a definition, said with its place."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# English sentences by code: the page and the API may translate a code, with the same placeholders.
MESSAGES = {
    "ambiguous-threshold": "“%(criterion)s” has several thresholds: name the variable or the path.",
    "bad-date": "“%(value)s” is not a date such as 2024-07-01.",
    "bad-number": "“%(value)s” is not a number that can be used here.",
    "bad-text": "The text holds a character that cannot be stored.",
    "duplicate": "“%(value)s” appears twice.",
    "empty": "At least one entry is needed.",
    "no-threshold": "“%(criterion)s” has no threshold at this place.",
    "not-json": "This is not valid JSON: %(reason)s.",
    "operator-not-allowed": "“%(op)s” cannot be used with “%(variable)s”, which is of type %(type)s.",
    "out-of-range": "The number must lie between %(minimum)s and %(maximum)s.",
    "overlap": "“%(value)s” has two entries for the same day.",
    "period-reversed": "The period must end after it begins.",
    "required": "“%(key)s” is missing.",
    "syntax": "Unexpected %(found)s at character %(position)s; expected %(expected)s.",
    "too-deep": "The nesting is deeper than %(limit)s.",
    "too-large": "There are more than %(limit)s entries.",
    "too-long": "The text is longer than %(limit)s characters.",
    "unknown-choice": "“%(value)s” is none of: %(choices)s.",
    "unknown-code": "“%(value)s” is not an answer to “%(variable)s”.",
    "unknown-criterion": "There is no criterion “%(value)s”.",
    "unknown-form": "There is no legal form “%(value)s”.",
    "unknown-key": "“%(key)s” is not known here.",
    "unknown-shape": "An expression is one of: var, op and value; all; any; not; at_least and of; known.",
    "unknown-variable": "There is no variable “%(value)s”.",
    "wrong-type": "This must be %(expected)s.",
}


@dataclass(frozen=True)
class Problem:
    """One mistake: `path` is a JSON pointer (RFC 6901), `code` a key of MESSAGES."""

    path: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self):
        return MESSAGES[self.code] % self.params


class RuleError(ValueError):
    """An expression or definition that cannot be used, with every mistake found in it."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path or '/'}: {p.message}" for p in self.problems[:5]))

    @property
    def path(self):
        return self.problems[0].path

    @property
    def code(self):
        return self.problems[0].code

    @property
    def message(self):
        return self.problems[0].message


def refuse(code, path="", **params):
    """Raise a RuleError with this one problem."""
    raise RuleError([Problem(path, code, params)])


class Problems:
    """Collects the mistakes of one document, so that its author sees all of them at once."""

    LIMIT = 100

    def __init__(self):
        self.found = []

    def add(self, path, code, **params):
        if len(self.found) < self.LIMIT:
            self.found.append(Problem(path, code, params))

    @contextmanager
    def collected(self):
        """Keep the problems of the block and go on after it."""
        try:
            yield
        except RuleError as error:
            self.found.extend(error.problems[: self.LIMIT - len(self.found)])

    def raise_if_any(self):
        if self.found:
            raise RuleError(self.found)


def step(path, key):
    """One step further down a JSON pointer."""
    return f"{path}/{str(key)[:60].replace('~', '~0').replace('/', '~1')}"


def shown(value):
    """A short and printable form of any value, for a message: never the whole of a hostile one."""
    if isinstance(value, (dict, list)):
        return type(value).__name__
    try:
        text = str(value) if not isinstance(value, int) or abs(value) < 10**40 else "a huge number"
    except ValueError:
        text = type(value).__name__
    return "".join(c if c.isprintable() else "?" for c in text[:60])

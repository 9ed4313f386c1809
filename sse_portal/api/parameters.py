"""Query parameters: declared once, read strictly, documented from the same declaration."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import UncleanText, clean_text, fold

# What the framework puts in place of bytes that are not UTF-8.
REPLACED = "\ufffd"
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class BadParameter(Problem):
    """A query parameter that cannot be taken as it is."""

    code, status = "bad-parameter", 400

    def __init__(self, name, message, *, code=None):
        code = code or self.code
        entry = {"field": name, "parameter": name, "code": code, "message": message}
        super().__init__(message, errors=[entry])
        self.code = code


@dataclass(frozen=True)
class Parameter:
    """A text parameter. `apply(queryset, value)` narrows the rows; None leaves that to the view."""

    name: str
    description: str
    apply: Callable | None = None
    default: object = None
    required: bool = False
    most: int = 100

    def read(self, text):
        """The typed value, or BadParameter."""
        try:
            value = clean_text(text, limit=self.most)
        except UncleanText as problem:
            raise BadParameter(self.name, problem.message, code=problem.code) from problem
        if not value:
            raise BadParameter(self.name, _("This parameter is empty."))
        if REPLACED in value:
            raise BadParameter(self.name, _("This parameter is not UTF-8."), code="unclean-text")
        return self.typed(value)

    def typed(self, value):
        return value

    def schema(self):
        """The JSON Schema of the value."""
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True)
class Search(Parameter):
    """Text to look for; shorter than `least` letters it would match nearly everything."""

    least: int = 2

    def typed(self, value):
        if len(fold(value)) < self.least:
            raise BadParameter(self.name, _("Give at least %(least)d characters.") % {"least": self.least})
        return value

    def schema(self):
        return {"type": "string", "minLength": self.least, "maxLength": self.most}


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a few values. `choices` is a tuple, or a function where they live in the database."""

    choices: tuple | Callable = ()

    def values(self):
        return tuple(self.choices()) if callable(self.choices) else self.choices

    def typed(self, value):
        if value not in self.values():
            raise BadParameter(
                self.name, _("“%(value)s” is not one of the values.") % {"value": value}, code="unknown-code"
            )
        return value

    def schema(self):
        return (
            {"type": "string"} if callable(self.choices) else {"type": "string", "enum": list(self.choices)}
        )


@dataclass(frozen=True)
class Choices(Choice):
    """Some of a few values, with commas between them; in the order of `choices`, each once."""

    def typed(self, value):
        asked = {super(Choices, self).typed(one.strip()) for one in value.split(",")}
        return tuple(known for known in self.values() if known in asked)

    def schema(self):
        return {"type": "array", "items": super().schema(), "minItems": 1}


@dataclass(frozen=True)
class Code(Parameter):
    """A code of the shape `pattern`; whether it exists the rows will tell."""

    pattern: str = r"[A-Za-z0-9:_.\-]+"

    def typed(self, value):
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise BadParameter(self.name, _("“%(value)s” is not a code.") % {"value": value})
        return value

    def schema(self):
        return {"type": "string", "maxLength": self.most, "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Uid(Parameter):
    """The public identifier of a record."""

    def typed(self, value):
        try:
            return uuid.UUID(value)
        except ValueError:
            raise BadParameter(self.name, _("“%(value)s” is not a UUID.") % {"value": value}) from None

    def schema(self):
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True)
class Whole(Parameter):
    """A whole number from `least` to `greatest`."""

    least: int = 0
    greatest: int = 999_999_999

    def typed(self, value):
        if not _WHOLE.fullmatch(value) or not self.least <= int(value) <= self.greatest:
            limits = {"least": self.least, "most": self.greatest}
            raise BadParameter(self.name, _("Give a whole number from %(least)d to %(most)d.") % limits)
        return int(value)

    def schema(self):
        schema = {"type": "integer", "minimum": self.least, "maximum": self.greatest}
        return schema if self.default is None else {**schema, "default": self.default}


@dataclass(frozen=True)
class Flag(Parameter):
    """true or false."""

    def typed(self, value):
        if value not in ("true", "false"):
            raise BadParameter(self.name, _("Give true or false."))
        return value == "true"

    def schema(self):
        return {"type": "boolean", "default": bool(self.default)}


@dataclass(frozen=True)
class Moment(Parameter):
    """A point in time in ISO 8601; without an offset it is UTC, a day alone is its first moment."""

    def typed(self, value):
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None:
            raise BadParameter(self.name, _("Give a time as 2026-11-24T08:00:00Z or 2026-11-24."))
        return self._aware(moment)

    def _aware(self, moment):
        """In UTC; the first and last days of the calendar have no UTC in some offsets."""
        try:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError:
            raise BadParameter(self.name, _("This time is out of range.")) from None

    def schema(self):
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Day(Parameter):
    """A calendar day in ISO 8601."""

    def typed(self, value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadParameter(self.name, _("Give a day as 2026-11-24.")) from None

    def schema(self):
        return {"type": "string", "format": "date"}


def read(query, parameters):
    """{name: value} of every declared parameter; BadParameter for unknown, doubled, missing, malformed ones.

    `query` is the request's QueryDict. Parameters that were not given hold their default.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name, texts in query.lists():
        if len(texts) > 1:
            raise BadParameter(_shown(name), _("This parameter is given more than once."), code="given-twice")
        _refuse_unknown(name, known)
    return {name: _value(parameter, query.get(name)) for name, parameter in known.items()}


def _refuse_unknown(name, known):
    if name not in known:
        shown = _shown(name)
        names = {"name": shown, "known": ", ".join(sorted(known)) or "-"}
        message = _("There is no parameter “%(name)s” here. Known: %(known)s.") % names
        raise BadParameter(shown, message, code="unknown-parameter")


def _shown(name):
    """A name as an answer can carry it."""
    return name[:60].encode("utf-8", "replace").decode()


def _value(parameter, text):
    if text is not None:
        return parameter.read(text)
    if parameter.required:
        raise BadParameter(parameter.name, _("This parameter is required."), code="required")
    return parameter.default


def narrowed(queryset, asked, parameters):
    """The rows that match every parameter that was given."""
    for parameter in parameters:
        value = asked.get(parameter.name)
        if parameter.apply and value is not None:
            queryset = parameter.apply(queryset, value)
    return queryset

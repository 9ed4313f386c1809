"""Raw values of a record, as a form, a file or the API gives them, read into what its columns hold.

A record declares its fields once: {"name": Text(200, required=True), "kind": Choice(Kind)}. `read_values` takes
the given ones, and refuses with every place at once.
"""

import re
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid
from sse_portal.basics.text import UncleanText, clean_text, fold

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2150, 12, 31)
_ADDRESS = URLValidator(schemes=["http", "https"])
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Refused(Exception):
    """One value that cannot be taken: a code and a sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Kind:
    """How a value is read. `blank` is what an empty one becomes."""

    _: KW_ONLY
    required: bool = False
    blank: Any = None

    def read(self, raw):
        """The typed value; Refused when it cannot be taken."""
        if raw is None or (isinstance(raw, (str, list, tuple, dict)) and not raw):
            return self._blank()
        value = self.typed(raw)
        return self._blank() if value in ("", [], {}) else value

    def _blank(self):
        if self.required:
            raise Refused("required", _("This field is required."))
        return self.blank() if callable(self.blank) else self.blank

    def typed(self, raw):
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Kind):
    """One text of at most `most` characters; `pattern` must fit the whole of it."""

    most: int = 200
    blank: Any = field(default="", kw_only=True)
    pattern: str = ""

    def typed(self, raw):
        if not isinstance(raw, str):
            raise Refused("not-text", _("This must be text."))
        try:
            text = clean_text(raw, limit=self.most)
        except UncleanText as problem:
            raise Refused(problem.code, problem.message) from problem
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise Refused("bad-code", _("“%(value)s” does not have the right form.") % {"value": text[:60]})
        return text


@dataclass(frozen=True)
class Words(Kind):
    """Text by language of the portal: {"en": …, "km": …}. Empty ones are left out."""

    most: int = 200
    blank: Any = field(default=dict, kw_only=True)

    def typed(self, raw):
        if not isinstance(raw, dict):
            raise Refused("not-words", _("This must be text by language."))
        if unknown := sorted(map(str, set(raw) - LANGUAGES)):
            raise Refused("bad-language", _("“%(code)s” is not a language here.") % {"code": unknown[0][:20]})
        texts = {code: Text(most=self.most).typed(text or "") for code, text in sorted(raw.items())}
        return {code: text for code, text in texts.items() if text}


@dataclass(frozen=True)
class Texts(Kind):
    """A list of short texts, each once, in their order."""

    most: int = 20
    longest: int = 200
    blank: Any = field(default=list, kw_only=True)

    def typed(self, raw):
        if not isinstance(raw, (list, tuple)):
            raise Refused("not-a-list", _("This must be a list."))
        if len(raw) > self.most:
            raise Refused("too-many", _("At most %(most)d.") % {"most": self.most})
        texts = [Text(most=self.longest).typed(text) for text in raw]
        return list(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class Choice(Kind):
    """One of the values of a TextChoices class, or of what a function gives."""

    choices: Any = ()
    blank: Any = field(default="", kw_only=True)

    def known(self):
        if hasattr(self.choices, "values"):
            return self.choices.values
        return self.choices() if callable(self.choices) else self.choices

    def typed(self, raw):
        if not isinstance(raw, str) or raw not in self.known():
            message = _("“%(value)s” is not one of the values.")
            raise Refused("unknown-code", message % {"value": str(raw)[:60]})
        return str(raw)


@dataclass(frozen=True)
class Codes(Kind):
    """A list of codes, each once, of those that `known` gives."""

    known: Callable = tuple
    most: int = 50
    blank: Any = field(default=list, kw_only=True)

    def typed(self, raw):
        codes = Texts(most=self.most, longest=60).read(raw)
        known = set(self.known())
        for code in codes:
            if code not in known:
                raise Refused("unknown-code", _("“%(value)s” is not one of the values.") % {"value": code})
        return sorted(codes)


@dataclass(frozen=True)
class Day(Kind):
    """A calendar day: a date, or ISO 8601 text."""

    def typed(self, raw):
        day = raw
        if isinstance(raw, str):
            try:
                day = date.fromisoformat(raw.strip())
            except ValueError:
                day = None
        if not isinstance(day, date) or isinstance(day, datetime):
            raise Refused("bad-day", _("This must be a day such as 2026-11-24."))
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Refused("day-out-of-range", _("This day is out of range."))
        return day


@dataclass(frozen=True)
class Moment(Kind):
    """A time with its zone: an aware datetime, or ISO 8601 text with an offset. Kept in UTC."""

    def typed(self, raw):
        moment = raw
        if isinstance(raw, str):
            try:
                moment = parse_datetime(raw.strip())
            except ValueError:
                moment = None
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise Refused(
                "bad-time", _("This must be a time with its zone, such as 2026-11-24T09:00:00+07:00.")
            )
        if not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise Refused("day-out-of-range", _("This day is out of range."))
        return moment.astimezone(UTC)


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 2_000_000_000

    def typed(self, raw):
        if isinstance(raw, str) and re.fullmatch(r"-?\d{1,10}", raw.strip(), re.ASCII):
            raw = int(raw)
        if isinstance(raw, bool) or not isinstance(raw, int) or not self.least <= raw <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise Refused("out-of-range", _("Give a whole number from %(least)d to %(most)d.") % limits)
        return raw


@dataclass(frozen=True)
class Number(Kind):
    """A decimal from `least` to `most` with at most `places` decimals; exact."""

    least: Decimal = Decimal("-1e15")
    most: Decimal = Decimal("1e15")
    places: int = 2

    def typed(self, raw):
        number = self._decimal(raw)
        if number is None or not number.is_finite() or not self.least <= number <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise Refused("out-of-range", _("Give a number from %(least)s to %(most)s.") % limits)
        return round(number, self.places)

    @staticmethod
    def _decimal(raw):
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)) or len(str(raw)) > 40:
            return None
        try:
            return Decimal(str(raw).strip())
        except InvalidOperation:
            return None


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    blank: Any = field(default=False, kw_only=True)

    def typed(self, raw):
        words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "0": False}
        value = words.get(raw.strip().lower()) if isinstance(raw, str) else raw
        if not isinstance(value, bool):
            raise Refused("not-a-flag", _("This must be yes or no."))
        return value


@dataclass(frozen=True)
class Address(Kind):
    """An http or https address."""

    most: int = 200
    blank: Any = field(default="", kw_only=True)

    def typed(self, raw):
        address = Text(most=self.most).read(raw)
        try:
            _ADDRESS(address)
        except ValidationError as error:
            raise Refused("bad-address", _("This must be an address such as https://example.org.")) from error
        return address


@dataclass(frozen=True)
class Email(Kind):
    """An e-mail address."""

    blank: Any = field(default="", kw_only=True)

    def typed(self, raw):
        address = Text(most=254).read(raw)
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused("bad-email", _("This must be an e-mail address.")) from error
        return address


@dataclass(frozen=True)
class Language(Kind):
    """A language code (BCP 47)."""

    blank: Any = field(default="", kw_only=True)

    def typed(self, raw):
        if not isinstance(raw, str) or not _LANGUAGE.fullmatch(raw) or len(raw) > 8:
            raise Refused("bad-language", _("The language must be a code such as km."))
        return raw


@dataclass(frozen=True)
class Zone(Kind):
    """An IANA time zone, such as Asia/Phnom_Penh."""

    blank: Any = field(default="", kw_only=True)

    def typed(self, raw):
        try:
            return ZoneInfo(raw).key
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise Refused("bad-zone", _("This must be a time zone such as Asia/Bangkok.")) from error


def read_values(fields, raw, *, complete=False):
    """{name: typed value} of the given ones among `fields` ({name: Kind}).

    Raises Invalid with an entry for each value that cannot be taken and each name that is not known; with
    `complete` also for required ones that are missing, and what is missing gets its blank value.
    """
    values, errors = (
        {},
        [_entry(name, "unknown-field", _("There is no such field.")) for name in raw if name not in fields],
    )
    for name, kind in fields.items():
        if name not in raw and not complete:
            continue
        try:
            values[name] = kind.read(raw.get(name))
        except Refused as problem:
            errors.append(_entry(name, problem.code, problem.message))
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return values


def _entry(name, code, message):
    return {"field": str(name)[:100], "code": code, "message": message}


def refuse(field, code, message):
    """Raise Invalid about one field: for rules over several values."""
    raise Invalid(message, errors=[_entry(field, code, message)])


def folded(*texts):
    """What searches compare: texts, lists of texts and texts by language, folded, a line for each."""
    flat = []
    for text in texts:
        flat += (
            text.values() if isinstance(text, dict) else text if isinstance(text, (list, tuple)) else [text]
        )
    return "\n".join(fold(text) for text in flat if text)

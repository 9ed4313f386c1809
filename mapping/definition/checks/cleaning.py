"""From a raw answer (a form field, a cell, a JSON value) to a typed value: the one place that forms,
import and API use.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import MAX_TEXT, clean_text
from sse_portal.reference import summaries

from ..codebook import CODEBOOK
from ..options import recognise
from .numbers import clean_number, refuse_buddhist_year, western_digits
from .problems import BadAnswer, refuse

EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2100, 12, 31)
COORDINATE = Decimal("0.00001")

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_PHONE_NOISE = re.compile(r"[\s().\u00a0-]+")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_LIST_MARKS = re.compile(r"[;|]")
_CODE_MARKS = re.compile(r"[\s,]+")
_COORDINATE_MARKS = re.compile(r"[\s,;]+")


class Point(NamedTuple):
    """A place in WGS 84 degrees, kept to 5 decimals (about a metre)."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True)
class Scope:
    """Where and when an answer was given: names of regions and legal forms mean different things
    elsewhere.
    """

    country: str | None = None
    on: date | None = None


def clean_value(variable, raw, scope=Scope()):
    """The typed value of a raw answer, or None for a blank one.

    Text, email and phone: str. Integer: int. Decimal and money: Decimal. Date: date, written 2026-03-31
    or 31/03/2026. Select one: a code. Select multiple: a list of codes in the order of the codebook, from
    a list or a text separated by `;`. Geopoint: a Point, from “latitude, longitude”, a mapping, a pair or
    GeoJSON. Raises BadAnswer (a Problem and a ValueError) with a code and a sentence.
    """
    if isinstance(raw, str):
        raw = _clean_text(variable, raw)
    if _is_blank(raw):
        return None
    return CLEANERS[variable.type](variable, raw, scope)


def clean_answers(raws: Mapping, scope=Scope()):
    """Clean many raw answers by variable name: (values, problems). A problem leaves its variable out of
    the values.

    A country among the answers becomes the scope of the others when the scope has none.
    """
    if scope.country is None:
        scope = replace(scope, country=_country_of(raws))
    values, problems = {}, []
    for name, raw in raws.items():
        try:
            values[name] = clean_value(_known(name), raw, scope)
        except BadAnswer as problem:
            problems.append(problem)
    return values, problems


def _country_of(raws):
    try:
        return clean_value(CODEBOOK["country"], raws.get("country"))
    except BadAnswer:
        return None


def _known(name):
    if name in CODEBOOK:
        return CODEBOOK[name]
    raise BadAnswer(_Unknown(str(name)[:60]), "unknown-variable", _("There is no such question."))


@dataclass(frozen=True)
class _Unknown:
    name: str


def as_text(variable, value):
    """The canonical text of a typed value, for exports: `clean_value` reads it back as the same value."""
    if value is None:
        return ""
    if variable.type == "select_multiple":
        return ";".join(value)
    if variable.type == "geopoint":
        return ", ".join(f"{degrees:f}" for degrees in value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _clean_text(variable, raw):
    try:
        return clean_text(raw, limit=MAX_TEXT, field=variable.name)
    except Problem as problem:
        raise BadAnswer(
            variable, problem.code, _("The text holds a character that cannot be stored, or is too long.")
        ) from problem


def _is_blank(raw):
    return raw is None or (isinstance(raw, (str, list, tuple, set, frozenset, Mapping)) and not raw)


def _line(variable, raw, scope):
    """One line of text; a spreadsheet may give a number such as a registration number."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        refuse(variable, "not-text", _("This must be text."))
    if isinstance(raw, int) and abs(raw) >= 10**variable.max_length:
        refuse(variable, "too-long", _("Longer than %(limit)s characters."), limit=variable.max_length)
    text = " ".join(str(raw).split())
    if len(text) > variable.max_length:
        refuse(variable, "too-long", _("Longer than %(limit)s characters."), limit=variable.max_length)
    return text


def _email(variable, raw, scope):
    address = _line(variable, raw, scope)
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAnswer(variable, "bad-email", _("This is not an e-mail address.")) from error
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _phone(variable, raw, scope):
    """E.164. A national number (0…), or one whose + a spreadsheet lost, is completed when the country is
    known.
    """
    number = (
        _PHONE_NOISE.sub("", western_digits(raw))
        if isinstance(raw, str)
        else str(_line(variable, raw, scope))
    )
    if number.startswith("00"):
        number = f"+{number[2:]}"
    country = summaries.country(scope.country) if scope.country else None
    if country:
        number = _international(number, country.phone_prefix)
    if not _E164.fullmatch(number):
        refuse(variable, "bad-phone", _("Write the number with the country prefix, such as +855 12 345 678."))
    return number


def _international(number, prefix):
    if number.startswith("0"):
        return f"{prefix}{number[1:]}"
    # No national number of the five countries has ten digits without its leading zero.
    return f"+{number}" if number.startswith(prefix[1:]) and len(number) >= 10 else number


def _number(variable, raw, scope):
    return clean_number(variable, raw)


def _date(variable, raw, scope):
    day = (
        raw.date()
        if isinstance(raw, datetime)
        else raw
        if isinstance(raw, date)
        else _read_date(variable, raw)
    )
    refuse_buddhist_year(variable, day.year)
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        bounds = {"minimum": EARLIEST_DAY.isoformat(), "maximum": LATEST_DAY.isoformat()}
        refuse(
            variable, "out-of-range", _("The date must lie between %(minimum)s and %(maximum)s."), **bounds
        )
    return day


def _read_date(variable, raw):
    text = western_digits(raw) if isinstance(raw, str) else ""
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        refuse(variable, "bad-date", _("Write the date as 2026-03-31 or 31/03/2026."))
    refuse_buddhist_year(variable, year)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadAnswer(variable, "bad-date", _("There is no such day.")) from error


def _select_one(variable, raw, scope):
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw == raw and abs(raw) < 1000:
        raw = f"{raw:g}"
    if not isinstance(raw, str):
        refuse(variable, "not-a-code", _("This must be one answer from the list."))
    found = recognise(variable, raw, scope.country)
    if len(found) > 1 and scope.on:
        found = tuple(option for option in found if option.is_valid_on(scope.on))
    if not found:
        refuse(variable, "unknown-code", _("“%(value)s” is not an answer to this question."), value=raw[:60])
    if len(found) > 1:
        codes = ", ".join(option.code for option in found[:5])
        refuse(
            variable,
            "ambiguous-code",
            _("“%(value)s” may mean %(codes)s: write the code."),
            value=raw[:60],
            codes=codes,
        )
    return found[0].code


def _select_multiple(variable, raw, scope):
    parts = _parts(variable, raw, scope) if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple, set, frozenset)):
        refuse(variable, "not-a-list", _("This must be a list of answers."))
    # A list longer than any question's is not worth looking at item by item.
    if len(parts) > 100:
        refuse(variable, "too-many", _("Choose at most %(limit)s."), limit=variable.max_choices or 100)
    chosen = {_select_one(variable, part, scope) for part in parts if not _is_blank(part)}
    if variable.max_choices and len(chosen) > variable.max_choices:
        refuse(variable, "too-many", _("Choose at most %(limit)s."), limit=variable.max_choices)
    return sorted(chosen, key=partial(_place, variable)) or None


def _parts(variable, text, scope):
    """Labels hold spaces and commas, codes do not: only a text without `;` that means nothing whole is
    cut there.
    """
    parts = [part.strip() for part in _LIST_MARKS.split(text)]
    if len(parts) == 1 and not recognise(variable, text, scope.country):
        return _CODE_MARKS.split(text)
    return parts


def _place(variable, code):
    """Questionnaire order for own codes; for codes of a list kept elsewhere, numbers by size, then
    letters.
    """
    if variable.codes:
        return list(variable.code_labels).index(code)
    return (not code.isdecimal(), code.zfill(3) if code.isdecimal() else code)


def _geopoint(variable, raw, scope):
    try:
        latitude, longitude = (_degrees(part) for part in _pair(raw))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise BadAnswer(
            variable, "bad-point", _("Write latitude and longitude in degrees, such as 11.5564, 104.9282.")
        ) from error
    if abs(latitude) > 90 or abs(longitude) > 180:
        refuse(
            variable, "out-of-range", _("Latitude lies between -90 and 90, longitude between -180 and 180.")
        )
    return Point(latitude, longitude)


def _pair(raw):
    """(latitude, longitude) as written; ODK adds altitude and accuracy, which are dropped."""
    if isinstance(raw, str):
        parts = _COORDINATE_MARKS.split(western_digits(raw))
        return parts[:2] if len(parts) in (2, 4) else ()
    if isinstance(raw, Mapping):
        return _pair_of_mapping(raw)
    return raw if isinstance(raw, (list, tuple)) else ()


def _pair_of_mapping(raw):
    if raw.get("type") == "Point":
        longitude, latitude, *_altitude = raw.get("coordinates", ())
        return latitude, longitude
    return raw.get("latitude", raw.get("lat")), raw.get("longitude", raw.get("lon"))


def _degrees(part):
    if isinstance(part, bool) or not isinstance(part, (str, int, float, Decimal)):
        raise TypeError(part)
    if isinstance(part, str) and len(part) > 30:
        raise ValueError
    degrees = Decimal(repr(part)) if isinstance(part, float) else Decimal(part)
    if not abs(degrees) <= 180:
        raise ValueError
    return degrees.quantize(COORDINATE)


CLEANERS = {
    "text": _line,
    "email": _email,
    "phone": _phone,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "date": _date,
    "select_one": _select_one,
    "select_multiple": _select_multiple,
    "geopoint": _geopoint,
}

"""Reading single values of a document: numbers, dates, codes and text, each within bounds."""

import re
from datetime import date
from decimal import Decimal

from .kleene import MISSING_CODES
from .problems import refuse, shown

# Wider than any survey figure (a revenue in dong has 13 digits), narrower than every database's number.
MAX_NUMBER = 10**15
MAX_DECIMALS = 6
MAX_TEXT = 2000
MAX_CODE = 200

_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_text(value, path="", limit=MAX_TEXT):
    """Text without NUL and lone surrogates, which no database and no UTF-8 can hold."""
    if not isinstance(value, str):
        refuse("wrong-type", path, expected="text")
    if len(value) > limit:
        refuse("too-long", path, limit=limit)
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        refuse("bad-text", path)
    return value


def read_number(value, path=""):
    """An exact Decimal from a JSON number or a plain decimal string; never from true, NaN or infinity."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        refuse("wrong-type", path, expected="a number")
    if isinstance(value, int):
        return _bounded(value, path)
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        refuse("bad-number", path, value=shown(value))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        refuse("bad-number", path, value=shown(value))
    return _bounded(number, path)


def _bounded(number, path):
    if abs(number) > MAX_NUMBER:
        refuse("out-of-range", path, minimum=-MAX_NUMBER, maximum=MAX_NUMBER)
    number = Decimal(number)
    if number != number.quantize(Decimal(1).scaleb(-MAX_DECIMALS)):
        refuse("bad-number", path, value=shown(number))
    return number


def whole(number):
    """An int where a Decimal has no fraction: every JSON encoder can write it."""
    return int(number) if number == number.to_integral_value() else number


def read_integer(value, path="", minimum=-MAX_NUMBER, maximum=MAX_NUMBER):
    """A whole number: 5 and 5.0, not 5.5."""
    number = read_number(value, path)
    if number != number.to_integral_value():
        refuse("wrong-type", path, expected="a whole number")
    if not minimum <= number <= maximum:
        refuse("out-of-range", path, minimum=minimum, maximum=maximum)
    return int(number)


def read_date(value, path=""):
    """A calendar day from an ISO 8601 date; Gregorian years only."""
    if type(value) is date:
        return value
    if not isinstance(value, str):
        refuse("wrong-type", path, expected="a date")
    if not _DATE.fullmatch(value):
        refuse("bad-date", path, value=shown(value))
    try:
        return date.fromisoformat(value)
    except ValueError:
        refuse("bad-date", path, value=value)


def read_code(value, variable, path=""):
    """A code of the variable's list (any, if that is kept elsewhere); never one for *no answer*."""
    if not isinstance(value, str):
        refuse("wrong-type", path, expected="a code")
    if not value:
        refuse("empty", path)
    if value in MISSING_CODES or (variable.codes and value not in variable.codes):
        refuse("unknown-code", path, value=shown(value), variable=variable.name)
    return read_text(value, path, MAX_CODE)


def read_value(value, variable, path=""):
    """A value of the variable's type, to compare answers with."""
    if variable.type in ("select_one", "select_multiple"):
        return read_code(value, variable, path)
    return READERS[variable.type](value, path)


READERS = {
    "integer": read_integer,
    "decimal": read_number,
    "money": read_number,
    "date": read_date,
    "text": read_text,
}


def read_list(value, path, limit, read):
    """A non-empty list without repetition, each entry read by `read(entry, path)`."""
    if not isinstance(value, list):
        refuse("wrong-type", path, expected="a list")
    if not value:
        refuse("empty", path)
    if len(value) > limit:
        refuse("too-large", path, limit=limit)
    entries = [read(entry, f"{path}/{place}") for place, entry in enumerate(value)]
    for place, entry in enumerate(entries):
        if entry in entries[:place]:
            refuse("duplicate", f"{path}/{place}", value=shown(entry))
    return tuple(entries)

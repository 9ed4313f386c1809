"""Numbers as people and spreadsheets write them: native digits, either decimal sign, grouped thousands."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from .problems import refuse

MAX_TEXT = 60
# More digits than this do not survive the way through SQLite, which keeps decimals as doubles.
MAX_SIGNIFICANT = 15
BUDDHIST_ERA = 543
LAST_GREGORIAN, LAST_BUDDHIST = 2400, 2100 + BUDDHIST_ERA

_SPACES = "[ \u00a0\u202f\u2009'’]"
_GROUPS = [_SPACES, ",", r"\."]
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED = [re.compile(rf"([1-9]\d{{0,2}}(?:{mark}\d{{3}})+)(?:[.,](\d+))?", re.ASCII) for mark in _GROUPS]


def western_digits(text):
    """The same text with Khmer, Thai or any other decimal digits written as 0 to 9."""
    return "".join(_digit(character) for character in text)


def _digit(character):
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def clean_number(variable, raw):
    """A number within the bounds of the variable: int for integers, Decimal rounded half up to its
    decimal places.

    Text may group thousands by space, comma or point and use either decimal sign. What could mean two
    numbers within the bounds is refused.
    """
    candidates = _readings(variable, raw) if isinstance(raw, str) else [_native(variable, raw)]
    fitting = _fitting(variable, candidates)
    if len(fitting) > 1:
        examples = {"first": f"{min(fitting):f}", "second": f"{max(fitting):.0f}"}
        refuse(
            variable,
            "ambiguous-number",
            _("This may mean %(first)s or %(second)s: leave out the separator."),
            **examples,
        )
    number = fitting[0]
    _refuse_out_of_bounds(variable, number)
    return _whole(variable, number) if variable.type == "integer" else _rounded(variable, number)


def _native(variable, raw):
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        refuse(variable, "not-a-number", _("This is not a number."))
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        refuse(variable, "not-a-number", _("This is not a number."))
    return number


def _readings(variable, raw):
    """Every number that the text may mean, the one with grouped thousands first."""
    text = western_digits(raw).strip().replace("−", "-")
    if variable.unit == "percent":
        text = text.removesuffix("%").rstrip()
    sign, body = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    found = _positive_readings(body) if len(text) <= MAX_TEXT else []
    if not found:
        refuse(variable, "not-a-number", _("This is not a number."))
    return [sign * number for number in found]


def _positive_readings(body):
    readings = []
    for mark, pattern in zip(_GROUPS, _GROUPED, strict=True):
        match = pattern.fullmatch(body)
        # In 1,234,567 the last comma is no decimal sign: the same mark cannot be both.
        if match and not (match[2] and re.fullmatch(mark, body[len(match[1])])):
            readings.append(Decimal(re.sub(mark, "", match[1]) + "." + (match[2] or "0")))
    if _PLAIN.fullmatch(body):
        readings.append(Decimal(body.replace(",", ".")))
    return list(dict.fromkeys(readings))


def _fitting(variable, candidates):
    """Of several readings those that the variable can mean. Whole numbers and money have no thousandths."""
    if len(candidates) > 1 and variable.type in ("integer", "money"):
        return candidates[:1]
    fitting = [number for number in candidates if _within(variable, number)]
    return fitting or candidates[:1]


def _within(variable, number):
    return variable.minimum <= number <= variable.maximum


def _refuse_out_of_bounds(variable, number):
    if variable.unit == "year":
        refuse_buddhist_year(variable, number)
    if not _within(variable, number):
        bounds = {"minimum": f"{variable.minimum:f}", "maximum": f"{variable.maximum:f}"}
        refuse(
            variable, "out-of-range", _("The number must lie between %(minimum)s and %(maximum)s."), **bounds
        )


def refuse_buddhist_year(variable, year):
    """Years are stored in the common era; a Buddhist one is not converted silently. 2999 is one of neither."""
    if LAST_GREGORIAN < year <= LAST_BUDDHIST:
        refuse(
            variable,
            "buddhist-era",
            _("%(year)s is a Buddhist year: write %(common)s."),
            year=int(year),
            common=int(year) - BUDDHIST_ERA,
        )


def _whole(variable, number):
    if number != number.to_integral_value():
        refuse(variable, "not-whole", _("This must be a whole number."))
    return int(number)


def _rounded(variable, number):
    """Finer digits, such as those of a spreadsheet's binary fractions, are rounded away."""
    rounded = number.quantize(Decimal(1).scaleb(-variable.decimal_places), ROUND_HALF_UP)
    if len(rounded.normalize().as_tuple().digits) > MAX_SIGNIFICANT:
        refuse(variable, "too-precise", _("At most %(digits)s digits can be kept."), digits=MAX_SIGNIFICANT)
    return rounded

"""Numbers, shares, money and dates in the reader's language, always in Western digits, to be comparable."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

NO_BREAK = "\u00a0"
BUDDHIST_ERA = 543
# Decimal and thousands separators (CLDR 41). Django's own leave thousands ungrouped in Khmer and Mongolian.
_SEPARATORS = {"km": ",.", "vi": ",.", "ru": f",{NO_BREAK}", "ky": f",{NO_BREAK}"}
# Django's English is American.
_DATE_FORMATS = {"en": "j F Y"}
_SPACE_BEFORE_PERCENT = {"ru", "ky"}
# Minor units that are not two (ISO 4217); riel and tugrik have two on paper and none in use.
_DECIMALS = {"VND": 0, "KHR": 0, "MNT": 0}


def _language():
    return (get_language() or "en").split("-")[0]


def as_decimal(value):
    """The value as Decimal, or None when it is missing or not a finite number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value, decimals=None):
    """1234.5 as "1,234.5"; "" when missing. Without `decimals` it keeps those it has, at most six."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    if amount.adjusted() > 20:
        return f"{amount:.3E}"
    if decimals is None:
        decimals = min(6, max(0, -amount.normalize().as_tuple().exponent))
    text = f"{amount.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP):,f}"
    point, group = _SEPARATORS.get(_language(), ".,")
    return text.translate({ord("."): point, ord(","): group, ord("-"): "\u2212"})


def percent(value, decimals=None):
    """A share in percent (0–100) as "12.5%", spaced as the language has it; "" when missing."""
    text = number(value, decimals)
    if not text:
        return ""
    return f"{text}{NO_BREAK}%" if _language() in _SPACE_BEFORE_PERCENT else f"{text}%"


def money(value, currency):
    """An amount with its ISO 4217 code: "1,250,000 KHR"; "" when missing."""
    text = number(value, _DECIMALS.get(currency, 2))
    return f"{text}{NO_BREAK}{currency}" if text else ""


def local_date(value):
    """A date in words; in Thai with the Buddhist year as well. "" when missing."""
    if not value:
        return ""
    day = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    text = date_format(day, _DATE_FORMATS.get(_language(), "DATE_FORMAT"), use_l10n=True)
    return f"{text} (พ.ศ. {day.year + BUDDHIST_ERA})" if _language() == "th" else text


def local_datetime(value):
    """A moment in the current time zone: date, and the time as 14:05 with the zone's name."""
    if not value:
        return ""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local_date(moment)}, {moment:%H:%M}{NO_BREAK}{moment.tzname() or ''}".rstrip(NO_BREAK)

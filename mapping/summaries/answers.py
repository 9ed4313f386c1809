"""Answers as people read them."""

from datetime import date

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.formats import local_date, money, number, percent

from ..definition.checks import Point, clean_value
from ..definition.codebook import CODEBOOK
from ..definition.options import label


def question_label(variable, language):
    """The short name of a question."""
    return in_language(CODEBOOK[variable].label, language)


def in_words(name, value, country, language):
    """A typed answer in words; "" when there is none. `country` (ISO code) gives lists and money their meaning."""
    if value is None or value == "" or value == []:
        return ""
    variable = CODEBOOK[name]
    if variable.type == "select_multiple":
        return "; ".join(label(variable, code, language, country) for code in value)
    if variable.type == "select_one":
        return label(variable, value, language, country)
    return _plain(variable, value, country, language)


def _plain(variable, value, country, language):
    if isinstance(value, date):
        return local_date(value)
    if isinstance(value, Point):
        return ", ".join(f"{degrees:f}" for degrees in value)
    if variable.type == "money":
        return money(value, reference.country(country).currency)
    if variable.unit == "percent":
        return percent(value)
    if not variable.is_number or variable.unit == "year":
        return str(value)
    return f"{number(value)} {in_language(variable.unit_label, language)}".strip()


def stored_in_words(name, stored, country, language):
    """A value of the history, which is plain JSON, in words; what no longer means anything is shown as it is."""
    try:
        return in_words(name, clean_value(CODEBOOK[name], stored), country, language)
    except ValueError:
        return str(stored)

"""Titles, definitions and units of the indicators in each language, and their metadata from indicators.csv."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sse_portal.basics.text import in_language

HERE = Path(__file__).parent
LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi")


@dataclass(frozen=True)
class Description:
    """What is said of an indicator in one language. Formula, denominator and standard are the source's words."""

    code: str
    title: str
    definition: str
    formula: str
    unit: str
    unit_label: str
    denominator: str
    variables: tuple[str, ...]
    disaggregation: tuple[str, ...]
    sdg_targets: tuple[str, ...]
    disclosure_rule: str
    standard: str


@cache
def rows():
    """The rows of indicators.csv by code."""
    with (HERE / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def labels(language):
    """The texts of one language: {"units": …, "indicators": {code: {title, definition}}}."""
    return json.loads((HERE / "labels" / f"{language}.json").read_text(encoding="utf-8"))


def _texts(kind, key):
    return {language: labels(language)[kind][key] for language in LANGUAGES}


def titles(code):
    """The title by language."""
    return {language: entry["title"] for language, entry in _texts("indicators", code).items()}


def unit_label(unit, language):
    """A unit of indicators.csv in words."""
    return in_language(_texts("units", unit), language)


def unit_of(code):
    """The unit of an indicator, as indicators.csv names it: entities, percent, LCU, …"""
    return rows()[code]["unit"]


@cache
def describe(code, language):
    """The description of an indicator in a language; English where the language is not one of the portal's."""
    row, own = rows()[code], labels(language if language in LANGUAGES else "en")["indicators"][code]
    return Description(
        code=code,
        title=own["title"],
        definition=own["definition"],
        formula=row["formula"],
        unit=row["unit"],
        unit_label=unit_label(row["unit"], language),
        denominator=row["denominator"],
        variables=_split(row["variables"]),
        disaggregation=_split(row["disaggregation"]),
        sdg_targets=_split(row["sdg_targets"]),
        disclosure_rule=row["disclosure_rule"],
        standard=row["standard"],
    )


def _split(text):
    return tuple(part for part in text.split(";") if part)

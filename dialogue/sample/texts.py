"""What the sample says, from texts.csv: a row for each thing, a column for each language."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "texts.csv"
LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi")
OF_COUNTRY = {"KH": ("km",), "KG": ("ky", "ru"), "MN": ("mn",), "TH": ("th",), "VN": ("vi",)}


@cache
def rows(kind):
    """The rows of one kind, in their order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["kind"] == kind)


def row_of(kind, code=""):
    """The row with this code."""
    return next(row for row in rows(kind) if row["code"] == code)


def words(row, country):
    """The text of a row in English and in the languages of a country (None: in all)."""
    wanted = ("en", *OF_COUNTRY[country]) if country else LANGUAGES
    return {language: row[language] for language in wanted}


def said(kind, code, country):
    """`words` of the row of a kind with this code."""
    return words(row_of(kind, code), country)

"""The columns of the table of activities, with their hashtags."""

import re
from dataclasses import dataclass

from django.conf import settings

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Roles whose organisations stand in one cell: {column: code of IATI}.
LISTED_ROLES = {"funding": "1", "accountable": "2", "extending": "3"}
IMPLEMENTING = "4"
SEPARATOR = ";"
_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*")


@dataclass(frozen=True)
class Column:
    """A column: its name in the header line, and its hashtag."""

    name: str
    tag: str


def _worded(name, tag):
    return [Column(f"{name}_{code}", f"{tag}+i_{code}") for code in LANGUAGES]


def _listed(role):
    return [
        Column(f"{role}_codes", f"#org+{role}+code+list"),
        Column(f"{role}_names", f"#org+{role}+name+list"),
    ]


COLUMNS = (
    Column("activity_id", "#activity+code+uid"),
    Column("iati_identifier", "#activity+code+iati"),
    *_worded("title", "#activity+name"),
    *_worded("description", "#description"),
    Column("status", "#status+code"),
    Column("keeper_country", "#meta+keeper+code"),
    Column("sector", "#sector+code"),
    Column("sector_name", "#sector+name"),
    *(column for role in LISTED_ROLES for column in _listed(role)),
    Column("implementing_code", "#org+impl+code"),
    Column("implementing_name", "#org+impl+name"),
    Column("country", "#country+code"),
    Column("country_name", "#country+name"),
    Column("region", "#adm1+code"),
    Column("region_name", "#adm1+name"),
    Column("nationwide", "#geo+nationwide"),
    Column("planned_start", "#date+start+planned"),
    Column("planned_end", "#date+end+planned"),
    Column("actual_start", "#date+start+actual"),
    Column("actual_end", "#date+end+actual"),
    Column("sdg", "#sdg+code+list"),
    Column("themes", "#theme+code+list"),
    Column("principles", "#principle+code+list"),
    *_worded("result", "#indicator+name"),
    Column("result_unit", "#indicator+unit"),
    Column("result_baseline", "#indicator+baseline"),
    Column("result_target", "#targeted"),
    Column("result_reached", "#reached"),
    Column("result_reached_on", "#date+reached"),
    Column("website", "#contact+url"),
)
NAMES = tuple(column.name for column in COLUMNS)
# How tables made by others tag the same things; {"#tag+attributes": column}.
OTHERS = {
    "#activity+code": "iati_identifier", "#activity+name": "title_en", "#activity": "title_en",
    "#description": "description_en", "#status": "status", "#sector": "sector", "#org+impl": "implementing_name",
    "#org+funding": "funding_names", "#org+funding+name": "funding_names", "#country": "country",
    "#adm1": "region_name", "#date+start": "planned_start", "#date+end": "planned_end", "#sdg": "sdg",
    "#sdg+code": "sdg", "#indicator+name": "result_en", "#targeted+num": "result_target",
    "#reached+num": "result_reached",
}  # fmt: skip


def is_tag(cell):
    """Is this cell a hashtag with attributes?"""
    return isinstance(cell, str) and _TAG.fullmatch(cell.strip()) is not None


def normal(tag):
    """A hashtag as a key: the order and the case of attributes do not matter."""
    hashtag, *attributes = re.split(r"\s*\+\s*", tag.strip().lower())
    return hashtag, frozenset(attributes)


BY_TAG = {normal(column.tag): column.name for column in COLUMNS}
BY_TAG |= {normal(tag): name for tag, name in OTHERS.items() if normal(tag) not in BY_TAG}

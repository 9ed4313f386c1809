"""The data files as unsaved model rows: the only place that knows how the files are written."""

import csv
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path

from . import geo
from .models import ClassificationItem, Country, LegalForm, Region

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi")
TRANSLATED = LANGUAGES[1:]


def digest():
    """SHA-256 over the data files and this reader: equal digests mean there is nothing new to load."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(p for p in DATA.rglob("*") if p.suffix in (".csv", ".json", ".geojson")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def read(name):
    """The rows of `data/<name>.csv` as dicts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def countries():
    return [_country(row) for row in read("countries")]


def _country(row):
    local = split(row["languages"])[0]
    west, south, east, north = geo.bbox(row["iso2"])
    plain = (
        "iso2 iso3 m49 currency currency_minor_units script timezone un_subregion phone_prefix calendar_note"
        " source confidence"
    )
    return Country(
        names={language: row[f"name_{language}"] for language in LANGUAGES},
        official_names={"en": row["official_name_en"], local: row["official_name_local"]},
        capitals={"en": row["capital_en"], local: row["capital_local"]},
        languages=split(row["languages"]),
        ui_languages=split(row["ui_languages"]),
        min_longitude=west,
        min_latitude=south,
        max_longitude=east,
        max_latitude=north,
        **pick(row, plain),
    )


@cache
def local_languages():
    """The first official language of each country: that of the column `name_local`."""
    return {row["iso2"]: split(row["languages"])[0] for row in read("countries")}


def regions():
    return [_region(row) for row in read("regions")]


def _region(row):
    return Region(
        country_id=row["country"],
        successor_id=row["successor"] or None,
        names=names(row),
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        has_shape=row["has_shape"] == "yes",
        **pick(row, "code iso_3166_2 alt type change_kind nso_code source confidence"),
    )


def legal_forms():
    return [_legal_form(row) for row in read("legal_forms")]


def _legal_form(row):
    plain = (
        "code alt law law_number registrar organisation_type sse_status icls_coop_type tse_component"
        " legal_personality min_members_note tier note source confidence"
    )
    return LegalForm(
        country_id=row["country"],
        names=names(row),
        law_year=whole(row["law_year"]),
        condition_criteria=split(row["condition_criteria"]),
        min_members=whole(row["min_members"]),
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        **pick(row, plain),
    )


def classification_items():
    titles = {language: _titles(language) for language in TRANSLATED}
    rows = read("classifications")
    return [_item(position, row, titles) for position, row in enumerate(rows, 1)]


def _titles(language):
    return json.loads((DATA / "titles" / f"{language}.json").read_text(encoding="utf-8"))


def _item(position, row, titles):
    key = f"{row['scheme']}:{row['code']}"
    translated = {language: titles[language].get(key) for language in TRANSLATED}
    extra = {"divisions": row["divisions"], "corresponds_to": split(row["corresponds_to"])}
    extra |= {"typical_activity": row["typical_activity"], "colour": row["colour"]}
    return ClassificationItem(
        position=position,
        titles={"en": row["title"]} | {language: title for language, title in translated.items() if title},
        extra={name: value for name, value in extra.items() if value},
        **pick(row, "scheme code level parent_code source confidence"),
    )


def names(row):
    """Names by language: English, the country's first language, and Russian where the row has it."""
    found = {"en": row["name_en"], local_languages()[row["country"]]: row["name_local"], "ru": row["name_ru"]}
    return {language: name for language, name in found.items() if name}


def pick(row, columns):
    return {column: row[column] for column in columns.split()}


def split(cell):
    return cell.split(";") if cell else []


def whole(cell):
    return int(cell) if cell else None


def day(cell):
    return date.fromisoformat(cell) if cell else None

"""The columns of a table of organisations: what the export writes and the import reads, by name."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.reference.choices import Constituency

from ..models import Organization, Visibility
from .incoming import LANGUAGES, REGIONAL, UNSAID, Incoming, code_of, country_of, pair_of, region_of

NAMES = {f"name_{code}": code for code in LANGUAGES}
DESCRIPTIONS = {f"description_{code}": code for code in LANGUAGES}
COLUMNS = (
    "id", "name", *NAMES, "acronym", "other_names", "kind", "constituency", "country", "region", "locality",
    "latitude", "longitude", "parent", "founded", "dissolved", "status", "website", *DESCRIPTIONS, "identifiers",
    "visibility", "source",
)  # fmt: skip
PLAIN = ("name", "acronym", "locality", "website", "source")
NUMBERS = ("latitude", "longitude", "founded")
CODES = {"kind": Organization.Kind, "constituency": Constituency, "visibility": Visibility}


def table_row(entry):
    """{column: value} of an entry as `rows.entries` gives it."""
    row = {name: entry[name] for name in COLUMNS if name in entry}
    row |= {column: entry["names"].get(code, "") for column, code in NAMES.items()}
    row |= {column: entry["description"].get(code, "") for column, code in DESCRIPTIONS.items()}
    identifiers = [f"{each['scheme']}:{each['value']}" for each in entry["identifiers"]]
    lists = {"other_names": cell_of(entry["other_names"]), "identifiers": cell_of(identifiers)}
    return row | lists | {"country": entry["country"] or REGIONAL}


def cell_of(items):
    """The texts of a list in one cell, as `items_of` reads them again."""
    is_plain = all(";" not in item and not item.startswith("[") for item in items)
    return ";".join(items) if is_plain else json.dumps(items, ensure_ascii=False)


def read_row(number, cells):
    """An Incoming from {column: cell}; cells are text or numbers, an empty one says nothing."""
    given = {name: cell for name, cell in cells.items() if cell != "" and cell is not None}
    row = Incoming(number, uid=str(given.pop("id", "")))
    for column, read in READERS.items():
        if column in given:
            read(row, column, given[column])
    for name, columns in (("names", NAMES), ("description", DESCRIPTIONS)):
        texts = {code: str(given[column]) for column, code in columns.items() if column in given}
        if texts:
            row.values[name] = texts
    return row


def _plain(row, column, cell):
    row.values[column] = str(cell)


def _number(row, column, cell):
    row.values[column] = cell


def _coded(row, column, cell):
    code = code_of(CODES[column], str(cell))
    if code is None:
        row.refuse(column, _("“%(value)s” is not one of the values.") % {"value": str(cell)[:60]})
    else:
        row.values[column] = code


def _country(row, column, cell):
    row.country = country_of(str(cell))
    if row.country == UNSAID:
        row.refuse(column, _("There is no such country."))


def _region(row, column, cell):
    if row.country in (None, UNSAID):
        row.refuse(column, _("Give the country of the region, too."))
        return
    code = region_of(str(cell), row.country, timezone.localdate())
    if code is None:
        row.refuse(column, _("There is no such region in this country."))
    else:
        row.values[column] = code


def _list(row, column, cell):
    row.values[column] = items_of(str(cell))


def items_of(cell):
    """The texts of a cell: separated by semicolons, or as a JSON list."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return [str(item).strip() for item in found if str(item).strip()]
    return [item.strip() for item in cell.split(";") if item.strip()]


def _identifiers(row, column, cell):
    for item in items_of(str(cell)):
        pair = pair_of(item)
        if pair is None:
            row.refuse(column, _("“%(value)s” does not have the right form.") % {"value": item[:60]})
        else:
            row.identifiers.append(pair)


def _parent(row, _column, cell):
    row.parent = str(cell).strip()


def _status(row, column, cell):
    code = code_of(Organization.Status, str(cell))
    if code not in (Organization.Status.ACTIVE, Organization.Status.DISSOLVED):
        row.refuse(column, _("“%(value)s” is not one of the values.") % {"value": str(cell)[:60]})
    else:
        row.ended = code == Organization.Status.DISSOLVED


def _dissolved(row, _column, cell):
    row.dissolved = cell


# The country before its region.
READERS = (
    dict.fromkeys(PLAIN, _plain)
    | dict.fromkeys(NUMBERS, _number)
    | dict.fromkeys(CODES, _coded)
    | {
        "country": _country,
        "region": _region,
        "other_names": _list,
        "identifiers": _identifiers,
        "parent": _parent,
        "status": _status,
        "dissolved": _dissolved,
    }
)

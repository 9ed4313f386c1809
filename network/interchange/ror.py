"""Rows of the Research Organization Registry (ror.org, CC0), as the folded dump has them.

Its pitfalls: `kg`, a country, stands for the language Kyrgyz in places; many names have no language; an acronym may
come in several languages; withdrawn records stay in the dump.
"""

import json

from django.utils.translation import gettext as _

from .incoming import LANGUAGES, Incoming, country_of

HEADER = frozenset({"id", "types", "name", "country", "names_json", "relationships"})
SCHEME, WIKIDATA = "XI-ROR", "XI-WIKIDATA"
SOURCE = "Research Organization Registry (ror.org), CC0"
MISUSED_LANGUAGES = {"kg": "ky"}
# The first of these among the types decides: (type, kind, constituency).
TYPES = (
    ("education", "research", "ACA"),
    ("government", "government", "GOV"),
    ("facility", "research", "ACA"),
    ("nonprofit", "ngo", "CSO"),
    ("company", "company", ""),
    ("archive", "other", ""),
    ("healthcare", "other", ""),
    ("funder", "donor", "DEV"),
)
LONGEST_ACRONYM = 30
COLUMNS = {
    "locality": "city",
    "latitude": "lat",
    "longitude": "lng",
    "founded": "established",
    "website": "website",
}
# What a relation of the record means: its kind here, and whether the record is the subject.
RELATIONS = {
    "related": ("partner_of", True),
    "predecessor": ("successor_of", True),
    "successor": ("successor_of", False),
}


def is_ror(header):
    """Is this the header of a dump of ROR?"""
    return set(header) >= HEADER


def read_row(number, cells):
    """An Incoming from {column: text}."""
    cells = {name: str(cell) for name, cell in cells.items()}
    row = Incoming(number, identifiers=[(SCHEME, cells["id"])])
    if cells.get("wikidata"):
        row.identifiers.append((WIKIDATA, cells["wikidata"]))
    row.country = country_of(cells["country"])
    columns = {
        "locality": "city",
        "latitude": "lat",
        "longitude": "lng",
        "founded": "established",
        "website": "website",
    }
    row.values = {name: cells[column] for name, column in columns.items() if cells.get(column)}
    row.values |= {"name": cells["name"], "source": SOURCE} | _kind(cells["types"].split("|"))
    _read_names(row, cells["names_json"])
    _read_status(row, cells.get("status", ""))
    _read_relations(row, cells["relationships"])
    return row


def _kind(types):
    found = next(((kind, voice) for name, kind, voice in TYPES if name in types), ("other", ""))
    return {"kind": found[0]} | ({"constituency": found[1]} if found[1] else {})


def _read_names(row, text):
    try:
        names = [_name(each) for each in json.loads(text or "[]")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        row.refuse("names_json", _("This is no list of names."))
        return
    labels, others, acronyms = {}, [], []
    for value, language, types in names:
        if "acronym" in types and len(value) <= LONGEST_ACRONYM:
            acronyms.append(value)
        elif "label" in types and language in LANGUAGES and language not in labels:
            labels[language] = value
        else:
            others.append(value)
    acronym, *more = dict.fromkeys(acronyms) or [""]
    shown = {row.values["name"], *labels.values()}
    row.values["names"] = labels
    row.values["acronym"] = acronym
    row.values["other_names"] = [name for name in dict.fromkeys([*others, *more]) if name not in shown]
    row.values = {name: value for name, value in row.values.items() if value not in ("", {}, [])}


def _name(each):
    language = MISUSED_LANGUAGES.get(each.get("lang") or "", each.get("lang") or "")
    return str(each["value"]).strip(), language, str(each.get("types", "")).split("|")


def _read_status(row, status):
    if status == "withdrawn":
        row.skipped = _("Withdrawn from the register.")
    row.ended = status == "inactive"


def _read_relations(row, text):
    """One parent is the organisation above; another one supervises it. A child says it for itself."""
    parents = []
    for item in filter(None, text.split("|")):
        kind, _colon, address = item.partition(":")
        which = f"{SCHEME}:{address}"
        if kind == "parent":
            parents.append(which)
        elif kind in RELATIONS:
            row.relations.append((*RELATIONS[kind], which))
    if parents:
        row.parent = parents[0]
    row.relations += [("supervises", False, which) for which in parents[1:]]

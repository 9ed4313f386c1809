"""The formats in which the public directory leaves, each streamed in constant memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sse_portal.api.renderers import Csv, Jsonl, Xlsx, dumps

from ..models import Organization
from ..summaries.people import office_contacts, public_people
from . import popolo, vcard
from .columns import COLUMNS, table_row
from .rows import CHUNK, entries

LANGUAGE = "en"


@dataclass(frozen=True)
class Format:
    """`pieces(organizations)` yields bytes for a queryset of public organisations; `most` rows, or any number."""

    content_type: str
    ending: str
    pieces: Callable
    most: int | None = None


def _table(writer, organizations):
    return writer().pieces(COLUMNS, map(table_row, entries(organizations)))


def _lines(organizations):
    for entry in entries(organizations):
        yield dumps({name: entry[name] for name in (*ENTRY, "updated_at")}) + b"\n"


ENTRY = tuple(name for name in COLUMNS if not name.startswith(("name_", "description_"))) + (
    "names",
    "description",
)


def _in_chunks(organizations):
    """(entries, {key: contacts of the office}, organisations) of 500 at a time."""
    found = entries(organizations)
    while some := list(islice(found, CHUNK)):
        rows = Organization.objects.among([entry["key"] for entry in some])
        yield some, rows


def _popolo(organizations):
    def told():
        for some, rows in _in_chunks(organizations):
            contacts = office_contacts(rows)
            yield from ((entry, contacts.get(entry["key"], ())) for entry in some)

    return popolo.pieces(told())


def _vcard(organizations):
    """A card for each organisation, followed by those of its people whom everybody may see."""
    for some, rows in _in_chunks(organizations):
        contacts, people = office_contacts(rows), public_people(rows, LANGUAGE)
        cards = (
            vcard.card(entry, contacts.get(entry["key"], ()), people.get(entry["key"], ())) for entry in some
        )
        yield "".join(cards).encode()


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", "csv", partial(_table, Csv)),
    "xlsx": Format(Xlsx.media_type, "xlsx", partial(_table, Xlsx), Xlsx.most_rows),
    "jsonl": Format(Jsonl.media_type, "jsonl", _lines),
    "popolo": Format("application/json", "json", _popolo),
    "vcard": Format("text/vcard; charset=utf-8", "vcf", _vcard),
}

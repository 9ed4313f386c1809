"""What harvesters may know: pages of headers in the order of their datestamps, each with its Dublin Core.

Only what is public now is ever described; a row of a record that is not counts as deleted, whatever it says.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from sse_portal.basics.text import in_language
from sse_portal.records.gates import close
from sse_portal.reference import summaries as reference

from ..models import HarvestRecord, Organization, Resource
from . import dublin_core

PAGE = 200
# Writers go through it before they date a row, readers close it (`records.gates`): no harvest overtakes a write.
HARVEST_GATE = 4_701
COLUMNS = ("id", "record", "kind", "country", "type", "datestamp", "is_deleted")
Kind = HarvestRecord.Kind
KIND_NAMES = {Kind.RESOURCE: "Resources of the library", Kind.ORGANIZATION: "Organisations of the network"}


@dataclass(frozen=True)
class Header:
    """A record as a harvester knows it; `elements` is None for a deleted one, and where they are not asked for."""

    identifier: str
    datestamp: datetime
    sets: tuple
    is_deleted: bool
    elements: tuple | None = None


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a set by its parts (kind of set, value or ""), and whole seconds, both included."""

    set: tuple | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class HarvestPage:
    """Some records; `last` is (datestamp, key) of the last one when there are more."""

    headers: tuple
    last: tuple | None


def identifier_of(uid):
    """The identifier of a record for good (OAI guidelines: oai-identifier)."""
    return f"oai:{settings.IDENTITY_HOST}:{uid}"


def uid_in(identifier):
    """The public id that an identifier of ours names; None for any other text."""
    scheme, _, rest = identifier.partition(":")
    host, _, key = rest.partition(":")
    try:
        uid = uuid.UUID(key) if (scheme, host) == ("oai", settings.IDENTITY_HOST) else None
    except ValueError:
        return None
    return uid if uid is not None and str(uid) == key else None


def sets():
    """{setSpec: name} of all sets: by kind, by type of resource, by country. A name with a colon is below another."""
    found = {"kind": "By kind of record"}
    found |= {f"kind:{kind.value}": name for kind, name in KIND_NAMES.items()}
    found |= {"type": "Resources by type"}
    found |= {f"type:{kind.value}": kind.name.replace("_", " ").title() for kind in Resource.Type}
    found |= {"country": "By country"}
    return found | {
        f"country:{row.iso2.lower()}": in_language(row.names, "en") for row in reference.countries()
    }


def set_parts(spec):
    """What `Wanted` needs of a setSpec: ("country", "KH"), ("type", "")."""
    kind, _, value = spec.partition(":")
    return kind, value.upper() if kind == "country" else value


def earliest():
    """The datestamp before which there is nothing; now, while there is nothing at all."""
    first = HarvestRecord.objects.aggregate(first=Min("datestamp"))["first"]
    return first or timezone.now().replace(microsecond=0)


def harvest_page(wanted, after=None, *, with_elements, absolute, size=PAGE):
    """A page of what is wanted, behind (datestamp, key) `after`: a query for the rows, and two or three for each kind.

    Raises Busy when writers keep it waiting for too long.
    """
    rows = HarvestRecord.objects.all()
    if wanted.set:
        rows = rows.in_set(*wanted.set)
    if wanted.since:
        rows = rows.stamped_from(wanted.since)
    if wanted.until:
        rows = rows.stamped_until(wanted.until)
    if after:
        rows = rows.after(*after)
    with transaction.atomic():
        close(HARVEST_GATE)
        found = list(rows.in_order().values_list(*COLUMNS, named=True)[: size + 1])
    last = (found[size - 1].datestamp, found[size - 1].id) if len(found) > size else None
    return HarvestPage(_headers(found[:size], with_elements, absolute), last)


def one(uid, *, absolute):
    """The Header of one record with its elements; None when no harvester was ever told of it."""
    rows = HarvestRecord.objects.of_record(uid).values_list(*COLUMNS, named=True)
    return next(iter(_headers(list(rows), True, absolute)), None)


def _headers(rows, with_elements, absolute):
    told = _elements(rows, absolute) if with_elements else _public(rows)
    return tuple(_header(row, told) for row in rows)


def _header(row, told):
    return Header(
        identifier=identifier_of(row.record), datestamp=row.datestamp, sets=_sets_of(row),
        is_deleted=row.record not in told, elements=told.get(row.record),
    )  # fmt: skip


def _sets_of(row):
    parts = (("kind", row.kind), ("type", row.type), ("country", row.country.lower()))
    return tuple(f"{name}:{value}" for name, value in parts if value)


def _described(rows):
    """(public resources, public organisations) of the living ones among these rows; none where there are no rows."""
    uids = {kind: [row.record for row in rows if row.kind == kind and not row.is_deleted] for kind in Kind}
    resources = Resource.objects.public().known_as(uids[Kind.RESOURCE])
    return resources, Organization.objects.public().present().known_as(uids[Kind.ORGANIZATION])


def _public(rows):
    """{public id: None} of the living ones among these rows that are public."""
    return {uid: None for found in _described(rows) for uid in found.values_list("uid", flat=True)}


def _elements(rows, absolute):
    """{public id: elements} of the living ones among these rows that are public."""
    resources, organizations = _described(rows)
    library, directory = (absolute(reverse(f"network:{name}-list")) for name in ("resource", "organization"))
    found = dublin_core.told_of(resources)
    told = {uid: dublin_core.of_resource(each, f"{library}{uid}/") for uid, each in found.items()}
    return told | {
        each.uid: dublin_core.of_organization(each, f"{directory}{each.uid}/")
        for each in organizations.values_list(*dublin_core.OF_ORGANIZATION, named=True)
    }

"""A row of an import on its way into the directory, and how organisations are found for many rows at once."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sse_portal.records.values import Refused

from ..interchange.incoming import Incoming, pair_of
from ..models import Organization, OrganizationIdentifier
from .organization_values import FIELDS

CREATE, UPDATE, UNCHANGED, DUPLICATE, REFUSED, SKIPPED = (
    "create", "update", "unchanged", "duplicate", "refused", "skipped",
)  # fmt: skip
NEW, SKIP = "new", "skip"
CHUNK = 500


@dataclass
class Planned:
    """A row of a file with what becomes of it. `changes` are (field, before, after); `candidates` organisations."""

    incoming: Incoming
    outcome: str = ""
    organization: Any = None
    values: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    candidates: list = field(default_factory=list)
    same_line: int | None = None
    decision: str = ""
    parent: Any = None
    relations: list = field(default_factory=list)

    @property
    def number(self):
        return self.incoming.number

    @property
    def name(self):
        known = self.organization.name if self.organization else self.incoming.uid
        return self.incoming.name or known

    @property
    def country(self):
        return self.organization.country_id if self.organization else self.incoming.country

    @property
    def stays(self):
        """Is there an organisation of the directory behind the row, now or after the import?"""
        return self.outcome in (CREATE, UPDATE, UNCHANGED)

    @property
    def asks(self):
        """Is there something to decide, or was there?"""
        return bool(self.candidates or self.same_line)

    def refuse(self, message, column=""):
        self.problems.append({"column": column, "message": str(message)})
        self.outcome = REFUSED


def identifiers_of(row):
    """{scheme: [values]} of an Incoming, as the directory keeps them. Raises Refused."""
    pairs = [{"scheme": scheme, "value": value} for scheme, value in row.identifiers]
    return FIELDS["identifiers"].read(pairs)


def reference_of(text):
    """A reference as (scheme, value) or as a UUID; None when it is neither."""
    try:
        return uuid.UUID(text)
    except ValueError:
        pair = pair_of(text)
    try:
        found = FIELDS["identifiers"].typed([{"scheme": pair[0], "value": pair[1]}]) if pair else {}
    except Refused:
        return None
    return next(((scheme, values[0]) for scheme, values in found.items() if values), None)


class Finder:
    """Organisations by public id and by identifier, those that `by` may know, read for many rows at once."""

    def __init__(self, by, keys):
        uids = [key for key in keys if isinstance(key, uuid.UUID)]
        pairs = {key for key in keys if isinstance(key, tuple)}
        self.found, self.taken = {}, set()
        for some in chunks(uids):
            known = Organization.objects.visible_to(by).known_as(some)
            self.found |= {organization.uid: organization for organization in known}
        holders = self._holders(pairs)
        visible = {}
        for some in chunks(sorted(set(holders.values()))):
            visible |= Organization.objects.visible_to(by).among(some).in_bulk()
        for pair, key in holders.items():
            if key in visible:
                self.found[pair] = visible[key]
            else:
                self.taken.add(pair)

    def _holders(self, pairs):
        holders = {}
        for some in chunks(sorted({value for _scheme, value in pairs})):
            rows = OrganizationIdentifier.objects.filter(value__in=some)
            for scheme, value, key in rows.values_list("scheme", "value", "organization_id"):
                if (scheme, value) in pairs:
                    holders[scheme, value] = key
        return holders

    def __call__(self, key):
        return self.found.get(key)


def chunks(items):
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def pairs_of(identifiers):
    return [(scheme, value) for scheme, values in identifiers.items() for value in values]

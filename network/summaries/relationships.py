"""The relationships of an organisation, read from its side: on its page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of

from ..models import Relationship
from ..models.relations import INVERSES

# On either side. An organisation with more is a hub: the whole list is a download.
MOST = 100
DAY = timedelta(days=1)
KINDS = Relationship.Kind


@dataclass(frozen=True)
class Side:
    """A relationship as one of its organisations sees it: `code` and `label` say what it is to `other_…`."""

    uid: str
    code: str
    label: str
    other_uid: str
    other_name: str
    starts_on: date | None
    last_day: date | None
    source: str
    visibility: str
    may_edit: bool
    version: int


@dataclass(frozen=True)
class Group:
    """Those of one kind."""

    label: str
    sides: tuple


@dataclass(frozen=True)
class RelationshipSection:
    """Those that hold or will hold, and those that ended; `more`: there are others, in the download."""

    organization_uid: str
    present: tuple
    past: tuple
    more: bool
    may_add: bool


def seen_by(organization, relationship, *, may_edit=False):
    """The relationship from the side of `organization`."""
    is_subject = relationship.subject_id == organization.pk
    other = relationship.object if is_subject else relationship.subject
    code, label = (
        (relationship.kind, KINDS(relationship.kind).label) if is_subject else INVERSES[relationship.kind]
    )
    return Side(
        uid=str(relationship.uid), code=str(code), label=str(label), other_uid=str(other.uid), other_name=other.name,
        starts_on=relationship.starts_on, last_day=relationship.ends_on and relationship.ends_on - DAY,
        source=relationship.source, visibility=relationship.visibility, may_edit=may_edit,
        version=relationship.version,
    )  # fmt: skip


def section(organization, user, language):
    """What the page of an organisation shows; None when there is nothing to show and nothing to add."""
    today, held = timezone.localdate(), countries_of(user, Can.RUN_NETWORK)
    known = Relationship.objects.visible_to(user).with_sides().order_by("kind", "id")
    # A query for each side: an index ends it after as many as are shown, however many there are.
    sides = (known.from_subject(organization), known.to_object(organization))
    present = [list(rows.not_ended_by(today)[: MOST + 1]) for rows in sides]
    past = [list(rows.ended_by(today)[: MOST + 1]) for rows in sides]
    may_add = organization.merged_into_id is None and _keeps(held, organization)
    if not any(present) and not any(past) and not may_add:
        return None
    return RelationshipSection(
        organization_uid=str(organization.uid), present=_grouped(organization, present, held),
        past=_grouped(organization, past, held), more=any(len(rows) > MOST for rows in present + past),
        may_add=may_add,
    )  # fmt: skip


def _keeps(held, organization):
    """Is `organization` of one of the countries `held`? As `may_keep`, without a query for each row."""
    return held is EVERYWHERE or organization.country_id in held


def _grouped(organization, both, held):
    """Groups by kind, of the rows that have `organization` as subject and of those that have it as object."""
    groups: dict = {}
    for row in both[0][:MOST] + both[1][:MOST]:
        side = seen_by(organization, row, may_edit=_keeps(held, row.subject))
        groups.setdefault(side.label, []).append(side)
    in_order = ((label, sorted(sides, key=lambda side: side.other_name)) for label, sides in groups.items())
    return tuple(Group(label, tuple(sides)) for label, sides in in_order)

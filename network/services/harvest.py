"""What harvesters are told: kept up to date in the transaction of every write that touches something public.

A record that was public once keeps its row for good: when it is public no more, the row becomes a tombstone
(OAI-PMH 2.0, 2.5.1: persistent deletions). A record that never was public leaves no row at all. The datestamp moves
only when something that is told did change.
"""

import hashlib

from django.db import transaction
from django.utils import timezone

from sse_portal.records.gates import go_through

from ..models import HarvestRecord, Organization, Resource
from ..summaries import dublin_core
from ..summaries.harvest import HARVEST_GATE

BATCH = 500
Kind = HarvestRecord.Kind


def note_resource(resource):
    """Call after every write to a resource, its tags included."""
    note_resources([resource])


def note_resources(resources):
    """As note_resource, for many at once. They are read again: what the database holds now is what is told."""
    uids = [resource.uid for resource in resources]
    told = dublin_core.told_of(Resource.objects.known_as(uids).public())
    _note({uid: _resource_facts(told.get(uid)) for uid in uids}, Kind.RESOURCE)


def note_organization(organization):
    """Call after every write to an organisation, a merge and its undoing included."""
    note_organizations([organization])


def note_organizations(organizations):
    """As note_organization, for many at once. The resources that they publish carry their name: these are noted too."""
    found = list(Organization.objects.known_as([organization.uid for organization in organizations]))
    _note({each.uid: _organization_facts(each) for each in found}, Kind.ORGANIZATION)
    note_resources(Resource.objects.public().published_by_any(found))


def _resource_facts(told):
    """The columns of its row; None when it is not public."""
    if told is None:
        return None
    digest = _digest(dublin_core.of_resource(told))
    return {"country": told.country_id or "", "type": told.type, "digest": digest}


def _organization_facts(organization):
    if not organization.is_public or organization.merged_into_id is not None:
        return None
    elements = dublin_core.of_organization(organization)
    return {"country": organization.country_id or "", "type": "", "digest": _digest(elements)}


def _digest(elements):
    told = "\n".join(f"{each.name} {each.language} {each.text}" for each in elements)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@transaction.atomic
def _note(facts, kind):
    """Bring the rows of these records, {uid: columns or None}, up to date.

    A changed row is written anew: its key is a higher one then, so that whoever reads by (datestamp, key) comes by it
    even within the same second.
    """
    go_through(HARVEST_GATE)
    now = timezone.now().replace(microsecond=0)
    held = {row.record: row for row in HarvestRecord.objects.of_records(list(facts))}
    news = [(uid, held.get(uid), columns) for uid, columns in facts.items()]
    rows = [_row(uid, kind, row, columns, now) for uid, row, columns in news if _is_news(row, columns)]
    HarvestRecord.objects.of_records([row.record for row in rows if row.record in held]).delete()
    HarvestRecord.objects.bulk_create(rows, batch_size=BATCH)


def _is_news(row, columns):
    """Is there anything to tell? What was never public is not told, and a tombstone stays as it is."""
    if columns is None:
        return row is not None and not row.is_deleted
    return (
        row is None or row.is_deleted or any(getattr(row, name) != value for name, value in columns.items())
    )


def _row(uid, kind, before, columns, now):
    """The row as it becomes; a tombstone keeps its country and type: it stays in the sets it was harvested from."""
    if columns is None:
        columns = {"country": before.country, "type": before.type, "is_deleted": True}
    return HarvestRecord(record=uid, kind=kind, datestamp=now, **columns)

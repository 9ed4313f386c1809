"""What harvesters are told: kept up to date in the transaction of every write that touches something public.

A record that was public once keeps its row for good: when it is public no more, the row becomes a tombstone
(OAI-PMH 2.0, 2.5.1: persistent deletions). A record that never was public leaves no row at all. The datestamp moves
only when something that is told did change.
"""

import hashlib

from django.utils import timezone

from ..models import HarvestRecord, Organization, Resource
from ..summaries import dublin_core

BATCH = 500
Kind = HarvestRecord.Kind


def note_resource(resource):
    """Call after every write to a resource, its tags included."""
    note_resources([resource])


def note_resources(resources):
    """As note_resource, for many at once. They are read again: what the database holds now is what is told."""
    found = Resource.objects.known_as([resource.uid for resource in resources]).as_told()
    _note({resource.uid: _resource_facts(resource) for resource in found}, Kind.RESOURCE)


def note_organization(organization):
    """Call after every write to an organisation, a merge and its undoing included."""
    note_organizations([organization])


def note_organizations(organizations):
    """As note_organization, for many at once. The resources that they publish carry their name: these are noted too."""
    found = list(Organization.objects.known_as([organization.uid for organization in organizations]))
    _note({each.uid: _organization_facts(each) for each in found}, Kind.ORGANIZATION)
    note_resources(Resource.objects.public().published_by_any(found))


def _resource_facts(resource):
    """The columns of its row; None when it is not public."""
    if not resource.is_public:
        return None
    elements = dublin_core.of_resource(resource)
    return {"country": resource.country_id or "", "type": resource.type, "digest": _digest(elements)}


def _organization_facts(organization):
    if not organization.is_public or organization.merged_into_id is not None:
        return None
    elements = dublin_core.of_organization(organization)
    return {"country": organization.country_id or "", "type": "", "digest": _digest(elements)}


def _digest(elements):
    told = "\n".join(f"{each.name} {each.language} {each.text}" for each in elements)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _note(facts, kind):
    """Bring the rows of these records, {uid: columns or None}, up to date."""
    now = timezone.now().replace(microsecond=0)
    held = {row.record: row for row in HarvestRecord.objects.of_records(list(facts))}
    changed, new = [], []
    for uid, columns in facts.items():
        row = held.get(uid)
        if row is None and columns is not None:
            new.append(HarvestRecord(record=uid, kind=kind, datestamp=now, **columns))
        elif row is not None and _differs(row, columns):
            changed.append(_changed(row, columns, now))
    HarvestRecord.objects.bulk_create(new, batch_size=BATCH)
    names = ["country", "type", "digest", "is_deleted", "datestamp"]
    HarvestRecord.objects.bulk_update(changed, names, batch_size=BATCH)


def _differs(row, columns):
    """Is there anything to tell? A tombstone stays as it is."""
    if columns is None:
        return not row.is_deleted
    return row.is_deleted or any(getattr(row, name) != value for name, value in columns.items())


def _changed(row, columns, now):
    """The row as it becomes; a tombstone keeps its country and type: it stays in the sets it was harvested from."""
    row.is_deleted, row.datestamp = columns is None, now
    for name, value in (columns or {"digest": ""}).items():
        setattr(row, name, value)
    return row

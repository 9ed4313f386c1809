"""The public directory as plain entries, streamed: what every export is written from."""

from itertools import islice

from ..models import Organization, OrganizationIdentifier

CHUNK = 500
COLUMNS = (
    "id", "uid", "name", "names", "acronym", "other_names", "kind", "constituency", "country_id", "region_id",
    "locality", "latitude", "longitude", "parent_id", "founded", "dissolved", "status", "website", "description",
    "visibility", "source", "updated_at",
)  # fmt: skip


def entries(organizations):
    """Entries of a queryset of public organisations, by name: dictionaries by field, references as public ids.

    A parent that is not public is left out. `key` is the database key, for what further hangs on an entry.
    """
    found = organizations.order_by("name", "id").values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    while rows := [dict(zip(COLUMNS, values, strict=True)) for values in islice(found, CHUNK)]:
        parents = _parents({row["parent_id"] for row in rows if row["parent_id"]})
        identifiers = _identifiers([row["id"] for row in rows])
        for row in rows:
            yield _entry(row, parents, identifiers.get(row["id"], []))


def _entry(row, parents, identifiers):
    own = ("id", "uid", "country_id", "region_id", "parent_id")
    return {name: value for name, value in row.items() if name not in own} | {
        "key": row["id"],
        "id": str(row["uid"]),
        "country": row["country_id"],
        "region": row["region_id"],
        "parent": parents.get(row["parent_id"]),
        "identifiers": identifiers,
    }


def _parents(keys):
    rows = Organization.objects.public().present().among(sorted(keys))
    return {key: str(uid) for key, uid in rows.values_list("pk", "uid")}


def _identifiers(keys):
    found = {}
    rows = OrganizationIdentifier.objects.filter(organization__in=keys).order_by("scheme", "value")
    for key, scheme, value in rows.values_list("organization_id", "scheme", "value"):
        found.setdefault(key, []).append({"scheme": scheme, "value": value})
    return found

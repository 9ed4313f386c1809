"""Erasing a person: their data are overwritten at once; the ledger and the posts stay, without a name."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sse_portal.records.services import stale
from sse_portal.records.values import Choice, read_values

from ...models import Affiliation, ConsentEvent, Merge, Person
from ..common import require_keeper
from .writing import locked, note

NOTHING = {"name": "", "names": {}, "names_folded": "", "sex": "", "language": ""}


FIELDS = {"method": Choice(required=True, choices=ConsentEvent.Method)}


@transaction.atomic
def erase_person(*, by, person, values, version):
    """Erase the data of a person, for good. `values` say how they asked. Raises Invalid, StaleVersion, Erased."""
    require_keeper(by, person.country_id)
    method = read_values(FIELDS, values, complete=True)["method"]
    held = locked(person)
    if held.version != version:
        raise stale(held)
    return erase(held, by=by, method=method)


def erase(person, *, by, method, reason=""):
    """Overwrite the data of a locked person, and close their ledger: nothing is in force any more."""
    now = timezone.now()
    _close(person, now, by, method)
    person.contact_points.all().delete()
    person.affiliations.update(post={}, version=F("version") + 1, updated_at=now)
    person.consents.update(note="")
    _clear_merges(person)
    values = NOTHING | {"erased_at": now, "updated_at": now}
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1, **values)
    for name, value in (values | {"version": person.version + 1}).items():
        setattr(person, name, value)
    note("erased", person, by=by, reason=reason)
    return person


def _close(person, now, by, method):
    """A line of withdrawal for each basis that is in force."""
    for purpose, basis in person.consents.in_force(now).in_order().values_list("purpose", "basis"):
        ConsentEvent.objects.create(
            person=person,
            purpose=purpose,
            basis=basis,
            act="withdrawn",
            method=method,
            at=now,
            recorded_by=by,
        )


def _clear_merges(person):
    """Merges keep the rows that they moved, to undo them: the posts of this person stay there without their title."""
    for merge in Merge.objects.only("pk", "moved").iterator():
        mine = [entry["row"] for entry in merge.moved if _is_post_of(person, entry)]
        if any(row["post"] for row in mine):
            for row in mine:
                row["post"] = {}
            Merge.objects.filter(pk=merge.pk).update(moved=merge.moved)


def _is_post_of(person, entry):
    return entry["model"] == Affiliation._meta.label_lower and entry["row"]["person_id"] == person.pk

"""Posts of people in organisations, in [starts_on, ends_on)."""

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.records.services import UidTaken
from sse_portal.records.values import Day, Flag, Words, read_values, refuse

from ...models import Affiliation
from ..choosing import AnOrganization
from ..common import require_keeper
from .writing import locked, note, write

FIELDS = {"post": Words(most=200), "is_focal_point": Flag(), "starts_on": Day(), "ends_on": Day()}


@transaction.atomic
def affiliate(*, by, person, values, uid=None):
    """Give a person a post in `values["organization"]` (public identifier), one that `by` may know.

    Raises Invalid, Erased, UidTaken.
    """
    require_keeper(by, person.country_id)
    accepted = read_values(
        FIELDS | {"organization": AnOrganization(by=by, required=True)}, values, complete=True
    )
    _in_order(accepted["starts_on"], accepted["ends_on"])
    if uid and Affiliation.objects.filter(uid=uid).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    held = locked(person)
    affiliation = Affiliation(person=held, **accepted, **({"uid": uid} if uid else {}))
    affiliation.save(force_insert=True)
    note("post given", held, by=by, organization=affiliation.organization.uid)
    return affiliation


@transaction.atomic
def change_affiliation(*, by, affiliation, values, version):
    """Change the title or the days of a post; person and organisation stay. Raises Invalid, StaleVersion, Erased."""
    require_keeper(by, affiliation.person.country_id)
    accepted = read_values(FIELDS, values)
    _in_order(*(accepted.get(name, getattr(affiliation, name)) for name in ("starts_on", "ends_on")))
    held = locked(affiliation.person)
    return write(affiliation, accepted, by=by, version=version, owner=held, act="post changed")


def end_affiliation(*, by, affiliation, on, version):
    """End a post: `on` is the first day that it is not held any more."""
    return change_affiliation(by=by, affiliation=affiliation, values={"ends_on": on}, version=version)


def _in_order(starts_on, ends_on):
    if starts_on and ends_on and ends_on <= starts_on:
        refuse("ends_on", "ends-before-it-begins", _("A post ends after the day it begins."))

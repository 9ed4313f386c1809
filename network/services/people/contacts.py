"""Contact points: of a person, or of an organisation's office."""

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.values import Choice, Email, Refused, Text, read_values, refuse

from ...models import ContactPoint, Organization
from ..common import require_keeper
from .writing import Gone, locked, note, write

Kind = ContactPoint.Kind
FIELDS = {
    "kind": Choice(required=True, choices=Kind),
    "value": Text(required=True, most=300),
    "note": Text(most=100),
}
MOST = 20
LEAST_DIGITS = 4


class TooManyContacts(Conflict):
    """More ways to reach somebody than anybody needs."""

    code, field = "too-many", "value"


@transaction.atomic
def add_contact(*, by, values, person=None, organization=None):
    """Add a way to reach a person or, instead, an office. Raises Invalid, TooManyContacts, Erased."""
    owner = person or organization
    require_keeper(by, owner.country_id)
    return store_contact(owner, values, by=by)


def store_contact(owner, values, *, by, reason=""):
    """Add a contact point whose writer was judged already."""
    accepted = _accept(read_values(FIELDS, values, complete=True))
    held = _held(owner)
    mine = held.contact_points.all()
    _refuse_twice(mine, accepted)
    if mine.count() >= MOST:
        raise TooManyContacts(_("At most %(most)d.") % {"most": MOST})
    point = held.contact_points.create(**accepted)
    note("contact added", held, by=by, reason=reason, kind=point.kind)
    return point


@transaction.atomic
def change_contact(*, by, contact, values, version):
    """Raises Invalid, StaleVersion, Gone, Erased."""
    require_keeper(by, owner_of(contact).country_id)
    return store_changed_contact(contact, values, by=by, version=version)


def store_changed_contact(contact, values, *, by, version, reason=""):
    """Change a contact point whose writer was judged already."""
    given = {name: getattr(contact, name) for name in FIELDS} | values
    accepted = _accept(read_values(FIELDS, given))
    held = _held(owner_of(contact))
    _refuse_twice(held.contact_points.exclude(pk=contact.pk), accepted)
    return write(contact, accepted, by=by, version=version, owner=held, act="contact changed", reason=reason)


@transaction.atomic
def remove_contact(*, by, contact, version):
    """Raises StaleVersion, Gone, Erased."""
    require_keeper(by, owner_of(contact).country_id)
    return drop_contact(contact, by=by, version=version)


def drop_contact(contact, *, by, version, reason=""):
    """Remove a contact point whose writer was judged already."""
    held = _held(owner_of(contact))
    removed, _rows = ContactPoint.objects.filter(pk=contact.pk, version=version).delete()
    if not removed:
        raise Gone(_("Somebody changed or removed this in the meantime."))
    note("contact removed", held, by=by, reason=reason, kind=contact.kind)


def owner_of(contact):
    """Whom a contact point reaches: a person or an organisation."""
    return contact.person or contact.organization


def _held(owner):
    """The owner, locked: an office's contacts are counted one after the other too."""
    if isinstance(owner, Organization):
        return Organization.objects.select_for_update().get(pk=owner.pk)
    return locked(owner)


def _accept(values):
    """The values with the rule of their kind applied; an address of e-mail in lower case, as it is looked for."""
    if values["kind"] == Kind.EMAIL:
        try:
            values["value"] = Email().read(values["value"]).lower()
        except Refused as problem:
            refuse("value", problem.code, problem.message)
    if values["kind"] == Kind.PHONE and sum(letter.isdigit() for letter in values["value"]) < LEAST_DIGITS:
        refuse("value", "bad-phone", _("This must be a telephone number, such as +855 23 123 456."))
    return values


def _refuse_twice(others, values):
    if others.filter(kind=values["kind"], value=values["value"]).exists():
        refuse("value", "there-already", _("This is there already."))

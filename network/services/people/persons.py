"""People are registered and changed by who keeps the network of their country."""

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.records.services import UidTaken
from sse_portal.records.values import LANGUAGES, Choice, Text, Words, folded, read_values
from sse_portal.reference import summaries as reference

from ...models import Person
from ..common import require_keeper
from .writing import locked, note, write

OWN_FIELDS = {
    "name": Text(most=200, required=True),
    "names": Words(most=200),
    "language": Choice(choices=LANGUAGES),
}
FIELDS = OWN_FIELDS | {
    "sex": Choice(choices=Person.Sex),
    "country": Choice(choices=reference.country_codes, blank=None),
}


@transaction.atomic
def register_person(*, by, values, uid=None, is_sample=False):
    """Put a person on the list of a country (`country`; empty: the region). Nothing of them is shown by that.

    Raises Invalid with every value that cannot be accepted, UidTaken.
    """
    columns = _columns(read_values(FIELDS, values, complete=True))
    require_keeper(by, columns["country_id"])
    if uid and Person.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    person = Person(is_sample=is_sample, **columns)
    if uid:
        person.uid = uid
    person.names_folded = folded(person.name, person.names)
    person.save(force_insert=True)
    note("registered", person, by=by)
    return person


@transaction.atomic
def change_person(*, by, person, values, version):
    """Change what is known of a person. Raises Invalid, StaleVersion, Erased."""
    require_keeper(by, person.country_id)
    columns = _columns(read_values(FIELDS, values))
    if "country_id" in columns:
        require_keeper(by, columns["country_id"])
    return store_person(person, columns, by=by, version=version)


def store_person(person, columns, *, by, version, reason=""):
    """Write columns that were accepted, and how the names are searched. Raises StaleVersion, Erased."""
    held = locked(person)
    if {"name", "names"} & set(columns):
        names = (columns.get(name, getattr(held, name)) for name in ("name", "names"))
        columns = columns | {"names_folded": folded(*names)}
    return write(held, columns, by=by, version=version, owner=held, reason=reason)


def _columns(values):
    """{column: value}: a country is kept by its code."""
    return {"country_id" if name == "country" else name: value for name, value in values.items()}

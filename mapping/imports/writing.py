"""Changes of known records, gathered from the staging before the one transaction that runs them, to keep it short."""

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from ..models import Entity, EntityContact, EntityIdentifier, SurveyResponse
from .problems import Outdated

READ = 500


def outdated():
    """The problem to raise when records changed since the check."""
    return Outdated(_("Records changed since the check. Check the rows again."))


def typed(model, values):
    """Values that came out of JSON, as the model's fields hold them."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}


def chunks_of(rows):
    """Lists of staged rows, in the order of the file."""
    last = 0
    while some := list(rows.filter(number__gt=last).order_by("number")[:READ]):
        last = some[-1].number
        yield some


def in_parts(items):
    """Lists of up to 500 of them, as many as a query names at once."""
    listed = list(items)
    return (listed[start : start + READ] for start in range(0, len(listed), READ))


def versions_of(model, uids):
    """{public id: version} of the records that are there; PostgreSQL locks them until the transaction ends."""
    found = {}
    for some in in_parts(uids):
        found |= dict(model.objects.select_for_update().filter(uid__in=some).values_list("uid", "version"))
    return found


class Writes:
    """What is to be written to records that exist, as plain parameters of a few statements."""

    def __init__(self):
        self.statements, self.identifiers, self.contacts = {}, [], []

    def change(self, model, uid, columns):
        """Write columns that came out of JSON; the version goes up even when there are none."""
        names = tuple(sorted(columns))
        values = [self._prepared(model, name, columns[name]) for name in names]
        self.statements.setdefault((model, names), []).append([*values, self._prepared(model, "uid", uid)])

    def _prepared(self, model, name, value):
        field = model._meta.get_field(name)
        return field.get_db_prep_save(field.to_python(value), connection)

    def identify(self, uid, identifiers):
        """Set {scheme: (value, is_public)}; an empty value takes the identifier away."""
        if identifiers:
            self.identifiers.append((uid, identifiers))

    def contact(self, uid, values):
        self.contacts.append((uid, values))

    def run(self, now):
        """Write everything. Outdated when an identifier was taken in the meantime."""
        at = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            for (model, names), rows in self.statements.items():
                cursor.executemany(self._statement(model, names), [[at, *row] for row in rows])
        for uid, identifiers in self.identifiers:
            self._identify(uid, identifiers)
        for uid, values in self.contacts:
            entity = Entity.objects.get(uid=uid)
            EntityContact.objects.update_or_create(entity=entity, defaults={**values, "updated_at": now})

    def _statement(self, model, names):
        quoted = connection.ops.quote_name
        columns = [quoted(model._meta.get_field(name).column) for name in names]
        written = ", ".join(
            ["updated_at = %s", "version = version + 1", *(f"{column} = %s" for column in columns)]
        )
        return f"UPDATE {quoted(model._meta.db_table)} SET {written} WHERE uid = %s"

    def _identify(self, uid, identifiers):
        entity = Entity.objects.get(uid=uid)
        EntityIdentifier.objects.filter(entity=entity, scheme__in=identifiers).delete()
        given = [(scheme, value, shown) for scheme, (value, shown) in identifiers.items() if value]
        try:
            EntityIdentifier.objects.bulk_create(
                EntityIdentifier(entity=entity, scheme=scheme, value=value, is_public=shown)
                for scheme, value, shown in given
            )
        except IntegrityError as error:
            raise outdated() from error


def is_known(row, part):
    """Did the record exist before the import, and did the import change it?"""
    return bool(row.versions[part]) and part in (row.told or {})


class Changes:
    """What publication does to known records: the writes, and the versions they must still have."""

    def __init__(self, rows):
        self.writes, self.needed, self.entities, self.responses = Writes(), set(), {}, {}
        for some in chunks_of(rows):
            for row in some:
                self._add(row)

    def _add(self, row):
        values = row.values
        if row.versions["entity"]:
            self.needed.add(row.entity_uid)
        if is_known(row, "entity"):
            self.entities[row.entity_uid] = row.versions["entity"]
            self.writes.change(Entity, row.entity_uid, values.get("columns", {}))
            self.writes.identify(row.entity_uid, values.get("identifiers", {}))
        if row.versions["entity"] and "contact" in values:
            self.writes.contact(row.entity_uid, values["contact"])
        if is_known(row, "response"):
            self.responses[row.response_uid] = row.versions["response"]
            self.writes.change(SurveyResponse, row.response_uid, values["answers"])

    def refuse_outdated(self):
        """What is changed must be as it was checked; what gets a response must still be on the register."""
        seen = versions_of(Entity, self.needed)
        gone = len(seen) < len(self.needed) or any(
            Entity.objects.filter(uid__in=some).exclude(removed_at=None).exists()
            for some in in_parts(self.needed)
        )
        if gone or any(seen[uid] != version for uid, version in self.entities.items()):
            raise outdated()
        if versions_of(SurveyResponse, self.responses) != self.responses:
            raise outdated()

"""How everything about a person is written: under one lock, and with a history that holds no personal data.

The history says who changed which fields of whom and when, never what they hold or held: erasing a person is one
overwrite of the records themselves.
"""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import differences, remember, stale

from ...models import Person


class Erased(Conflict):
    """The data of this person were erased."""

    code = "person-erased"


class Gone(Conflict):
    """Somebody removed it in the meantime."""

    code = "gone"


def locked(person):
    """The person as they are now, held until the transaction ends; Erased when their data are no more."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.erased_at:
        raise Erased(_("The data of this person were erased."))
    return held


def note(act, owner, *, by, reason="", **told):
    """A line of the history of a person (or, for its office, an organisation). `told` holds no personal data."""
    return remember(act, owner, by=by, country=owner.country_id, after=told or None, reason=reason)


def write(record, values, *, by, version, owner, act="changed", reason=""):
    """Change fields of a record as `update_record` does, but tell the history of `owner` only which ones.

    Raises StaleVersion when somebody else was faster, Gone when it is no more.
    """
    _before, after = differences(record, values)
    rows = type(record).objects.filter(pk=record.pk, version=version)
    now = timezone.now()
    written = rows.update(version=F("version") + 1, updated_at=now, **after) if after else rows.count()
    if not written:
        raise _why_not(record)
    if after:
        note(act, owner, by=by, reason=reason, fields=sorted(name.removesuffix("_id") for name in after))
        for name, value in {**after, "version": version + 1, "updated_at": now}.items():
            setattr(record, name, value)
    return record


def _why_not(record):
    if type(record).objects.filter(pk=record.pk).exists():
        return stale(record)
    return Gone(_("Somebody removed this in the meantime."))

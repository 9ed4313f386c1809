"""Events: workshops, trainings, visits, as a calendar shows them (RFC 5545)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import (
    Address,
    Choice,
    Kind,
    Moment,
    Refused,
    Text,
    Words,
    Zone,
    read_values,
    refuse,
)
from sse_portal.reference import summaries as reference

from ..models import Activity, Event, Organization, Visibility
from .choosing import AnOrganization
from .common import require_keeper
from .organization_values import Uid

Status = Event.Status
# A guest has to know of a change in one of these: it raises the sequence (RFC 5546, 2.1.4).
MATERIAL = ("starts_at", "ends_at", "timezone", "mode", "place", "status")


class Cancelled(Conflict):
    """The event is cancelled already."""

    code = "event-cancelled"


@dataclass(frozen=True)
class AnActivity(Kind):
    """A public identifier, read into the Activity that `by` may know."""

    by: Any = None

    def typed(self, raw):
        uid = raw.uid if isinstance(raw, Activity) else Uid().typed(raw)
        activity = Activity.objects.visible_to(self.by).known_as([uid]).first()
        if activity is None:
            raise Refused("unknown-activity", _("There is no such activity."))
        return activity


def fields_for(by):
    """What an event is made of; `activity` and `organizer` among those that `by` may know."""
    return {
        "title": Words(300, required=True),
        "description": Words(5000),
        "country": Choice(reference.country_codes, blank=None),
        "activity": AnActivity(by=by),
        "organizer": AnOrganization(by=by),
        "starts_at": Moment(required=True),
        "ends_at": Moment(required=True),
        "timezone": Zone(required=True),
        "mode": Choice(Event.Mode, blank=Event.Mode.IN_PERSON.value),
        "place": Text(300),
        "website": Address(),
        "status": Choice(Status, blank=Status.CONFIRMED.value),
        "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
    }


@transaction.atomic
def register_event(*, by, values, uid=None, is_sample=False):
    """Announce an event by raw `values` (names: `fields_for`). Who keeps it is its `country` (None: the region).

    Times carry their offset; the time zone is that of the place. Raises Invalid, UidTaken.
    """
    fields = fields_for(by)
    kept = {"country": fields["country"]}
    require_keeper(by, read_values(kept, {"country": values.get("country")})["country"])
    columns = _columns(read_values(fields, values, complete=True))
    _check(columns)
    if uid and Event.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    event = Event(is_sample=is_sample, **columns)
    if uid:
        event.uid = uid
    event.save(force_insert=True)
    remember("registered", event, by=by, country=event.country_id, after=columns)
    return event


@transaction.atomic
def change_event(*, by, event, values, version, reason=""):
    """Change an event. Its sequence grows when time, place or status change, and only then. Raises StaleVersion."""
    require_keeper(by, event.country_id)
    columns = _columns(read_values(fields_for(by), values))
    if "country_id" in columns:
        require_keeper(by, columns["country_id"])
    for name in _unknown_to(by, event):
        # Who does not see what is there does not mean to take it away.
        if columns.get(name, 0) is None:
            del columns[name]
    return _write(event, columns, by=by, version=version, act="changed", reason=reason)


@transaction.atomic
def cancel_event(*, by, event, version, reason=""):
    """Cancel an event: calendars that hold it strike it out. Raises Cancelled, StaleVersion."""
    require_keeper(by, event.country_id)
    if event.status == Status.CANCELLED:
        raise Cancelled(_("The event is cancelled already."))
    reason = clean_text(reason or "", limit=1000, field="reason")
    columns = {"status": Status.CANCELLED.value}
    return _write(event, columns, by=by, version=version, act="cancelled", reason=reason)


def _unknown_to(by, event):
    """The links of the event to records that `by` may not know."""
    links = {"activity_id": Activity, "organizer_id": Organization}
    for name, model in links.items():
        key = getattr(event, name)
        if key and not model.objects.visible_to(by).filter(pk=key).exists():
            yield name


def _write(event, columns, *, by, version, act, reason):
    _check({name: getattr(event, name) for name in ("starts_at", "ends_at", "mode", "place")} | columns)
    if any(columns.get(name, getattr(event, name)) != getattr(event, name) for name in MATERIAL):
        columns = columns | {"sequence": event.sequence + 1}
    return update_record(
        event, columns, by=by, version=version, act=act, country=event.country_id, reason=reason
    )


def _columns(read):
    """The columns to write: foreign keys by their column, which the history can keep."""
    columns = dict(read)
    if "country" in columns:
        columns["country_id"] = columns.pop("country")
    for name in ("activity", "organizer"):
        if name in columns:
            record = columns.pop(name)
            columns[f"{name}_id"] = record.pk if record else None
    return columns


def _check(columns):
    if columns["starts_at"] >= columns["ends_at"]:
        refuse("ends_at", "ends-before-it-begins", _("The end must be after the beginning."))
    if columns["mode"] != Event.Mode.ONLINE and not columns["place"]:
        refuse("place", "required", _("Say where it is."))

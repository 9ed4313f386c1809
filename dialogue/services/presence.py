"""Who was there, from when to when: written down as a whole, seat by seat, and guests by name."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.records.services import digest_of, remember
from sse_portal.records.values import Choice, Kind, Moment, Refused, Text, read_values

from ..models import Meeting, Membership, Presence, Seat
from .common import require_runner
from .meetings import as_uid

MOST_ROWS = 400
RECORDABLE = (Meeting.Status.CONVENED, Meeting.Status.HELD)


class NotRecordable(Conflict):
    """Presence is recorded from the convening of a meeting until it is closed."""

    code, field = "not-recordable", "status"


class PresenceChanged(Conflict):
    """Somebody else wrote the presence down since it was read."""

    code, field = "presence-changed", "seen"


@dataclass(frozen=True)
class ASeat(Kind):
    """A public identifier, read into a Seat of the committee."""

    committee: Any = None

    def typed(self, raw):
        seat = Seat.objects.of_committee(self.committee).known_as([as_uid(getattr(raw, "uid", raw))]).first()
        if seat is None:
            raise Refused("unknown-seat", _("The committee has no such seat."))
        return seat


def fields(committee):
    """What a row says: of a seat, or of a guest by name. Empty times: from the beginning, until the end."""
    return {
        "seat": ASeat(committee=committee),
        "name": Text(200),
        "state": Choice(Presence.State, blank=""),
        "arrived_at": Moment(),
        "left_at": Moment(),
    }


def presence_digest(meeting):
    """What a form was filled from: it changes when anybody writes the presence of the meeting down."""
    rows = Presence.objects.of_meeting(meeting).by_id()
    return digest_of([list(row) for row in rows.values_list("uid", "version", "state")])


@transaction.atomic
def record_presence(*, by, meeting, rows, seen=None):
    """Write down the whole presence of a meeting: what is not among `rows` is not recorded, which is unknown.

    `rows`: [{seat or name, state, arrived_at, left_at}, …]; somebody who came and went has several. A row without a
    state says nothing and is left out. `seen` is `presence_digest` when the form was filled (None: whatever is there).
    Raises NotRecordable, PresenceChanged, Invalid with the place of every mistake.
    """
    country = meeting.committee.country_id
    require_runner(by, country)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status not in RECORDABLE:
        raise NotRecordable(_("Presence is recorded from when a meeting is convened until it is closed."))
    if seen is not None and seen != presence_digest(meeting):
        raise PresenceChanged(_("Somebody else changed this record in the meantime."))
    holders = _holders(meeting)
    wanted = _read(meeting, rows, holders)
    Presence.objects.of_meeting(meeting).delete()
    made = [
        Presence(
            meeting=meeting, recorded_by=by, person_id=holders.get(row["seat"].pk) if row["seat"] else None, **row
        )
        for row in wanted
    ]  # fmt: skip
    Presence.objects.bulk_create(made)
    counts = {state: sum(row["state"] == state for row in wanted) for state in Presence.State.values}
    remember("presence recorded", meeting, by=by, country=country, after=counts)
    return made


def _holders(meeting):
    """{seat: person} who sat there on the day."""
    with timezone.override(meeting.timezone):
        day = timezone.localtime(meeting.starts_at).date()
    found = Membership.objects.of_committee(meeting.committee).in_force_on(day)
    return dict(found.values_list("seat", "person"))


def _read(meeting, rows, holders):
    if not isinstance(rows, (list, tuple)) or len(rows) > MOST_ROWS:
        raise Invalid(_("At most %(most)d.") % {"most": MOST_ROWS}, field="rows")
    wanted, errors = [], []
    for number, row in enumerate(rows):
        try:
            if not isinstance(row, dict):
                raise Invalid(_("This must be an object."), field="")
            read = read_values(fields(meeting.committee), row, complete=True)
            if read["state"]:
                _check(meeting, read, holders)
                wanted.append(read)
        except Invalid as problem:
            entries = problem.errors or [{"field": "", "code": problem.code, "message": problem.message}]
            errors += [{**entry, "field": f"rows.{number}.{entry['field']}".rstrip(".")} for entry in entries]
    errors += _overlaps(wanted)
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return wanted


def _check(meeting, row, holders):
    if bool(row["seat"]) == bool(row["name"]):
        _refuse("name", "seat-or-name", _("Say either the seat or the name of a guest."))
    if row["seat"] and row["state"] == Presence.State.PRESENT and row["seat"].pk not in holders:
        _refuse("state", "vacant-seat", _("Vacant"))
    if row["state"] != Presence.State.PRESENT:
        row["arrived_at"] = row["left_at"] = None
    for name in ("arrived_at", "left_at"):
        if row[name] and not meeting.starts_at <= row[name] <= meeting.ends_at:
            _refuse(name, "outside-meeting", _("This is not during the meeting."))
    if row["arrived_at"] and row["left_at"] and row["left_at"] <= row["arrived_at"]:
        _refuse("left_at", "ends-before-it-begins", _("The end must be after the beginning."))


def _refuse(field, code, message):
    raise Invalid(message, errors=[{"field": field, "code": code, "message": message}])


def _overlaps(rows):
    """A seat is there once at a time, and not both there and absent."""
    by_seat = {}
    for row in rows:
        if row["seat"]:
            by_seat.setdefault(row["seat"].pk, []).append(row)
    message = _("This seat is written down twice for the same time.")
    return [
        {"field": "rows", "code": "twice", "message": message}
        for found in by_seat.values()
        if len(found) > 1 and not _apart(found)
    ]


def _apart(rows):
    if any(row["state"] != Presence.State.PRESENT for row in rows):
        return False
    rows = sorted(rows, key=lambda row: (row["arrived_at"] is not None, row["arrived_at"]))
    return all(
        one["left_at"] and other["arrived_at"] and one["left_at"] <= other["arrived_at"]
        for one, other in zip(rows, rows[1:], strict=False)
    )

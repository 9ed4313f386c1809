"""Who was at a meeting, for those who may know it, and how the quorum stood as people came and went."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..models import Presence
from ..services.common import may_run
from ..services.presence import RECORDABLE
from ..services.quorums import quorums_at
from .composition import composition
from .rule_words import sentences

MOST_MOMENTS = 6
RESULTS = {"yes": "met", "no": "failed", "unknown": "unknown"}


@dataclass(frozen=True)
class SeatPresence:
    """A line: a seat by its public id, or a guest without one; `state` is empty when nothing was recorded."""

    uid: str
    label: str
    second: str
    state: str
    state_label: str
    arrived_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class QuorumThen:
    """How the quorum stood from a moment on."""

    moment: datetime
    result: str
    reasons: tuple


@dataclass(frozen=True)
class PresenceSection:
    meeting_uid: str
    timezone: str
    rows: tuple[SeatPresence, ...]
    quorums: tuple[QuorumThen, ...]
    may_edit: bool


def seat_rows(meeting, user, language, recorded):
    """A line for each seat on the day, and for each further time that somebody came back. Times by the meeting's clock.

    `recorded`: the Presences of the meeting with their seats; guests among them are left out.
    """
    by_seat = defaultdict(list)
    for row in recorded:
        if row.seat_id:
            by_seat[str(row.seat.uid)].append(row)
    zone = ZoneInfo(meeting.timezone)
    day = meeting.starts_at.astimezone(zone).date()
    rows = []
    for seat in composition(meeting.committee, day, day, user, language).rows:
        rows += [_of_seat(seat, each, zone) for each in by_seat.pop(seat.uid, None) or [None]]
    # Seats that ended meanwhile keep what was recorded of them.
    for uid, found in by_seat.items():
        rows += [_line(uid, _("Seat"), "", each, zone) for each in found]
    return tuple(rows)


def _of_seat(seat, row, zone):
    name = seat.holder.name if seat.holder else _("vacant")
    told = (
        seat.constituency_label,
        seat.title or seat.role_label,
        _("alternate") if seat.is_alternate else "",
    )
    return _line(seat.uid, name, ", ".join(filter(None, told)), row, zone)


def _line(uid, label, second, row, zone):
    if row is None:
        return SeatPresence(uid, label, second, "", _("not recorded"), None, None)
    arrived, left = (each.astimezone(zone) if each else None for each in (row.arrived_at, row.left_at))
    return SeatPresence(uid, label, second, row.state, str(row.get_state_display()), arrived, left)


def section(meeting, user, language):
    """Presence on the page of a meeting, for its committee and secretariat; None for everybody else."""
    may_edit = may_run(user, meeting.committee.country_id) and meeting.status in RECORDABLE
    recorded = list(Presence.objects.visible_to(user).of_meeting(meeting).with_seats().by_id())
    if not (recorded or may_edit):
        return None
    zone = ZoneInfo(meeting.timezone)
    rows = seat_rows(meeting, user, language, recorded) if recorded else ()
    guests = tuple(_line("", row.name, _("Guest"), row, zone) for row in recorded if not row.seat_id)
    times = [(row.arrived_at, row.left_at) for row in recorded]
    return PresenceSection(
        str(meeting.uid), meeting.timezone, rows + guests, _quorums(meeting, times), may_edit
    )


def _quorums(meeting, times):
    """The quorum at the beginning and whenever somebody came or left, at most six times."""
    moved = {moment for pair in times for moment in pair if moment and moment < meeting.ends_at}
    moments = sorted({meeting.starts_at, *moved})[:MOST_MOMENTS] if times else []
    found = zip(moments, quorums_at(meeting, moments), strict=True)
    return tuple(
        QuorumThen(moment, RESULTS[quorum.verdict], sentences(quorum.reasons)) for moment, quorum in found
    )

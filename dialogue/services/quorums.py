"""The quorum of a meeting at a moment: by the rules in force, from who was recorded as there."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from ..models import Invitation, Meeting, Presence
from ..standing_orders import judge_quorum, read_rules
from ..summaries.composition import seat_facts
from .rule_sets import rule_set_on


@dataclass(frozen=True)
class Quorum:
    """`verdict` is yes, no or unknown, with the `reasons` of it; `present`: public ids of the seats that were there."""

    verdict: str
    reasons: tuple
    rule_set: Any
    present: tuple


def quorum_at(meeting, moment):
    """The Quorum of a meeting at a moment. Without rules it is unknown. In writing, who answered was there."""
    return quorums_at(meeting, [moment])[0]


def quorums_at(meeting, moments):
    """The Quorum at each moment, by the seats, rules and presences that are read once (for each day, mostly one)."""
    attendance, days, found = _attendance(meeting), {}, []
    for moment in moments:
        with timezone.override(meeting.timezone):
            day = timezone.localtime(moment).date()
        if day not in days:
            days[day] = seat_facts(meeting.committee, day), rule_set_on(meeting.committee, day)
        found.append(_judged(*days[day], attendance(moment)))
    return found


def _judged(seats, rule_set, known):
    seats = tuple(replace(seat, present=_of_seat(seat, known)) for seat in seats)
    here = tuple(seat.uid for seat in seats if seat.present)
    if rule_set is None:
        return Quorum("unknown", ({"rule": "no-rules", "result": "unknown"},), None, here)
    judged = judge_quorum(read_rules(rule_set.document), seats)
    return Quorum(judged.verdict, judged.reasons, rule_set, here)


def _attendance(meeting):
    """A function from a moment to {seat: it was there}; a seat of which nothing is recorded is not in it."""
    if meeting.mode == Meeting.Mode.WRITTEN:
        answered = _answered(meeting)
        return lambda _moment: answered
    rows = [row for row in Presence.objects.of_meeting(meeting).select_related("seat") if row.seat_id]
    return lambda moment: _recorded(rows, moment)


def _of_seat(seat, known):
    """An alternate who is there fills it; one of whom nothing is recorded leaves it to its holder."""
    return True if any(known.get(uid) for uid in seat.alternates) else known.get(seat.uid)


def _recorded(rows, moment):
    """{seat: there at the moment}; somebody may have come and gone several times."""
    found = defaultdict(bool)
    for row in rows:
        found[str(row.seat.uid)] |= _is_there(row, moment)
    return found


def _is_there(row, moment):
    came = row.arrived_at is None or row.arrived_at <= moment
    stayed = row.left_at is None or moment < row.left_at
    return row.state == Presence.State.PRESENT and came and stayed


def _answered(meeting):
    """In a written procedure: {seat: it answered}. Who did not answer is not there."""
    found = Invitation.objects.of_meeting(meeting).in_force().select_related("membership__seat")
    return {str(row.membership.seat.uid): row.answered_at is not None for row in found if row.membership_id}

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
    with timezone.override(meeting.timezone):
        day = timezone.localtime(moment).date()
    seats = present_at(meeting, moment, seat_facts(meeting.committee, day))
    here = tuple(seat.uid for seat in seats if seat.present)
    rule_set = rule_set_on(meeting.committee, day)
    if rule_set is None:
        return Quorum("unknown", ({"rule": "no-rules", "result": "unknown"},), None, here)
    judged = judge_quorum(read_rules(rule_set.document), seats)
    return Quorum(judged.verdict, judged.reasons, rule_set, here)


def present_at(meeting, moment, seats):
    """The same seats with `present`: True, False or None (not recorded) at a moment; alternates stand in."""
    known = _answered(meeting) if meeting.mode == Meeting.Mode.WRITTEN else _recorded(meeting, moment)
    return tuple(replace(seat, present=_of_seat(seat, known)) for seat in seats)


def _of_seat(seat, known):
    """An alternate who is there fills it; one of whom nothing is recorded leaves it to its holder."""
    return True if any(known.get(uid) for uid in seat.alternates) else known.get(seat.uid)


def _recorded(meeting, moment):
    """{seat: there at the moment}; somebody may have come and gone several times."""
    rows = defaultdict(list)
    found = Presence.objects.of_meeting(meeting).select_related("seat")
    for row in found:
        if row.seat_id:
            rows[str(row.seat.uid)].append(_is_there(row, moment))
    return {uid: any(there) for uid, there in rows.items()}


def _is_there(row, moment):
    came = row.arrived_at is None or row.arrived_at <= moment
    stayed = row.left_at is None or moment < row.left_at
    return row.state == Presence.State.PRESENT and came and stayed


def _answered(meeting):
    """In a written procedure: {seat: it answered}. Who did not answer is not there."""
    found = Invitation.objects.of_meeting(meeting).in_force().select_related("membership__seat")
    return {str(row.membership.seat.uid): row.answered_at is not None for row in found if row.membership_id}

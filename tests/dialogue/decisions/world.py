"""A committee at work: rules, a seat and a holder on each bench, a meeting that was held."""

from datetime import timedelta
from types import SimpleNamespace

from dialogue.services.presence import record_presence
from tests.dialogue.factories import RULES, a_held_meeting, a_membership, a_rule_set, a_seat

BENCHES = ("GOV", "EMP", "WRK", "SSE")


def a_world(committee, rules=None):
    a_rule_set(committee, rules or RULES)
    seats = {bench: a_seat(committee, bench, position=n) for n, bench in enumerate(BENCHES)}
    members = {bench: a_membership(seat) for bench, seat in seats.items()}
    return SimpleNamespace(
        committee=committee, seats=seats, members=members, meeting=a_held_meeting(committee)
    )


def attend(by, world, meeting=None, **states):
    """Record who was there: GOV="present", WRK="absent"; a bench that is not named is not recorded.

    A number instead of a state: present until so many minutes after the beginning.
    """
    meeting, rows = meeting or world.meeting, []
    for bench, state in states.items():
        row = {"seat": str(world.seats[bench].uid), "state": state}
        if isinstance(state, int):
            row |= {"state": "present", "left_at": meeting.starts_at + timedelta(minutes=state)}
        rows.append(row)
    return record_presence(by=by, meeting=meeting, rows=rows)


def all_there(by, world, meeting=None):
    return attend(by, world, meeting, **dict.fromkeys(BENCHES, "present"))

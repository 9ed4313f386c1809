"""Who was there: what is not recorded is unknown, and times decide the quorum of a moment."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dialogue.models import Presence
from dialogue.services.presence import (
    NotRecordable,
    PresenceChanged,
    presence_digest,
    record_presence,
)
from dialogue.services.quorums import quorum_at
from dialogue.summaries.presence import section
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from tests.dialogue.factories import a_membership, a_presence, a_seat
from tests.factories import a_user

from .world import all_there, attend

pytestmark = pytest.mark.django_db


def verdict(meeting, minutes=20):
    return quorum_at(meeting, meeting.starts_at + timedelta(minutes=minutes)).verdict


def test_before_anything_is_recorded_the_quorum_is_unknown(world):
    found = quorum_at(world.meeting, world.meeting.starts_at)

    assert found.verdict == "unknown"
    assert found.present == ()
    assert found.rule_set == world.committee.rule_sets.get()


def test_all_there_is_a_quorum_and_the_seats_are_named(chenda, world):
    all_there(chenda, world)
    found = quorum_at(world.meeting, world.meeting.starts_at)

    assert found.verdict == "yes"
    assert set(found.present) == {str(seat.uid) for seat in world.seats.values()}
    assert Presence.objects.get(seat=world.seats["GOV"]).person_id == world.members["GOV"].person_id


def test_without_the_workers_there_is_none(chenda, world):
    attend(chenda, world, GOV="present", EMP="present", SSE="present", WRK="excused")

    assert verdict(world.meeting) == "no"


def test_one_who_was_not_written_down_leaves_it_open(chenda, world):
    attend(chenda, world, GOV="present", EMP="present", SSE="present")

    assert verdict(world.meeting) == "unknown"


def test_who_left_before_is_not_there_after(chenda, world):
    attend(chenda, world, GOV="present", EMP="present", SSE="present", WRK=60)

    assert verdict(world.meeting, 59) == "yes"
    assert verdict(world.meeting, 60) == "no"


def test_somebody_may_come_and_go_and_come_again(chenda, world):
    attend(chenda, world, GOV="present", EMP="present", SSE="present")
    begins, seat = world.meeting.starts_at, str(world.seats["WRK"].uid)
    rows = [{"seat": str(world.seats[bench].uid), "state": "present"} for bench in ("GOV", "EMP", "SSE")] + [
        {"seat": seat, "state": "present", "left_at": begins + timedelta(minutes=10)},
        {"seat": seat, "state": "present", "arrived_at": begins + timedelta(minutes=30)},
    ]
    record_presence(by=chenda, meeting=world.meeting, rows=rows)

    assert [verdict(world.meeting, minutes) for minutes in (5, 20, 40)] == ["yes", "no", "yes"]


def test_an_alternate_stands_in(chenda, world):
    stand_in = a_seat(world.committee, "WRK", alternate_of=world.seats["WRK"])
    a_membership(stand_in)
    attend(chenda, world, GOV="present", EMP="present", SSE="present", WRK="absent")
    assert verdict(world.meeting) == "no"

    a_presence(world.meeting, stand_in)
    assert verdict(world.meeting) == "yes"


def test_without_rules_nothing_is_decided(chenda, world):
    world.committee.rule_sets.all().delete()
    all_there(chenda, world)

    assert verdict(world.meeting) == "unknown"


def test_guests_are_written_down_by_name_and_count_for_nothing(chenda, world):
    record_presence(by=chenda, meeting=world.meeting, rows=[{"name": "A guest", "state": "present"}])

    assert Presence.objects.get().name == "A guest"
    assert verdict(world.meeting) == "unknown"


def test_writing_it_down_again_takes_the_place_of_the_first(chenda, world):
    all_there(chenda, world)
    attend(chenda, world, GOV="present")

    assert Presence.objects.count() == 1
    assert Change.objects.filter(act="presence recorded").count() == 2


def test_two_who_write_it_down_at_once_do_not_overwrite_each_other(chenda, world):
    seen = presence_digest(world.meeting)
    all_there(chenda, world)

    with pytest.raises(PresenceChanged):
        record_presence(by=chenda, meeting=world.meeting, rows=[], seen=seen)
    assert Presence.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"seat": "no uuid", "state": "present"}, "rows.0.seat"),
        ({"seat": "01900000-0000-7000-8000-000000000000", "state": "present"}, "rows.0.seat"),
        ({"name": "x\x00", "state": "present"}, "rows.0.name"),
        ({"name": "x", "state": "asleep"}, "rows.0.state"),
        ({"state": "present"}, "rows.0.name"),
        ({"name": "x", "state": "present", "arrived_at": "1999-01-01T00:00:00Z"}, "rows.0.arrived_at"),
        ({"name": "x", "state": "present", "arrived_at": "noon"}, "rows.0.arrived_at"),
        ({"name": "x", "state": "present", "surprise": 1}, "rows.0.surprise"),
        ("a text", "rows.0"),
    ],
)
def test_a_bad_row_is_told_with_its_place(chenda, world, row, field):
    with pytest.raises(Invalid) as refusal:
        record_presence(by=chenda, meeting=world.meeting, rows=[row])
    assert [error["field"] for error in refusal.value.errors] == [field]


def test_a_seat_is_not_there_and_absent_at_once(chenda, world):
    seat = str(world.seats["GOV"].uid)
    with pytest.raises(Invalid):
        record_presence(
            by=chenda, meeting=world.meeting,
            rows=[{"seat": seat, "state": "present"}, {"seat": seat, "state": "absent"}],
        )  # fmt: skip


@pytest.mark.parametrize("status", ["draft", "closed", "cancelled", "postponed"])
def test_it_is_recorded_while_the_meeting_lasts_only(chenda, world, status):
    world.meeting.status = status
    world.meeting.save()

    with pytest.raises(NotRecordable):
        all_there(chenda, world)


def test_another_secretariat_may_not(world):
    with pytest.raises(PermissionDenied):
        all_there(a_user("secretariat", "KG"), world)


def test_a_seat_that_nobody_holds_is_not_there(chenda, world):
    vacant = a_seat(world.committee, "GOV")
    row = {"seat": str(vacant.uid), "state": "present"}

    with pytest.raises(Invalid) as refusal:
        record_presence(by=chenda, meeting=world.meeting, rows=[row])

    assert refusal.value.errors[0] | {"message": ""} == {
        "field": "rows.0.state", "code": "vacant-seat", "message": "",
    }  # fmt: skip
    record_presence(by=chenda, meeting=world.meeting, rows=[row | {"state": "absent"}])


def test_who_came_later_than_the_meeting_was_not_on_the_seat(chenda, world):
    late = a_seat(world.committee, "EXP")
    a_membership(late, starts_on=date(2026, 3, 3))

    with pytest.raises(Invalid):
        record_presence(by=chenda, meeting=world.meeting, rows=[{"seat": str(late.uid), "state": "present"}])


def test_the_section_asks_the_database_once_however_often_somebody_came_and_went(
    chenda, world, django_assert_max_num_queries
):
    attend(chenda, world, GOV=30, EMP=60, WRK=90, SSE="present")

    with django_assert_max_num_queries(18):
        shown = section(world.meeting, chenda, "en")

    assert [each.result for each in shown.quorums] == ["met", "failed", "failed", "failed"]

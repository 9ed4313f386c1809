"""The life of minutes; approved, they never change (D4)."""

from datetime import timedelta

import pytest

from dialogue.models import Happening, Minutes
from dialogue.services.decisions import record_decision
from dialogue.services.minutes import (
    NotALaterMeeting,
    NotHeld,
    Sealed,
    WrongStep,
    add_corrigendum,
    circulate_minutes,
    publish_minutes,
    write_minutes,
)
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.records.services import StaleVersion, digest_of
from tests.dialogue.factories import a_held_meeting, a_meeting, an_agenda_item

from .world import all_there

pytestmark = pytest.mark.django_db
TEXT = {"en": "All agreed.", "km": "ទាំងអស់គ្នាយល់ព្រម។"}


def written(by, meeting):
    return write_minutes(by=by, meeting=meeting, values={"text": TEXT})


def approved(by, world):
    """The minutes of the world's meeting, approved by a later one."""
    minutes = written(by, world.meeting)
    circulate_minutes(by=by, minutes=minutes, version=minutes.version)
    later = a_held_meeting(world.committee, starts_at=world.meeting.starts_at + timedelta(days=90),
                           ends_at=world.meeting.ends_at + timedelta(days=90))  # fmt: skip
    item = an_agenda_item(later, kind="minutes", minutes=minutes)
    all_there(by, world, later)
    approve(by, later, item)
    minutes.refresh_from_db()
    return minutes


def approve(by, meeting, item):
    values = {"title": {"en": "Approved"}, "outcome": "adopted", "method": "consensus", "item": str(item.uid)}
    return record_decision(by=by, meeting=meeting, values=values)


def test_from_a_draft_to_what_everybody_reads(chenda, world):
    minutes = approved(chenda, world)
    assert minutes.status == "approved"
    assert minutes.digest == digest_of(TEXT)
    assert minutes.decisions.get().meeting == minutes.approved_by_item.meeting
    assert not Minutes.objects.public().exists()

    publish_minutes(by=chenda, minutes=minutes, version=minutes.version)
    assert Minutes.objects.public().get() == minutes
    assert Happening.objects.filter(kind="minutes_published").count() == 1


def test_approved_minutes_take_no_other_text(chenda, world):
    minutes = approved(chenda, world)

    with pytest.raises(Sealed):
        write_minutes(
            by=chenda, meeting=world.meeting, values={"text": {"en": "Else"}}, version=minutes.version
        )
    kept = write_minutes(
        by=chenda, meeting=world.meeting, values={"visibility": "committee"}, version=minutes.version
    )
    assert (kept.visibility, kept.text) == ("committee", TEXT)


def test_what_was_wrong_is_put_right_beside_it(chenda, world):
    minutes = approved(chenda, world)
    for text in ("One did not agree.", "Two did not."):
        add_corrigendum(by=chenda, minutes=minutes, text={"en": text})

    assert list(minutes.corrigenda.values_list("number", flat=True)) == [1, 2]
    with pytest.raises(Invalid):
        add_corrigendum(by=chenda, minutes=minutes, text={})


def test_a_draft_has_no_corrigenda_and_is_not_published(chenda, world):
    minutes = written(chenda, world.meeting)

    with pytest.raises(WrongStep):
        add_corrigendum(by=chenda, minutes=minutes, text={"en": "x"})
    with pytest.raises(WrongStep):
        publish_minutes(by=chenda, minutes=minutes, version=minutes.version)


def test_minutes_that_were_not_circulated_are_not_approved(chenda, world):
    minutes = written(chenda, world.meeting)
    later = a_held_meeting(world.committee, starts_at=world.meeting.starts_at + timedelta(days=9),
                           ends_at=world.meeting.ends_at + timedelta(days=9))  # fmt: skip
    item = an_agenda_item(later, kind="minutes", minutes=minutes)
    all_there(chenda, world, later)

    with pytest.raises(WrongStep):
        approve(chenda, later, item)
    assert not minutes.decisions.exists(), "the decision went with it"


def test_a_meeting_does_not_approve_its_own_minutes(chenda, world):
    minutes = written(chenda, world.meeting)
    circulate_minutes(by=chenda, minutes=minutes, version=minutes.version)
    item = an_agenda_item(world.meeting, kind="minutes", minutes=minutes)
    all_there(chenda, world)

    with pytest.raises(NotALaterMeeting):
        approve(chenda, world.meeting, item)


def test_an_empty_text_is_not_circulated(chenda, world):
    minutes = write_minutes(by=chenda, meeting=world.meeting, values={})

    with pytest.raises(WrongStep):
        circulate_minutes(by=chenda, minutes=minutes, version=minutes.version)


def test_there_are_minutes_of_held_meetings_only_and_one_of_each(chenda, world):
    with pytest.raises(NotHeld):
        written(chenda, a_meeting(world.committee))
    written(chenda, world.meeting)
    with pytest.raises(Conflict):
        written(chenda, world.meeting)


def test_two_writers_do_not_overwrite_each_other(chenda, world):
    minutes = written(chenda, world.meeting)
    write_minutes(by=chenda, meeting=world.meeting, values={"text": {"en": "First"}}, version=minutes.version)

    with pytest.raises(StaleVersion):
        write_minutes(
            by=chenda, meeting=world.meeting, values={"text": {"en": "Second"}}, version=minutes.version
        )
    assert Minutes.objects.get().text == {"en": "First"}

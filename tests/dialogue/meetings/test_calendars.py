"""Calendars of meetings: public ones only, the same bytes as long as nothing changed, read by every reader we have."""

import warnings

import icalendar
import pytest
from django.urls import reverse

from dialogue.models import Meeting
from dialogue.services import meetings as services
from tests.ui.test_calendars import faults

from ..factories import (
    a_committee,
    a_held_meeting,
    a_meeting,
    a_membership,
    a_presence,
    a_seat,
    an_agenda_item,
    some_minutes,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics
    import vobject
    from ical.calendar_stream import IcsCalendarStream

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(committee):
    return a_meeting(
        committee, title={"en": "Spring; meeting", "km": "ប្រជុំ" * 20}, description={"en": "First\nsecond"},
        online_address="https://call.example/secret", mode="hybrid",
    )  # fmt: skip


@pytest.fixture
def feeds(committee, meeting):
    """The addresses of every calendar in which the meeting is."""
    return [
        reverse("dialogue:calendar"), reverse("dialogue:country-calendar", args=["kh"]),
        reverse("dialogue:committee-calendar", args=[committee.uid]),
        reverse("dialogue:meeting-calendar", args=[meeting.uid]),
    ]  # fmt: skip


def events(content):
    return icalendar.Calendar.from_ical(content).events


def test_each_calendar_holds_its_meetings(client, committee, meeting, feeds):
    region, other = a_meeting(a_committee(None)), a_meeting(a_committee("KG", timezone="Asia/Bishkek"))
    uids = {name: {str(event["UID"]) for event in events(client.get(name).content)} for name in feeds}
    assert uids[feeds[0]] == {str(each.uid) for each in (meeting, region, other)}
    assert all(uids[name] == {str(meeting.uid)} for name in feeds[1:])
    (event,) = events(client.get(reverse("dialogue:region-calendar")).content)
    assert str(event["UID"]) == str(region.uid)


def test_no_calendar_is_at_fault(client, meeting, feeds):
    for feed in feeds:
        answer = client.get(feed, headers={"accept-language": "km"})
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert faults(answer.content) == []


def test_readers_read_them_back(client, meeting, feeds):
    content = client.get(feeds[0]).content
    (event,) = events(content)
    assert not event.errors and event.start == meeting.starts_at and event.end == meeting.ends_at
    assert (
        str(event["SUMMARY"]) == "Spring; meeting"
        and str(event["ORGANIZER"]) == "mailto:committee@example.org"
    )
    calendar = vobject.readOne(content.decode())
    assert calendar.validate() and calendar.vevent.summary.value == "Spring; meeting"
    (read,) = ics.Calendar(content.decode()).events
    assert (read.name, read.uid, read.status) == ("Spring; meeting", str(meeting.uid), "CONFIRMED")
    assert (read.begin.datetime, read.end.datetime) == (meeting.starts_at, meeting.ends_at)
    (read,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    assert (read.summary, read.sequence, read.status.value) == ("Spring; meeting", 0, "CONFIRMED")
    assert (read.dtstart, read.dtend) == (meeting.starts_at, meeting.ends_at)


def test_the_address_of_the_call_and_people_are_in_no_calendar(client, chenda, meeting, feeds):
    client.force_login(chenda)
    for feed in feeds:
        content = client.get(feed).content
        assert b"call.example" not in content and b"ATTENDEE" not in content


@pytest.mark.parametrize(("status", "told"), [("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")])
def test_what_does_not_take_place_is_told(client, meeting, feeds, status, told):
    Meeting.objects.filter(pk=meeting.pk).update(status=status)
    assert [str(events(client.get(feed).content)[0]["STATUS"]) for feed in feeds] == [told] * 4


def test_nothing_moves_when_nothing_that_is_shown_changed(client, chenda, committee, meeting, feeds):
    before = {feed: client.get(feed) for feed in feeds}
    services.change_meeting(
        by=chenda, meeting=meeting, version=1, values={"online_address": "https://call.example/2"}
    )
    seat = a_seat(committee)
    a_membership(seat)
    a_presence(meeting, seat)
    some_minutes(meeting)
    an_agenda_item(meeting, visibility="committee")
    for hidden in ({"visibility": "committee"}, {"visibility": "secretariat"}, {"status": "draft"}):
        a_meeting(committee, **hidden)
    a_meeting(a_committee("KH", visibility="secretariat"))
    for feed, answer in before.items():
        client.force_login(chenda)
        again = client.get(feed)
        assert (again.content, again["ETag"]) == (answer.content, answer["ETag"])
        assert client.get(feed, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_change_moves_what_calendars_look_at(client, chenda, meeting, feeds):
    before = events(client.get(feeds[0]).content)[0]
    services.change_meeting(by=chenda, meeting=meeting, version=1, values={"title": {"en": "Other"}})
    title = events(client.get(feeds[0]).content)[0]
    services.change_meeting(by=chenda, meeting=meeting, version=2, values={"place": "Kep"})
    place = events(client.get(feeds[0]).content)[0]
    assert [each["SEQUENCE"] for each in (before, title, place)] == [0, 0, 1]
    assert before.LAST_MODIFIED < title.LAST_MODIFIED <= place.LAST_MODIFIED


def test_a_calendar_of_what_one_may_not_know_is_not_there(client, chenda, committee):
    client.force_login(chenda)
    hidden = a_committee("KH", visibility="committee")
    for name, record in (
        ("committee-calendar", hidden), ("meeting-calendar", a_meeting(committee, visibility="committee")),
        ("meeting-calendar", a_meeting(committee, status="draft")), ("meeting-calendar", a_meeting(hidden)),
    ):  # fmt: skip
        assert client.get(reverse(f"dialogue:{name}", args=[record.uid])).status_code == 404
    for code in ("xx", "KH", "k%00"):
        assert client.get(f"/dialogue/calendar/{code}.ics").status_code == 404


def test_a_calendar_of_many_meetings_takes_few_queries(
    client, committee, meeting, django_assert_max_num_queries
):
    for _ in range(5):
        a_held_meeting(committee)
    with django_assert_max_num_queries(4):
        client.get(reverse("dialogue:calendar"))

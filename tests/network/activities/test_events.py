"""Events: what calendars are told, and when they are told that something changed."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from network.models import ContactPoint, Event
from network.services.events import Cancelled, cancel_event, change_event, register_event
from network.summaries import events
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
from tests.ui.test_calendars import faults

from ..factories import an_activity, an_event, an_organization
from .test_pages import filled
from .values import event_values

pytestmark = pytest.mark.django_db
URL = "/network/events/"


def announced(by, **given):
    return register_event(by=by, values=event_values(**given))


def feed(client, query="", **headers):
    return client.get(f"/network/events.ics{query}", headers=headers)


def events_of(answer):
    assert faults(answer.content) == []
    return icalendar.Calendar.from_ical(answer.content).events


def test_an_event_is_announced_and_remembered(chenda):
    union, activity = an_organization(), an_activity()
    event = announced(chenda, organizer=str(union.uid), activity=str(activity.uid))
    assert (event.starts_at, event.sequence) == (datetime(2027, 3, 2, 2, tzinfo=UTC), 0)
    assert (event.organizer, event.activity, event.status) == (union, activity, "confirmed")
    assert Change.objects.about(event).get().act == "registered"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"title": {}}, "title"), ({"starts_at": "2027-03-02T09:00"}, "starts_at"), ({"starts_at": None}, "starts_at"),
        ({"ends_at": "2027-03-02T09:00:00+07:00"}, "ends_at"), ({"timezone": "Asia/Nowhere"}, "timezone"),
        ({"timezone": "../etc"}, "timezone"), ({"timezone": "\x00"}, "timezone"), ({"place": ""}, "place"),
        ({"organizer": "x"}, "organizer"), ({"activity": "00000000-0000-0000-0000-000000000000"}, "activity"),
        ({"mode": "by boat"}, "mode"), ({"website": "ftp://a"}, "website"), ({"colour": 1}, "colour"),
        ({"starts_at": "9" * 40}, "starts_at"), ({"starts_at": 10**30}, "starts_at"), ({"timezone": 5}, "timezone"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(chenda, given, place):
    with pytest.raises(Invalid) as problem:
        announced(chenda, **given)
    assert [error["field"] for error in problem.value.errors] == [place]


def test_an_online_event_needs_no_place(chenda):
    assert announced(chenda, mode="online", place="").place == ""


def test_only_who_keeps_the_network_there_writes(chenda, narin, pat, rana):
    for by, country in ((narin, "KH"), (pat, "KH"), (chenda, None)):
        with pytest.raises(PermissionDenied):
            announced(by, country=country)
    event = announced(rana, country=None)
    for act in (change_event, cancel_event):
        with pytest.raises(PermissionDenied):
            extra = {"values": {}} if act is change_event else {}
            act(by=chenda, event=event, version=1, **extra)


@pytest.mark.parametrize(
    ("changes", "grows"),
    [
        ({"starts_at": "2027-03-02T08:00:00+07:00"}, True), ({"ends_at": "2027-03-02T17:00:00+07:00"}, True),
        ({"timezone": "Asia/Bangkok"}, True), ({"place": "Siem Reap"}, True), ({"mode": "hybrid"}, True),
        ({"status": "tentative"}, True), ({"status": "cancelled"}, True), ({"title": {"en": "Other"}}, False),
        ({"description": {"en": "More"}}, False), ({"website": "https://a.org"}, False),
        ({"visibility": "network"}, False), ({"place": "Phnom Penh"}, False),
        ({"starts_at": "2027-03-02T02:00:00+00:00"}, False),
    ],
)  # fmt: skip
def test_the_sequence_grows_when_time_place_or_status_changes_and_only_then(chenda, changes, grows):
    event = announced(chenda)
    uid = event.uid
    change_event(by=chenda, event=event, values=changes, version=1)
    event.refresh_from_db()
    assert (event.sequence, event.uid) == (1 if grows else 0, uid)


def test_cancelling_is_told_once(chenda):
    event = announced(chenda)
    cancel_event(by=chenda, event=event, version=1, reason="Flood")
    assert (event.status, event.sequence, event.version) == ("cancelled", 1, 2)
    assert Change.objects.about(event).newest_first()[0].reason == "Flood"
    with pytest.raises(Cancelled):
        cancel_event(by=chenda, event=event, version=2)
    change_event(by=chenda, event=event, values={"status": "confirmed"}, version=2)
    assert event.sequence == 2
    with pytest.raises(StaleVersion):
        cancel_event(by=chenda, event=event, version=1)


def test_what_the_writer_does_not_see_is_not_taken_away(chenda):
    hidden = an_organization("TH", visibility="secretariat")
    event = an_event(organizer=hidden)
    change_event(by=chenda, event=event, values={"organizer": None, "title": {"en": "New"}}, version=1)
    event.refresh_from_db()
    assert event.organizer == hidden and event.title == {"en": "New"}


# --- Calendars ----------------------------------------------------------------------------------------------


def test_the_feed_tells_what_is_public(client):
    union = an_organization(name="Union")
    ContactPoint.objects.create(organization=union, kind="phone", value="+855 1")
    ContactPoint.objects.create(organization=union, kind="email", value="office@example.org")
    shown = an_event(organizer=union, title={"en": "Workshop"}, description={"en": "a;b"}, sequence=4)
    an_event("TH", title={"en": "Visit"}, status="cancelled", timezone="Asia/Bangkok")
    an_event(visibility="network")
    first, second = events_of(feed(client))
    assert (first["uid"], first.sequence, str(first["status"])) == (str(shown.uid), 4, "CONFIRMED")
    assert str(first["organizer"]) == "mailto:office@example.org" and str(first["location"]) == "Phnom Penh"
    assert str(first["url"]).endswith(f"/network/events/{shown.uid}/")
    assert shown.updated_at.replace(microsecond=0) == first.LAST_MODIFIED
    assert str(second["status"]) == "CANCELLED" and "organizer" not in second
    assert [str(event["summary"]) for event in events_of(feed(client, "?country=TH"))] == ["Visit"]
    assert feed(client, "?country=XX").status_code == 404


def test_an_office_without_an_address_is_no_organizer(client):
    an_event(organizer=an_organization(name="Union"))
    assert b"ORGANIZER" not in feed(client).content


def test_nothing_changes_while_nothing_changed(client, chenda):
    event = announced(chenda)
    for address in ("/network/events.ics", f"{URL}{event.uid}/event.ics"):
        first, second = client.get(address), client.get(address)
        assert (first.content, first["ETag"]) == (second.content, second["ETag"])
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    before = feed(client)
    change_event(by=chenda, event=event, values={"place": "Siem Reap"}, version=1)
    after = feed(client, **{"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and b"SEQUENCE:1" in after.content


def test_the_feed_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    for number in range(30):
        an_event(organizer=an_organization(name=f"Partner {number}"))
    feed(client)
    with django_assert_max_num_queries(3):
        assert len(events_of(feed(client))) == 30


def test_one_event_is_a_file(client):
    event = an_event(title={"en": "Workshop"})
    answer = client.get(f"{URL}{event.uid}/event.ics")
    assert [str(each["summary"]) for each in events_of(answer)] == ["Workshop"]
    assert answer["Content-Disposition"] == f'attachment; filename="event-{event.uid}.ics"'


# --- Pages ------------------------------------------------------------------------------------------------------


def on(days, **fields):
    moment = timezone.now() + timedelta(days=days)
    return an_event(starts_at=moment, ends_at=moment + timedelta(hours=2), **fields)


def names(answer):
    return [row.title for row in answer.context["page"].rows]


def test_the_list_has_what_is_to_come_and_what_was(client):
    on(9, title={"en": "Later"})
    on(2, title={"en": "Next"}, country="TH")
    on(-2, title={"en": "Last"})
    on(-9, title={"en": "Before"})
    assert names(client.get(URL)) == ["Next", "Later"]
    assert names(client.get(URL, {"when": "past"})) == ["Last", "Before"]
    assert names(client.get(URL, {"country": "TH"})) == ["Next"]
    assert client.get(URL, {"when": "x"}).status_code == 404
    assert client.get(URL, {"country": "XX"}).status_code == 422
    assert client.get(URL, {"cursor": "x"}).status_code == 400


@pytest.mark.parametrize("when", events.WHEN)
def test_pages_follow_each_other(client, monkeypatch, when):
    monkeypatch.setattr(events.event_page, "__defaults__", (None, None, 3))
    sign = 1 if when == "upcoming" else -1
    for day in (1, 2, 2, 3, 4, 5, 6):
        on(sign * day)
    seen, place = [], f"{URL}?when={when}"
    while place:
        answer = client.get(place)
        seen += [row.uid for row in answer.context["page"].rows]
        place = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 7


def test_times_are_by_the_clock_of_the_place(client):
    event = an_event(activity=an_activity(title={"en": "Training"}), organizer=an_organization(name="Union"))
    text = client.get(f"{URL}{event.uid}/").text
    for word in ("2 March 2027, 09:00", "16:00", "Asia/Phnom_Penh", "Training", "Union", "event.ics"):
        assert word in text, word


def test_an_event_is_announced_changed_and_cancelled_on_its_pages(client, chenda):
    activity = an_activity(title={"en": "Training"})
    client.force_login(chenda)
    fields = filled(client.get(f"{URL}create/?activity={activity.uid}"))
    assert (fields["activity"], fields["country"], fields["timezone"]) == (
        str(activity.uid),
        "KH",
        "Asia/Phnom_Penh",
    )
    fields |= {
        "title_en": "Opening",
        "starts_at": "2027-03-02T09:00",
        "ends_at": "2027-03-02T11:30",
        "place": "Hall",
    }
    client.post(f"{URL}create/", fields)
    event = Event.objects.get()
    assert (event.starts_at, event.activity) == (datetime(2027, 3, 2, 2, tzinfo=UTC), activity)
    page = client.get(f"{URL}{event.uid}/edit/")
    assert client.post(f"{URL}{event.uid}/edit/", filled(page)).status_code == 302
    event.refresh_from_db()
    assert event.version == 1, "sent back as it came"
    wrong = client.post(f"{URL}{event.uid}/edit/", filled(page) | {"starts_at": "soon", "place": ""})
    assert wrong.status_code == 422 and set(wrong.context["form"].errors) == {"starts_at"}
    client.post(f"{URL}{event.uid}/edit/", filled(page) | {"place": "Garden"})
    answer = client.post(f"{URL}{event.uid}/cancel/", {"version": "2", "reason": "Rain"}, follow=True)
    event.refresh_from_db()
    assert (event.place, event.status, event.sequence) == ("Garden", "cancelled", 2)
    assert "This event is cancelled." in answer.text and "Rain" in answer.text
    assert client.post(f"{URL}{event.uid}/cancel/", {"version": "3"}).status_code == 409

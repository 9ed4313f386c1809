"""Calendars as RFC 5545 has them: our own lint for what no reader notices, and two readers for the rest."""

import re
import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.ui.calendars import Entry, Organizer, calendar_bytes, calendar_response

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import vobject

MOMENT = datetime(2026, 11, 24, 8, 30, 15, 123456, tzinfo=UTC)


def an_entry(**given):
    plain = {
        "uid": "0190-a", "title": "Workshop", "timezone": "Asia/Phnom_Penh", "created_at": MOMENT,
        "changed_at": MOMENT, "starts_at": datetime(2027, 3, 2, 2, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 2, 9, tzinfo=UTC),
    }  # fmt: skip
    return Entry(**plain | given)


def faults(content):
    """What RFC 5545 forbids and no reader notices: line ends, folding, time zones, unique properties."""
    found = []
    if not content.endswith(b"\r\n") or content.replace(b"\r\n", b"").count(b"\n") or b"\r\r" in content:
        found.append("lines end with CRLF")
    lines = content.split(b"\r\n")
    if any(len(line) > 75 for line in lines):
        found.append("lines have at most 75 octets")
    for line in lines:
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append("a character is never cut")
    text = content.replace(b"\r\n ", b"").decode()
    used = set(re.findall(r"TZID=([^:;]+)", text))
    defined = re.findall(r"^TZID:(.+?)\r?$", text, re.M)
    if used != set(defined) or len(set(defined)) != len(defined):
        found.append("each zone is defined once")
    for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.S):
        for name in ("UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "STATUS", "SUMMARY", "DTSTART", "DTEND"):
            if len(re.findall(rf"^{name}[;:]", event, re.M)) != 1:
                found.append(f"{name} once")
    return found


ENTRIES = st.builds(
    an_entry,
    title=st.text(min_size=1, max_size=120),
    description=st.text(max_size=300),
    place=st.text(max_size=120),
    sequence=st.integers(0, 99),
    status=st.sampled_from(["TENTATIVE", "CONFIRMED", "CANCELLED"]),
    timezone=st.sampled_from(["Asia/Phnom_Penh", "Asia/Bishkek", "Europe/Zurich", "UTC", "America/New_York"]),
    language=st.sampled_from(["", "km", "th"]),
)


@given(st.lists(ENTRIES, max_size=3))
def test_whatever_people_type_nothing_is_at_fault(entries):
    content = calendar_bytes(entries, name="Events")
    assert faults(content) == []
    assert len(icalendar.Calendar.from_ical(content).events) == len(entries)


def test_the_lint_bites():
    good = calendar_bytes([an_entry(title="x" * 100)])
    assert faults(good) == []
    assert faults(good.replace(b"\r\n", b"\n"))
    assert faults(good.replace(b"\r\n ", b""))
    assert faults(re.sub(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b"", good, flags=re.S))
    assert faults(good.replace(b"SEQUENCE:0\r\n", b""))


def test_icalendar_reads_it_back():
    entry = an_entry(
        title="វគ្គបណ្តុះបណ្តាល, with; signs\\", description="First\nsecond", place="Room 5", sequence=3,
        status="TENTATIVE", url="https://portal.example/e/1", language="km", categories=("law", "a,b"),
        organizer=Organizer("Union of “Farmers”", "office@example.org"),
    )  # fmt: skip
    (event,) = icalendar.Calendar.from_ical(calendar_bytes([entry])).events
    assert event.errors == []
    assert (str(event["summary"]), str(event["description"])) == (entry.title, entry.description)
    assert event["summary"].params["LANGUAGE"] == "km"
    assert event.start == entry.starts_at and event.end == entry.ends_at
    assert event.start.isoformat() == "2027-03-02T09:00:00+07:00"
    assert (event["uid"], event.sequence, str(event["status"])) == ("0190-a", 3, "TENTATIVE")
    assert event.DTSTAMP == event.LAST_MODIFIED == MOMENT.replace(microsecond=0)
    assert str(event["organizer"]) == "mailto:office@example.org"
    assert [str(each) for each in event["categories"].cats] == ["law", "a,b"]


def test_vobject_reads_it_back():
    entry = an_entry(
        title="វគ្គ", description="First\nsecond", organizer=Organizer("Union", "office@example.org")
    )
    calendar = vobject.readOne(calendar_bytes([entry], name="Events").decode())
    assert calendar.validate()
    event = calendar.vevent
    assert (event.summary.value, event.description.value) == (entry.title, entry.description)
    assert event.dtstart.value == entry.starts_at and event.dtend.value == entry.ends_at


def test_an_organizer_without_the_address_of_an_office_is_not_told():
    assert b"ORGANIZER" not in calendar_bytes([an_entry(organizer=Organizer("Union", "")), an_entry(uid="2")])


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Asia/Bishkek", "Australia/Lord_Howe"])
def test_the_zones_say_what_the_clocks_said(zone):
    """Each observance begins by the clock that it ends, and the offsets are those of the IANA data."""
    entry = an_entry(timezone=zone)
    (component,) = icalendar.Calendar.from_ical(calendar_bytes([entry])).timezones
    steps = []
    for part in component.subcomponents:
        local, before = part["dtstart"].dt, part["tzoffsetfrom"].td
        steps.append((local.replace(tzinfo=UTC) - before, part["tzoffsetto"].td))
    steps.sort()
    rules, moment = ZoneInfo(zone), datetime(2026, 1, 2, tzinfo=UTC)
    while moment < datetime(2028, 12, 31, tzinfo=UTC):
        told = [offset for at, offset in steps if at <= moment][-1]
        assert told == moment.astimezone(rules).utcoffset(), moment
        moment += timedelta(hours=1)


def test_the_same_events_are_the_same_bytes():
    assert calendar_bytes([an_entry()], name="A") == calendar_bytes([an_entry()], name="A")
    assert calendar_bytes([an_entry()]) != calendar_bytes([an_entry(sequence=1)])


def test_a_reader_that_holds_it_gets_nothing_again(rf):
    content = calendar_bytes([an_entry()])
    first = calendar_response(rf.get("/"), content, "a.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8" and first.content == content
    for held in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}'):
        again = calendar_response(rf.get("/", headers={"If-None-Match": held}), content, "a.ics")
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = calendar_response(rf.get("/", headers={"If-None-Match": '"x"'}), content, "a.ics")
    assert other.status_code == 200

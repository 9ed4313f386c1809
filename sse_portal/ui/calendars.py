"""Events as iCalendar (RFC 5545): one writer for every calendar file and feed of the portal.

The same events give the same bytes: nothing in them is the time of the request.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

PRODUCT = "-//SSE Portal//EN"
MEDIA_TYPE = "text/calendar"
STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
# Offsets before and after the events of a calendar are of no use to its readers.
MARGIN_YEARS = 1
# No zone changes its offset twice within a week.
STEP = timedelta(days=7)


@dataclass(frozen=True)
class Organizer:
    """Who answers for an event. Without the address of an office there is none in the calendar."""

    name: str
    email: str


@dataclass(frozen=True)
class Attendee:
    """Who is asked to an event (RFC 5545, 3.8.4.1). `role` and `partstat` are codes of its ROLE and PARTSTAT."""

    name: str
    email: str
    role: str = "REQ-PARTICIPANT"
    partstat: str = "NEEDS-ACTION"
    rsvp: bool = True


@dataclass(frozen=True)
class Entry:
    """An event as calendars show it. `changed_at` is its last change, `status` one of STATUSES.

    `timezone` is the IANA name of the zone that its times are said in; the times are aware. `stamped_at` is when a
    message about it was made (RFC 5546); a published event has none, so that its bytes stay.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    created_at: datetime
    changed_at: datetime
    sequence: int = 0
    status: str = "CONFIRMED"
    description: str = ""
    place: str = ""
    url: str = ""
    language: str = ""
    categories: tuple = ()
    organizer: Organizer | None = None
    attendees: tuple[Attendee, ...] = ()
    stamped_at: datetime | None = None


def calendar_bytes(entries, *, name="", method="PUBLISH"):
    """The calendar of these entries: UTF-8, CRLF, folded at 75 octets, with the time zones that it uses."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    entries = list(entries)
    for zone in _zones(entries):
        calendar.add_component(zone)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _zones(entries):
    """A VTIMEZONE for each zone in use, over the years of its events."""
    spans: dict = {}
    for entry in entries:
        if entry.timezone != "UTC":
            spans.setdefault(entry.timezone, []).extend((entry.starts_at.year, entry.ends_at.year))
    for name, years in sorted(spans.items()):
        first = datetime(max(min(years) - MARGIN_YEARS, 2), 1, 1, tzinfo=UTC)
        last = datetime(min(max(years) + MARGIN_YEARS + 1, 9998), 1, 1, tzinfo=UTC)
        yield _zone(name, first, last)


def _zone(name, first, last):
    """The offsets of an IANA zone in [first, last): each observance begins by the clock that it ends (3.6.5).

    The library's own writer is an hour late when summer time begins.
    """
    zone, rules = Timezone(), ZoneInfo(name)
    zone.add("tzid", name)
    before = first.astimezone(rules)
    zone.add_component(_observance(before, before.utcoffset()))
    for moment in _changes(rules, first, last):
        after = moment.astimezone(rules)
        zone.add_component(_observance(after, before.utcoffset()))
        before = after
    return zone


def _observance(local, offset_before):
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (local.astimezone(UTC) + offset_before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", local.utcoffset())
    observance.add("tzname", local.tzname())
    return observance


def _changes(rules, first, last):
    """The moments (UTC, whole minutes) in [first, last) at which the offset of a zone changes."""
    day = first
    while day < last:
        following = day + STEP
        if _offset(rules, day) != _offset(rules, following):
            yield _change_within(rules, day, following)
        day = following


def _change_within(rules, low, high):
    """The first minute in (low, high] that has the offset of `high`."""
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        middle = middle.replace(second=0, microsecond=0)
        if _offset(rules, middle) == _offset(rules, high):
            high = middle
        else:
            low = middle
    return high


def _offset(rules, moment):
    local = moment.astimezone(rules)
    return local.utcoffset(), local.tzname()


def _event(entry):
    zone = UTC if entry.timezone == "UTC" else ZoneInfo(entry.timezone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _whole(entry.stamped_at or entry.changed_at, UTC))
    event.add("created", _whole(entry.created_at, UTC))
    event.add("last-modified", _whole(entry.changed_at, UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _whole(entry.starts_at, zone))
    event.add("dtend", _whole(entry.ends_at, zone))
    spoken = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("summary", entry.title, parameters=spoken)
    event.add("status", entry.status)
    for key, value in (("description", entry.description), ("location", entry.place), ("url", entry.url)):
        if value:
            event.add(key, value)
    if entry.categories:
        event.add("categories", list(entry.categories))
    if entry.organizer and entry.organizer.email:
        event.add("organizer", _address(entry.organizer))
    for attendee in entry.attendees:
        event.add("attendee", _attendee(attendee))
    return event


def _address(organizer):
    address = vCalAddress(f"mailto:{organizer.email}")
    address.params["CN"] = organizer.name
    return address


def _attendee(attendee):
    address = _address(attendee)
    address.params |= {
        "CUTYPE": "INDIVIDUAL", "ROLE": attendee.role, "PARTSTAT": attendee.partstat,
        "RSVP": "TRUE" if attendee.rsvp else "FALSE",
    }  # fmt: skip
    return address


def _whole(moment, zone):
    """iCalendar knows no part of a second."""
    return moment.astimezone(zone).replace(microsecond=0)


def calendar_response(request, content, file_name):
    """A calendar as the answer, with an ETag; 304 for a reader that holds it."""
    tag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    held = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in held:
        return HttpResponseNotModified(headers=headers)
    response = HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response

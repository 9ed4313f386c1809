"""Events: the list, the page of one, and how calendars show them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from sse_portal.api.pagination import decode, encode
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.calendars import Entry, Organizer

from ..models import Activity, ContactPoint, Event, Organization, Visibility
from ..services.common import may_keep
from .activities import country_name, known_to

PAGE = 50
# A calendar program reads the whole feed each time: the latest events are enough.
MOST_IN_FEED = 1000
WHEN = ("upcoming", "past")


@dataclass(frozen=True)
class EventRow:
    """An event in a list; its times are in its own zone. `seen_by` is empty when everybody sees it."""

    uid: str
    title: str
    language: str
    starts_at: datetime
    ends_at: datetime
    is_one_day: bool
    place: str
    mode: str
    mode_label: str
    country: str
    status: str
    status_label: str
    badge: str
    seen_by: str


@dataclass(frozen=True)
class EventPage:
    """Some rows and the cursor of the next page, or None."""

    rows: tuple
    next_cursor: str | None


@dataclass(frozen=True)
class Link:
    """Another record that this reader may know."""

    uid: str
    name: str


@dataclass(frozen=True)
class EventPageOfOne:
    """Everything that the page shows to one reader."""

    row: EventRow
    version: int
    description: str
    description_language: str
    timezone: str
    website: str
    organizer: Link | None
    activity: Link | None
    may_edit: bool


BADGES = {"tentative": "planned", "confirmed": "active", "cancelled": "cancelled"}


def found(asked, user=None):
    """The events that `user` may see (without a user: the public ones) and that match {filter: value}.

    `asked` may hold country, activity (public identifier) and status.
    """
    rows = Event.objects.visible_to(user) if user else Event.objects.public()
    if asked.get("country"):
        rows = rows.in_country(asked["country"])
    if asked.get("activity"):
        known = Activity.objects.visible_to(user) if user else Activity.objects.public()
        rows = rows.of_activities(known.known_as([asked["activity"]]))
    if asked.get("status"):
        rows = rows.with_status(asked["status"])
    return rows


def event_page(asked, when, language, cursor=None, user=None, size=PAGE):
    """A page of the events to come, the next one first, or of past ones, the last one first.

    BadParameter for a cursor that is not ours.
    """
    now, rows = timezone.now(), found(asked, user)
    ordered = rows.not_over_at(now).by_time() if when == "upcoming" else rows.over_at(now).latest_first()
    if cursor:
        ordered = _behind(ordered, when, cursor)
    records = list(ordered[: size + 1])
    last = records[size - 1] if len(records) > size else None
    more = encode([last.starts_at.isoformat(), last.pk]) if last else None
    return EventPage(tuple(row_of(record, language) for record in records[:size]), more)


def _behind(rows, when, cursor):
    start, key = decode(cursor, (str, int))
    moment = datetime.fromisoformat(start)
    return rows.later_than(moment, key) if when == "upcoming" else rows.earlier_than(moment, key)


def row_of(event, language):
    """An event as a row."""
    zone = ZoneInfo(event.timezone)
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return EventRow(
        uid=str(event.uid), title=in_language(event.title, language), language=language_chosen(event.title, language),
        starts_at=start, ends_at=end, is_one_day=start.date() == end.date(), place=event.place, mode=event.mode,
        mode_label=str(event.get_mode_display()),
        country=country_name(event.country_id, language) if event.country_id else "",
        status=event.status, status_label=str(event.get_status_display()), badge=BADGES[event.status],
        seen_by="" if event.is_public else str(Visibility(event.visibility).label),
    )  # fmt: skip


def event_page_of(event, user, language):
    """The page of an event that `user` may see; links to what is not for them are left out."""
    activities = Activity.objects.visible_to(user)
    activity = activities.among([event.activity_id]).first() if event.activity_id else None
    organizer = known_to(user).among([event.organizer_id]).first() if event.organizer_id else None
    return EventPageOfOne(
        row=row_of(event, language), version=event.version,
        description=in_language(event.description, language),
        description_language=language_chosen(event.description, language), timezone=event.timezone,
        website=event.website,
        organizer=Link(str(organizer.uid), organizer.name) if organizer else None,
        activity=Link(str(activity.uid), in_language(activity.title, language)) if activity else None,
        may_edit=bool(user.is_authenticated) and may_keep(user, event.country_id),
    )  # fmt: skip


def calendar_entries(events, language, address):
    """Events as calendars show them, for everybody: organisers that are public, with the address of their office.

    `events` is a query; `address(uid)` gives the page of an event. Three queries at most.
    """
    records = list(events)
    public = Organization.objects.public().present().among({each.organizer_id for each in records})
    names = dict(public.values_list("pk", "name"))
    offices = _office_mails(names)
    return [_entry(each, language, address, names, offices) for each in records]


def _office_mails(organizations):
    """{organisation: the first e-mail address of its office}."""
    found: dict = {}
    points = ContactPoint.objects.of_offices(list(organizations)).by_id()
    for organization, kind, value in points.values_list("organization", "kind", "value"):
        if kind == ContactPoint.Kind.EMAIL:
            found.setdefault(organization, value)
    return found


def _entry(event, language, address, names, offices):
    organizer, mail = event.organizer_id, offices.get(event.organizer_id)
    return Entry(
        uid=str(event.uid), title=in_language(event.title, language), language=language_chosen(event.title, language),
        description=in_language(event.description, language), starts_at=event.starts_at, ends_at=event.ends_at,
        timezone=event.timezone, created_at=event.created_at, changed_at=event.updated_at, sequence=event.sequence,
        status=event.status.upper(), place=event.place or event.website, url=address(event.uid),
        organizer=Organizer(names[organizer], mail) if mail else None,
    )  # fmt: skip


def feed(asked):
    """The public events of a calendar feed, by time: the latest ones."""
    latest = found(asked).latest_first()[:MOST_IN_FEED]
    return sorted(latest, key=lambda event: (event.starts_at, event.pk))

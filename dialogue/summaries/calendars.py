"""Meetings as calendars show them, for everybody: public ones, without the address of a call and without people."""

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.calendars import Entry, Organizer

from ..models import Meeting
from ..services.letters import calendar_status

# A calendar program reads the whole feed each time: the latest meetings are enough.
MOST_IN_FEED = 1000


def feed(rows=None):
    """The public meetings among `rows` (all when None), the latest ones, by time."""
    public = Meeting.objects.public() if rows is None else rows.public()
    latest = public.select_related("committee").latest_first()[:MOST_IN_FEED]
    return sorted(latest, key=lambda meeting: (meeting.starts_at, meeting.pk))


def country_feed(country):
    """Those of the committees of a country (ISO code); None: of the region."""
    return feed(Meeting.objects.in_country(country))


def committee_feed(committee):
    return feed(Meeting.objects.of_committee(committee))


def calendar_entries(meetings, language, address):
    """Meetings as entries; `address(uid)` gives the page of one. Nothing in them moves unless `told_at` does."""
    return [_entry(each, language, address(each.uid)) for each in meetings]


def _entry(meeting, language, url):
    committee = in_language(meeting.committee.name, language)
    office = meeting.committee.email
    return Entry(
        uid=str(meeting.uid), title=in_language(meeting.title, language),
        language=language_chosen(meeting.title, language), description=in_language(meeting.description, language),
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, timezone=meeting.timezone,
        created_at=meeting.convened_at, changed_at=meeting.told_at, sequence=meeting.sequence,
        status=calendar_status(meeting), place=meeting.place, url=url,
        organizer=Organizer(committee, office) if office else None,
    )  # fmt: skip

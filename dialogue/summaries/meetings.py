"""Meetings as a reader may know them: their list, the page of one, and the section of a committee."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from network.summaries.directory import country_name
from sse_portal.basics.text import in_language, language_chosen

from ..models import Committee, Invitation, Meeting, Visibility
from ..services.common import may_run
from ..services.meetings import STEPS
from . import sections
from .addresses import address
from .cursors import cursor_of, read_cursor
from .meeting_rules import rules_not_met

PAGE, MOST_IN_SECTION = 50, 10
WHEN = ("upcoming", "past")
REGIONAL = "region"
# The badge of each status.
BADGES = {
    "draft": "draft", "convened": "open", "held": "active", "closed": "closed", "postponed": "suspended",
    "cancelled": "cancelled",
}  # fmt: skip


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list; times are in its own zone. `seen_by` is empty when everybody sees it."""

    uid: str
    title: str
    language: str
    committee_uid: str
    committee: str
    committee_url: str
    country: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    is_one_day: bool
    place: str
    mode_label: str
    status: str
    status_label: str
    badge: str
    seen_by: str


@dataclass(frozen=True)
class MeetingsPage:
    """Some rows and the cursor of the next page, or None."""

    rows: tuple[MeetingRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Link:
    """Another meeting that the reader may know."""

    uid: str
    title: str


@dataclass(frozen=True)
class MeetingPage:
    """A meeting in full. `steps` are the acts that may be done now; `online_address` is for those invited."""

    row: MeetingRow
    version: int
    description: str
    description_language: str
    online_address: str
    reason: str
    convened_at: datetime | None
    previous: Link | None
    following: tuple[Link, ...]
    is_public: bool
    may_run: bool
    may_edit: bool
    steps: tuple[str, ...]
    sections: tuple


@dataclass(frozen=True)
class MeetingSection:
    """The meetings of a committee: those to come, the last ones, and which of its rules are not met."""

    committee_uid: str
    to_come: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    not_met: tuple
    may_run: bool
    is_public: bool


def found(asked, user):
    """The meetings that `user` may know and that match {filter: value}: country, committee, status."""
    rows = Meeting.objects.visible_to(user)
    if country := asked.get("country"):
        rows = rows.in_country(None if country == REGIONAL else country)
    if committee := asked.get("committee"):
        rows = rows.filter(committee__in=Committee.objects.visible_to(user).known_as([committee]))
    if status := asked.get("status"):
        rows = rows.in_status(status)
    return rows


def meetings_page(asked, when, user, language, cursor=None, size=PAGE):
    """A page of the meetings to come, the next one first, or of past ones, the last one first.

    BadParameter for a cursor that is not ours.
    """
    now, rows = timezone.now(), found(asked, user).select_related("committee")
    coming = when == "upcoming"
    ordered = rows.not_over_at(now).soonest_first() if coming else rows.over_at(now).latest_first()
    if cursor:
        ordered = _behind(ordered, coming, cursor)
    records = list(ordered[: size + 1])
    last = records[size - 1] if len(records) > size else None
    more = cursor_of(last.starts_at, last.pk) if last else None
    return MeetingsPage(tuple(row_of(each, language) for each in records[:size]), more)


def _behind(rows, coming, cursor):
    moment, key = read_cursor(cursor)
    return rows.later_than(moment, key) if coming else rows.earlier_than(moment, key)


def row_of(meeting, language):
    """A meeting, with its committee, as a row."""
    zone = ZoneInfo(meeting.timezone)
    start, end = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return MeetingRow(
        uid=str(meeting.uid), title=in_language(meeting.title, language),
        language=language_chosen(meeting.title, language), committee_uid=str(meeting.committee.uid),
        committee=in_language(meeting.committee.name, language),
        committee_url=address("committee-detail", meeting.committee.uid),
        country=country_name(meeting.committee.country_id, language), starts_at=start, ends_at=end,
        timezone=meeting.timezone, is_one_day=start.date() == end.date(), place=meeting.place,
        mode_label=str(meeting.get_mode_display()), status=meeting.status,
        status_label=str(meeting.get_status_display()), badge=BADGES[meeting.status],
        seen_by="" if meeting.visibility == Visibility.PUBLIC else str(meeting.get_visibility_display()),
    )  # fmt: skip


def meeting_page(meeting, user, language):
    """The page of a meeting that `user` may see."""
    runs = may_run(user, meeting.committee.country_id)
    known = Meeting.objects.visible_to(user)
    previous = known.filter(pk=meeting.previous_id).first() if meeting.previous_id else None
    following = known.filter(previous=meeting).soonest_first()
    return MeetingPage(
        row=row_of(meeting, language), version=meeting.version,
        description=in_language(meeting.description, language),
        description_language=language_chosen(meeting.description, language),
        online_address=meeting.online_address if runs or is_invited(meeting, user) else "",
        reason=meeting.reason, convened_at=meeting.convened_at,
        previous=_link(previous, language) if previous else None,
        following=tuple(_link(each, language) for each in following),
        is_public=Meeting.objects.public().filter(pk=meeting.pk).exists(), may_run=runs,
        may_edit=runs and meeting.status not in ("closed", "cancelled"),
        steps=steps_of(meeting) if runs else (),
        sections=sections.shown(sections.MEETING, meeting, user, language),
    )  # fmt: skip


def steps_of(meeting):
    """The acts that make sense now, of `services.meetings.STEPS`."""
    begun = meeting.starts_at <= timezone.now()
    return tuple(
        name for name, step in STEPS.items() if meeting.status in step.before and (begun or name != "hold")
    )


def is_invited(meeting, user):
    """Is somebody with this account asked to come?"""
    if not user.is_authenticated:
        return False
    return Invitation.objects.of_meeting(meeting).in_force().of_user(user).exists()


def _link(meeting, language):
    return Link(str(meeting.uid), in_language(meeting.title, language))


def section(committee, user, language):
    """The meetings on the page of a committee; None when there is nothing to show nor to do."""
    now, runs = timezone.now(), may_run(user, committee.country_id)
    rows = Meeting.objects.visible_to(user).of_committee(committee).select_related("committee")
    to_come = tuple(
        row_of(each, language) for each in rows.not_over_at(now).soonest_first()[:MOST_IN_SECTION]
    )
    past = tuple(row_of(each, language) for each in rows.over_at(now).latest_first()[:MOST_IN_SECTION])
    not_met = rules_not_met(committee, timezone.localdate(), user)
    if not (to_come or past or not_met or runs):
        return None
    is_public = committee.visibility == Visibility.PUBLIC
    return MeetingSection(str(committee.uid), to_come, past, not_met, runs, is_public)

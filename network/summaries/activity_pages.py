"""The page of one activity, and its history for those who keep it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.records.models import Change
from sse_portal.records.tag_words import tag_label
from sse_portal.ui.facts import Act, FieldChange

from ..models import Event, Participation, Visibility
from ..services.common import may_keep
from .activities import BADGES, Time, known_to, places_of, sector_name, time_of

SHOWN = 50
ACTS = {
    "registered": gettext_lazy("Registered"),
    "changed": gettext_lazy("Changed"),
    "imported": gettext_lazy("Imported"),
    "cancelled": gettext_lazy("Cancelled"),
}
LABELS = {
    "identifier": gettext_lazy("IATI identifier"),
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "status": gettext_lazy("Status"),
    "country_id": gettext_lazy("Who keeps it"),
    "sector": gettext_lazy("Sector"),
    "planned_start": gettext_lazy("Planned beginning"),
    "planned_end": gettext_lazy("Planned end"),
    "actual_start": gettext_lazy("Actual beginning"),
    "actual_end": gettext_lazy("Actual end"),
    "website": gettext_lazy("Website"),
    "visibility": gettext_lazy("Who sees it"),
    "participants": gettext_lazy("Organisations and their roles"),
    "places": gettext_lazy("Where"),
    "results": gettext_lazy("Results"),
    "tags": gettext_lazy("Themes and goals"),
    "starts_at": gettext_lazy("Begins"),
    "ends_at": gettext_lazy("Ends"),
    "timezone": gettext_lazy("Time zone"),
    "mode": gettext_lazy("How"),
    "place": gettext_lazy("Place"),
    "organizer_id": gettext_lazy("Organiser"),
    "activity_id": gettext_lazy("Activity"),
}
# Their values name records that not every reader of a history may know: that they changed is enough.
NOT_SPELT = {"participants", "results", "organizer_id", "activity_id"}


@dataclass(frozen=True)
class Part:
    """Organisations in one role: (name, public identifier)."""

    role: str
    organizations: tuple


@dataclass(frozen=True)
class Result:
    """What is counted, with amounts in `unit`; `share` of the way from baseline to target, percent, or None."""

    title: str
    language: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    reached: Decimal | None
    reached_on: date | None
    share: Decimal | None


@dataclass(frozen=True)
class EventLink:
    uid: str
    title: str
    starts_at: datetime
    is_cancelled: bool


@dataclass(frozen=True)
class ActivityPageOfOne:
    """Everything that the page shows to one reader."""

    uid: str
    version: int
    title: str
    language: str
    description: str
    description_language: str
    identifier: str
    status: str
    status_label: str
    badge: str
    sector: str
    sector_code: str
    time: Time
    planned: Time
    actual: Time
    parts: tuple
    places: tuple
    results: tuple
    tags: tuple
    website: str
    events: tuple
    seen_by: str
    may_edit: bool
    updated_at: datetime


def activity_page_of(activity, user, language):
    """The page of an activity that `user` may see. Organisations and events that are not for them are left out."""
    return ActivityPageOfOne(
        uid=str(activity.uid), version=activity.version,
        title=in_language(activity.title, language), language=language_chosen(activity.title, language),
        description=in_language(activity.description, language),
        description_language=language_chosen(activity.description, language),
        identifier=activity.identifier, status=activity.status, status_label=str(activity.get_status_display()),
        badge=BADGES[activity.status], sector=sector_name(activity.sector, language), sector_code=activity.sector,
        time=time_of(activity),
        planned=_time(activity.planned_start, activity.planned_end, True),
        actual=_time(activity.actual_start, activity.actual_end, False),
        parts=_parts(activity, user), places=places_of(activity.places.in_order(), language),
        results=tuple(_result(row, language) for row in activity.results.order_by("id")),
        tags=_tags(activity, language), website=activity.website, events=_events(activity, user, language),
        seen_by="" if activity.is_public else str(Visibility(activity.visibility).label),
        may_edit=bool(user.is_authenticated) and may_keep(user, activity.country_id), updated_at=activity.updated_at,
    )  # fmt: skip


def _time(start, end, is_planned):
    return Time(start, end and date.fromordinal(end.toordinal() - 1), is_planned)


def _parts(activity, user):
    by_role = {}
    known = activity.participations.of_known(known_to(user)).by_role()
    for role, name, uid in known.values_list("role", "organization__name", "organization__uid"):
        by_role.setdefault(role, []).append((name, str(uid)))
    return tuple(Part(str(Participation.Role(role).label), tuple(rows)) for role, rows in by_role.items())


def _result(row, language):
    return Result(
        title=in_language(row.title, language), language=language_chosen(row.title, language), unit=row.unit,
        baseline=row.baseline, target=row.target, reached=row.reached, reached_on=row.reached_on, share=_share(row),
    )  # fmt: skip


def _share(row):
    start = row.baseline or Decimal(0)
    if row.target is None or row.reached is None or row.target == start:
        return None
    return round(100 * (row.reached - start) / (row.target - start))


def _tags(activity, language):
    rows = activity.tags.order_by("scheme", "code").values_list("scheme", "code")
    return tuple((scheme, code, tag_label(scheme, code, language)) for scheme, code in rows)


def _events(activity, user, language):
    rows = Event.objects.visible_to(user).of_activity(activity).latest_first()[:SHOWN]
    return tuple(
        EventLink(str(row.uid), in_language(row.title, language), row.starts_at, row.status == "cancelled")
        for row in rows
    )


def history_of(record, user):
    """The newest acts on an activity or event; empty for those who do not keep it."""
    if not user.is_authenticated or not may_keep(user, record.country_id):
        return ()
    lines = Change.objects.about(record).newest_first().select_related("by")[:SHOWN]
    return tuple(_line(line) for line in lines)


def _line(line):
    return Act(
        what=str(ACTS.get(line.act, line.act)), when=line.at, who=str(line.by) if line.by else "",
        why=line.reason, changes=tuple(_changes(line)) if line.before else (),
    )  # fmt: skip


def _changes(line):
    after = line.after or {}
    for name in sorted(set(line.before) | set(after)):
        if name in NOT_SPELT:
            yield FieldChange(str(LABELS[name]), "", _("changed"))
        elif name in LABELS:
            yield FieldChange(str(LABELS[name]), _plain(line.before.get(name)), _plain(after.get(name)))


def _plain(value):
    """Texts by language and lists on one line."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(text)}" for key, text in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

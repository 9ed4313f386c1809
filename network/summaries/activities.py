"""Activities: which ones match, how a list shows them, and the part they have on an organisation's page."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from sse_portal.api.pagination import bounded_count, page_from_newest
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.reference import summaries as reference

from ..models import Activity, ActivityPlace, Organization, Participation, Visibility
from ..querysets.activities import NONE
from ..services.common import may_keep

PAGE = 50
DAY = timedelta(days=1)
MOST_NAMED = 4
IMPLEMENTING = Participation.Role.IMPLEMENTING
BADGES = {"1": "planned", "2": "active", "3": "active", "4": "closed", "5": "cancelled", "6": "returned"}


@dataclass(frozen=True)
class Where:
    """The places of an activity in one country; without regions it is the whole country."""

    country: str
    name: str
    is_nationwide: bool
    regions: tuple


@dataclass(frozen=True)
class Time:
    """When: the first and the last day, either open; `is_planned` while the actual beginning is not known."""

    first: date | None
    last: date | None
    is_planned: bool


@dataclass(frozen=True)
class ActivityRow:
    """An activity in a list. `seen_by` is empty when everybody sees it; `further` organisations are not named."""

    uid: str
    title: str
    language: str
    status: str
    status_label: str
    badge: str
    sector: str
    places: tuple
    time: Time
    organizations: tuple
    further: int
    seen_by: str

    @property
    def is_nationwide(self):
        return any(where.is_nationwide for where in self.places)


@dataclass(frozen=True)
class ActivityPage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


def known_to(user):
    """The organisations that may be named to `user`; without a user, to everybody."""
    return Organization.objects.visible_to(user) if user else Organization.objects.public()


def found(asked, user=None):
    """The activities that match {filter: value} among those that `user` may see; without a user, the public ones.

    `asked` may hold q, country, region, reach, sector, organization (public identifier), role, theme, sdg,
    principle, status, year. "none" stands for what is not known.
    """
    rows = Activity.objects.visible_to(user) if user else Activity.objects.public()
    return narrowed(rows, asked, known_to(user))


def narrowed(rows, asked, known):
    """Of `rows`, those that match. Organisations count only when they are among the `known` ones."""
    rows = _in_place(rows, asked)
    rows = _with_part(rows, asked, known)
    for name, narrow in SIMPLE.items():
        if asked.get(name):
            rows = narrow(rows, asked[name])
    return rows


def _in_year(rows, year):
    return rows.undated() if year == NONE else rows.under_way_in(int(year))


SIMPLE = {
    "sector": lambda rows, value: rows.in_sector(value),
    "theme": lambda rows, value: rows.about("theme", value),
    "sdg": lambda rows, value: rows.about("SDG", value),
    "principle": lambda rows, value: rows.about("principle", value),
    "status": lambda rows, value: rows.with_status(value),
    "year": _in_year,
    "q": lambda rows, value: rows.named(value),
}


def _in_place(rows, asked):
    country, regions, reach = place_of(asked)
    if country == NONE:
        return rows.without_place()
    if not country and not reach:
        return rows
    return rows.with_place_among(ActivityPlace.objects.anywhere_in(country, regions, reach))


def place_of(asked):
    """(country, codes of its regions, reach) as places are asked for; a region stands for its country too."""
    code = asked.get("region")
    country = reference.region(code).country if code else asked.get("country", "")
    return country, regions_meant(code) if code else (), asked.get("reach", "")


def regions_meant(code):
    """A region of today with the former ones that went into it; a former one alone."""
    today = timezone.localdate()
    country = reference.region(code).country
    rolled = (row.code for row in reference.regions_of(country) if rolled_region(row.code, today) == code)
    return tuple({code, *rolled})


def rolled_region(code, today):
    """The region of today that a region went into; itself when it was split, or has no successor."""
    return reference.rolled_forward(code, today).code or code


def parts_asked(asked, known):
    """The participations that count: of known organisations, in the role that is asked for."""
    return Participation.objects.of_known(known).in_role(asked.get("role"))


def _with_part(rows, asked, known):
    organization = asked.get("organization")
    parts = parts_asked(asked, known)
    if organization == NONE:
        return rows.without_part_among(parts)
    if organization or asked.get("role"):
        return rows.with_part_among(parts_of(parts, organization, known))
    return rows


def parts_of(parts, organization, known):
    """Those of the participations that an organisation has, given by its identifier or a piece of its name."""
    if not organization or organization == NONE:
        return parts
    try:
        return parts.of_organization(uuid.UUID(str(organization)))
    except ValueError:
        return parts.of_known(known.named(organization))


def activity_page(asked, language, cursor=None, user=None, size=PAGE):
    """One page of activities, the newest entry first. BadParameter for a cursor that is not ours."""
    rows = found(asked, user)
    records, more = page_from_newest(rows, cursor=cursor, size=size)
    return ActivityPage(rows_of(records, language, user), more, *bounded_count(rows))


def rows_of(records, language, user=None):
    """Activities as rows: two queries, however many there are."""
    named, placed = {}, {}
    for activity, name in _implementers(records, user):
        names = named.setdefault(activity, [])
        if name not in names:
            names.append(name)
    for place in ActivityPlace.objects.of_activities([record.pk for record in records]).in_order():
        placed.setdefault(place.activity_id, []).append(place)
    return tuple(
        _row(record, named.get(record.pk, []), placed.get(record.pk, []), language) for record in records
    )


def _implementers(records, user):
    """(activity, name) of those who carry an activity out; when nobody is said to, of all who have a part."""
    parts = Participation.objects.of_known(known_to(user)).of_activities([record.pk for record in records])
    values = list(parts.by_role().values_list("activity", "organization__name", "role"))
    carried = {activity for activity, _name, role in values if role == IMPLEMENTING}
    return [
        (activity, name) for activity, name, role in values if role == IMPLEMENTING or activity not in carried
    ]


def _row(record, names, places, language):
    return ActivityRow(
        uid=str(record.uid), title=in_language(record.title, language),
        language=language_chosen(record.title, language),
        status=record.status, status_label=str(record.get_status_display()), badge=BADGES[record.status],
        sector=sector_name(record.sector, language), places=places_of(places, language), time=time_of(record),
        organizations=tuple(names[:MOST_NAMED]), further=max(0, len(names) - MOST_NAMED),
        seen_by="" if record.is_public else str(Visibility(record.visibility).label),
    )  # fmt: skip


def sector_name(key, language):
    """The title of an ISIC section such as ISIC4:A; "" for none."""
    titles = {item.key: item.titles for item in reference.items("ISIC4", level=1)}
    return in_language(titles.get(key), language)


def region_name(code, language):
    """The name of a region; what is no code of one, such as a country's, as it is."""
    row = reference.region(code)
    return in_language(row.names, language) if row else code or ""


def country_name(code, language):
    row = reference.country(code)
    return in_language(row.names, language) if row else code


def places_of(places, language):
    """ActivityPlace rows as a Where for each country, in its order."""
    by_country = {}
    for place in places:
        by_country.setdefault(place.country_id, []).append(place)
    return tuple(_where(code, rows, language) for code, rows in by_country.items())


def _where(code, rows, language):
    regions = sorted(region_name(row.region_id, language) for row in rows if row.region_id)
    whole = any(row.is_nationwide for row in rows)
    return Where(code, country_name(code, language), whole, tuple(regions))


def time_of(activity):
    """Actual dates where they are known, else planned ones; the last day, not the day after it."""
    first = activity.actual_start or activity.planned_start
    end = activity.actual_end
    if end is None and (
        activity.actual_start is None or (activity.planned_end or date.min) > activity.actual_start
    ):
        end = activity.planned_end
    return Time(first, end and end - DAY, is_planned=activity.actual_start is None)


@dataclass(frozen=True)
class ActivitySection:
    """The activities of an organisation: the newest, with its roles in each, and how many there are."""

    organization: str
    lines: tuple
    count: int
    may_add: bool


@dataclass(frozen=True)
class SectionLine:
    row: ActivityRow
    roles: tuple


SECTION = 10


def section(organization, user, language):
    """What the organisation's page shows of its activities; None without any."""
    parts = Participation.objects.of_organization(organization.uid)
    rows = Activity.objects.visible_to(user).with_part_among(parts)
    records = list(rows.newest_first()[: SECTION + 1])
    may_add = bool(user.is_authenticated) and may_keep(user, organization.country_id)
    if not records and not may_add:
        return None
    count = len(records) if len(records) <= SECTION else bounded_count(rows)[0]
    shown = records[:SECTION]
    roles = {}
    held = parts.of_activities([record.pk for record in shown]).by_role()
    for activity, role in held.values_list("activity", "role"):
        roles.setdefault(activity, []).append(str(Participation.Role(role).label))
    lines = tuple(
        SectionLine(row, tuple(roles.get(record.pk, ())))
        for record, row in zip(shown, rows_of(shown, language, user), strict=True)
    )
    return ActivitySection(str(organization.uid), lines, count, may_add)

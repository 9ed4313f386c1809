"""The 3W matrix: how many activities there are by organisation, sector, place and year.

Each cell counts activities, and is the length of the list that it leads to (invariant N6). An activity of two
organisations stands in two rows: totals count it once, and the page says how many are counted in several cells.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.reference import summaries as reference

from ..models import Activity, ActivityPlace, Organization
from ..querysets.activities import LIVE, NONE, begins, ends, in_place, undated, under_way, year_of
from .activities import (
    country_name,
    known_to,
    narrowed,
    parts_asked,
    parts_of,
    place_of,
    region_name,
    rolled_region,
    sector_name,
)

ORGANIZATION, SECTOR, PLACE, YEAR = AXES = ("organization", "sector", "place", "year")
AXIS_LABELS = {
    ORGANIZATION: gettext_lazy("Organisation"),
    SECTOR: gettext_lazy("Sector"),
    PLACE: gettext_lazy("Country or region"),
    YEAR: gettext_lazy("Year"),
}
MOST_ROWS, MOST_COLUMNS, MOST_FOLDED = 50, 25, 200
NATIONWIDE = "nationwide"
FIRST_YEAR, YEARS_BACK, YEARS_AHEAD = 2000, 9, 5


@dataclass(frozen=True)
class Heading:
    """A value of an axis: how it is called, what it adds to the query of the list, and the activities it has."""

    label: str
    query: dict
    total: int


@dataclass(frozen=True)
class Matrix:
    """`cells[row][column]` is a number of activities. `several` of the `total` are counted in more than one cell.

    `folded` are the headings of further rows, `more_rows` and `more_columns` how many values are not shown at all.
    """

    rows: tuple
    columns: tuple
    cells: tuple
    total: int
    several: int
    folded: tuple = ()
    more_rows: int = 0
    more_columns: int = 0
    years: tuple = ()


@dataclass
class Scope:
    """What is counted: the activities, whose participants may be named, and the filters that hold."""

    rows: Any
    known: Any
    asked: dict
    today: Any
    years: tuple = field(default=())

    @property
    def parts(self):
        parts = parts_asked(self.asked, self.known)
        return parts_of(parts, self.asked.get("organization"), self.known)


def with_defaults(asked):
    """The filters of a matrix: without a status, cancelled activities do not count."""
    return {"status": LIVE} | asked


def scope_of(asked, user=None):
    """The activities that a matrix counts, for `user` or, without one, for everybody."""
    asked, known = with_defaults(asked), known_to(user)
    rows = Activity.objects.visible_to(user) if user else Activity.objects.public()
    scope = Scope(narrowed(rows, asked, known), known, asked, timezone.localdate())
    scope.years = _years(scope)
    return scope


def matrix(asked, across, down, language, user=None):
    """The Matrix with the values of `down` as rows and those of `across` as columns; ValueError for the same twice."""
    if across == down or not {across, down} <= set(AXES):
        raise ValueError("A matrix has two different axes.")
    scope = scope_of(asked, user)
    totals = {axis: counts(scope, (axis,)) for axis in (down, across)}
    ranked = {axis: _ranked(axis, totals[axis], language) for axis in (down, across)}
    row_keys, column_keys = ranked[down][:MOST_ROWS], ranked[across][:MOST_COLUMNS]
    folded_keys = ranked[down][MOST_ROWS : MOST_ROWS + MOST_FOLDED]
    found = counts(scope, (down, across), only={down: row_keys, across: column_keys})
    heads = {
        axis: _headings(axis, keys, totals[axis], scope, language)
        for axis, keys in ((down, row_keys + folded_keys), (across, column_keys))
    }
    return Matrix(
        rows=heads[down][: len(row_keys)],
        columns=heads[across],
        cells=tuple(tuple(found.get((row, column), 0) for column in column_keys) for row in row_keys),
        total=scope.rows.count(),
        several=in_several_cells(scope, (down, across)),
        folded=heads[down][len(row_keys) :],
        more_rows=max(0, len(ranked[down]) - MOST_ROWS - MOST_FOLDED),
        more_columns=max(0, len(ranked[across]) - MOST_COLUMNS),
        years=scope.years,
    )


# --- Counting --------------------------------------------------------------------------------------------


def counts(scope, axes, only=None):
    """{(key of each axis, …): number of activities}, 0 left out; `only` bounds the organisations that are read."""
    found: dict = {}
    for base, prefix in _bases(scope, axes, only or {}):
        for keys, number in _grouped(scope, base, prefix, axes):
            if number:
                found[keys] = found.get(keys, 0) + number
    return found


def _bases(scope, axes, only):
    """(rows to group, path to the activity): participations where organisations are asked for, else activities.

    Those without an organisation that may be named make a group of their own.
    """
    if ORGANIZATION not in axes:
        yield scope.rows, ""
        return
    parts = scope.parts.of_activities(scope.rows.values("pk"))
    if ORGANIZATION in only:
        parts = parts.of_organizations([key for key in only[ORGANIZATION] if key])
    yield parts, "activity__"
    chosen = scope.asked.get("organization")
    if not chosen or chosen == NONE:
        yield scope.rows.without_part_among(parts_asked(scope.asked, scope.known)), ""


def _grouped(scope, base, prefix, axes):
    """((keys), number) of the groups of `base`."""
    named = {f"key_{axis}": _expression(scope, axis, prefix) for axis in axes if _has_column(axis, prefix)}
    if PLACE in axes:
        base = base.filter(_places(scope, prefix))
    measures = _measures(scope, prefix, by_year=YEAR in axes)
    base = base.order_by()
    if named:
        rows = base.annotate(**named).values(*named).annotate(**measures)
    else:
        rows = [base.aggregate(**measures)]
    for row in rows:
        for year, name in _measured(scope, axes):
            yield tuple(year if axis == YEAR else row.get(f"key_{axis}") for axis in axes), row[name]


def _has_column(axis, prefix):
    return axis != YEAR and not (axis == ORGANIZATION and not prefix)


def _measured(scope, axes):
    """(key of the year axis, name of the number) that each group has."""
    if YEAR not in axes:
        return [(None, "n")]
    without = [(NONE, "undated")] if _year_asked(scope) in (None, "", NONE) else []
    return [*((year, f"year_{year}") for year in scope.years), *without]


def _measures(scope, prefix, *, by_year):
    counted = "activity" if prefix else "pk"
    if not by_year:
        return {"n": Count(counted, distinct=True)}
    numbers = {
        f"year_{year}": Count(counted, distinct=True, filter=under_way(*year_of(year), prefix))
        for year in scope.years
    }
    return numbers | {"undated": Count(counted, distinct=True, filter=undated(prefix))}


def _expression(scope, axis, prefix):
    """The key of a group on an axis."""
    if axis == ORGANIZATION:
        return F("organization")
    if axis == SECTOR:
        return F(f"{prefix}sector")
    return _place_key(scope, f"{prefix}places__")


def _place_key(scope, prefix):
    """A country; within a chosen country a region of today, or "nationwide"."""
    country = place_of(scope.asked)[0]
    if not country or country == NONE:
        return F(f"{prefix}country")
    former = {}
    for row in reference.regions_of(country):
        if (code := rolled_region(row.code, scope.today)) != row.code:
            former.setdefault(code, []).append(row.code)
    moved = [
        When(**{f"{prefix}region__in": codes}, then=Value(code)) for code, codes in sorted(former.items())
    ]
    whole = When(**{f"{prefix}is_nationwide": True}, then=Value(NATIONWIDE))
    return Case(whole, *moved, default=F(f"{prefix}region"))


def _places(scope, prefix):
    country, regions, reach = place_of(scope.asked)
    return Q() if country == NONE else in_place(country, regions, reach, f"{prefix}places__")


# --- In several cells --------------------------------------------------------------------------------------


def in_several_cells(scope, axes):
    """How many activities are counted in more than one cell of the whole matrix."""
    several, rows = Q(), scope.rows
    for axis in axes:
        if axis == ORGANIZATION:
            several |= Q(pk__in=scope.parts.with_several())
        if axis == PLACE:
            several |= Q(pk__in=_in_several_places(scope))
        if axis == YEAR:
            number = sum((_one_if(under_way(*year_of(year))) for year in scope.years), Value(0))
            rows = rows.annotate(years=number)
            several |= Q(years__gt=1)
    if not several:
        return 0
    rows = rows.filter(several)
    # Outside of the years that are shown there is no cell to be counted in.
    return (rows.filter(Q(years__gt=0) | undated()) if YEAR in axes else rows).count()


def _one_if(condition):
    return Case(When(condition, then=Value(1)), default=Value(0))


def _in_several_places(scope):
    country, regions, reach = place_of(scope.asked)
    places = ActivityPlace.objects.anywhere_in("" if country == NONE else country, regions, reach)
    return places.in_several(_place_key(scope, ""))


# --- Headings ------------------------------------------------------------------------------------------------


def _years(scope):
    """The years between the first beginning and the last end, those around today at most."""
    if year := _year_asked(scope):
        return () if year == NONE else (int(year),)
    span = scope.rows.aggregate(first=Min(begins()), last=Max(begins()), end=Max(ends()))
    if span["first"] is None:
        return ()
    this = scope.today.year
    last = max(day.year for day in (span["last"], span["end"], scope.today) if day)
    first = max(span["first"].year, this - YEARS_BACK, FIRST_YEAR)
    return tuple(range(first, min(last, this + YEARS_AHEAD) + 1))


def _year_asked(scope):
    return scope.asked.get("year")


def _ranked(axis, totals, language):
    """The keys of an axis: organisations by their number of activities, places by name, the rest in its order."""
    keys = [key for (key,) in totals]
    if axis == ORGANIZATION:
        return sorted(keys, key=lambda key: (key is None, -totals[key,], key or 0))
    named = (lambda key: _place_name(key, language)) if axis == PLACE else str
    return sorted(keys, key=lambda key: (key in (None, "", NONE), key == NATIONWIDE, named(key)))


def _place_name(key, language):
    """The name of a country, of one of its regions, or "nationwide"."""
    return country_name(key, language) if reference.country(key or "") else region_name(key, language)


def _headings(axis, keys, totals, scope, language):
    name = HEADINGS[axis](keys, scope, language)
    return tuple(Heading(*name(key), total=totals[key,]) for key in keys)


def _of_organizations(keys, scope, language):
    rows = Organization.objects.among([key for key in keys if key]).values_list("pk", "uid", "name")
    known = {pk: (name, {"organization": str(uid)}) for pk, uid, name in rows}
    return lambda key: known.get(key) or (_("no organisation named"), {"organization": NONE})


def _of_sectors(keys, scope, language):
    return lambda key: (
        (sector_name(key, language), {"sector": key}) if key else (_("no sector given"), {"sector": NONE})
    )


def _of_places(keys, scope, language):
    country = place_of(scope.asked)[0]
    if not country or country == NONE:
        return lambda key: (
            (country_name(key, language), {"country": key})
            if key
            else (_("no place given"), {"country": NONE})
        )
    whole = {"country": country, "region": scope.asked.get("region", ""), "reach": NATIONWIDE}
    return lambda key: (
        (_("nationwide"), whole)
        if key == NATIONWIDE
        else (region_name(key, language), {"country": country, "region": key, "reach": "named"})
    )


def _of_years(keys, scope, language):
    return lambda key: (_("no date known") if key == NONE else str(key), {"year": str(key)})


HEADINGS = {
    ORGANIZATION: _of_organizations,
    SECTOR: _of_sectors,
    PLACE: _of_places,
    YEAR: _of_years,
}


# --- The map ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegionCount:
    """How many activities name a region."""

    code: str
    label: str
    number: int


@dataclass(frozen=True)
class CountryMap:
    """Activities by region of today. Nationwide ones stand apart: they are not spread over the regions."""

    country: str
    regions: tuple
    nationwide: int


def country_map(asked, country, language, user=None):
    """The counts of one country, region by region."""
    scope = scope_of(asked | {"country": country}, user)
    found = {key: number for (key,), number in counts(scope, (PLACE,)).items()}
    regions = tuple(
        RegionCount(row.code, region_name(row.code, language), found.get(row.code, 0))
        for row in reference.regions_of(country, scope.today)
    )
    return CountryMap(country, regions, found.get(NATIONWIDE, 0))

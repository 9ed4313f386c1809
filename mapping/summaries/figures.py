"""Published figures and definitions as other apps pin them and look at them again: records and cells, few queries."""

from dataclasses import dataclass
from decimal import Decimal

from ..models import Observation, Release, WorkingDefinition

# Of a release, indicator, and up to two dimensions with their categories.
CELL = ("indicator", "dimension", "category", "dimension_2", "category_2")


@dataclass(frozen=True)
class Cell:
    """A figure as it is stored; `flag` is "" , "c" (withheld) or "x" (no data), and then `value` is None."""

    value: Decimal | None
    n: int | None
    flag: str


def published_release(uid):
    """The stored release with this public identifier, with its definition, if it is published now; else None."""
    return Release.objects.published().select_related("definition").filter(uid=uid).first()


def newest_published(countries):
    """{ISO code: the stored release that is the newest published one}, by one query."""
    found = Release.objects.newest_published().in_countries(countries).select_related("definition")
    return {release.country_id: release for release in found}


def definitions_in_force(countries):
    """{ISO code, or None for the region: the stored definition that is adopted}, by one query."""
    found = WorkingDefinition.objects.in_force()
    return {row.country_id: row for row in found if row.country_id in set(countries)}


def cells(releases, indicators):
    """{(key of the release, *CELL): Cell} of some indicators in some releases (keys), by one query."""
    rows = Observation.objects.filter(release__in=list(releases), indicator__in=list(indicators))
    columns = ("release_id", *CELL, "value", "n", "flag")
    return {tuple(row[:-3]): Cell(*row[-3:]) for row in rows.values_list(*columns)}

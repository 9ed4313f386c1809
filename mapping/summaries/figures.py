"""Published figures and definitions as other apps pin them and look at them again: records and cells, few queries."""

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from ..indicators import INDICATORS, describe
from ..models import Observation, Release, WorkingDefinition
from .releases import Labels, dimension_label, figure_row, figures_of, release_brief

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


def published_releases(country):
    """The stored releases of a country (ISO code; None: of all) that are published now, the newest first."""
    found = Release.objects.published().select_related("definition").newest_first()
    return list(found if country is None else found.in_country(country))


def indicator_choices(language):
    """[(code, code and title), …] of all indicators, in their order."""
    return [(code, f"{code} {describe(code, language).title}") for code in INDICATORS]


def choices_of(release, indicator):
    """[(cell, figure in words), …] of what a stored release gives a value for; the cell as CELL without indicator."""
    tables = figures_of(release_brief(release), indicator).values()
    told = [figure for table in tables for figure in table if figure.value is not None]
    return [(tuple(getattr(figure, name) for name in CELL[1:]), figure) for figure in told]


def in_words(release, cell, value, n=None, language=None):
    """A figure of a stored release in words; `cell` is an object with the names of CELL."""
    row = SimpleNamespace(
        **{name: getattr(cell, name) for name in CELL}, value=value, n=n, missing_share=None, flag=""
    )
    return figure_row(release_brief(release), row, Labels(release_brief(release), language))


def place_in_words(figure):
    """What a figure is of: “Whole country”, “Region: Kampong Cham · Sex: women”."""
    parts = ((figure.dimension, figure.category_label), (figure.dimension_2, figure.category_2_label))
    told = [f"{dimension_label(name)}: {label}" for name, label in parts if name]
    return " · ".join(told) or str(dimension_label(""))

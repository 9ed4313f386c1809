"""An indicator in several countries: chart, table, file, and what to mind when comparing."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from mapping.summaries.indicators import described, description_of, is_told_by
from mapping.summaries.releases import breakdown, comparison, dimension_label, latest_releases
from sse_portal.basics.cells import inert
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui import formats
from sse_portal.ui.charts import BarChart, Datum, DotComparison, DotRow, bar_chart, dot_comparison
from sse_portal.ui.tables import Cell, Column, body

# The first of these that an indicator is published by shows where the countries differ.
DETAILS = ("organisation_type", "isic_main", "needs_main")
HEADINGS = (
    "country", "indicator", "dimension", "category", "value", "unit", "n", "missing_percent", "flag", "definition",
    "definition_id", "as_of", "release_id",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """`figures`: [(country, Figure or None)]; `detail`: {country: [Figure]} by the dimension `by`."""

    description: object
    countries: tuple
    figures: tuple
    chart: object
    columns: list
    rows: list
    by: str
    detail: dict
    detail_chart: object
    notes: tuple


def choices(language):
    """[(code, title)] of the indicators that can be compared: told for whole countries or by a detail."""
    return [
        (one.code, f"{one.code} {one.title}")
        for one in described(language)
        if is_told_by(one.code) or _detail_of(one.code)
    ]


def _detail_of(code):
    return next((name for name in DETAILS if is_told_by(code, name)), "")


def compared(countries, code, language):
    """The comparison of an indicator in these countries (ISO codes), by name."""
    names = {iso2: in_language(reference.country(iso2).names, language) for iso2 in countries}
    ordered = sorted(names, key=names.get)
    description = description_of(code, language)
    told = comparison(ordered, code, language)
    releases = latest_releases(ordered)
    by = _detail_of(code)
    detail = {
        iso2: breakdown(releases[iso2], code, by, language) for iso2 in ordered if by and iso2 in releases
    }
    columns, rows = _table(ordered, names, told, releases)
    return Comparison(
        description=description, countries=tuple((iso2, names[iso2]) for iso2 in ordered),
        figures=tuple((iso2, told[iso2]) for iso2 in ordered), chart=_chart(description, ordered, names, told),
        columns=columns, rows=rows, by=dimension_label(by, language) if by else "", detail=detail,
        detail_chart=_detail_chart(description, ordered, names, detail, by), notes=tuple(_notes(description, releases)),
    )  # fmt: skip


def _chart(description, ordered, names, told):
    """One bar a country; none for amounts of money, since currencies cannot stand on one axis."""
    if description.unit == "LCU" or not any(told.values()):
        return None
    data = tuple(_datum(names[iso2], told[iso2]) for iso2 in ordered)
    unit = "percent" if description.unit == "percent" else "number"
    highest = Decimal(100) if unit == "percent" else None
    chart = BarChart(description.title, data, unit, description.definition, _("Country"), highest=highest)
    return bar_chart(chart)


def _datum(label, figure):
    if figure is None:
        return Datum(label)
    return Datum(label, figure.value, figure.n, figure.missing_share, figure.flag)


def _detail_chart(description, ordered, names, detail, by):
    """Dots by category; only for percentages, which countries of any size share an axis for."""
    if description.unit != "percent" or len(detail) < 2:
        return None
    labels = {each.category: each.category_label for found in detail.values() for each in found}
    told = {iso2: {each.category: each for each in found} for iso2, found in detail.items()}
    shown = [iso2 for iso2 in ordered if iso2 in detail]
    rows = tuple(
        DotRow(label, tuple(_datum(names[iso2], told[iso2].get(category)) for iso2 in shown))
        for category, label in labels.items()
    )
    series = tuple(names[iso2] for iso2 in shown)
    return dot_comparison(
        DotComparison(
            description.title, series, rows, subtitle=dimension_label(by), heading=dimension_label(by)
        )
    )


def _table(ordered, names, told, releases):
    columns = [
        Column(_("Country")), Column(_("Value"), numeric=True), Column(_("n"), numeric=True),
        Column(_("Missing"), numeric=True), Column(_("Working definition")), Column(_("As of")),
    ]  # fmt: skip
    return columns, body(
        columns, [_row(names[iso2], told[iso2], iso2, releases.get(iso2)) for iso2 in ordered]
    )


def _row(name, figure, iso2, release):
    country = Cell(name, url=reverse("pages:country", args=[iso2.lower()]))
    if release is None:
        return country, Cell(_("no release yet")), "", "", "", ""
    definition = Cell(
        release.definition.label, url=reverse("mapping:definition-detail", args=[release.definition.uid])
    )
    day = Cell(formats.local_date(release.as_of), url=reverse("mapping:release-detail", args=[release.uid]))
    if figure is None:
        return country, Cell(_("by category only")), "", "", definition, day
    if figure.withheld:
        return country, Cell(withheld=True), Cell(withheld=True), Cell(withheld=True), definition, day
    return (
        country, Cell(figure.text or _("no data")), formats.number(figure.n), formats.percent(figure.missing_share),
        definition, day,
    )  # fmt: skip


def _notes(description, releases):
    if len(releases) > 1:
        yield _(
            "Each country counts by its own working definition. A difference between countries may be one between"
            " definitions: read both before you compare."
        )
    if any(release.definition.is_template for release in releases.values()):
        yield _("Some of these definitions are starting points that no committee has adopted yet.")
    if description.unit == "LCU":
        yield _("Amounts are in national currencies and cannot be compared directly.")
    if len({release.as_of.year for release in releases.values()}) > 1:
        yield _("The figures are of different years.")


def as_csv(found):
    """The figures as CSV (UTF-8 with BOM, so that spreadsheets read every script): one line a figure."""
    file = io.StringIO("\ufeff")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for _iso2, figure in found.figures:
        if figure is not None:
            writer.writerow(_line(figure))
    for figures in found.detail.values():
        writer.writerows(map(_line, figures))
    return file.getvalue()


def _line(figure):
    value = "" if figure.value is None else format(figure.value, "f")
    cells = (
        figure.country, figure.indicator, figure.dimension, figure.category, value,
        figure.currency if figure.unit == "LCU" else figure.unit, figure.n, figure.missing_share, figure.flag,
        figure.definition_label, figure.definition_uid, figure.as_of.isoformat(), figure.release_uid,
    )  # fmt: skip
    return [inert(cell) if isinstance(cell, str) and cell != value else cell for cell in cells]

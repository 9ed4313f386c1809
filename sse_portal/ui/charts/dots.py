"""Dots on a line: the same indicators for several countries. Each country has a shape as well as a colour."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.ui.tables import Column, body

from .bars import line_height
from .parts import NARROWEST, Figure, LegendItem, plain, sentence, value_cell, word_for, written
from .scales import scale
from .svg import identity, plot, share, swatch, tag
from .text import wrapped

STEP = 16
SHAPES = (
    "M0-6.5A6.5 6.5 0 1 1 0 6.5 6.5 6.5 0 1 1 0-6.5Z",
    "M-6-6H6V6H-6Z",
    "M0-7.5 7 5.5H-7Z",
    "M0-8 8 0 0 8-8 0Z",
    "M-2.6-7H2.6V-2.6H7V2.6H2.6V7H-2.6V2.6H-7V-2.6H-2.6Z",
)


@dataclass(frozen=True)
class DotRow:
    """One line: its label and one datum for each of the chart's series, in their order."""

    label: str
    data: tuple


@dataclass(frozen=True)
class DotComparison:
    """At most five series (countries) over rows that share one axis and one unit."""

    title: Any
    series: tuple
    rows: tuple
    unit: str = "percent"
    subtitle: Any = ""
    heading: Any = ""
    notes: tuple = ()


def dot_comparison(chart):
    """Draw `chart`; what is withheld or missing has no dot and is named beside the line."""
    chart_id = identity(chart.title, *chart.series, *chart.rows)
    axis = scale([datum.value for row in chart.rows for datum in row.data if datum.shown])
    parts, top = [], 0
    for row in chart.rows:
        drawn, height = _row(row, chart, axis)
        parts.append(tag("g", *drawn, transform=f"translate(0 {top})"))
        top += height
    parts.extend(_ends(axis, chart.unit, top + 8))
    picture = plot(chart_id, chart.title, _summary(chart), *parts, height=top + 14)
    legend = [
        LegendItem(swatch(f"fill-{number}", shape=SHAPES[number - 1]), label)
        for number, label in enumerate(chart.series, 1)
    ]
    return Figure(chart.title, picture, *_table(chart), chart.subtitle, legend, list(chart.notes))


def _place(axis, value):
    """A margin of 3 % on either side holds half a dot."""
    return 0.03 + 0.94 * axis.at(value)


def _row(row, chart, axis):
    leading = line_height()
    lines = wrapped(plain(row.label), NARROWEST)
    parts = [tag("text", line, x=0, y=leading * (index + 1) - 5) for index, line in enumerate(lines)]
    dots = _levels(_shown(row, chart), axis)
    y = leading * len(lines) + 14 + STEP * max((level for level, *_rest in dots), default=0)
    parts.append(tag("line", x1="3%", x2="97%", y1=y, y2=y, class_="axis"))
    parts.extend(
        _dot(number, datum, label, y - STEP * level, chart.unit, axis) for level, number, datum, label in dots
    )
    absent = _absent(row, chart)
    if absent:
        lines = wrapped(absent, NARROWEST, lines=3, size=12)
        parts.extend(
            tag("text", line, x=0, y=y + 26 + 17 * index, class_="soft") for index, line in enumerate(lines)
        )
        y += 17 * len(lines) + 4
    return parts, y + 26


def _shown(row, chart):
    together = zip(row.data, chart.series, strict=True)
    return [(number, datum, label) for number, (datum, label) in enumerate(together, 1) if datum.shown]


def _levels(shown, axis):
    """(level, number, datum, label) from left to right: dots that would touch on a phone go up a level."""
    ends, placed = [], []
    for number, datum, label in sorted(shown, key=lambda item: item[1].value):
        x = _place(axis, datum.value) * NARROWEST
        level = next((level for level, end in enumerate(ends) if x - end >= STEP), len(ends))
        ends[level : level + 1] = [x]
        placed.append((level, number, datum, label))
    return placed


def _dot(number, datum, label, y, unit, axis):
    mark = tag("path", tag("title", f"{plain(label)}, {sentence(datum, unit)}"), d=SHAPES[number - 1],
               class_=f"marker fill-{number}")  # fmt: skip
    return tag("svg", mark, x=share(_place(axis, datum.value)), y=y, overflow="visible", width=1, height=1)


def _absent(row, chart):
    pairs = zip(row.data, chart.series, strict=True)
    return "; ".join(
        f"{plain(label)}: {word_for(datum, chart.unit)}" for datum, label in pairs if not datum.shown
    )


def _ends(axis, unit, y):
    low, high = written(axis.low, unit), written(axis.high, unit)
    return [tag("text", low, x="1%", y=y, class_="soft"), tag("text", high, x="99%", y=y, class_="soft end")]


def _summary(chart):
    return " ".join(f"{plain(row.label)}: {_row_in_words(row, chart)}." for row in chart.rows)


def _row_in_words(row, chart):
    pairs = zip(row.data, chart.series, strict=True)
    return ", ".join(f"{plain(label)} {word_for(datum, chart.unit)}" for datum, label in pairs)


def _table(chart):
    columns = [
        Column(chart.heading or _("Indicator")),
        *(Column(label, numeric=True) for label in chart.series),
    ]
    rows = [[row.label, *(value_cell(datum, chart.unit) for datum in row.data)] for row in chart.rows]
    return columns, body(columns, rows)

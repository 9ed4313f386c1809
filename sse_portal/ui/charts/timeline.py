"""Values over time: columns for a few periods, lines for several series."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.ui.tables import Column, body

from .bars import withheld_legend
from .parts import (
    NARROWEST,
    Figure,
    LegendItem,
    plain,
    sentence,
    summary,
    table_of,
    value_cell,
    word_for,
    written,
)
from .scales import scale
from .svg import hatch, hatched, identity, plot, share, swatch, tag
from .text import shortened, width

PLOT_HEIGHT = 180
TOP = 24
MARKER = "M-6-6h12v12h-12z"


@dataclass(frozen=True)
class TimeColumns:
    """One column for each period; the label of a datum is the period."""

    title: Any
    data: tuple
    unit: str = "number"
    subtitle: Any = ""
    heading: Any = ""
    notes: tuple = ()


@dataclass(frozen=True)
class Line:
    """One line: a name and a datum for each period, None in value where there is a gap."""

    label: str
    data: tuple


@dataclass(frozen=True)
class TimeLines:
    """At most five lines over the same periods."""

    title: Any
    lines: tuple
    unit: str = "number"
    subtitle: Any = ""
    heading: Any = ""
    notes: tuple = ()


def time_columns(chart):
    """Draw `chart`: each column says its value; withheld is hatched over the whole height."""
    chart_id = identity(chart.title, *chart.data)
    axis = scale([datum.value for datum in chart.data if datum.shown])
    slot = 1 / max(len(chart.data), 1)
    columns = [
        part
        for index, datum in enumerate(chart.data)
        for part in _column(datum, index, slot, axis, chart, chart_id)
    ]
    body_parts = [hatch(chart_id), _baseline(axis), *columns, *_periods(chart.data)]
    picture = plot(chart_id, chart.title, summary(chart.data, chart.unit), *body_parts, height=_height())
    table = table_of(chart.data, chart.unit, chart.heading or _("Period"))
    legend = withheld_legend(chart.data)
    return Figure(chart.title, picture, *table, chart.subtitle, legend, list(chart.notes))


def _height():
    return TOP + PLOT_HEIGHT + 26


def _y(axis, value):
    return TOP + PLOT_HEIGHT * (1 - axis.at(value))


def _baseline(axis):
    return tag("line", x1=0, x2="100%", y1=_y(axis, 0), y2=_y(axis, 0), class_="axis")


def _column(datum, index, slot, axis, chart, chart_id):
    left, middle = share((index + 0.15) * slot), share((index + 0.5) * slot)
    name = tag("title", sentence(datum, chart.unit))
    place = {"x": left, "width": share(slot * 0.7)}
    if datum.withheld:
        return [tag("rect", name, y=TOP, height=PLOT_HEIGHT, fill=hatched(chart_id), **place)]
    if datum.value is None:
        return [tag("text", "–", x=middle, y=_y(axis, 0) - 6, class_="soft middle")]
    top, bottom = sorted((_y(axis, datum.value), _y(axis, 0)))
    column = tag("rect", name, y=top, height=max(bottom - top, 1.5), class_="fill-1", fill="#0b6670", **place)
    words = word_for(datum, chart.unit)
    if width(words, 12) > slot * NARROWEST:
        return [column]
    return [column, tag("text", words, x=middle, y=top - 6, class_="small-label middle")]


def _periods(data):
    """The periods below the axis: every one, or every second, third … where they would touch."""
    if not data:
        return []
    room = NARROWEST / len(data)
    widest = max(width(plain(datum.label), 12) for datum in data) + 6
    step = max(1, int(-(-widest // room))) if widest < NARROWEST / 2 else 1
    chosen = [(index, datum) for index, datum in enumerate(data) if index % step == 0]
    y = TOP + PLOT_HEIGHT + 19
    return [
        tag("text", shortened(plain(datum.label), room * step, 12), x=share((index + 0.5) / len(data)), y=y,
            class_="soft middle")
        for index, datum in chosen
    ]  # fmt: skip


def time_lines(chart):
    """Draw `chart`: a gap in a line is a value withheld or missing, which the table tells apart."""
    chart_id = identity(chart.title, *chart.lines)
    everything = [datum for line in chart.lines for datum in line.data]
    axis = scale([datum.value for datum in everything if datum.shown])
    grid = [part for tick in axis.ticks for part in _grid_line(axis, tick, chart.unit)]
    lines = [
        part for number, line in enumerate(chart.lines, 1) for part in _line(line, number, axis, chart.unit)
    ]
    periods = _periods(chart.lines[0].data) if chart.lines else []
    picture = plot(chart_id, chart.title, _summary(chart), *grid, *lines, *periods, height=_height())
    legend = [LegendItem(swatch(f"fill-{number}"), line.label) for number, line in enumerate(chart.lines, 1)]
    return Figure(chart.title, picture, *_lines_table(chart), chart.subtitle, legend, list(chart.notes))


def _grid_line(axis, tick, unit):
    y = _y(axis, tick)
    yield tag("line", x1=0, x2="100%", y1=y, y2=y, class_="zero" if tick == 0 else "rule")
    yield tag("text", written(tick, unit), x=0, y=y - 4, class_="soft")


def _line(line, number, axis, unit):
    places = [((index + 0.5) / len(line.data), datum) for index, datum in enumerate(line.data)]
    runs = [
        " ".join(f"{x * 100:.2f},{100 - axis.at(datum.value) * 100:.2f}" for x, datum in run)
        for run in _runs(places)
    ]
    strokes = [tag("polyline", points=run, class_=f"line stroke-{number}") for run in runs]
    yield tag("svg", *strokes, y=TOP, width="100%", height=PLOT_HEIGHT, viewbox="0 0 100 100", aspect="none")
    for x, datum in places:
        if datum.shown:
            name = tag("title", f"{plain(line.label)}, {sentence(datum, unit)}")
            yield tag(
                "circle", name, cx=share(x), cy=_y(axis, datum.value), r=4.5, class_=f"marker fill-{number}"
            )


def _runs(places):
    """Consecutive places that may be drawn."""
    run = []
    for x, datum in places:
        if datum.shown:
            run.append((x, datum))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _summary(chart):
    return " ".join(f"{plain(line.label)}: {summary(line.data, chart.unit)}" for line in chart.lines)


def _lines_table(chart):
    columns = [
        Column(chart.heading or _("Period")),
        *(Column(line.label, numeric=True) for line in chart.lines),
    ]
    periods = zip(*(line.data for line in chart.lines), strict=True)
    rows = [[data[0].label, *(value_cell(datum, chart.unit) for datum in data)] for data in periods]
    return columns, body(columns, rows)

"""The sensitivity curve: how many organisations are in scope as a threshold of the definition moves."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.ui import formats
from sse_portal.ui.tables import Cell, Column, body

from .parts import NARROWEST, Figure, LegendItem, written
from .scales import scale
from .svg import identity, plot, share, swatch, tag
from .text import shortened, width

PLOT_HEIGHT = 190
TOP = 40


@dataclass(frozen=True)
class Point:
    """At this threshold so many are in scope, and so many undetermined. None: withheld."""

    threshold: Decimal | float | int
    in_scope: int | None
    undetermined: int | None = None


@dataclass(frozen=True)
class SensitivityCurve:
    """Points by rising threshold; `current` is the definition's own, `unit` is that of thresholds."""

    title: Any
    points: tuple
    current: Decimal | float | int | None = None
    threshold_label: Any = ""
    unit: str = "percent"
    subtitle: Any = ""
    notes: tuple = ()


def sensitivity_curve(chart):
    """Draw `chart`: a line for in scope, a dashed one for undetermined, a mark at the present threshold."""
    chart_id = identity(chart.title, *chart.points)
    counts = [
        count for point in chart.points for count in (point.in_scope, point.undetermined) if count is not None
    ]
    down, across = scale(counts), _across(chart)
    parts = [
        *_grid(down),
        *_curve(chart, across, down),
        *_current(chart, across, down),
        *_thresholds(chart, across),
    ]
    picture = plot(chart_id, chart.title, _summary(chart), *parts, height=TOP + PLOT_HEIGHT + 44)
    legend = [LegendItem(swatch("fill-in_scope"), _("In scope"))]
    if any(point.undetermined is not None for point in chart.points):
        legend.append(LegendItem(swatch("fill-undetermined"), _("Undetermined")))
    return Figure(chart.title, picture, *_table(chart), chart.subtitle, legend, list(chart.notes))


def _across(chart):
    values = [point.threshold for point in chart.points]
    return scale(values, floor=None)


def _y(down, count):
    return TOP + PLOT_HEIGHT * (1 - down.at(count))


def _x(across, threshold):
    """Thresholds keep a margin of 7 % on either side, where half of a label stands."""
    return 0.07 + 0.86 * across.at(threshold)


def _grid(down):
    for tick in down.ticks:
        y = _y(down, tick)
        yield tag("line", x1=0, x2="100%", y1=y, y2=y, class_="zero" if tick == 0 else "rule")
        yield tag("text", formats.number(tick), x=0, y=y - 4, class_="soft")


def _curve(chart, across, down):
    lines = []
    for name, dashes in (("undetermined", "5 4"), ("in_scope", None)):
        known = [point for point in chart.points if getattr(point, name) is not None]
        places = [
            (_x(across, point.threshold) * 100, 100 - down.at(getattr(point, name)) * 100) for point in known
        ]
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
        lines.append(tag("polyline", points=points, class_=f"line stroke-{name}", stroke_dasharray=dashes))
    yield tag("svg", *lines, y=TOP, width="100%", height=PLOT_HEIGHT, viewbox="0 0 100 100", aspect="none")


def _current(chart, across, down):
    if chart.current is None:
        return
    place = _x(across, chart.current)
    x, side = share(place), "end" if place > 0.5 else ""
    words = _("now: %(threshold)s") % {"threshold": written(chart.current, chart.unit)}
    yield tag("line", x1=x, x2=x, y1=TOP - 22, y2=TOP + PLOT_HEIGHT, class_="reference")
    yield tag("text", words, x=x, y=TOP - 14, dx=-6 if side else 6, class_=f"strong {side}".strip())
    here = next((point for point in chart.points if point.threshold == chart.current), None)
    if here and here.in_scope is not None:
        name = tag("title", _point_in_words(here, chart.unit))
        yield tag("circle", name, cx=x, cy=_y(down, here.in_scope), r=6, class_="marker fill-in_scope")


def _thresholds(chart, across):
    y = TOP + PLOT_HEIGHT + 18
    for tick in across.ticks:
        yield tag("text", written(tick, chart.unit), x=share(_x(across, tick)), y=y, class_="soft middle")
    if chart.threshold_label:
        label = str(chart.threshold_label)
        room = NARROWEST if width(label, 12) > NARROWEST else width(label, 12) + 20
        yield tag("text", shortened(label, room, 12), x="50%", y=y + 20, class_="soft middle")


def _point_in_words(point, unit):
    words = {
        "threshold": written(point.threshold, unit),
        "count": formats.number(point.in_scope) or _("withheld"),
    }
    return _("%(threshold)s: %(count)s in scope") % words


def _summary(chart):
    if not chart.points:
        return _("No figure can be shown.")
    ends = (chart.points[0], chart.points[-1])
    return "; ".join(_point_in_words(point, chart.unit) for point in ends)


def _table(chart):
    columns = [
        Column(chart.threshold_label or _("Threshold")),
        Column(_("In scope"), numeric=True),
        Column(_("Undetermined"), numeric=True),
    ]
    return columns, body(columns, [_table_row(point, chart) for point in chart.points])


def _table_row(point, chart):
    threshold = written(point.threshold, chart.unit)
    if point.threshold == chart.current:
        threshold = _("%(threshold)s (now)") % {"threshold": threshold}
    return [threshold, *(_count(count) for count in (point.in_scope, point.undetermined))]


def _count(count):
    return Cell(withheld=True) if count is None else formats.number(count)

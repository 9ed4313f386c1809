"""Horizontal bars, each label on its own line above: long names in any script have the whole width."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal.ui import formats

from .parts import NARROWEST, Figure, LegendItem, plain, sentence, summary, table_of, word_for
from .scales import scale
from .svg import hatch, hatched, identity, plot, share, swatch, tag
from .text import width, wrapped

BAR_HEIGHT = 14
ROW_GAP = 14


@dataclass(frozen=True)
class BarChart:
    """One bar for each datum, in the order given. `unit` is "percent", "number" or a currency code.

    `highest` fixes the end of the axis, so that two charts can be compared.
    """

    title: Any
    data: tuple
    unit: str = "number"
    subtitle: Any = ""
    heading: Any = ""
    notes: tuple = ()
    highest: float | None = None


def line_height():
    """Space for one line of text in px: Khmer and Thai stack marks above and below the letters."""
    return {"km": 24, "th": 21}.get((get_language() or "en").split("-")[0], 18)


def bar_chart(chart):
    """Draw `chart`: a withheld value is hatched, no data has no bar, zero is a line at the start."""
    chart_id = identity(chart.title, chart.unit, *chart.data)
    shown = [datum.value for datum in chart.data if datum.shown]
    axis = scale(shown + ([chart.highest] if chart.highest else []))
    parts, top = [hatch(chart_id)], 0
    for datum in chart.data:
        row, height = _row(datum, chart.unit, axis, chart_id)
        parts.append(tag("g", *row, transform=f"translate(0 {top})"))
        top += height
    picture = plot(
        chart_id, chart.title, summary(chart.data, chart.unit), *parts, height=max(top - ROW_GAP, 1)
    )
    columns, rows = table_of(chart.data, chart.unit, chart.heading or _("Group"))
    legend = withheld_legend(chart.data)
    return Figure(chart.title, picture, columns, rows, chart.subtitle, legend, list(chart.notes))


def withheld_legend(data):
    """The legend entry for the hatch, when something is withheld."""
    if not any(datum.withheld for datum in data):
        return []
    return [LegendItem(swatch(pattern=True), _("withheld to protect single organisations"))]


def _row(datum, unit, axis, chart_id):
    value, count = word_for(datum, unit), _count(datum)
    taken = width(value) + (width(count, 12) + 8 if count else 0) + 16
    lines, leading = wrapped(plain(datum.label), NARROWEST - taken), line_height()
    texts = [tag("text", line, x=0, y=leading * (index + 1) - 5) for index, line in enumerate(lines)]
    spans = [tag("tspan", value, class_="strong" if datum.shown else "soft")]
    if count:
        spans.append(tag("tspan", count, class_="soft", dx=8))
    texts.append(tag("text", *spans, x="100%", y=leading - 5, class_="end"))
    top = leading * len(lines) + 2
    bar = _bar(datum, axis, top, chart_id)
    return [tag("title", sentence(datum, unit)), *texts, *bar], top + BAR_HEIGHT + ROW_GAP


def _count(datum):
    return f"n\u00a0{formats.number(datum.n)}" if datum.shown and datum.n is not None else ""


def _bar(datum, axis, top, chart_id):
    track = tag("rect", x=0, y=top, width="100%", height=BAR_HEIGHT, class_="track", fill="#f1eee6", rx=3)
    zero = axis.at(0)
    start = tag("line", x1=share(zero), x2=share(zero), y1=top - 1, y2=top + BAR_HEIGHT + 1, class_="zero")
    if datum.withheld:
        return [tag("rect", x=0, y=top, width="100%", height=BAR_HEIGHT, fill=hatched(chart_id), rx=3)]
    if datum.value is None:
        return [tag("line", x1=0, x2="100%", y1=top + 7, y2=top + 7, class_="rule", stroke_dasharray="2 5")]
    left, right = sorted((zero, axis.at(datum.value)))
    bar = tag(
        "rect",
        x=share(left),
        y=top,
        width=share(right - left),
        height=BAR_HEIGHT,
        class_="fill-1",
        fill="#0b6670",
        rx=2,
    )
    return [track, bar, start]

"""Stacked bars of shares: verdicts by group, or any parts that make up a whole."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.ui import badges, formats
from sse_portal.ui.tables import Cell, Column, body

from .bars import line_height
from .parts import NARROWEST, Figure, LegendItem, plain
from .svg import hatch, hatched, identity, plot, share, swatch, tag
from .text import width, wrapped

BAR_HEIGHT = 24
ROW_GAP = 14
FALLBACK = {"in_scope": "#157a55", "out_of_scope": "#9a6089", "undetermined": "#e5b04c"}


@dataclass(frozen=True)
class Series:
    """One part in every bar: its code, its words, and the number of its colour or the name of a verdict."""

    code: str
    label: Any
    colour: str


@dataclass(frozen=True)
class Stack:
    """One bar: how many of each part, by the series' code; `flag` "c" withholds the whole bar."""

    label: str
    parts: dict
    flag: str = ""

    @property
    def total(self):
        """The whole, as far as it is known."""
        return sum(value for value in self.parts.values() if value is not None)


@dataclass(frozen=True)
class StackedBars:
    """Bars of 100 %, each cut into the `series`."""

    title: Any
    stacks: tuple
    series: tuple
    subtitle: Any = ""
    heading: Any = ""
    notes: tuple = ()


def verdict_series():
    """The three verdicts as series, in the order in which they are always drawn."""
    return tuple(Series(code, badge.label, code) for code, badge in badges.VERDICTS.items())


def stacked_bars(chart):
    """Draw `chart`; each part says its share where there is room, and all are in the table."""
    chart_id = identity(chart.title, *chart.stacks)
    parts, top = [hatch(chart_id)], 0
    for stack in chart.stacks:
        row, height = _row(stack, chart.series, chart_id)
        parts.append(tag("g", *row, transform=f"translate(0 {top})"))
        top += height
    picture = plot(chart_id, chart.title, _summary(chart), *parts, height=max(top - ROW_GAP, 1))
    legend = [LegendItem(swatch(f"fill-{part.colour}"), part.label) for part in chart.series]
    if any(stack.flag == "c" for stack in chart.stacks):
        legend.append(LegendItem(swatch(pattern=True), _("withheld to protect single organisations")))
    return Figure(chart.title, picture, *_table(chart), chart.subtitle, legend, list(chart.notes))


def _row(stack, series, chart_id):
    withheld = stack.flag == "c"
    count = _("withheld") if withheld else f"n\u00a0{formats.number(stack.total)}"
    leading = line_height()
    lines = wrapped(plain(stack.label), NARROWEST - width(count) - 16)
    texts = [tag("text", line, x=0, y=leading * (index + 1) - 5) for index, line in enumerate(lines)]
    texts.append(tag("text", count, x="100%", y=leading - 5, class_="soft end"))
    top = leading * len(lines) + 2
    bar = [_block(0, 1, top, fill=hatched(chart_id))] if withheld else _segments(stack, series, top)
    return [*texts, *bar], top + BAR_HEIGHT + ROW_GAP


def _segments(stack, series, top):
    if not stack.total:
        return [tag("line", x1=0, x2="100%", y1=top + 12, y2=top + 12, class_="rule", stroke_dasharray="2 5")]
    drawn, start = [], 0.0
    for part in series:
        part_share = float(stack.parts.get(part.code) or 0) / float(stack.total)
        drawn.extend(_segment(part, start, part_share, top, plain(stack.label)))
        start += part_share
    return drawn


def _segment(part, start, part_share, top, label):
    if not part_share:
        return
    words = formats.percent(part_share * 100, 0)
    name = tag("title", f"{label}: {plain(part.label)} {words}")
    yield _block(
        start,
        part_share,
        top,
        name,
        class_=f"fill-{part.colour} cut",
        fill=FALLBACK.get(part.colour, "#0b6670"),
    )
    if part_share * NARROWEST > width(words, 12) + 10:
        yield tag(
            "text",
            words,
            x=share(start + part_share / 2),
            y=top + 16,
            class_=f"on-{part.colour} middle small-label",
        )


def _block(start, part_share, top, *content, **attributes):
    return tag(
        "rect", *content, x=share(start), y=top, width=share(part_share), height=BAR_HEIGHT, **attributes
    )


def _summary(chart):
    return "; ".join(_in_words(stack, chart.series) for stack in chart.stacks) or _("No figure can be shown.")


def _in_words(stack, series):
    if stack.flag == "c":
        return f"{plain(stack.label)}: {_('withheld')}"
    parts = ", ".join(f"{plain(part.label)} {formats.number(stack.parts.get(part.code))}" for part in series)
    return f"{plain(stack.label)}: {parts}"


def _table(chart):
    numbers = [Column(part.label, numeric=True) for part in chart.series]
    columns = [Column(chart.heading or _("Group")), *numbers, Column(_("All"), numeric=True)]
    return columns, body(columns, [_table_row(stack, chart.series) for stack in chart.stacks])


def _table_row(stack, series):
    if stack.flag == "c":
        return [stack.label, *(Cell(withheld=True) for _part in series), Cell(withheld=True)]
    return [
        stack.label,
        *(formats.number(stack.parts.get(part.code)) for part in series),
        formats.number(stack.total),
    ]

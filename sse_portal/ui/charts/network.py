"""A network as a picture: marks joined by lines, the most linked ones named."""

from dataclasses import dataclass
from typing import Any

from sse_portal.ui import formats
from sse_portal.ui.tables import Column, body

from .dots import SHAPES
from .parts import Figure, LegendItem, plain
from .svg import identity, scaled, swatch, tag
from .text import shortened
from .text import width as width_of

WIDTH, EDGE = 960, 60
SMALLEST, LARGEST = 5.0, 15.0
NAMED, LONGEST_LABEL, LETTER = 24, 190, 13


@dataclass(frozen=True)
class Mark:
    """A node: where it lies (0 to 1 across, 0 to `height` down), its name, its group (0 to 4), its weight."""

    x: float
    y: float
    label: str
    group: int
    weight: int
    says: str = ""


@dataclass(frozen=True)
class NetworkChart:
    """`lines` are pairs of places in `marks`; `height` is measured in widths; `groups` are the words for groups."""

    title: Any
    marks: tuple
    lines: tuple
    groups: tuple
    height: float
    columns: list
    rows: list
    description: str = ""
    subtitle: Any = ""
    notes: tuple = ()


def network_chart(chart):
    """Draw `chart`. The table behind it is given: it says more than the picture does."""
    chart_id = identity(chart.title, *chart.marks, *chart.lines)
    inner = WIDTH - 2 * EDGE
    points = [(EDGE + mark.x * inner, EDGE / 2 + mark.y * inner) for mark in chart.marks]
    height = round(chart.height * inner + EDGE)
    heaviest = max((mark.weight for mark in chart.marks), default=0)
    parts = [
        tag("g", *(_line(points[one], points[other]) for one, other in chart.lines), class_="links"),
        *(_mark(mark, point, heaviest) for mark, point in zip(chart.marks, points, strict=True)),
        *_labels(chart.marks, points, height, heaviest),
    ]
    picture = scaled(
        chart_id, chart.title, chart.description, *parts, width=WIDTH, height=height, class_="plot graph"
    )
    frame = tag("div", picture, class_="graph-frame", tabindex=0, role="region", aria_label=chart.title)
    legend = [
        LegendItem(swatch(f"fill-{place}", shape=SHAPES[place - 1]), label)
        for place, label in enumerate(chart.groups, 1)
    ]
    rows = body(chart.columns, chart.rows)
    return Figure(chart.title, frame, chart.columns, rows, chart.subtitle, legend, list(chart.notes))


def _line(one, other):
    return tag("line", x1=one[0], y1=one[1], x2=other[0], y2=other[1])


def _size(mark, heaviest):
    return SMALLEST + (LARGEST - SMALLEST) * (mark.weight / heaviest) ** 0.5 if heaviest else SMALLEST


def _mark(mark, point, heaviest):
    size = _size(mark, heaviest) / 6.5
    place = f"translate({point[0]:.1f} {point[1]:.1f}) scale({size:.2f})"
    told = tag("title", mark.says or plain(mark.label))
    return tag("path", told, d=SHAPES[mark.group], class_=f"marker fill-{mark.group + 1}", transform=place)


def _labels(marks, points, height, heaviest):
    """The names of the heaviest marks, each only where it covers no other name."""
    taken, texts = [], []
    for mark, (x, y) in sorted(zip(marks, points, strict=True), key=lambda pair: -pair[0].weight):
        if len(texts) == NAMED:
            break
        text = shortened(mark.label, LONGEST_LABEL, LETTER)
        room = width_of(text, LETTER)
        left = min(max(x - room / 2, 2), WIDTH - room - 2)
        top = y + _size(mark, heaviest) + LETTER
        box = (left, top - LETTER, left + room, top + 4)
        if top + 4 <= height and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            texts.append(tag("text", text, x=left, y=top, class_="node-label"))
    return texts


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def numbered(label):
    """A column of numbers."""
    return Column(label, numeric=True)


def rounded(value, places=3):
    """A measure as text; a dash where it was not computed."""
    return "–" if value is None else formats.number(round(value, places))

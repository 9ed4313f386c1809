"""A map whose regions are shaded by class; withheld is hatched and no data is blank with a dashed edge."""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from .parts import Figure, LegendItem, sentence, summary, table_of, written
from .scales import class_breaks, class_of
from .svg import hatch, hatched, identity, scaled, swatch, tag

GRID = 1000
FALLBACK = ("#cbe5e2", "#9accc9", "#58a6a6", "#26797f", "#0a4c55")


@dataclass(frozen=True)
class Outlines:
    """Shapes ready to draw: path data by region code, on a grid of `width` × `height`."""

    width: int
    height: int
    paths: dict


@dataclass(frozen=True)
class Choropleth:
    """`data` maps a region code to its Datum; regions without one are drawn as no data.

    `breaks` are the upper bounds of the classes, rising; without them quantiles of the shown values.
    """

    title: Any
    outlines: Outlines
    data: dict
    unit: str = "number"
    breaks: tuple = ()
    subtitle: Any = ""
    heading: Any = ""
    attribution: Any = ""
    notes: tuple = field(default_factory=tuple)


def outlines(features, code="region_code"):
    """Project GeoJSON features (Polygon, MultiPolygon; degrees) onto a grid.

    Equirectangular, true at the middle latitude. Neighbours stay neighbours: each vertex is rounded to the
    grid, none is dropped for itself. Callers keep the result: it costs about 10 ms for 80 shapes.
    """
    rings = {feature["properties"][code]: _rings(feature["geometry"]) for feature in features}
    points = [point for parts in rings.values() for ring in parts for point in ring]
    if not points:
        return Outlines(GRID, GRID, {})
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    factor = GRID / max((east - west) * squeeze, north - south, 1e-9)

    def project(point):
        return round((point[0] - west) * squeeze * factor), round((north - point[1]) * factor)

    paths = {region: "".join(_path(ring, project) for ring in parts) for region, parts in rings.items()}
    size = project((east, south))
    return Outlines(max(size[0], 1), max(size[1], 1), paths)


def _rings(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _path(ring, project):
    """One ring as relative path data; a ring too small for the grid stays a dot of one unit."""
    places = [project(point) for point in ring[:-1]]
    kept = [place for index, place in enumerate(places) if place != places[index - 1]] or places[:1]
    if not kept:
        return ""
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in pairwise(kept)]
    line = " ".join(steps) if len(kept) > 2 else "1 0 0 1"
    return f"M{kept[0][0]} {kept[0][1]}l{line}z"


def choropleth(chart):
    """Draw `chart` with a legend of its classes; the description and the table say what the colours say."""
    chart_id = identity(chart.title, *chart.data.values())
    shown = [datum.value for datum in chart.data.values() if datum.shown]
    breaks = tuple(chart.breaks) or class_breaks(shown)
    regions = [
        _region(path, chart.data.get(region), breaks, chart, chart_id)
        for region, path in chart.outlines.paths.items()
    ]
    data = list(chart.data.values())
    size = {"width": chart.outlines.width, "height": chart.outlines.height}
    picture = scaled(
        chart_id, chart.title, summary(data, chart.unit), hatch(chart_id, GRID // 45), *regions, **size
    )
    table = table_of(data, chart.unit, chart.heading or _("Region"))
    legend = _legend(chart, shown, breaks, chart_id)
    return Figure(chart.title, picture, *table, chart.subtitle, legend, _notes(chart))


def _region(path, datum, breaks, chart, chart_id):
    if datum is None or (datum.value is None and not datum.withheld):
        words = tag("title", sentence(datum, chart.unit)) if datum else ""
        return tag("path", words, d=path, class_="class-none absent", fill="#ece9e2")
    words = tag("title", sentence(datum, chart.unit))
    if datum.withheld:
        return tag("path", words, d=path, fill=hatched(chart_id))
    number = class_of(datum.value, breaks)
    return tag(
        "path",
        words,
        d=path,
        class_=f"class-{_tone(number, breaks)}",
        fill=FALLBACK[_tone(number, breaks) - 1],
    )


def _tone(number, breaks):
    """Few classes are spread over the five tones, so that the highest is always the darkest."""
    return 5 if len(breaks) <= 1 else 1 + round((number - 1) * 4 / (len(breaks) - 1))


def _legend(chart, shown, breaks, chart_id):
    items, low = [], min(shown, default=0)
    for number, bound in enumerate(breaks, 1):
        words = (
            written(bound, chart.unit)
            if low >= bound
            else f"{written(low, chart.unit)} – {written(bound, chart.unit)}"
        )
        prefix = "> " if number > 1 and low < bound else ""
        items.append(LegendItem(swatch(f"class-{_tone(number, breaks)}"), prefix + words))
        low = bound
    if any(datum.withheld for datum in chart.data.values()):
        items.append(LegendItem(swatch(pattern=True), _("withheld")))
    covered = {code for code, datum in chart.data.items() if datum.shown or datum.withheld}
    if set(chart.outlines.paths) - covered:
        items.append(LegendItem(swatch("class-none"), _("no data")))
    return items


def _notes(chart):
    disclaimer = _("Boundaries and names shown on maps do not imply endorsement or acceptance by anybody.")
    return [*chart.notes, disclaimer, *([chart.attribution] if chart.attribution else [])]

"""Sample charts of the gallery: long labels in every script, zero, withheld and missing values."""

from .charts import (
    BarChart,
    Choropleth,
    Datum,
    DotComparison,
    DotRow,
    Line,
    Point,
    SensitivityCurve,
    Stack,
    StackedBars,
    TimeColumns,
    TimeLines,
    bar_chart,
    choropleth,
    dot_comparison,
    outlines,
    sensitivity_curve,
    stacked_bars,
    time_columns,
    time_lines,
    verdict_series,
)
from .gallery_samples import LONG_NAMES

COUNTRIES = ("Cambodia", "Kyrgyzstan", "Mongolia", "Thailand", "Viet Nam")


def figures():
    """One figure of each kind."""
    return [_bars(), _stacks(), _columns(), _lines(), _curve(), _dots(), _map()]


def _bars():
    values = [(1240, 820, ""), (0, 45, ""), (None, 3, "c"), (None, None, ""), (386, 200, "")]
    data = [
        Datum(name, value, n, 12.5 if n else None, flag)
        for name, (value, n, flag) in zip(LONG_NAMES.values(), values, strict=True)
    ]
    return bar_chart(BarChart("Paid workers by group", tuple(data), subtitle="Persons, rounded to 5"))


def _stacks():
    parts = [(61, 20, 19), (95, 3, 2), (40, 0, 60), (0, 0, 0), (33, 33, 34)]
    stacks = [
        Stack(
            name,
            dict(zip(("in_scope", "out_of_scope", "undetermined"), part, strict=True)),
            "c" if index == 2 else "",
        )
        for index, (name, part) in enumerate(zip(LONG_NAMES.values(), parts, strict=True))
    ]
    return stacked_bars(StackedBars("Verdicts by legal form", tuple(stacks), verdict_series()))


def _columns():
    values = [1200, 1340, None, 0, 1710, 1820]
    data = [Datum(str(2020 + index), value, 300) for index, value in enumerate(values)]
    return time_columns(TimeColumns("Organisations founded", (*data, Datum("2026", None, flag="c"))))


def _lines():
    def line(label, *values):
        return Line(label, tuple(Datum(str(2021 + index), value) for index, value in enumerate(values)))

    lines = (
        line("Cambodia", 31, 34.5, 38, 41),
        line("ประเทศไทย", 52, None, 55, 57.5),
        line("Монгол", 12, 14, 15, 22),
    )
    return time_lines(TimeLines("Women among members", lines, unit="percent"))


def _curve():
    points = tuple(
        Point(step, 400 + 14 * step - (step - 50) ** 2 // 20, 210 - step) for step in range(0, 105, 5)
    )
    chart = SensitivityCurve(
        "In scope as the surplus limit moves", points, 30, "Largest share paid on capital"
    )
    return sensitivity_curve(chart)


def _dots():
    rows = (
        DotRow("Women in the board", tuple(map(Datum, COUNTRIES, (31, 38, 44, 29, 33)))),
        DotRow(LONG_NAMES["th"], tuple(map(Datum, COUNTRIES, (62, None, None, 8, 71)))),
    )
    return dot_comparison(DotComparison("Indicators by country", COUNTRIES, rows))


def _square(code, west, south):
    corners = [[west, south], [west + 1, south], [west + 1.3, south + 1.1], [west, south + 1], [west, south]]
    return {"properties": {"region_code": code}, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def _map():
    features = [
        _square(f"R{column}{row}", column * 1.02, row * 1.02) for column in range(4) for row in range(3)
    ]
    data = {
        f"R{column}{row}": Datum(f"Region {column}.{row}", 7 * column + 3 * row, 20)
        for column in range(4)
        for row in range(3)
    }
    data |= {"R11": Datum("Region 1.1", None, 3, flag="c"), "R20": Datum("Region 2.0")}
    chart = Choropleth(
        "Organisations in scope by region", outlines(features), data, attribution="Shapes: invented."
    )
    return choropleth(chart)

"""Every kind of chart: well-formed, described, escaped, and honest about zero, withheld and missing."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sse_portal.ui import charts
from sse_portal.ui.charts import Datum

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&\x00\x1b\ufffe'
GROUPS = (
    Datum("Zero", 0, 40),
    Datum("Withheld", 4242, 3, flag="c"),
    Datum("Missing"),
    Datum("Some", 120, 60),
)
SHAPES = [
    {
        "properties": {"region_code": f"R{place}"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[place, 0], [place + 1, 0], [place + 1, 1], [place, 1], [place, 0]]],
        },
    }
    for place in range(5)
]


def bars(data=GROUPS, title="Bars"):
    return charts.bar_chart(charts.BarChart(title, tuple(data)))


def columns(data=GROUPS, title="Columns"):
    return charts.time_columns(charts.TimeColumns(title, tuple(data)))


def lines(data=GROUPS, title="Lines"):
    return charts.time_lines(
        charts.TimeLines(title, (charts.Line("A", tuple(data)), charts.Line("B", tuple(data))))
    )


def dots(data=GROUPS, title="Dots"):
    rows = (charts.DotRow("Row", tuple(data)),) if data else ()
    names = tuple(datum.label for datum in data)
    return charts.dot_comparison(charts.DotComparison(title, names, rows, unit="number"))


def regions(data=GROUPS, title="Map"):
    by_code = {f"R{place}": datum for place, datum in enumerate(data)}
    return charts.choropleth(charts.Choropleth(title, charts.outlines(SHAPES), by_code))


def stacks(data=GROUPS, title="Stacks"):
    bars = tuple(charts.Stack(datum.label, {"in_scope": datum.value}, datum.flag) for datum in data)
    return charts.stacked_bars(charts.StackedBars(title, bars, charts.verdict_series()))


def curve(data=GROUPS, title="Curve"):
    points = tuple(
        charts.Point(step, None if datum.withheld else datum.value) for step, datum in enumerate(data)
    )
    return charts.sensitivity_curve(charts.SensitivityCurve(title, points, 0))


KINDS = [bars, columns, lines, dots, regions, stacks, curve]


def parsed(figure):
    return ElementTree.fromstring(figure.svg)


def table_text(figure):
    context = {"columns": figure.columns, "rows": figure.rows, "caption": "t"}
    return render_to_string("components/data_table.html", context)


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_is_an_image_with_a_name_and_a_description(draw):
    root = parsed(draw())
    named = {
        element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")
    }

    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")] in {
        "Bars",
        "Columns",
        "Lines",
        "Dots",
        "Map",
        "Stacks",
        "Curve",
    }
    assert named[root.get("aria-describedby")]


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_holds_nothing_that_the_policy_forbids(draw):
    svg = draw().svg
    assert not re.search(r'style=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg")', svg)


@pytest.mark.parametrize("draw", KINDS)
def test_hostile_labels_and_titles_are_text(draw):
    data = (Datum(HOSTILE, 5, 9), Datum(HOSTILE, None, 9, flag="c"), Datum(HOSTILE))
    figure = draw(data, title=HOSTILE)

    assert "<script" not in figure.svg
    parsed(figure)


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_without_data_is_still_a_chart(draw):
    figure = draw(())
    assert parsed(figure).get("role") == "img"
    assert figure.rows == []


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_of_which_nothing_may_be_shown_is_still_a_chart(draw):
    figure = draw((Datum("A", None, flag="c"), Datum("B", None, flag="c")))
    parsed(figure)
    assert "withheld" in table_text(figure)


@pytest.mark.parametrize("draw", KINDS)
def test_a_withheld_value_and_its_count_are_nowhere(draw):
    figure = draw(
        (Datum("Open", 10, 50), Datum("Closed", 4242, 3131, 77.7, flag="c"), Datum("Other", 20, 60))
    )
    page = render_to_string("components/chart.html", {"figure": figure})

    assert not re.search(r"4[,.\u00a0]?242|3[,.\u00a0]?131|77[.,]7", page)


@pytest.mark.parametrize("draw", [bars, columns, dots, regions, lines])
def test_a_withheld_value_does_not_change_the_picture_of_the_others(draw):
    small, huge = ((Datum("A", 10, 9), Datum("B", hidden, 3, flag="c")) for hidden in (1, 10**9))
    strip = re.compile(r"\bc[0-9a-f]{8}\b")
    assert strip.sub("", draw(small).svg) == strip.sub("", draw(huge).svg)


@pytest.mark.parametrize("draw", [bars, columns, regions, stacks])
def test_withheld_is_hatched_and_zero_is_not(draw):
    zero, withheld = (
        draw((Datum("A", 0, 9), Datum("B", 5, 9))),
        draw((Datum("A", None, 9, flag="c"), Datum("B", 5, 9))),
    )

    assert "url(#" not in zero.svg
    assert withheld.svg.count("url(#") == 1
    assert any("withheld" in str(item.label) for item in withheld.legend)


@pytest.mark.parametrize("draw", [bars, columns, dots])
def test_zero_withheld_and_missing_are_three_things_in_the_table(draw):
    page = table_text(draw())
    assert ">0<" in page
    assert ">withheld<" in page
    assert "no data" in page


@pytest.mark.parametrize("draw", KINDS)
@pytest.mark.parametrize("language", ["km", "th", "vi", "ky", "ru", "mn"])
def test_a_chart_can_be_drawn_in_every_language(draw, language):
    with translation.override(language):
        parsed(draw())


@pytest.mark.parametrize("draw", KINDS)
def test_the_same_data_give_the_same_bytes(draw):
    assert draw().svg == draw().svg


def test_bars_are_as_long_as_their_values():
    root = parsed(bars((Datum("A", 25), Datum("B", 100))))
    widths = [element.get("width") for element in root.iter(f"{SVG}rect") if element.get("class") == "fill-1"]
    assert widths == ["25%", "100%"]


def test_a_negative_bar_goes_to_the_left_of_zero():
    root = parsed(bars((Datum("Loss", -50), Datum("Gain", 50))))
    places = [(e.get("x"), e.get("width")) for e in root.iter(f"{SVG}rect") if e.get("class") == "fill-1"]
    assert places == [("0%", "50%"), ("50%", "50%")]


def test_two_charts_can_share_an_axis():
    chart = charts.BarChart("A", (Datum("A", 10),), highest=100)
    root = parsed(charts.bar_chart(chart))
    assert [e.get("width") for e in root.iter(f"{SVG}rect") if e.get("class") == "fill-1"] == ["10%"]


def test_a_stack_is_cut_by_its_shares():
    stack = charts.Stack("All", {"in_scope": 60, "out_of_scope": 30, "undetermined": 10})
    figure = charts.stacked_bars(charts.StackedBars("S", (stack,), charts.verdict_series()))
    widths = [e.get("width") for e in parsed(figure).iter(f"{SVG}rect") if "fill-" in e.get("class", "")]
    assert widths == ["60%", "30%", "10%"]


def test_a_line_is_broken_where_a_value_is_missing():
    data = (Datum("1", 1), Datum("2", 2), Datum("3"), Datum("4", 3), Datum("5", 4))
    figure = charts.time_lines(charts.TimeLines("L", (charts.Line("A", data),)))
    assert len(list(parsed(figure).iter(f"{SVG}polyline"))) == 2


def test_dots_that_would_touch_stand_above_each_other():
    data = tuple(Datum(name, value) for name, value in (("A", 50), ("B", 50.1), ("C", 90)))
    marks = [e for e in parsed(dots(data)).iter(f"{SVG}svg") if e.get("overflow") == "visible"]
    heights = [float(mark.get("y")) for mark in marks]
    assert heights[1] < heights[0] == heights[2]


def test_the_curve_marks_the_present_threshold():
    points = tuple(charts.Point(step, step * 10) for step in (10, 20, 30))
    figure = charts.sensitivity_curve(charts.SensitivityCurve("C", points, 20))
    assert "now: 20%" in figure.svg
    assert any("20% (now)" in str(cell.text) for row in figure.rows for cell in row)


def test_a_map_shades_by_class_and_says_what_the_shades_mean():
    data = {f"R{place}": Datum(f"Region {place}", place * 10) for place in range(5)}
    figure = charts.choropleth(charts.Choropleth("M", charts.outlines(SHAPES), data))
    shades = [element.get("class") for element in parsed(figure).iter(f"{SVG}path")][1:]

    assert shades == ["class-1", "class-2", "class-3", "class-4", "class-5"]
    assert [str(item.label) for item in figure.legend] == [
        "0",
        "> 0 – 10",
        "> 10 – 20",
        "> 20 – 30",
        "> 30 – 40",
    ]
    assert any("do not imply" in str(note) for note in figure.notes)


def test_neighbours_on_a_map_share_their_border():
    paths = charts.outlines(SHAPES[:2]).paths
    assert paths["R0"].startswith("M0 500l500 0")
    assert paths["R1"].startswith("M500 500l500 0")


def test_a_map_keeps_holes_islands_and_specks():
    island = [[3, 3], [3.0001, 3], [3.0001, 3.0001], [3, 3]]
    outer, hole = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], [[0.5, 0.5], [1, 0.5], [1, 1], [0.5, 0.5]]
    geometry = {"type": "MultiPolygon", "coordinates": [[outer, hole], [island]]}
    drawn = charts.outlines([{"properties": {"region_code": "X"}, "geometry": geometry}])
    assert drawn.paths["X"].count("M") == 3

"""Accessible charts as SVG made on the server: a dataclass in, a Figure (picture, legend, table) out.

`{% include "components/chart.html" with figure=figure only %}` shows a Figure.
"""

from .bars import BarChart, bar_chart
from .choropleth import Choropleth, Outlines, choropleth, outlines
from .curve import Point, SensitivityCurve, sensitivity_curve
from .dots import DotComparison, DotRow, dot_comparison
from .network import Mark, NetworkChart, network_chart
from .parts import Datum, Figure
from .region_map import region_map
from .stacked import Series, Stack, StackedBars, stacked_bars, verdict_series
from .timeline import Line, TimeColumns, TimeLines, time_columns, time_lines

__all__ = [
    "BarChart",
    "Choropleth",
    "Datum",
    "DotComparison",
    "DotRow",
    "Figure",
    "Line",
    "Mark",
    "NetworkChart",
    "Outlines",
    "Point",
    "SensitivityCurve",
    "Series",
    "Stack",
    "StackedBars",
    "TimeColumns",
    "TimeLines",
    "bar_chart",
    "choropleth",
    "dot_comparison",
    "network_chart",
    "outlines",
    "region_map",
    "sensitivity_curve",
    "stacked_bars",
    "time_columns",
    "time_lines",
    "verdict_series",
]

"""What all charts share: a datum, the finished figure, and how a value is written."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sse_portal.ui import formats
from sse_portal.ui.tables import Cell, Column, body

# The narrowest place: a card on a phone of 360 px.
NARROWEST = 292
WITHHELD = "c"


@dataclass(frozen=True)
class Datum:
    """One published value. `flag` "c": withheld; a value of None: no data; `missing`: a share in percent."""

    label: str
    value: Decimal | float | int | None = None
    n: int | None = None
    missing: Decimal | float | None = None
    flag: str = ""
    url: str = ""

    @property
    def withheld(self):
        """Hidden by disclosure control."""
        return self.flag == WITHHELD

    @property
    def shown(self):
        """May be drawn."""
        return self.value is not None and not self.withheld


@dataclass(frozen=True)
class LegendItem:
    """A sample and the words for it."""

    swatch: Any
    label: Any


@dataclass(frozen=True)
class Figure:
    """What components/chart.html draws: the picture, its legend, and the same figures as a table."""

    title: Any
    svg: Any
    columns: list
    rows: list
    subtitle: Any = ""
    legend: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def written(value, unit):
    """A value with its unit: "percent", "number" or "" for plain numbers, else a currency code."""
    if unit == "percent":
        return formats.percent(value)
    return formats.number(value) if unit in ("number", "") else formats.money(value, unit)


def word_for(datum, unit):
    """What stands for a datum in words: its value, "withheld" or "no data"."""
    if datum.withheld:
        return _("withheld")
    return written(datum.value, unit) if datum.value is not None else _("no data")


def sentence(datum, unit):
    """A datum for a tooltip: "Battambang: 123 (n 45)"."""
    count = f" (n {formats.number(datum.n)})" if datum.shown and datum.n is not None else ""
    return f"{plain(datum.label)}: {word_for(datum, unit)}{count}"


def plain(text):
    """A lazily translated label as text."""
    return str(text) if isinstance(text, Promise) else text


def table_of(data, unit, heading):
    """The table behind a chart of single values: label, value, n, missing share."""
    columns = [
        Column(heading),
        Column(_("Value"), numeric=True),
        Column(_("n"), numeric=True),
        Column(_("Missing"), numeric=True),
    ]
    rows = [(Cell(datum.label, url=datum.url), value_cell(datum, unit), *_counts(datum)) for datum in data]
    return columns, body(columns, rows)


def _counts(datum):
    # n may itself reveal a withheld figure.
    if datum.withheld:
        return Cell(withheld=True), Cell(withheld=True)
    return formats.number(datum.n), formats.percent(datum.missing)


def value_cell(datum, unit):
    """The table cell of a datum."""
    if datum.withheld:
        return Cell(withheld=True)
    return Cell(written(datum.value, unit))


def summary(data, unit):
    """A sentence on a chart for those who cannot see it: how many values, the highest and the lowest."""
    shown = [datum for datum in data if datum.shown]
    if not shown:
        return _("No figure can be shown.")
    top, low = max(shown, key=lambda datum: datum.value), min(shown, key=lambda datum: datum.value)
    return _("%(count)s values. Highest: %(top)s. Lowest: %(low)s.") % {
        "count": formats.number(len(shown)),
        "top": sentence(top, unit),
        "low": sentence(low, unit),
    }

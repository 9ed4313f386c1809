"""Released figures as charts."""

from decimal import Decimal

from django.utils.translation import gettext as _

from sse_portal.ui.charts import (
    BarChart,
    Datum,
    Stack,
    StackedBars,
    bar_chart,
    region_map,
    stacked_bars,
    verdict_series,
)

NOT_KNOWN = "unknown"
WHOLE = Decimal(100)


def datum(figure, label=None):
    """A released figure as charts take it, named by its category or by `label`."""
    return Datum(label or figure.category_label, figure.value, figure.n, figure.missing_share, figure.flag)


def count_datum(figure):
    """A count: its n would only repeat it."""
    return Datum(figure.category_label, figure.value, flag=figure.flag)


def verdict_bar(figures):
    """One bar of the three verdicts; None without figures. A withheld part withholds the bar."""
    if not figures:
        return None
    parts = {figure.category: figure.value for figure in figures}
    flag = "c" if any(figure.withheld for figure in figures) else ""
    stack = Stack(_("All organisations that were classified"), parts, flag)
    return stacked_bars(StackedBars(_("What the working definition says"), (stack,), verdict_series()))


def counts(figures, subtitle, most=None):
    """Organisations in scope by category, the largest first; only the `most` largest when that is given."""
    if not figures:
        return None
    ordered = sorted(figures, key=_largest_first)
    shown, left_out = ordered[:most], len(ordered[most:]) if most else 0
    note = _("%(count)s smaller groups are in the download.") % {"count": left_out}
    return bar_chart(
        BarChart(
            title=_("SSE organisations"),
            subtitle=subtitle,
            data=tuple(map(count_datum, shown)),
            notes=(note,) if left_out else (),
        )
    )


def shares(figures, title):
    """Indicators in percent, one bar for each, named by their titles."""
    if not figures:
        return None
    data = tuple(datum(figure, figure.title) for figure in figures)
    return bar_chart(BarChart(title=title, heading=_("Indicator"), data=data, unit="percent", highest=WHOLE))


def shares_by_category(figures, title):
    """One indicator in percent by category, the largest first."""
    if not figures:
        return None
    data = tuple(map(datum, sorted(figures, key=_largest_first)))
    return bar_chart(BarChart(title=title, data=data, unit="percent", highest=WHOLE))


def map_of(release, figures, title=None):
    """Organisations in scope by region on a map; None without figures. Not known where: in a note."""
    if not figures:
        return None
    data = {figure.category: count_datum(figure) for figure in figures if figure.category != NOT_KNOWN}
    return region_map(
        release.country, release.geography_date, title=title or _("SSE organisations by region"), data=data
    )


def _largest_first(figure):
    return figure.category == NOT_KNOWN, figure.value is None, -(figure.value or 0), figure.category_label

"""What the pages of releases and indicators show, ready for the components."""

from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.text import in_language
from sse_portal.records.models import Change
from sse_portal.reference import geo
from sse_portal.ui import formats
from sse_portal.ui.charts import (
    BarChart,
    Choropleth,
    Datum,
    Stack,
    StackedBars,
    bar_chart,
    choropleth,
    outlines,
    stacked_bars,
    verdict_series,
)
from sse_portal.ui.facts import Act, Fact
from sse_portal.ui.tables import Cell, Column, body

from ..definition.codebook import CODEBOOK
from ..indicators import INDICATORS, describe
from ..indicators.series import NOT_KNOWN
from .releases import (
    ReleaseBrief,
    VerdictCounts,
    breakdowns,
    comparison,
    counts_of,
    dimension_label,
    figures_of,
    release_brief,
    releases_of,
    withheld_reasons,
)

ACTS = {
    "started": gettext_lazy("Build started"),
    "restarted": gettext_lazy("Build started again"),
    "built": gettext_lazy("Built"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True)
class Table:
    """A table with its picture, when it has one."""

    title: str
    columns: list
    rows: list
    figure: object = None


@dataclass(frozen=True)
class ReleasePage:
    """Everything on the page of a release. `shows_figures` is false while it is built and once it is
    withdrawn.
    """

    brief: ReleaseBrief
    facts: list
    shows_figures: bool
    verdicts: object
    table: Table | None
    reasons: list
    others: list
    history: list


def release_page(release, user):
    """The page of a stored release that `user` may see."""
    row = release_brief(release)
    shown = row.status in {"built", "published"}
    told = breakdowns(row, ["", "verdict"]) if shown else {}
    return ReleasePage(
        brief=row,
        facts=_facts(row, release),
        shows_figures=shown,
        verdicts=_verdict_chart(counts_of(told["verdict"])) if shown else None,
        table=_key_table(row, told[""]) if shown else None,
        reasons=withheld_reasons(row) if shown else [],
        others=[other for other in releases_of(row.country, user) if other.uid != row.uid],
        history=_history(release, user),
    )


def _facts(row, release):
    definition = reverse("mapping:definition-detail", args=[row.definition.uid])
    studies = [in_language(study.title, get_language()) for study in release.studies.order_by("wave", "id")]
    facts = [
        Fact(_("Country"), row.country_name, reverse("pages:country", args=[row.country.lower()])),
        Fact(_("Working definition"), f"{row.definition.title}, {row.definition.label}", definition),
        Fact(_("Studies"), "; ".join(studies)),
        Fact(_("As of"), formats.local_datetime(row.as_of)),
        Fact(_("Regions of"), formats.local_date(row.geography_date)),
        Fact(_("Organisations classified"), formats.number(row.entities)),
        Fact(_("Published"), formats.local_datetime(row.published_at)),
        Fact(_("Seal (SHA-256)"), row.digest),
    ]
    return [fact for fact in facts if fact.value]


def _verdict_chart(counts: VerdictCounts):
    parts = asdict(counts)
    if None in parts.values():
        return None
    stack = Stack(_("All organisations"), parts)
    return stacked_bars(StackedBars(_("Organisations by verdict"), (stack,), verdict_series()))


def _key_table(row, told):
    figures = {figure.indicator: figure for figure in told}
    columns = [
        Column(_("Indicator")),
        Column(_("Value"), numeric=True),
        Column(_("Unit")),
        Column(_("n"), numeric=True),
        Column(_("Missing"), numeric=True),
    ]
    rows = [_key_row(row, code, figures.get(code)) for code in INDICATORS]
    return Table(_("Key figures"), columns, body(columns, rows))


def _key_row(row, code, figure):
    description = describe(code, get_language())
    url = reverse("mapping:release-indicator", args=[row.uid, code])
    unit = row.currency if description.unit == "LCU" else description.unit_label
    name = Cell(f"{code} {description.title}", url=url)
    if figure is None:
        return name, Cell(_("by category"), url=url), unit, "", ""
    return name, value_cell(figure), unit, *_counts(figure)


def value_cell(figure):
    """The table cell of a figure: its value, withheld, or no data."""
    if figure.withheld:
        return Cell(withheld=True)
    return Cell(figure.text if figure.value is not None else _("no data"))


def _counts(figure):
    # n may itself reveal a withheld figure.
    if figure.withheld:
        return Cell(withheld=True), Cell(withheld=True)
    return formats.number(figure.n), formats.percent(figure.missing_share)


def _history(release, user):
    if not can(user, Can.READ_HISTORY, release.country_id):
        return []
    lines = Change.objects.about(release).newest_first().select_related("by")
    return [
        Act(_act(line.act), line.at, str(line.by) if line.by else _("the system"), line.reason)
        for line in lines
    ]


def _act(act):
    return str(ACTS.get(act, act))


def indicator_tables(row, code):
    """All tables of an indicator in a release: first the country, then by one dimension, then by two."""
    tables = figures_of(row, code)
    return [
        _cross_table(key, figures) if key[1] else _plain_table(row, key[0], figures)
        for key, figures in sorted(tables.items(), key=lambda pair: (bool(pair[0][1]), bool(pair[0][0])))
    ]


def note_on(code):
    """What readers of an indicator's tables should know; "" for most."""
    if code == "I04":
        return _(
            "Population figures come from the statistical offices. Where none was loaded there is no data."
        )
    return ""


def _plain_table(row, dimension, figures):
    columns = [
        Column(dimension_label(dimension)),
        Column(_("Value"), numeric=True),
        Column(_("n"), numeric=True),
        Column(_("Missing"), numeric=True),
    ]
    rows = [
        (figure.category_label or _("Whole country"), value_cell(figure), *_counts(figure))
        for figure in figures
    ]
    title = dimension_label(dimension)
    return Table(title, columns, body(columns, rows), _picture(row, dimension, figures))


def _picture(row, dimension, figures):
    if not dimension:
        return None
    unit, title = figures[0].chart_unit, figures[0].title
    if dimension == "region":
        return _map(row, figures, title, unit)
    ordered = figures if dimension == "verdict" else sorted(figures, key=_largest_first)
    data = tuple(map(datum, ordered))
    heading = dimension_label(dimension)
    return bar_chart(BarChart(title=title, subtitle=heading, heading=heading, data=data, unit=unit))


def _map(row, figures, title, unit):
    shapes = outlines(geo.shapes(row.country, row.geography_date))
    return choropleth(
        Choropleth(
            title=title,
            subtitle=_("By region"),
            outlines=shapes,
            data={figure.category: datum(figure) for figure in figures if figure.category != NOT_KNOWN},
            unit=unit,
            heading=_("Region"),
            attribution=geo.attribution(row.country),
        )
    )


def datum(figure):
    """A figure as charts take it."""
    return Datum(figure.category_label, figure.value, figure.n, figure.missing_share, figure.flag)


def _largest_first(figure):
    return figure.category == NOT_KNOWN, figure.value is None, -(figure.value or 0), figure.category_label


def _cross_table(key, figures):
    """Rows by the second dimension, columns by the first. An empty place: nobody there."""
    tops = list(dict.fromkeys((figure.category, figure.category_label) for figure in figures))
    sides = sorted(
        {(figure.category_2, figure.category_2_label) for figure in figures},
        key=lambda pair: (pair[0] == NOT_KNOWN, pair[1]),
    )
    found = {(figure.category, figure.category_2): value_cell(figure) for figure in figures}
    columns = [Column(dimension_label(key[1])), *(Column(label, numeric=True) for _code, label in tops)]
    rows = [(label, *(found.get((top, side), "") for top, _label in tops)) for side, label in sides]
    title = _("%(rows)s by %(columns)s") % {
        "rows": dimension_label(key[1]),
        "columns": dimension_label(key[0]),
    }
    return Table(title, columns, body(columns, rows))


@dataclass(frozen=True)
class IndicatorPage:
    """An indicator: what it measures, how, and its newest figure in each country."""

    description: object
    rule: str
    variables: list
    table: Table


def indicator_page(code, countries):
    """The page of an indicator, with its newest figures in these countries [(ISO code, name)]."""
    description = describe(code, get_language())
    figures = comparison([iso2 for iso2, _name in countries], code)
    columns = [
        Column(_("Country")),
        Column(_("Value"), numeric=True),
        Column(_("n"), numeric=True),
        Column(_("Missing"), numeric=True),
        Column(_("Release")),
    ]
    rows = [_country_row(name, figures[iso2]) for iso2, name in countries]
    table = Table(_("Newest figures"), columns, body(columns, rows))
    return IndicatorPage(
        description, rule_in_words(description.disclosure_rule), _variables(description), table
    )


def _country_row(name, figure):
    if figure is None:
        return name, Cell(_("no data")), "", "", ""
    url = reverse("mapping:release-indicator", args=[figure.release_uid, figure.indicator])
    return name, value_cell(figure), *_counts(figure), Cell(formats.local_date(figure.as_of), url=url)


def _variables(description):
    known = [name for name in description.variables if name in CODEBOOK]
    return [Fact(name, in_language(CODEBOOK[name].label, get_language())) for name in known]


def rule_in_words(rule):
    """A disclosure rule of indicators.csv as a sentence for readers."""
    sentences = {
        "D0": _(
            "Counts of register facts: told as they are, unless a change of definition would show who moved."
        ),
        "D1": _(
            "Told only when at least 5 organisations answered, and at least 5 stand on each side of a share."
        ),
        "D2": _(
            "Told only when at least 5 organisations add to the sum and none of them dominates it; rounded."
        ),
    }
    return sentences[rule[:2]]

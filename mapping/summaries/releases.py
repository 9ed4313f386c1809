"""What a release says, for pages, the API and the storeys above: frozen rows, few queries, no record.

`language` is a code of the portal; None is the active one. Every function takes a ReleaseBrief.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui import badges, formats

from ..definition.codebook import CODEBOOK
from ..definition.options import label as option_label
from ..definition.options import options
from ..indicators import describe
from ..indicators.series import NOT_KNOWN
from ..models import DefinitionCriterion, Observation, Release
from .definitions import DefinitionBrief, brief

VERDICTS = ("in_scope", "out_of_scope", "undetermined")
WITHHELD, NO_DATA = "c", "x"


@dataclass(frozen=True)
class ReleaseBrief:
    """A release, as lists and figures name it. `audit` counts what disclosure control did; never a cell."""

    uid: UUID
    country: str
    country_name: str
    currency: str
    label: str
    status: str
    version: int
    definition: DefinitionBrief
    geography_date: date
    as_of: datetime | None
    entities: int | None
    digest: str
    is_sample: bool
    step: str
    done: int
    error: str
    updated_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str
    audit: dict


@dataclass(frozen=True)
class Figure:
    """A published figure with all that it needs to be trusted.

    `unit` is that of the indicator: entities, percent, LCU (then in `currency`), …; `flag` is "" , "c"
    (withheld) or "x" (no data), and then `value` is None; `missing_share` is in percent of the organisations
    asked.
    """

    indicator: str
    title: str
    value: Decimal | None
    unit: str
    unit_label: str
    currency: str
    n: int | None
    missing_share: Decimal | None
    flag: str
    dimension: str
    category: str
    category_label: str
    dimension_2: str
    category_2: str
    category_2_label: str
    country: str
    definition_label: str
    definition_uid: UUID
    as_of: datetime
    release_uid: UUID

    @property
    def chart_unit(self):
        """The unit as charts take it: "percent", "number" or a currency code."""
        return {"percent": "percent", "LCU": self.currency}.get(self.unit, "number")

    @property
    def text(self):
        """The value in the reader's language, with % or the currency; "" when there is none."""
        if self.unit == "percent":
            return formats.percent(self.value)
        number = formats.number(self.value)
        return f"{number}{formats.NO_BREAK}{self.currency}" if number and self.unit == "LCU" else number

    @property
    def withheld(self):
        return self.flag == WITHHELD


@dataclass(frozen=True)
class VerdictCounts:
    """How many organisations got each verdict; None where a count is withheld."""

    in_scope: int | None
    out_of_scope: int | None
    undetermined: int | None


def release_brief(release):
    """A stored release as a frozen row; its definition should be loaded with it."""
    country = reference.country(release.country_id)
    own = ReleaseBrief.__dataclass_fields__.keys() - {"country", "country_name", "currency", "definition"}
    return ReleaseBrief(
        country=release.country_id,
        country_name=in_language(country.names, get_language()),
        currency=country.currency,
        definition=brief(release.definition),
        **{name: getattr(release, name) for name in own},
    )


def latest_release(country):
    """The newest published release of a country (ISO code), or None."""
    return latest_releases([country]).get(country)


def latest_releases(countries=None):
    """{ISO code: the newest published release}, of these countries or of all."""
    releases = Release.objects.newest_published().select_related("definition")
    if countries is not None:
        releases = releases.in_countries(countries)
    return {release.country_id: release_brief(release) for release in releases}


def releases_of(country, user):
    """Every release of a country that `user` may know of, newest first."""
    rows = Release.objects.visible_to(user).in_country(country).select_related("definition").newest_first()
    return [release_brief(release) for release in rows]


def key_figures(release, language=None):
    """The figures for the whole country, one per indicator that has one, in the order of the list."""
    return breakdowns(release, [""], language)[""]


def breakdown(release, indicator, dimension, language=None):
    """The figures of an indicator by one dimension, in the order of its categories, not known last."""
    rows = _rows(release).of_indicator(indicator).in_table(dimension, "")
    return _figures(release, rows, language)


def breakdowns(release, dimensions, language=None):
    """{dimension: its figures of all indicators}, in one query; the dimension "" is the whole country."""
    figures = _figures(release, _rows(release).by_one_of(dimensions), language)
    return {name: [figure for figure in figures if figure.dimension == name] for name in dimensions}


def figures_of(release, indicator, language=None):
    """Every figure of an indicator, by table: {(dimension, second dimension): [Figure]}."""
    tables = {}
    for figure in _figures(release, _rows(release).of_indicator(indicator), language):
        tables.setdefault((figure.dimension, figure.dimension_2), []).append(figure)
    return tables


def verdict_counts(release):
    """How many organisations the definition put in scope, out of scope, or left undetermined."""
    return counts_of(breakdown(release, "I01", "verdict"))


def counts_of(figures):
    """The verdicts of figures that were read already."""
    own = {figure.category: figure.value for figure in figures if figure.dimension == "verdict"}
    # A verdict that nobody got has no figure of its own.
    absent = None if any(figure.withheld for figure in figures) else 0
    return VerdictCounts(*(_whole(own.get(name, absent)) for name in VERDICTS))


def _whole(value):
    return None if value is None else int(value)


def comparison(countries, indicator, language=None):
    """{ISO code: the country's newest figure of an indicator, or None}, in two queries."""
    releases = latest_releases(countries)
    uids = {release.uid: release for release in releases.values()}
    rows = Observation.objects.of_indicator(indicator).in_table("", "").in_releases(uids)
    found = {row.release.country_id: row for row in rows.select_related("release")}
    return {
        country: _figures(releases[country], [found[country]], language)[0] if country in found else None
        for country in countries
    }


def _rows(release):
    return Observation.objects.in_releases([release.uid])


def _figures(release, rows, language):
    labels = Labels(release, language)
    figures = [figure_row(release, row, labels) for row in rows]
    return sorted(figures, key=labels.place)


def figure_row(release, row, labels):
    """A stored cell, or one like it, in words."""
    description = describe(row.indicator, labels.language)
    return Figure(
        indicator=row.indicator,
        title=description.title,
        value=None if row.value is None else _plain(row.value),
        unit=description.unit,
        unit_label=description.unit_label,
        currency=release.currency,
        n=row.n,
        missing_share=row.missing_share,
        flag=row.flag,
        dimension=row.dimension,
        category=row.category,
        category_label=labels.of(row.dimension, row.category),
        dimension_2=row.dimension_2,
        category_2=row.category_2,
        category_2_label=labels.of(row.dimension_2, row.category_2),
        country=release.country,
        definition_label=release.definition.label,
        definition_uid=release.definition.uid,
        as_of=release.as_of,
        release_uid=release.uid,
    )


def _plain(value):
    """Without trailing zeros, and never in scientific notation."""
    return Decimal(format(value.normalize(), "f"))


def dimension_label(dimension, language=None):
    """What a table is by, in words."""
    own = {"criterion": _("Criterion left out"), "verdict": _("Verdict"), "": _("Whole country")}
    if dimension in own:
        return own[dimension]
    return in_language(CODEBOOK[dimension].label, language or get_language())


class Labels:
    """Names and order of the categories in one release's tables."""

    def __init__(self, release, language=None):
        self.release, self.language = release, language or get_language() or "en"
        self._criteria = None

    def of(self, dimension, category):
        """The name of a category."""
        if not dimension:
            return ""
        if category == NOT_KNOWN:
            return _("Not known")
        if dimension == "verdict":
            return str(badges.of_verdict(category).label)
        if dimension == "criterion":
            return self._criterion(category)
        return option_label(CODEBOOK[dimension], category, self.language, self.release.country)

    def place(self, figure):
        """Where a figure stands in its list: by indicator, table, and category; not known last."""
        return (
            figure.indicator,
            figure.dimension_2,
            figure.dimension,
            self._rank(figure.dimension, figure.category, figure.category_label),
            self._rank(figure.dimension_2, figure.category_2, figure.category_2_label),
        )

    def _rank(self, dimension, category, label):
        if dimension == "region":
            return category == NOT_KNOWN, 0, label.casefold()
        return category == NOT_KNOWN, self._order(dimension).get(category, 0), category

    def _order(self, dimension):
        if dimension == "verdict":
            return {code: place for place, code in enumerate(VERDICTS)}
        if dimension not in CODEBOOK:
            return {}
        key = ("release order", dimension, self.release.country)
        return reference.keep(key, lambda: _order_of(dimension, self.release.country))

    def _criterion(self, code):
        if self._criteria is None:
            rows = DefinitionCriterion.objects.filter(definition__uid=self.release.definition.uid)
            self._criteria = dict(rows.values_list("code", "title"))
        return in_language(self._criteria.get(code), self.language) or code


def _order_of(dimension, country):
    return {option.code: place for place, option in enumerate(options(CODEBOOK[dimension], country))}


def withheld_reasons(release):
    """(reason in words, how many cells) of what disclosure control withheld, the commonest first."""
    words = {
        "too_few": _("too few organisations, or one that dominates"),
        "complement": _("could be worked out from the figures beside it"),
        "change": _("would show what changed since an earlier release"),
        "audit": _("would complete a system of sums that gives one organisation away"),
    }
    counts = release.audit.get("reasons", {})
    return sorted(((words[name], count) for name, count in counts.items()), key=lambda pair: -pair[1])

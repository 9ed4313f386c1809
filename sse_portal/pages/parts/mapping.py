"""The parts of the country profile that the mapping studies fill."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.summaries.definition_short import definition_in_short
from mapping.summaries.releases import breakdowns, latest_release, releases_of
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui import formats
from sse_portal.ui.prose import prose

from . import drawing

CARDS = ("I01", "I02", "I09", "I11", "I12", "I16", "I17", "I08")
WOMEN = ("I10", "I12", "I22", "I23")
PRACTICE = ("I07", "I21", "I24", "I25", "I26", "I27", "I28", "I29")
DIMENSIONS = ("", "verdict", "organisation_type", "isic_main", "region", "legal_form", "needs_main")
MOST_SECTORS = 12
MILLION = 1_000_000
MANY_MILLIONS = 10 * MILLION
STANDING = {
    "by_form": gettext_lazy("SSE by its form"),
    "conditional": gettext_lazy("SSE under conditions"),
    "out": gettext_lazy("outside the SSE"),
}


def release_of(visit):
    """The newest published release of the visit's country, or None."""
    return visit.once("release", lambda: latest_release(visit.country.iso2))


def figures_of(visit):
    """{dimension: its figures} of the newest release; every dimension empty without one."""

    def read():
        release = release_of(visit)
        return breakdowns(release, DIMENSIONS, visit.language) if release else dict.fromkeys(DIMENSIONS, [])

    return visit.once("figures", read)


@dataclass(frozen=True)
class Card:
    """A Figure as components/figure_card.html takes it: the value apart from its unit."""

    figure: object
    value: str
    unit: str


def _card(figure):
    if figure.unit == "percent":
        return Card(figure, figure.text, "")
    if figure.unit != "LCU":
        return Card(figure, figure.text, figure.unit_label)
    if figure.value is None or abs(figure.value) < MANY_MILLIONS:
        return Card(figure, formats.number(figure.value), figure.currency)
    unit = _("million %(currency)s") % {"currency": figure.currency}
    return Card(figure, formats.number(figure.value / MILLION), unit)


@dataclass(frozen=True)
class KeyFigures:
    """The release with its cards and the bar of verdicts; without a release `may_build` says what can be done."""

    release: object
    cards: tuple
    verdicts: object
    may_build: bool
    download: str


def key_figures(visit):
    release = release_of(visit)
    national = {figure.indicator: figure for figure in figures_of(visit)[""]}
    verdicts = drawing.verdict_bar(_by(visit, "verdict", "I01"))
    return KeyFigures(
        release=release,
        cards=tuple(_card(national[code]) for code in CARDS if code in national),
        verdicts=verdicts,
        may_build=not release and can(visit.user, Can.BUILD_RELEASES, visit.country.iso2),
        download=download_of(release) if release else "",
    )


def download_of(release, indicator=""):
    """The address of a release's figures as CSV, of one indicator or of all."""
    query = f"&indicator={indicator}" if indicator else ""
    return f"{reverse('api:root')}releases/{release.uid}/observations/?format=csv{query}"


@dataclass(frozen=True)
class Chart:
    """A Figure of sse_portal.ui.charts and where its numbers can be had as a file."""

    figure: object
    download: str


def structure(visit):
    """Types of organisation and main activities."""
    return _charts(
        visit,
        ("I01", drawing.counts(_by(visit, "organisation_type", "I01"), _("By type of organisation"))),
        ("I01", drawing.counts(_by(visit, "isic_main", "I01"), _("By main activity"), MOST_SECTORS)),
    )


def regions(visit):
    """The map."""
    release = release_of(visit)
    return _charts(visit, ("I01", drawing.map_of(release, _by(visit, "region", "I01")) if release else None))


def women(visit):
    """Shares of women among members, workers, boards and leaders."""
    return _charts(visit, ("", drawing.shares(_several(visit, WOMEN), _("Share of women"))))


def practice(visit):
    """Shares of organisations by what they do, and what they need."""
    needs = _by(visit, "needs_main", "I30")
    return _charts(
        visit,
        ("", drawing.shares(_several(visit, PRACTICE), _("Share of organisations"))),
        ("I30", drawing.shares_by_category(needs, _("What organisations need most"))),
    )


def _charts(visit, *pairs):
    release = release_of(visit)
    charts = tuple(Chart(figure, download_of(release, code)) for code, figure in pairs if figure)
    return charts or None


def _by(visit, dimension, indicator):
    """The figures of one indicator by one dimension, none of two dimensions."""
    return [
        figure
        for figure in figures_of(visit)[dimension]
        if figure.indicator == indicator and not figure.dimension_2
    ]


def _several(visit, indicators):
    """National figures of these indicators, in this order."""
    found = {figure.indicator: figure for figure in figures_of(visit)[""]}
    return [found[code] for code in indicators if code in found]


@dataclass(frozen=True)
class Definition:
    """The definition in short; `used` is that of the newest release when it is another one."""

    short: object
    text: str
    used: object
    may_write: bool


def definition(visit):
    short, release = definition_in_short(visit.country.iso2), release_of(visit)
    used = release.definition if release and short and release.definition.uid != short.brief.uid else None
    may_write = short is None and can(visit.user, Can.EDIT_DEFINITIONS, visit.country.iso2)
    return Definition(short, prose(short.text) if short else "", used, may_write)


@dataclass(frozen=True)
class FormLine:
    """A legal form with its law; `in_scope` is the released Figure of organisations in scope, or None."""

    code: str
    name: str
    name_local: str
    language: str
    law: str
    standing: object
    in_scope: object
    to_be_confirmed: bool


def legal_forms(visit):
    """The legal forms in force today, those that are SSE by their form first."""
    counted = {figure.category: figure for figure in _by(visit, "legal_form", "I01")}
    rows = reference.legal_forms_of(visit.country.iso2, timezone.localdate())
    ordered = sorted(rows, key=lambda row: (list(STANDING).index(row.sse_status), row.code))
    return tuple(_form_line(row, counted.get(row.code), visit) for row in ordered) or None


def _form_line(row, figure, visit):
    own = visit.country.languages[0]
    name = in_language(row.names, visit.language)
    name_local = row.names.get(own, "")
    return FormLine(
        code=row.code, name=name, name_local=name_local if name_local != name else "", language=own, law=row.law,
        standing=STANDING[row.sse_status], in_scope=figure, to_be_confirmed=row.to_be_confirmed,
    )  # fmt: skip


@dataclass(frozen=True)
class Releases:
    """The releases of the country that the visitor may know of, and the whole newest one as a file."""

    rows: tuple
    download: str
    register: str


def releases(visit):
    newest, iso2 = release_of(visit), visit.country.iso2
    register = f"{reverse('mapping:entity-list')}?country={iso2}"
    rows = tuple(releases_of(iso2, visit.user))
    return Releases(rows, download_of(newest) if newest else "", register)

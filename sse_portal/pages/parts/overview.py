"""The parts of the start page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mapping.summaries.releases import breakdowns, latest_releases
from sse_portal.accounts.services import rights_of
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui import formats
from sse_portal.ui.tables import Cell, Column, body

from . import drawing

COLUMNS = ("I01", "I02", "I11", "I12")
NEWEST_SHOWN = 5


@dataclass(frozen=True)
class CountryCard:
    """A country at a glance; without a release `release`, `in_scope` and `map` are None."""

    name: str
    url: str
    release: object
    in_scope: object
    undetermined: object
    map: object


@dataclass(frozen=True)
class Countries:
    """The five cards, and the same countries as a table of key figures (None while nothing is published)."""

    cards: tuple
    columns: list
    rows: list


def releases_by_country(visit):
    """{ISO code: newest published release}."""
    return visit.once("releases", latest_releases)


def countries(visit):
    """The countries by name in the visitor's language."""
    releases = releases_by_country(visit)
    ordered = sorted(reference.countries(), key=lambda row: in_language(row.names, visit.language))
    figures = {
        iso2: breakdowns(release, ("", "region"), visit.language) for iso2, release in releases.items()
    }
    cards = tuple(_card(row, releases.get(row.iso2), figures.get(row.iso2), visit) for row in ordered)
    columns, rows = _table(ordered, releases, figures, visit)
    return Countries(cards, columns, rows)


def _card(country, release, figures, visit):
    name, url = (
        in_language(country.names, visit.language),
        reverse("pages:country", args=[country.iso2.lower()]),
    )
    if release is None:
        return CountryCard(name, url, None, None, None, None)
    national = {figure.indicator: figure for figure in figures[""]}
    by_region = [each for each in figures["region"] if each.indicator == "I01" and not each.dimension_2]
    title = _("SSE organisations by region: %(country)s") % {"country": name}
    return CountryCard(
        name,
        url,
        release,
        national.get("I01"),
        national.get("I02"),
        drawing.map_of(release, by_region, title),
    )


def _table(ordered, releases, figures, visit):
    told = {iso2: {each.indicator: each for each in found[""]} for iso2, found in figures.items()}
    titles = {code: each.title for found in told.values() for code, each in found.items()}
    codes = [code for code in COLUMNS if code in titles]
    columns = [
        Column(_("Country")), *(Column(titles[code], numeric=True) for code in codes),
        Column(_("Working definition")), Column(_("As of")),
    ]  # fmt: skip
    rows = [
        _row(row, releases[row.iso2], told[row.iso2], codes, visit) for row in ordered if row.iso2 in releases
    ]
    return columns, body(columns, rows)


def _row(country, release, told, codes, visit):
    url = reverse("pages:country", args=[country.iso2.lower()])
    cells = [_cell(told.get(code)) for code in codes]
    definition = reverse("mapping:definition-detail", args=[release.definition.uid])
    return [
        Cell(in_language(country.names, visit.language), url=url), *cells,
        Cell(release.definition.label, url=definition), formats.local_date(release.as_of),
    ]  # fmt: skip


def _cell(figure):
    if figure is None:
        return Cell("")
    return Cell(withheld=True) if figure.withheld else Cell(figure.text)


def newest(visit):
    """The newest release of each country, the latest first; None while there is none."""
    ordered = sorted(releases_by_country(visit).values(), key=lambda row: row.published_at, reverse=True)
    return tuple(ordered[:NEWEST_SHOWN]) or None


@dataclass(frozen=True)
class Way:
    """An entry point: for whom, what they find, and where."""

    title: str
    text: str
    url: str
    action: str
    icon: str


def ways(visit):
    """Entry points by role; people with an account get those of their work first."""
    rights = rights_of(visit.user)
    own = [_entry_way()] if "enter_responses" in rights or "review_responses" in rights else []
    return (*own, *_public_ways(), *([] if own else [_entry_way()]))


def _public_ways():
    return (
        Way(
            _("Policymakers"), _("Compare the countries, and read what a figure rests on."),
            reverse("pages:compare"), _("Compare countries"), "table",
        ),
        Way(
            _("Organisations"), _("Find organisations in any script, by region, legal form and activity."),
            reverse("mapping:entity-list"), _("Open the register"), "search",
        ),
        Way(
            _("Committees"), _("Read the working definitions: legal forms, criteria, versions, differences."),
            reverse("mapping:definition-list"), _("Read the definitions"), "flag",
        ),
        Way(
            _("Statistical offices and universities"),
            _("Take the figures as CSV, Excel or JSON, with their metadata."),
            reverse("api:docs"), _("Use the API"), "download",
        ),
    )  # fmt: skip


def _entry_way():
    return Way(
        _("Researchers and reviewers"), _("Enter, import and verify the answers of a mapping study."),
        reverse("mapping:study-list"), _("Go to the studies"), "pencil",
    )  # fmt: skip

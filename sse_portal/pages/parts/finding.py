"""What the search looks through. Every source answers with few rows and a bounded number of queries."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dialogue.summaries import search as dialogue_search
from mapping.summaries.definition_pages import definitions_by_country
from mapping.summaries.indicators import described
from mapping.summaries.register import register_page
from mapping.summaries.releases import latest_releases
from network.summaries.overview import found_by
from sse_portal.basics.text import fold, in_language
from sse_portal.reference import summaries as reference

from ..registry import Found, Hit

MOST = 10


def countries(text, language):
    """By any of their names or ISO codes."""
    asked = fold(text)
    return _found(
        Hit(in_language(row.names, language), _profile(row.iso2), in_language(row.official_names, language))
        for row in reference.countries()
        if _named(asked, row.names, row.official_names) or asked in (row.iso2.lower(), row.iso3.lower())
    )


def regions(text, language):
    """Regions of today by any of their names; they lead to their organisations."""
    asked, today = fold(text), timezone.localdate()
    return _found(
        Hit(
            in_language(row.names, language),
            _register(country=row.country, region=row.code),
            _country(row, language),
        )
        for country in reference.countries()
        for row in reference.regions_of(country.iso2, today)
        if _named(asked, row.names, {"alt": row.alt})
    )


def legal_forms(text, language):
    """Legal forms of today by any of their names or their law."""
    asked, today = fold(text), timezone.localdate()
    return _found(
        Hit(in_language(row.names, language), f"{_profile(row.country)}#forms", _country(row, language))
        for country in reference.countries()
        for row in reference.legal_forms_of(country.iso2, today)
        if _named(asked, row.names, {"alt": row.alt, "law": row.law})
    )


def entities(text, language):
    """Organisations on the public register: the same for everybody."""
    page = register_page({"q": text}, language, size=MOST)
    hits = tuple(
        Hit(
            row.name_local or row.name,
            reverse("mapping:entity-detail", args=[row.uid]),
            " · ".join(filter(None, (row.name if row.name_local else "", row.country, row.region))),
            row.language if row.name_local else "",
        )
        for row in page.rows
    )
    return Found(hits, _register(q=text) if page.next_cursor else "")


def indicators(text, language):
    """By code, title or definition."""
    asked = fold(text)
    return _found(
        Hit(f"{one.code} {one.title}", reverse("mapping:indicator-detail", args=[one.code]), one.definition)
        for one in described(language)
        if asked in fold(f"{one.code} {one.title} {one.definition}")
    )


def definitions(text, language):
    """The public ones, by country or title."""
    asked = fold(text)
    return _found(
        Hit(
            one.title,
            reverse("mapping:definition-detail", args=[one.uid]),
            f"{one.country_name} · {one.label}",
        )
        for _country_name, briefs in definitions_by_country(AnonymousUser())
        for one in briefs
        if asked in fold(f"{one.title} {one.country_name}")
    )


def releases(text, language):
    """The newest release of each country, by country or label."""
    asked = fold(text)
    return _found(
        Hit(
            f"{one.country_name}: {one.label}",
            reverse("mapping:release-detail", args=[one.uid]),
            one.definition.label,
        )
        for one in latest_releases().values()
        if asked in fold(f"{one.country_name} {one.label}")
    )


def network(text, language):
    """Partners of the directory, then published resources."""
    found, more = found_by(text, language, MOST)
    hits = tuple(
        Hit(
            one.title,
            reverse(f"network:{one.what}-detail", args=[one.uid]),
            " · ".join(filter(None, (one.line, _where(one.country, language)))),
        )
        for one in found
    )
    further = next((what for what, is_more in more.items() if is_more), None)
    return Found(hits, _address(f"network:{further}-list", q=text) if further else "")


def dialogue(text, language):
    """Public committees and recommendations by their names, recommendations and decisions by their codes."""
    found, _more = dialogue_search.found_by(text, language, MOST)
    return Found(tuple(Hit(one.title, one.url, _where(one.country, language), one.language) for one in found))


def _where(country, language):
    return in_language(reference.country(country).names, language) if country else ""


def _address(name, **query):
    return f"{reverse(name)}?{urlencode(query)}"


def _found(hits):
    return Found(tuple(hits)[:MOST])


def _named(asked, *texts):
    return any(asked in fold(name) for names in texts for name in names.values() if name)


def _country(row, language):
    return in_language(reference.country(row.country).names, language)


def _profile(iso2):
    return reverse("pages:country", args=[iso2.lower()])


def _register(**query):
    return _address("mapping:entity-list", **query)

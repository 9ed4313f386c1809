"""The parts of the start page and of the country profile that the network fills."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from network.summaries.overview import overview
from sse_portal.ui import formats
from sse_portal.ui.charts import BarChart, Datum, bar_chart


@dataclass(frozen=True)
class Network:
    """The overview, its numbers as a strip with links, and the constituencies as a chart."""

    overview: object
    stats: list
    chart: object
    directory: str


def region(visit):
    """The network of the region; None while there is nothing in it."""
    return _network(visit, "")


def partners(visit):
    """The partners of a country; None while it has none."""
    return _network(visit, visit.country.iso2)


def _network(visit, country):
    found = overview(visit.language, country)
    if found.is_empty:
        return None
    query = {"country": country} if country else {}
    return Network(
        found, _stats(found.numbers, query), _chart(found, query), _url("organization-list", query)
    )


def _stats(numbers, query):
    rows = (
        (_("Partners"), numbers.organizations, "organization-list"),
        (_("Agreements in force"), numbers.agreements, "agreement-list"),
        (_("Activities under way"), numbers.activities, "activity-list"),
        (_("Resources"), numbers.resources, "resource-list"),
        (_("Offers and needs"), numbers.offers, "offer-list"),
    )
    return [
        {"label": label, "value": formats.number(number), "url": _url(name, query)}
        for label, number, name in rows
    ]


def _chart(found, query):
    data = tuple(
        Datum(label, number, url=_url("organization-list", query | {"constituency": code}))
        for label, code, number in found.voices
    )
    return bar_chart(BarChart(_("Partners by constituency"), data, unit="number")) if data else None


def _url(name, query):
    address = reverse(f"network:{name}")
    return f"{address}?{urlencode(query)}" if query else address

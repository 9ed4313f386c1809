"""What the network has on one subject, country by country: for learning from each other. Public records only."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from sse_portal.basics.text import in_language

from ..models import ActivityPlace, Offer, Organization, Participation
from ..querysets.activities import LIVE
from ..querysets.activities import NONE as NOWHERE
from . import activities, offers, resources
from .directory import REGIONAL

__all__ = ["LIVE", "NOWHERE", "Learned", "Line", "Some", "learned"]


@dataclass(frozen=True)
class Line:
    """A record by its title (in `language`), with a word about it."""

    uid: str
    title: str
    language: str
    note: str = ""


@dataclass(frozen=True)
class Some:
    """The first records of a country, and how many there are."""

    count: int = 0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Learned:
    """{ISO code, or "regional": Some} of each kind of record."""

    activities: dict = field(default_factory=dict)
    resources: dict = field(default_factory=dict)
    offers: dict = field(default_factory=dict)
    organizations: dict = field(default_factory=dict)


def learned(scheme, code, language, *, most=3, most_organizations=None):
    """What is public on a subject (`scheme` theme, sdg or principle): the first `most` of each kind and country.

    The rows are those of the public lists of activities (without cancelled ones), resources and standing offers,
    asked for the same subject and country. Organisations are those with a part in such an activity or with such an
    offer. Five queries, however much there is.
    """
    asked = {scheme: code}
    acts = activities.found(asked | {"status": LIVE})
    helpers = offers.found(asked, Offer.Direction.OFFER, Offer.objects.public())
    return Learned(
        activities=_activities(acts, language, most),
        resources=_by_country(
            resources.found(asked), _Reading("country", ("-published_at", "-pk"), _resource_line), language, most
        ),
        offers=_by_country(
            helpers.with_organization(), _Reading("organization__country", ("-pk",), _offer_line), language, most
        ),
        organizations=_by_country(
            _working(acts, helpers), _Reading("country", ("name", "pk"), _organization_line), language,
            most_organizations or most,
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class _Reading:
    """How records are told: by which country, in which order, in which words."""

    country: str
    order: tuple
    line: Callable


def _by_country(rows, reading, language, most):
    """{country: Some} by one query: the first of each country with the number of all."""
    partition = [F(reading.country)]
    ranked = rows.order_by().annotate(
        of_country=F(reading.country),
        place_in_country=Window(RowNumber(), partition_by=partition, order_by=reading.order),
        number=Window(Count("pk"), partition_by=partition),
    )
    found = {}
    for row in ranked.filter(place_in_country__lte=most).order_by("of_country", "place_in_country"):
        found.setdefault(row.of_country or REGIONAL, (row.number, []))[1].append(reading.line(row, language))
    return {country: Some(number, tuple(lines)) for country, (number, lines) in found.items()}


def _activities(acts, language, most):
    """An activity is told in each country that it has a place in; those without any are regional. Two queries."""
    first = ActivityPlace.objects.filter(activity=OuterRef("activity"), country=OuterRef("country"))
    places = ActivityPlace.objects.of_activities(acts.values("pk")).filter(
        pk=Subquery(first.order_by("id").values("pk")[:1])
    )
    placed = _by_country(
        places.select_related("activity"), _Reading("country", ("-activity",), _place_line), language, most
    )
    nowhere = _first_of(acts.without_place(), language, most)
    return placed | ({REGIONAL: nowhere} if nowhere.count else {})


def _first_of(rows, language, most):
    """Some of the activities that are in no country, whoever keeps them."""
    numbered = rows.order_by("-pk").annotate(number=Window(Count("pk")))
    found = list(numbered[:most])
    return Some(found[0].number if found else 0, tuple(_activity_line(row, language) for row in found))


def _working(acts, helpers):
    """The public organisations with a part in these activities, or with one of these offers."""
    parts = Participation.objects.of_activities(acts.values("pk")).values("organization")
    with_offer = helpers.values("organization")
    return Organization.objects.public().present().filter(Q(pk__in=parts) | Q(pk__in=with_offer))


def _line(row, language, note):
    title = in_language(row.title, language)
    tag = next((code for code in (language, "en", *row.title) if row.title.get(code) == title), "")
    return Line(str(row.uid), title, tag, note)


def _place_line(place, language):
    return _activity_line(place.activity, language)


def _activity_line(activity, language):
    return _line(activity, language, str(activity.get_status_display()))


def _resource_line(resource, language):
    return _line(resource, language, str(resource.get_type_display()))


def _offer_line(offer, language):
    return _line(offer, language, f"{offer.get_kind_display()} · {offer.organization.name}")


def _organization_line(organization, language):
    return Line(str(organization.uid), organization.name, "", str(organization.get_kind_display()))

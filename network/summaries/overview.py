"""The network at a glance: how much there is and what is newest, of the region or of one country. Public rows only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from sse_portal.basics.text import in_language
from sse_portal.reference.choices import Constituency

from ..models import Activity, Agreement, Event, Offer, Organization, Resource

NEWEST, NAMED, CALENDAR = 5, 8, 3


@dataclass(frozen=True)
class Numbers:
    """How many there are today."""

    organizations: int
    agreements: int
    activities: int
    resources: int
    offers: int


@dataclass(frozen=True)
class Item:
    """A record to link to; `text` is in `language`."""

    uid: str
    text: str
    language: str = ""
    day: date | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class Overview:
    """`voices`: (constituency in words, code, number of organisations), the most numerous first."""

    numbers: Numbers
    voices: tuple
    organizations: tuple
    events: tuple
    resources: tuple
    today: date

    @property
    def is_empty(self):
        return not any(vars(self.numbers).values())


def overview(language, country=""):
    """What the network is today, in a country (ISO code) or in the region."""
    today = timezone.localdate()
    organizations = _of(Organization.objects.public().present(), country)
    voices = organizations.order_by().values_list("constituency").annotate(n=Count("pk"))
    return Overview(
        numbers=_numbers(country, organizations, today),
        voices=_voices(voices),
        organizations=_organizations(organizations),
        events=_events(country, language),
        resources=_resources(country, language),
        today=today,
    )


def _of(rows, country):
    return rows.in_country(country) if country else rows


def _numbers(country, organizations, today):
    agreements = _of(Agreement.objects.public(), country).with_state(today)
    activities = _of(Activity.objects.public(), country).under_way_on(today)
    return Numbers(
        organizations=organizations.count(),
        agreements=agreements.filter(state__in=("active", "expiring")).count(),
        activities=activities.count(),
        resources=_of(Resource.objects.public(), country).count(),
        offers=_of(Offer.objects.public(), country).standing_on(today).count(),
    )


def _voices(rows):
    words = dict(Constituency.choices)
    known = [(words[code], code, number) for code, number in rows if code]
    return tuple(sorted(known, key=lambda row: (-row[2], row[1])))


def _organizations(rows):
    """Those that speak for others first: unions and networks."""
    found = rows.speaking_for_others().by_name().values_list("uid", "name")[:NAMED]
    return tuple(Item(str(uid), name) for uid, name in found)


def _events(country, language):
    rows = (
        _of(Event.objects.public(), country).not_over_at(timezone.now()).exclude(status="cancelled").by_time()
    )
    found = rows.values_list("uid", "title", "starts_at")[:CALENDAR]
    return tuple(
        Item(str(uid), in_language(title, language), _chosen(title, language), moment=moment)
        for uid, title, moment in found
    )


def _resources(country, language):
    rows = _of(Resource.objects.public(), country).order_by("-published_at", "-id")
    found = rows.values_list("uid", "title", "published_at")[:NEWEST]
    return tuple(
        Item(str(uid), in_language(title, language), _chosen(title, language), day=moment.date())
        for uid, title, moment in found
    )


def _chosen(texts, language):
    """The language of the text that `in_language` chooses."""
    text = in_language(texts, language)
    return next((code for code, each in texts.items() if each == text), "")


def found_organizations(text, language, most):
    """(the first public organisations whose name contains `text`, whether there are more)."""
    rows = Organization.objects.public().present().named_in_order(text).order_by("place")
    found = list(rows.values_list("uid", "name", "names", "country_id")[: most + 1])
    hits = [
        (str(uid), name, in_language(names, language), country) for uid, name, names, country in found[:most]
    ]
    return hits, len(found) > most


def found_resources(text, language, most):
    """(the first public resources that contain `text`, whether there are more)."""
    rows = Resource.objects.public().named_in_order(text).order_by("place")
    found = list(rows.values_list("uid", "title", "type")[: most + 1])
    words = dict(Resource.Type.choices)
    return [(str(uid), in_language(title, language), words[kind]) for uid, title, kind in found[:most]], len(
        found
    ) > most

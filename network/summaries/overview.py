"""The network at a glance: how much there is and what is newest, of the region or of one country. Public rows only."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.reference.choices import Constituency

from ..models import Activity, Agreement, Event, Offer, Organization, Resource

NEWEST, NAMED, CALENDAR = 5, 8, 3
VOICE, ORGANIZATION, EVENT, RESOURCE = "voice", "organization", "event", "resource"
COUNTED = ("agreements", "activities", "resources", "offers")
NOTHING = Value("")


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
    """A record to link to; `text` is in `language`, `moment` in the zone of the place."""

    uid: str
    text: str
    language: str = ""
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
    """What the network is today, in a country (ISO code) or in the region. Two queries: profiles are read often."""
    today = timezone.localdate()
    counts = _counts(country, today)
    voices = {key: number for what, key, number in counts if what == VOICE}
    told = {what: number for what, _key, number in counts if what != VOICE}
    newest = _newest(country, language)
    return Overview(
        numbers=Numbers(sum(voices.values()), *(told.get(what, 0) for what in COUNTED)),
        voices=_in_words(voices),
        organizations=tuple(sorted(newest[ORGANIZATION], key=lambda item: item.text)),
        events=tuple(sorted(newest[EVENT], key=lambda item: item.moment)),
        resources=tuple(sorted(newest[RESOURCE], key=lambda item: item.moment, reverse=True)),
        today=today,
    )


def _of(rows, country):
    return rows.in_country(country) if country else rows


def _counts(country, today):
    """(what, constituency or "", number): organisations by constituency, and how many there are of the rest."""
    rows = (
        (VOICE, _of(Organization.objects.public().present(), country), F("constituency")),
        ("agreements", _of(Agreement.objects.public(), country).in_force_on(today), NOTHING),
        ("activities", _of(Activity.objects.public(), country).under_way_on(today), NOTHING),
        ("resources", _of(Resource.objects.public(), country), NOTHING),
        ("offers", _of(Offer.objects.public(), country).standing_on(today), NOTHING),
    )
    counted = [
        found.order_by()
        .annotate(what=Value(what), key=key)
        .values_list("what", "key")
        .annotate(n=Count("pk"))
        for what, found, key in rows
    ]
    return list(counted[0].union(*counted[1:], all=True))


def _in_words(voices):
    words = dict(Constituency.choices)
    known = [(words[code], code, number) for code, number in voices.items() if code]
    return tuple(sorted(known, key=lambda row: (-row[2], row[1])))


def _newest(country, language):
    """{what: Items}: unions and networks by name, the next events, the newest resources."""
    organizations = _of(Organization.objects.public().present(), country).speaking_for_others().by_name()
    events = (
        _of(Event.objects.public(), country).not_over_at(timezone.now()).exclude(status="cancelled").by_time()
    )
    resources = _of(Resource.objects.public(), country).order_by("-published_at", "-id")
    parts = (
        (
            ORGANIZATION,
            organizations,
            NAMED,
            F("name"),
            Value(None, output_field=DateTimeField()),
            Value("UTC"),
        ),
        (EVENT, events, CALENDAR, Cast("title", TextField()), F("starts_at"), F("timezone")),
        (RESOURCE, resources, NEWEST, Cast("title", TextField()), F("published_at"), Value("UTC")),
    )
    chosen = [
        # Not every database takes a limit within a union, but each takes one within a subquery.
        rows.model.objects.filter(pk__in=rows.values("pk")[:most])
        .annotate(what=Value(what), text=text, moment=moment, zone=zone)
        .values_list("what", "uid", "text", "moment", "zone")
        for what, rows, most, text, moment, zone in parts
    ]
    found = {ORGANIZATION: [], EVENT: [], RESOURCE: []}
    for what, uid, text, moment, zone in chosen[0].union(*chosen[1:], all=True):
        texts = {"": text} if what == ORGANIZATION else json.loads(text)
        found[what].append(_item(uid, texts, moment and moment.astimezone(ZoneInfo(zone)), language))
    return found


def _item(uid, texts, moment, language):
    return Item(str(uid), in_language(texts, language), language_chosen(texts, language), moment)


@dataclass(frozen=True)
class Hit:
    """What a search found: an organisation or a resource, its title, and a line about it."""

    what: str
    uid: str
    title: str
    line: str
    country: str


def found_by(text, language, most):
    """(the first public organisations and resources that contain `text`, {what: are there more than `most`})."""
    parts = (
        (ORGANIZATION, Organization.objects.public().present(), F("name"), "names", F("kind")),
        (RESOURCE, Resource.objects.public(), Value(""), "title", F("type")),
    )
    rows = [
        # The keys in the order in which the index finds them: by name all hits would be read first.
        found.model.objects.filter(pk__in=found.named(text).order_by("pk").values("pk")[: most + 1])
        .annotate(what=Value(what), given=given, words=Cast(words, TextField()), sort=sort)
        .values_list("what", "uid", "given", "words", "sort", "country_id")
        for what, found, given, words, sort in parts
    ]
    hits = {ORGANIZATION: [], RESOURCE: []}
    for what, uid, given, words, sort, country in rows[0].union(*rows[1:], all=True):
        hits[what].append(
            _hit(what, str(uid), given, in_language(json.loads(words), language), sort, country)
        )
    ordered = {what: sorted(found, key=lambda hit: (hit.title, hit.uid)) for what, found in hits.items()}
    shown = tuple(hit for found in ordered.values() for hit in found[:most])
    return shown, {what: len(found) > most for what, found in ordered.items()}


def _hit(what, uid, given, told, sort, country):
    if what == RESOURCE:
        return Hit(what, uid, told, str(dict(Resource.Type.choices)[sort]), country or "")
    return Hit(what, uid, given, told if told != given else "", country or "")

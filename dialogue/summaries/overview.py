"""The dialogue at a glance, of the region or of a country: public records in one query, as profiles are read often."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from network.summaries.directory import country_name
from sse_portal.basics.text import in_language, language_chosen

from ..models import (
    Committee,
    Consultation,
    Implementation,
    Meeting,
    Membership,
    Recommendation,
    RuleSet,
    Seat,
)
from ..standing_orders import SeatFact, judge_balance, read_rules
from .addresses import address
from .rule_words import bench, sentences

COMMITTEES, MEETINGS, NEWEST, CONSULTATIONS = 3, 3, 5, 3
# What the parts of the query have in common; each gives what it has.
PLAIN = {
    "owner": Value(0, output_field=IntegerField()), "key": Value("", output_field=CharField()),
    "words": Value("", output_field=TextField()), "more": Value("", output_field=TextField()),
    "moment": Cast(Value(None), DateTimeField()), "zone": Value("", output_field=CharField()),
    "number": Value(0, output_field=IntegerField()), "uid": Cast(Value(None), UUIDField()),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A record to link to; `text` is in `language`. `moment` is in the zone of the record, whose name is `zone`.

    `place` is its country, where records of several stand together.
    """

    text: str
    language: str
    url: str
    state: str = ""
    state_label: str = ""
    moment: datetime | None = None
    zone: str = ""
    place: str = ""


@dataclass(frozen=True)
class Brief:
    """A committee in short: who sits on its benches, and what its rules say of their balance.

    `benches`: (constituency in words, seats that are filled, seats). `balance` is yes, no, unknown; "" without rules.
    """

    line: Line
    benches: tuple
    filled: int
    seats: int
    balance: str
    reasons: tuple


@dataclass(frozen=True)
class Overview:
    """`numbers` {what: how many}; `implementation` ((code of models.Implementation, its word, how many), …)."""

    numbers: dict
    implementation: tuple
    committees: tuple[Brief, ...]
    meetings: tuple[Line, ...]
    recommendations: tuple[Line, ...]
    consultations: tuple[Line, ...]

    @property
    def is_empty(self):
        return not any(self.numbers.values())


@dataclass(frozen=True)
class _Row:
    owner: int
    key: str
    words: str
    more: str
    moment: datetime | None
    zone: str
    number: int
    uid: UUID | None


def overview(language, country=""):
    """What the dialogue is today, in a country (ISO code) or in the region; the seats of committees only of one."""
    now = timezone.now()
    parts = [*_counts(country, now), *_lists(country, now), *(_committees(country) if country else ())]
    found = defaultdict(list)
    for what, *values in parts[0].union(*parts[1:], all=True):
        found[what].append(_Row(*values))
    states = {row.key: row.number for row in found["state"]}
    return Overview(
        numbers={row.key: row.number for row in found["count"]},
        implementation=_in_words(states),
        committees=tuple(_brief(row, found["seat"], language) for row in _in_order(found["committee"])),
        meetings=tuple(_timed("meeting", row, language, country) for row in _by_time(found["meeting"])),
        recommendations=tuple(_recommendation(row, language) for row in reversed(_in_order(found["newest"]))),
        consultations=tuple(
            _timed("consultation", row, language, country) for row in _by_time(found["consultation"])
        ),
    )  # fmt: skip


def _in_words(states):
    return tuple((code, str(word), states[code]) for code, word in Implementation.choices if code in states)


def _in_order(rows):
    return sorted(rows, key=lambda row: row.owner)


def _by_time(rows):
    return sorted(rows, key=lambda row: (row.moment, row.owner))


def _told(found, what, **columns):
    """Rows as a part of the query."""
    told = {f"told_{name}": value for name, value in (PLAIN | columns).items()}
    return (
        found.order_by()
        .annotate(what=Value(what, output_field=CharField()), **told)
        .values_list("what", *told)
    )


def _counted(found, what, key):
    """How many rows there are of each key."""
    told = {f"told_{name}": value for name, value in (PLAIN | {"key": key}).items() if name != "number"}
    grouped = (
        found.order_by().annotate(what=Value(what, output_field=CharField()), **told).values("what", *told)
    )
    return grouped.annotate(told_number=Count("pk")).values_list("what", *(f"told_{name}" for name in PLAIN))


def _first(found, most):
    """The first rows. Not every database takes a limit within a union, but each takes one within a subquery."""
    return found.model.objects.filter(pk__in=found.values("pk")[:most])


def _of(rows, country):
    return rows.in_country(country) if country else rows


def _recommendations(country):
    """What was adopted once and is not withdrawn or superseded."""
    return _of(Recommendation.objects.public(), country).adopted_and_alive()


def _counts(country, now):
    rows = {
        "committees": _of(Committee.objects.public(), country).at_work(),
        "meetings": _meetings(country, now),
        "recommendations": _recommendations(country),
        "consultations": _consultations(country, now),
    }
    yield from (
        _counted(found, "count", Value(name, output_field=CharField())) for name, found in rows.items()
    )
    yield _counted(_recommendations(country).with_implementation(), "state", F("implementation"))


def _meetings(country, now):
    """Those to come."""
    rows = Meeting.objects.public().in_status("convened").not_over_at(now)
    return rows.in_country(country) if country else rows


def _consultations(country, now):
    return _of(Consultation.objects.public(), country).open_at(now)


def _lists(country, now):
    text, country_code = Cast("title", TextField()), Coalesce("committee__country_id", Value(""))
    meetings = _first(_meetings(country, now).soonest_first(), MEETINGS)
    yield _told(
        meetings,
        "meeting",
        owner=F("pk"),
        key=country_code,
        words=text,
        moment=F("starts_at"),
        zone=F("timezone"),
        uid=F("uid"),
    )
    newest = _first(_recommendations(country).newest_first(), NEWEST).with_implementation()
    yield _told(
        newest, "newest", owner=F("pk"), key=Coalesce("code", Value("")), words=text, more=F("implementation")
    )
    ending = _first(_consultations(country, now).ending_first(), CONSULTATIONS)
    zone = F("committee__timezone")
    yield _told(
        ending,
        "consultation",
        owner=F("pk"),
        key=country_code,
        words=text,
        moment=F("closes_at"),
        zone=zone,
        uid=F("uid"),
    )


def _committees(country):
    """The committees of a country with their rules in force today, and their seats with who holds them."""
    today = timezone.localdate()
    rows = _first(Committee.objects.public().in_country(country).at_work().by_id(), COMMITTEES)
    rules = RuleSet.objects.in_force_on(today).filter(committee=OuterRef("pk"))
    document = Subquery(rules.annotate(text=Cast("document", TextField())).values("text")[:1])
    yield _told(
        rows, "committee", owner=F("pk"), words=Cast("name", TextField()), uid=F("uid"),
        more=Coalesce(document, Value(""), output_field=TextField()),
    )  # fmt: skip
    holders = Membership.objects.in_force_on(today).filter(seat=OuterRef("pk"))
    seats = Seat.objects.public().there_on(today).principal().filter(committee__in=rows.values("pk"))
    yield _told(
        seats, "seat", owner=F("committee_id"), key=F("constituency"),
        number=Case(When(Exists(holders), then=Value(1)), default=Value(0)) + 2 * Cast("is_voting", IntegerField()),
        more=Coalesce(Subquery(holders.values("person__sex")[:1]), Value(""), output_field=TextField()), uid=F("uid"),
    )  # fmt: skip


def _brief(row, seats, language):
    facts = tuple(
        SeatFact(
            uid=str(seat.uid), constituency=seat.key, is_voting=seat.number >= 2, is_filled=seat.number % 2 == 1,
            sex=seat.more,
        )
        for seat in sorted(seats, key=lambda seat: str(seat.uid))
        if seat.owner == row.owner
    )  # fmt: skip
    judged = judge_balance(read_rules(json.loads(row.more)), facts) if row.more else None
    counted = defaultdict(lambda: [0, 0])
    for fact in facts:
        counted[fact.constituency][0] += fact.is_filled
        counted[fact.constituency][1] += 1
    return Brief(
        line=_line(row, address("committee-detail", row.uid), language),
        benches=tuple((bench(code), *numbers) for code, numbers in sorted(counted.items())),
        filled=sum(fact.is_filled for fact in facts), seats=len(facts),
        balance=judged.verdict if judged else "", reasons=sentences(judged.reasons) if judged else (),
    )  # fmt: skip


def _line(row, url, language, **more):
    words = json.loads(row.words)
    text = " ".join(filter(None, (row.key, in_language(words, language))))
    return Line(text, language_chosen(words, language), url, **more)


def _timed(what, row, language, country):
    words, url = json.loads(row.words), address(f"{what}-detail", row.uid)
    return Line(
        in_language(words, language), language_chosen(words, language), url, zone=row.zone,
        moment=row.moment.astimezone(ZoneInfo(row.zone)),
        place="" if country else country_name(row.key or None, language),
    )  # fmt: skip


def _recommendation(row, language):
    label = str(Implementation(row.more).label)
    return _line(row, address("recommendation-detail", row.key), language, state=row.more, state_label=label)

"""Who sits on a committee on a day, and what its rules say of that."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from network.summaries.people import names_shown
from sse_portal.basics.text import in_language, language_chosen

from ..models import Membership, RuleSet, Seat, SeatConstituency
from ..services.common import may_run
from ..standing_orders import SeatFact, judge_balance, read_rules
from .rule_words import sentences


@dataclass(frozen=True)
class Sitting:
    """Who sits on a seat. `name` is empty when the reader may not know it; so is the organisation."""

    uid: str
    name: str
    organization: str
    organization_uid: str
    starts_on: date
    ends_on: date | None
    is_known: bool


@dataclass(frozen=True)
class SeatRow:
    """A seat in words; `holder` is None while it is vacant."""

    uid: str
    constituency: str
    constituency_label: str
    role: str
    role_label: str
    title: str
    title_language: str
    is_voting: bool
    is_alternate: bool
    nominated_by: str
    holder: Sitting | None


@dataclass(frozen=True)
class Bench:
    """A constituency in numbers: voting seats and all seats, how many are filled, by whom."""

    code: str
    label: str
    seats: int
    voting: int
    filled: int
    women: int
    men: int
    not_said: int


@dataclass(frozen=True)
class Composition:
    """The committee on a day. `balance` is yes, no, unknown, or "" without rules; `reasons` says why, in words."""

    committee_uid: str
    day: date
    is_today: bool
    rows: tuple[SeatRow, ...]
    benches: tuple[Bench, ...]
    vacancies: int
    balance: str
    reasons: tuple
    may_run: bool

    @property
    def filled(self):
        return sum(bench.filled for bench in self.benches)

    @property
    def women(self):
        return sum(bench.women for bench in self.benches)


def seat_facts(committee, day):
    """The seats of a committee on a day as SeatFact, in their order; attendance is not recorded. Two queries.

    The seat of an alternate is not counted: it stands behind the one that it stands in for.
    """
    seats, holders = _on(committee, day)
    return _facts(seats, {key: holder.person.sex for key, holder in holders.items()})


def _on(committee, day):
    """(seats, {seat: its Membership}) on a day."""
    seats = list(Seat.objects.of_committee(committee).there_on(day).select_related("nominated_by").in_order())
    held = Membership.objects.of_committee(committee).in_force_on(day)
    return seats, {row.seat_id: row for row in held.select_related("person", "on_behalf_of")}


def _facts(seats, sexes):
    behind = defaultdict(list)
    for seat in seats:
        behind[seat.alternate_of_id].append(str(seat.uid))
    return tuple(
        SeatFact(
            uid=str(seat.uid), constituency=seat.constituency, is_voting=seat.is_voting,
            is_filled=seat.pk in sexes, sex=sexes.get(seat.pk, ""), alternates=tuple(behind[seat.pk]),
        )
        for seat in seats
        if seat.alternate_of_id is None
    )  # fmt: skip


def composition(committee, day, today, user, language):
    """The Composition of a committee on a day, as `user` may know it. Seven queries at most."""
    seats, holders = _on(committee, day)
    names = names_shown([holder.person for holder in holders.values()], user, language)
    known = _organizations(seats, holders.values(), user)
    facts = _facts(seats, {key: holder.person.sex for key, holder in holders.items()})
    rules = RuleSet.objects.of_committee(committee).in_force_on(day).first()
    judged = judge_balance(read_rules(rules.document), facts) if rules else None
    return Composition(
        committee_uid=str(committee.uid), day=day, is_today=day == today,
        rows=tuple(_row(seat, holders.get(seat.pk), names, known, language) for seat in seats),
        benches=_benches(facts), vacancies=sum(not fact.is_filled for fact in facts),
        balance=judged.verdict if judged else "", reasons=sentences(judged.reasons) if judged else (),
        may_run=may_run(user, committee.country_id),
    )  # fmt: skip


def _organizations(seats, holders, user):
    """{organisation key: (name, uid)} of those that `user` may know."""
    keys = {seat.nominated_by_id for seat in seats} | {holder.on_behalf_of_id for holder in holders}
    rows = choosable(user).filter(pk__in=keys - {None})
    return {key: (name, str(uid)) for key, name, uid in rows.values_list("pk", "name", "uid")}


def _row(seat, holder, names, known, language):
    return SeatRow(
        uid=str(seat.uid), constituency=seat.constituency,
        constituency_label=str(seat.get_constituency_display()), role=seat.role,
        role_label=str(seat.get_role_display()), title=in_language(seat.title, language),
        title_language=language_chosen(seat.title, language), is_voting=seat.is_voting,
        is_alternate=seat.alternate_of_id is not None,
        nominated_by=known.get(seat.nominated_by_id, ("", ""))[0],
        holder=_sitting(holder, names, known) if holder else None,
    )  # fmt: skip


def _sitting(holder, names, known):
    organization, uid = known.get(holder.on_behalf_of_id, ("", ""))
    name = names.get(holder.person_id, "")
    return Sitting(
        uid=str(holder.uid), name=name or _("Name not published"), organization=organization,
        organization_uid=uid, starts_on=holder.starts_on, ends_on=holder.ends_on, is_known=bool(name),
    )  # fmt: skip


def _benches(facts):
    rows = []
    for code, label in SeatConstituency.choices:
        own = [fact for fact in facts if fact.constituency == code]
        sexes = Counter(fact.sex for fact in own if fact.is_filled)
        if own:
            rows.append(
                Bench(
                    code=code, label=str(label), seats=len(own), voting=sum(fact.is_voting for fact in own),
                    filled=sum(fact.is_filled for fact in own), women=sexes["female"], men=sexes["male"],
                    not_said=sexes[""] + sexes["other"],
                )
            )  # fmt: skip
    return tuple(rows)

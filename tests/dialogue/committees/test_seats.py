"""Who sits where, from when to when; rules that stay once they hold."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogue.models import Membership
from dialogue.services.committees import RulesInUse, change_rules, write_rules
from dialogue.services.rule_sets import rule_set_on
from dialogue.services.seats import SeatTaken, _one_holder, change_membership, end_membership, seat_member
from dialogue.summaries.composition import seat_facts
from sse_portal.basics.problems import Conflict, Invalid
from tests.dialogue.factories import RULES, a_committee, a_membership, a_rule_set, a_seat
from tests.network.factories import a_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_nobody_is_put_on_a_taken_seat(committee, chenda):
    seat = a_seat(committee)
    first = a_membership(seat, starts_on=date(2024, 2, 1), ends_on=date(2025, 2, 1))
    values = {"person": str(a_person("KH").uid), "starts_on": "2025-01-31"}

    with pytest.raises(SeatTaken) as refusal:
        seat_member(by=chenda, seat=seat, values=values)
    assert (refusal.value.status, refusal.value.field) == (409, "starts_on")
    second = seat_member(by=chenda, seat=seat, values=values | {"starts_on": "2025-02-01"})
    with pytest.raises(SeatTaken):
        change_membership(by=chenda, membership=first, version=1, values={"ends_on": "2025-02-02"})
    with pytest.raises(SeatTaken):
        change_membership(by=chenda, membership=second, version=1, values={"starts_on": "2025-01-01"})


def test_the_refusal_of_the_database_is_the_same_conflict(committee):
    seat = a_seat(committee)
    a_membership(seat)

    with pytest.raises(SeatTaken), _one_holder():
        a_membership(seat)
    assert Membership.objects.of_seat(seat).count() == 1


def test_a_term_ends_after_it_begins_and_the_seat_is_free_from_that_day(committee, chenda):
    membership = a_membership(a_seat(committee), starts_on=date(2024, 2, 1))
    with pytest.raises(Invalid):
        end_membership(
            by=chenda, membership=membership, ends_on=date(2024, 2, 1), end_reason="term", version=1
        )
    end_membership(
        by=chenda, membership=membership, ends_on=date(2025, 2, 1), end_reason="resigned", version=1
    )

    on = lambda day: [seat.is_filled for seat in seat_facts(committee, day)]
    assert on(date(2024, 1, 31)) == [False] and on(date(2024, 2, 1)) == [True]
    assert on(date(2025, 1, 31)) == [True] and on(date(2025, 2, 1)) == [False]


def test_a_seat_is_there_between_its_days(committee):
    a_seat(committee, starts_on=date(2024, 3, 1), ends_on=date(2025, 3, 1))
    on = lambda day: len(seat_facts(committee, day))

    assert [on(date(2024, 2, 29)), on(date(2024, 3, 1)), on(date(2025, 2, 28)), on(date(2025, 3, 1))] == [
        0, 1, 1, 0,
    ]  # fmt: skip


def test_the_seat_of_an_alternate_counts_for_the_one_that_it_stands_in_for(committee):
    principal = a_seat(committee, "EMP")
    alternate = a_seat(committee, "EMP", alternate_of=principal)
    a_membership(alternate)

    (fact,) = seat_facts(committee, date(2026, 1, 1))
    assert (fact.uid, fact.alternates) == (str(principal.uid), (str(alternate.uid),))


def test_rules_hold_from_their_day_until_the_next_ones(committee):
    first, second = (a_rule_set(committee, effective_from=date(year, 1, 1)) for year in (2024, 2025))

    assert rule_set_on(committee, date(2023, 12, 31)) is None
    assert rule_set_on(committee, date(2024, 12, 31)) == first
    assert rule_set_on(committee, date(2025, 1, 1)) == second


def test_rules_in_force_stay_and_new_ones_take_their_place(committee, chenda):
    today = timezone.localdate()
    old = write_rules(by=chenda, committee=committee, document=RULES, values={"effective_from": today})
    change = {"document": RULES | {"notice_days": 21}, "version": 1}

    with pytest.raises(RulesInUse):
        change_rules(by=chenda, rule_set=old, values={"effective_from": today}, **change)
    later = {"effective_from": today + DAY}
    new = write_rules(by=chenda, committee=committee, document=RULES, values=later)
    change_rules(by=chenda, rule_set=new, values=later, **change)
    assert (new.number, new.document["notice_days"]) == (2, 21)
    with pytest.raises(Conflict):
        write_rules(by=chenda, committee=committee, document=RULES, values=later)


def test_only_its_own_secretariat_writes_about_a_committee(chenda):
    region, neighbour = a_committee(None), a_committee("KG")
    for committee in (region, neighbour):
        with pytest.raises(PermissionDenied):
            seat_member(by=chenda, seat=a_seat(committee), values={"starts_on": "2025-01-01"})
        with pytest.raises(PermissionDenied):
            write_rules(
                by=chenda, committee=committee, document=RULES, values={"effective_from": "2025-01-01"}
            )

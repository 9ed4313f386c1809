from decimal import Decimal

import pytest

from mapping.disclosure import (
    MEDIAN,
    PUBLIC_SHARE,
    REGISTER_FACT,
    SHARE,
    SUM,
    significant,
    to_base,
    whole_percent,
)

from .test_groups import group_of

YES, NO = (1, 0), (0, 1)


def sum_of(*amounts):
    return group_of([(amount,) for amount in amounts])


def test_a_sum_of_four_is_withheld_and_of_five_is_told():
    assert not SUM.allows(sum_of(10, 10, 10, 10))
    assert SUM.allows(sum_of(10, 10, 10, 10, 10))


def test_those_who_add_nothing_do_not_count_as_contributors():
    assert not SUM.allows(sum_of(10, 10, 10, 10, 0, 0))
    assert not SUM.allows(sum_of(0, 0, 0, 0, 0)), "a sum of nothing tells that each of them has nothing"


def test_the_second_largest_must_not_estimate_the_largest_within_ten_percent():
    assert SUM.allows(sum_of(1000, 500, 50, 25, 25)), "the rest is exactly 10 % of the largest"
    assert not SUM.allows(sum_of(1000, 500, 50, 25, 24))


def test_a_share_needs_five_on_each_side():
    assert SHARE.allows(group_of([YES] * 5 + [NO] * 5))
    assert not SHARE.allows(group_of([YES] * 4 + [NO] * 50))
    assert not SHARE.allows(group_of([YES] * 50)), "all of them said yes: so did each"


def test_a_share_of_public_facts_may_be_none_or_all():
    assert PUBLIC_SHARE.allows(group_of([YES] * 5))
    assert not PUBLIC_SHARE.allows(group_of([YES] * 4))
    assert not PUBLIC_SHARE.allows(group_of([YES] * 3 + [NO] * 50))


def test_a_median_needs_five_and_a_register_fact_nothing():
    assert not MEDIAN.allows(group_of([()] * 4))
    assert MEDIAN.allows(group_of([()] * 5))
    assert REGISTER_FACT.allows(group_of([()]))


@pytest.mark.parametrize("rule", [REGISTER_FACT, MEDIAN, SHARE, SUM])
def test_a_change_of_nobody_tells_nothing_and_of_one_too_much(rule):
    assert rule.allows_change(group_of([]))
    assert not rule.allows_change(group_of([YES if rule is SHARE else (7,)]))


def test_persons_are_rounded_to_five():
    assert [to_base(n) for n in (0, 2, Decimal("2.5"), 7, 8, 12)] == [0, 0, 5, 5, 10, 10]


def test_money_keeps_three_digits():
    assert [significant(n) for n in (0, 1234, 1235, 999999, Decimal("0.012345"))] == [
        0,
        1230,
        1240,
        1000000,
        Decimal("0.0123"),
    ]


def test_shares_are_whole_percent_and_of_nothing_there_is_none():
    assert [whole_percent(1, 3), whole_percent(1, 200), whole_percent(1, 0)] == [33, 1, None]

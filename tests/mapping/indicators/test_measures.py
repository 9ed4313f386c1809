from mapping.indicators.measures import (
    MISSING,
    OUT_OF_SCOPE,
    OUTSIDE,
    SCALE,
    WEIGHT,
    Age,
    Amount,
    AnyBut,
    Each,
    Has,
    Judged,
    Middle,
    OneOf,
    Part,
    PercentOf,
)
from sse_portal.rules import NOT_APPLICABLE

from .units import a_unit

UNIT = SCALE * WEIGHT


def test_an_amount_is_weighted_only_where_the_formula_says_so():
    unit = a_unit(weight=1.5, workers_total=10)
    assert Amount("workers_total")(unit) == {(): (10 * UNIT,)}
    assert Amount("workers_total", weighted=True)(unit) == {(): (15 * UNIT,)}


def test_silence_is_missing_and_not_zero():
    for unit in (a_unit(), a_unit(voting_rule="dk")):
        assert OneOf("voting_rule", ("consensus",))(unit) is MISSING
    assert Amount("workers_total")(a_unit()) is MISSING
    assert Amount("workers_total")(a_unit(workers_total=0)) == {(): (0,)}


def test_who_is_not_asked_is_neither_counted_nor_missing():
    assert Amount("members_total")(a_unit(members_total=NOT_APPLICABLE)) == OUTSIDE
    assert Part("members_women", "members_total")(a_unit(members_women=NOT_APPLICABLE)) == OUTSIDE


def test_only_organisations_in_scope_are_measured():
    assert Amount("workers_total")(a_unit(verdict=OUT_OF_SCOPE, workers_total=7)) == OUTSIDE
    assert Judged()(a_unit(verdict=OUT_OF_SCOPE)) == {(): ()}


def test_a_part_is_measured_where_both_numbers_were_answered():
    measure = Part("workers_women", "workers_total")
    assert measure(a_unit(workers_women=3, workers_total=10)) == {(): (3 * SCALE, 7 * SCALE, 10 * SCALE)}
    assert measure(a_unit(workers_total=10)) is MISSING


def test_a_part_larger_than_its_whole_leaves_nothing_over():
    brought = Part("workers_women", "workers_total")(a_unit(workers_women=12, workers_total=10))
    assert brought[()][1] == 0


def test_a_percentage_of_an_amount_is_worked_out_exactly():
    part, rest, whole = PercentOf("revenue_public_pct", "revenue_total")(
        a_unit(revenue_public_pct=12.5, revenue_total=1000.01)
    )[()]
    assert part + rest == whole
    assert part * 1000 == whole * 125


def test_a_median_of_surplus_asks_only_where_there_is_a_surplus():
    measure = Middle("surplus_reinvested_pct", weighted=True, above_zero="surplus")
    assert measure(a_unit(surplus=5, surplus_reinvested_pct=40, weight=2)) == {(): (40 * SCALE, 2 * WEIGHT)}
    assert measure(a_unit(surplus=-5, surplus_reinvested_pct=40)) == OUTSIDE
    assert measure(a_unit(surplus=5)) is MISSING
    assert measure(a_unit(surplus=0, surplus_reinvested_pct=40)) == OUTSIDE


def test_age_is_counted_to_the_year_of_the_release_and_never_below_zero():
    assert Age("year_established")(a_unit(year=2026, year_established=2010)) == {(): (16 * SCALE, WEIGHT)}
    assert Age("year_established")(a_unit(year=2026, year_established=2027)) == {(): (0, WEIGHT)}


def test_any_but_none_counts_a_list_with_something_else_in_it():
    measure = AnyBut("care_services")
    assert measure(a_unit(care_services=["childcare"])) == {(): (1, 0)}
    assert measure(a_unit(care_services=["none"])) == {(): (0, 1)}
    assert measure(a_unit(care_services=[])) == {(): (0, 1)}, "answered, with none chosen"
    assert measure(a_unit(care_services=["dk"])) is MISSING


def test_each_choice_is_told_by_itself():
    brought = Each("needs_main", ("finance", "data"))(a_unit(needs_main=["finance"]))
    assert brought == {(("needs_main", "finance"),): (1, 0), (("needs_main", "data"),): (0, 1)}


def test_a_code_is_counted_among_all_in_scope_and_silence_is_known():
    measure = Has("legal_status", "registered")
    assert measure(a_unit(legal_status="registered")) == {(): ()}
    assert measure(a_unit(legal_status="unregistered")) == OUTSIDE
    assert measure(a_unit(legal_status="dk")) is MISSING

"""Whole releases against an attacker who solves every sum that was ever published, of two definition versions."""

import pytest

from mapping.indicators import SERIES
from mapping.indicators.control import Earlier, control
from mapping.indicators.history import Comparison, Joint
from mapping.indicators.series import Series, Tabulation
from tests.mapping.disclosure.attacker import recovered

from .units import skewed_units, some_changing_sides

PAID_WORK = SERIES["I11"]


def tabulated(series, units):
    tabulation = Tabulation([series])
    for unit in units:
        tabulation.add(unit)
    return tabulation


def first_release(series, units):
    """The keys that a first release tells."""
    tabulation = tabulated(series, units)
    groups = tabulation.groups(series)
    controlled = control(series, groups, Joint.of_one(tabulation), [])
    assert not controlled.exposed
    return groups.keys() - controlled.withheld.keys()


def next_release(series, old, new, told_before, *, watched=True):
    """The keys that a second release tells. `watched` off: as if nothing had been published before."""
    tabulation, comparison, joint = tabulated(series, new), Comparison([series]), Joint([series])
    for before, after in zip(old, new, strict=True):
        comparison.add(before, after)
        joint.add([before, after])
    groups = tabulation.groups(series)
    if not watched:
        return groups.keys() - control(series, groups, Joint.of_one(tabulation), []).withheld.keys()
    controlled = control(series, groups, joint, [Earlier(comparison, {series.name: told_before})])
    assert not controlled.exposed
    return groups.keys() - controlled.withheld.keys()


def sums_of(series, units, told):
    """The set of organisations that each told cell adds up."""
    members = {key: set() for key in told}
    for unit in units:
        for item in series.measure(unit) or ():
            for key in series.cells(item, series.place(unit)):
                if key in members:
                    members[key].add(unit.entity)
    return list(members.values())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("count", [60, 300])
def test_nobody_is_recovered_from_one_release(count, seed):
    units = skewed_units(count, seed)
    told = first_release(PAID_WORK, units)
    assert recovered(sums_of(PAID_WORK, units, told), range(count)) == set()


def test_without_control_the_attacker_recovers_many():
    units = skewed_units(300, 1)
    every = tabulated(PAID_WORK, units).groups(PAID_WORK).keys()
    two_way = Series("finer", PAID_WORK.measure, PAID_WORK.rule, (("isic_main", "region"),))
    finer = tabulated(two_way, units).groups(two_way).keys()
    sums = sums_of(PAID_WORK, units, every) + sums_of(two_way, units, finer)
    assert len(recovered(sums, range(300))) > 10


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("share", [0.01, 0.03, 0.1])
def test_nobody_is_recovered_from_two_definition_versions(share, seed):
    old = skewed_units(300, seed)
    new = some_changing_sides(old, share, seed)
    told = first_release(PAID_WORK, old)
    told_next = next_release(PAID_WORK, old, new, told)
    sums = sums_of(PAID_WORK, old, told) + sums_of(PAID_WORK, new, told_next)
    assert recovered(sums, range(300)) == set()


def test_two_versions_protected_each_for_itself_give_organisations_away():
    old = skewed_units(300, 1)
    new = some_changing_sides(old, 0.03, 1)
    told = first_release(PAID_WORK, old)
    told_next = next_release(PAID_WORK, old, new, told, watched=False)
    sums = sums_of(PAID_WORK, old, told) + sums_of(PAID_WORK, new, told_next)
    assert recovered(sums, range(300)), "this is what the change-set rule is for"


def test_a_finer_table_is_closed_by_the_complement_rule():
    finer = Series(
        "finer", PAID_WORK.measure, PAID_WORK.rule, ((), ("isic_main",), ("region",), ("isic_main", "region"))
    )
    units = skewed_units(400, 2)
    told = first_release(finer, units)
    assert 0 < len(told) < len(tabulated(finer, units).groups(finer))
    assert recovered(sums_of(finer, units, told), range(400)) == set()


def test_the_same_state_again_tells_the_same_again():
    units = skewed_units(300, 4)
    told = first_release(PAID_WORK, units)
    assert next_release(PAID_WORK, units, units, told) == told


def test_a_count_shows_no_verdict_that_changed_alone():
    counts = SERIES["in_scope"]
    old = skewed_units(200, 5)
    flipped = next(unit for unit in old if unit.answers["region"] == "KH-3")
    new = [*old]
    new[flipped.entity] = some_changing_sides([flipped], 1, 0)[0]
    told = next_release(counts, old, new, set())
    assert (("region", "KH-3"),) not in told and () not in told
    assert (("region", "KH-2"),) in told


def test_a_count_follows_the_register_where_answers_changed_too():
    counts = SERIES["in_scope"]
    old = skewed_units(200, 5)
    moved = next(unit for unit in old if unit.answers["region"] == "KH-3")
    new = [*old]
    new[moved.entity] = skewed_units(1, 9)[0].__class__(
        moved.entity, moved.verdict, moved.weight, moved.answers | {"region": "KH-4"}, moved.year
    )
    told = next_release(counts, old, new, set())
    assert (("region", "KH-3"),) in told and () in told


@pytest.mark.parametrize("seed", [0, 1, 4, 7, 8])
def test_what_the_rules_leave_open_the_audit_closes(seed):
    old = skewed_units(60, seed)
    new = some_changing_sides(old, 0.2 if seed == 0 else 0.05, seed)
    told = first_release(PAID_WORK, old)
    tabulation, comparison, joint = tabulated(PAID_WORK, new), Comparison([PAID_WORK]), Joint([PAID_WORK])
    for before, after in zip(old, new, strict=True):
        comparison.add(before, after)
        joint.add([before, after])
    groups = tabulation.groups(PAID_WORK)
    controlled = control(PAID_WORK, groups, joint, [Earlier(comparison, {"I11": told})])
    assert "audit" in controlled.withheld.values() and not controlled.exposed
    sums = sums_of(PAID_WORK, old, told) + sums_of(PAID_WORK, new, groups.keys() - controlled.withheld.keys())
    assert recovered(sums, range(60)) == set()

from hypothesis import given
from hypothesis import strategies as st

from mapping.disclosure import Group, Spread

AMOUNTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**12)), max_size=12)


def group_of(amounts):
    group = Group()
    for each in amounts:
        group.add(each)
    return group


def as_plain(group):
    return group.units, [(s.contributors, s.total, s.first, s.second) for s in group.sums]


@given(st.lists(AMOUNTS, max_size=5))
def test_a_union_of_groups_is_the_group_of_all(parts):
    together = Group.union(map(group_of, parts))
    assert as_plain(together) == as_plain(group_of([amounts for part in parts for amounts in part]))


@given(AMOUNTS)
def test_a_sum_knows_its_two_largest_and_counts_only_what_is_not_zero(amounts):
    group = group_of(amounts)
    for place, each in enumerate(group.sums):
        values = sorted((pair[place] for pair in amounts), reverse=True)
        assert each.total == sum(values)
        assert [each.first, each.second] == [*values, 0][:2]
        assert each.contributors == sum(value > 0 for value in values)


def spread_of(*pairs):
    spread = Spread()
    for pair in pairs:
        spread.add(pair)
    return spread


def test_the_median_is_where_half_of_the_weight_is_reached():
    assert spread_of((10, 1), (20, 1), (90, 1)).median() == (20, 20)
    assert spread_of((10, 1), (20, 1), (90, 5)).median() == (90, 90)


def test_between_two_values_the_median_is_both():
    assert spread_of((10, 1), (20, 1)).median() == (10, 20)
    assert spread_of((10, 2), (20, 1), (30, 1)).median() == (10, 20)


def test_nobody_has_no_median():
    assert spread_of().median() is None


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=15))
def test_the_weighted_median_is_the_median_of_each_value_repeated(pairs):
    repeated = sorted(value for value, weight in pairs for _ in range(weight))
    middle = len(repeated) // 2
    expected = (repeated[(len(repeated) - 1) // 2], repeated[middle])
    assert spread_of(*pairs).median() == expected

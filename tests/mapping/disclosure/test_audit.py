from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mapping.disclosure import determined

from .attacker import recovered

ROWS = st.sets(st.integers(0, 9), max_size=5).map(sorted).map(tuple)


@given(st.lists(ROWS, max_size=25))
def test_the_audit_finds_exactly_those_whom_an_attacker_recovers(memberships):
    patterns = Counter(memberships)
    names = dict(enumerate(memberships))
    sums = [{name for name, rows in names.items() if row in rows} for row in range(10)]
    found = {names[name] for name in recovered(sums, names)}
    assert set(determined(patterns)) == found


def test_a_sum_of_one_is_found_and_of_two_is_not():
    assert determined({("total",): 1}) == [("total",)]
    assert determined({("total",): 2}) == []


def test_the_difference_of_two_sums_is_found():
    assert determined({("all",): 1, ("all", "most"): 30}) == [("all",)]


def test_a_chain_over_three_tables_is_found():
    patterns = {("total", "a", "1"): 4, ("total", "b", "1"): 5, ("total", "b", "2"): 6, ("total", "2"): 1}
    # total - a - b is the one organisation whose type is not told.
    assert determined(patterns) == [("total", "2")]


def test_nobody_is_found_where_nothing_is_told():
    assert determined({(): 1}) == []
    assert determined({}) == []

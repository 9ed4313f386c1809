import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.ui.charts.scales import class_breaks, class_of, scale

numbers = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-6)


@given(st.lists(numbers, min_size=1, max_size=30))
def test_an_axis_holds_its_values_and_zero(values):
    axis = scale(values)

    hairline = (axis.high - axis.low) * 1e-8
    assert axis.low <= min(values) + hairline
    assert axis.high >= max(values) - hairline
    assert axis.low <= 0 <= axis.high
    assert 2 <= len(axis.ticks) <= 8
    assert all(0 <= axis.at(value) <= 1 for value in values)


def test_an_axis_ends_in_round_numbers():
    assert scale([3, 87]).ticks == (0, 25, 50, 75, 100)


@pytest.mark.parametrize("values", [[], [0], [0, 0], [7]])
def test_few_or_equal_values_make_an_axis_all_the_same(values):
    axis = scale(values)
    assert axis.high > axis.low


@given(st.lists(st.integers(0, 1000), max_size=80), st.integers(2, 5))
def test_every_value_has_a_class_that_holds_it(values, classes):
    breaks = class_breaks(values, classes)

    assert len(breaks) <= classes
    assert list(breaks) == sorted(set(breaks))
    for value in values:
        number = class_of(value, breaks)
        assert value <= breaks[number - 1]
        assert number == 1 or value > breaks[number - 2]


def test_breaks_are_values_that_were_published():
    assert set(class_breaks([1, 2, 50, 60, 900])) <= {1, 2, 50, 60, 900}

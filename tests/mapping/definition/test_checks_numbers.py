"""Numbers as people and spreadsheets write them."""

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.definition.checks import BadAnswer, clean_value
from mapping.definition.codebook import CODEBOOK

NUMBERS = [variable for variable in CODEBOOK.values() if variable.is_number]
KHMER_DIGITS, THAI_DIGITS = "០១២៣៤៥៦៧៨៩", "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS, DEVANAGARI_DIGITS = "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"


def clean(name, raw):
    return clean_value(CODEBOOK[name], raw)


def refused(name, raw):
    """The code with which a raw answer is refused."""
    with pytest.raises(BadAnswer) as caught:
        clean(name, raw)
    return caught.value.code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (5, 5), ("5", 5), (" 5 ", 5), (5.0, 5), ("5.0", 5), (Decimal("5"), 5), ("+5", 5), ("007", 7), ("0", 0),
        ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234", 1234), ("1'234", 1234),
        ("1,234,567", 1234567), ("1.234.567", 1234567), ("1.000", 1000), ("១២៣", 123), ("๑๒๓", 123), ("១២,៣៤៥", 12345),
    ],
)  # fmt: skip
def test_whole_numbers_are_read_as_people_write_them(raw, value):
    read = clean("workers_total", raw)
    assert (read, type(read)) == (value, int)


@pytest.mark.parametrize("raw", ["5.5", 5.5, "5,5", Decimal("0.1"), "1,234.5"])
def test_a_count_is_whole(raw):
    assert refused("workers_total", raw) == "not-whole"


@pytest.mark.parametrize("raw", ["1,23,456", "1.234,567.8", "1,234 567", "12,34", "1..2", ",5", "5,"])
def test_wrong_grouping_is_not_guessed_at(raw):
    assert refused("workers_total", raw) in ("not-a-number", "not-whole")


@pytest.mark.parametrize("raw", [-1, "-1", "−1", "2000000001"])
def test_a_count_is_neither_negative_nor_beyond_the_world(raw):
    assert refused("workers_total", raw) == "out-of-range"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1234567", "1234567.00"), ("1,234,567.89", "1234567.89"), ("1.234.567,89", "1234567.89"),
        ("1 234 567,8", "1234567.80"), ("1,234", "1234.00"), ("1.234", "1234.00"), (0.1, "0.10"), ("12,5", "12.50"),
        (1234.5600000001, "1234.56"), (Decimal("2.345"), "2.35"), ("០", "0.00"), ("9" * 15, "9" * 15 + ".00"),
    ],
)  # fmt: skip
def test_money_is_exact_to_the_cent(raw, value):
    assert str(clean("revenue_total", raw)) == value


def test_only_a_surplus_may_be_negative():
    assert clean("surplus", "-1,234.5") == Decimal("-1234.50")
    assert clean("surplus", "−7") == -7
    assert refused("revenue_total", "-1") == "out-of-range"


def test_more_digits_than_a_database_keeps_are_refused():
    assert refused("revenue_total", "99999999999999.99") == "too-precise"
    assert clean("revenue_total", "9999999999999.99") == Decimal("9999999999999.99")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("45%", 45),
        ("45 %", 45),
        ("45,5", "45.5"),
        ("33.333", "33.33"),
        ("0,125", "0.13"),
        (100, 100),
        ("๕๐", 50),
    ],
)
def test_shares_are_read_with_or_without_their_sign(raw, value):
    assert clean("revenue_market_pct", raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["101", -1, "100.01", "12,345.6"])
def test_a_share_lies_between_0_and_100(raw):
    assert refused("revenue_market_pct", raw) == "out-of-range"


def test_what_may_mean_two_numbers_is_refused_and_both_are_named():
    assert refused("workers_fte", "12.375") == "ambiguous-number"
    with pytest.raises(BadAnswer, match="12.375 or 12375"):
        clean("workers_fte", "12,375")
    assert clean("workers_fte", "0.375") == Decimal("0.38"), "no thousands begin with a zero"
    assert clean("workers_fte", 12.375) == Decimal("12.38"), "a number is not ambiguous"


@given(st.integers(0, 2_000_000_000), st.sampled_from([",", ".", " ", "\u00a0", "'", ""]))
def test_every_way_of_grouping_gives_the_same_count(number, mark):
    assert clean("workers_total", f"{number:,}".replace(",", mark)) == number


@given(
    st.integers(0, 2_000_000_000),
    st.sampled_from([KHMER_DIGITS, THAI_DIGITS, ARABIC_DIGITS, DEVANAGARI_DIGITS]),
)
def test_native_digits_count_like_western_ones(number, digits):
    assert clean("workers_total", str(number).translate(str.maketrans(string.digits, digits))) == number


@given(
    st.decimals(-(10**12), 10**12, places=2), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("", ".")])
)
def test_every_way_of_writing_money_gives_the_same_amount(amount, marks):
    thousands, point = marks
    text = f"{amount:,.2f}".replace(",", "T").replace(".", point).replace("T", thousands)
    assert clean("surplus", text) == amount


@pytest.mark.parametrize("variable", NUMBERS, ids=lambda variable: variable.name)
def test_the_bounds_themselves_are_allowed(variable):
    for bound in (variable.minimum, variable.maximum):
        if not (variable.unit == "year" and bound > 2400):
            assert clean(variable.name, str(bound)) == bound

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from sse_portal.ui import formats

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,234,567.5"),
        ("km", "1.234.567,5"),
        ("ky", f"1{NO_BREAK}234{NO_BREAK}567,5"),
        ("ru", f"1{NO_BREAK}234{NO_BREAK}567,5"),
        ("mn", "1,234,567.5"),
        ("th", "1,234,567.5"),
        ("vi", "1.234.567,5"),
    ],
)
def test_a_number_is_grouped_as_its_language_has_it(language, text):
    with translation.override(language):
        assert formats.number(Decimal("1234567.50")) == text


@pytest.mark.parametrize("value", [None, "", "a lot", float("nan"), float("inf"), True, [], {}])
def test_what_is_not_a_number_is_written_as_nothing(value):
    assert formats.number(value) == ""
    assert formats.percent(value) == ""
    assert formats.money(value, "KHR") == ""


def test_zero_is_a_number():
    assert formats.number(0) == "0"
    assert formats.percent(0) == "0%"


def test_a_negative_number_has_a_minus_and_not_a_hyphen():
    assert formats.number(-1200) == "\u22121,200"


def test_halves_are_rounded_up_as_people_expect():
    assert formats.number(Decimal("2.5"), 0) == "3"
    assert formats.number("0.125", 2) == "0.13"


@pytest.mark.parametrize("value", [10**30, "1e300", "-1e25"])
def test_an_enormous_number_is_written_short(value):
    assert len(formats.number(value)) < 15


def test_russian_has_a_space_before_the_percent_sign():
    with translation.override("ru"):
        assert formats.percent(Decimal("12.5")) == f"12,5{NO_BREAK}%"


def test_dong_has_no_minor_unit_and_som_has_two():
    assert formats.money(Decimal("1250000.4"), "VND") == f"1,250,000{NO_BREAK}VND"
    assert formats.money(Decimal("12.5"), "KGS") == f"12.50{NO_BREAK}KGS"


def test_a_thai_date_has_the_buddhist_year_too():
    with translation.override("th"):
        assert formats.local_date(date(2026, 11, 24)) == "24 พฤศจิกายน 2026 (พ.ศ. 2569)"


def test_an_english_date_has_the_day_first():
    assert formats.local_date(date(2026, 11, 4)) == "4 November 2026"


def test_a_moment_is_shown_in_the_current_time_zone():
    with timezone.override("Asia/Bangkok"):
        assert formats.local_datetime(datetime(2026, 11, 23, 20, 5, tzinfo=UTC)).startswith(
            "24 November 2026, 03:05"
        )


@pytest.mark.parametrize("write", [formats.local_date, formats.local_datetime])
def test_no_date_is_written_as_nothing(write):
    assert write(None) == ""

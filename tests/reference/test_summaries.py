"""What the rest of the house reads of the reference data."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.reference import summaries
from sse_portal.reference.models import Region

LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)
LANGUAGES = {"en", "km", "ky", "ru", "mn", "th", "vi"}


def test_the_five_countries_have_a_name_in_every_language(reference):
    found = summaries.countries()
    assert [country.iso2 for country in found] == ["KG", "KH", "MN", "TH", "VN"]
    for country in found:
        assert set(country.names) == LANGUAGES
        assert all(country.names.values())


def test_a_country_is_found_in_either_case_and_an_unknown_one_is_none(reference):
    assert summaries.country("kh").iso3 == "KHM"
    assert summaries.country("XX") is None


@pytest.mark.parametrize(
    ("iso2", "on", "count"),
    [
        ("KH", FIRST_NEW, 25),
        ("KH", date(2013, 12, 30), 24),
        ("KG", FIRST_NEW, 9),
        ("MN", FIRST_NEW, 22),
        ("TH", FIRST_NEW, 78),
        ("VN", LAST_OLD, 63),
        ("VN", FIRST_NEW, 34),
        ("XX", FIRST_NEW, 0),
    ],
)
def test_the_regions_are_those_of_the_day(reference, iso2, on, count):
    assert len(summaries.regions_of(iso2, on)) == count
    assert Region.objects.in_country(iso2).valid_on(on).count() == count


def test_without_a_day_all_regions_that_ever_were_are_given(reference):
    assert len(summaries.regions_of("VN")) == 63 + 34


def test_regions_have_english_local_and_for_kyrgyzstan_russian_names(reference):
    assert summaries.region("KG-B").names == {"en": "Batken", "ky": "Баткен", "ru": "Баткенская область"}
    assert set(summaries.region("KH-12").names) == {"en", "km"}


def test_the_law_of_the_day_decides_which_cooperative_form_exists(reference):
    before = {form.code for form in summaries.legal_forms_of("VN", date(2024, 6, 30))}
    after = {form.code for form in summaries.legal_forms_of("VN", date(2024, 7, 1))}
    assert ("VN-CO12" in before, "VN-COP" in before) == (True, False)
    assert ("VN-CO12" in after, "VN-COP" in after) == (False, True)


def test_classifications_keep_their_published_order_and_levels(reference):
    assert [item.code for item in summaries.items("ISIC4")] == list("ABCDEFGHIJKLMNOPQRSTU")
    assert len(summaries.items("ISIC5", 1)) == 22
    assert len(summaries.items("ICNP", 1)) == 12
    assert [item.key for item in summaries.items("SDG", 1)] == [str(goal) for goal in range(1, 18)]
    assert summaries.items("ISIC9") == ()


def test_what_a_form_shows_of_a_classification_has_a_title_in_every_language(reference):
    shown = [item for scheme in ("ISIC4", "ISIC5") for item in summaries.items(scheme)]
    shown += summaries.items("ICNP", 1) + summaries.items("ICNP", 2) + summaries.items("SDG", 1)
    assert [
        item.key for item in shown if set(item.titles) != LANGUAGES or not all(item.titles.values())
    ] == []


def test_every_section_of_isic_5_rolls_up_to_one_of_isic_4(reference):
    fourth = {item.key for item in summaries.items("ISIC4")}
    assert {summaries.isic4_section(item.key) for item in summaries.items("ISIC5")} == fourth
    assert summaries.isic4_section("ISIC5:K") == "ISIC4:J", "telecommunications"
    assert summaries.isic4_section("ISIC5:L") == "ISIC4:K", "finance"
    assert summaries.isic4_section("ISIC4:K") == "ISIC4:K"


@pytest.mark.parametrize("key", ["", "K", "ISIC5:Z", "ISIC4:", "ISIC6:A"])
def test_an_unknown_activity_has_no_section(reference, key):
    assert summaries.isic4_section(key) is None


def test_every_old_province_of_viet_nam_rolls_into_one_that_is_valid(reference):
    new = {region.code for region in summaries.regions_of("VN", FIRST_NEW)}
    rolled = {
        summaries.rolled_forward(region.code, FIRST_NEW).code
        for region in summaries.regions_of("VN", LAST_OLD)
    }
    assert rolled == new


def test_a_region_rolls_to_itself_while_it_is_valid(reference):
    assert summaries.rolled_forward("VN-03", LAST_OLD).code == "VN-03"


def test_rolling_backwards_is_not_comparable(reference):
    rolled = summaries.rolled_forward("VN34-08", LAST_OLD)
    assert not rolled.comparable


def test_a_split_is_not_comparable(reference):
    Region.objects.filter(code="KH-3").update(
        valid_to=date(2013, 12, 31), successor_id="KH-25", change_kind=Region.Change.SPLIT
    )
    summaries.forget()
    try:
        assert summaries.rolled_forward("KH-3", date(2013, 12, 30)).code == "KH-3"
        assert not summaries.rolled_forward("KH-3", date(2020, 1, 1)).comparable
    finally:
        summaries.forget()


def test_an_unknown_region_cannot_be_rolled(reference):
    with pytest.raises(KeyError):
        summaries.rolled_forward("XX-1", FIRST_NEW)


def test_each_table_is_read_once(reference):
    summaries.forget()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            summaries.countries()
            summaries.regions_of("VN", FIRST_NEW)
            summaries.legal_forms_of("TH", FIRST_NEW)
            summaries.items("ISIC4")
    assert len(queries) == 4


def test_an_empty_table_is_not_remembered_as_empty(no_reference):
    assert summaries.countries() == ()
    with CaptureQueriesContext(connection) as queries:
        assert summaries.country("KH") is None
    assert len(queries) == 1


@given(
    start=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    length=st.none() | st.integers(1, 4000),
    day=st.dates(date(1990, 1, 1), date(2040, 1, 1)),
)
def test_validity_is_half_open(start, length, day):
    end = None if length is None else (start or date(2000, 1, 1)) + timedelta(days=length)
    valid = summaries.Dated(start, end).is_valid_on(day)
    assert valid == ((start or date.min) <= day < (end or date.max))

from decimal import Decimal

import pytest
from django.utils import translation

from mapping.models import Observation
from mapping.summaries import releases


@pytest.fixture
def row(published):
    return releases.latest_release("KH")


def test_the_latest_published_release_is_the_one_told(row, published):
    assert row.uid == published.uid and row.country_name == "Cambodia" and row.currency == "KHR"
    assert releases.latest_release("TH") is None


def test_an_unpublished_release_is_not_told(built):
    assert releases.latest_release("KH") is None and releases.latest_releases() == {}


def test_key_figures_carry_all_that_makes_them_trusted(row):
    figures = {figure.indicator: figure for figure in releases.key_figures(row)}
    paid = figures["I11"]
    assert paid.title == "Paid employment" and paid.unit == "persons" and paid.n > 0
    assert paid.value % 5 == 0 and 0 <= paid.missing_share <= 100
    assert (paid.release_uid, paid.definition_uid, paid.as_of) == (row.uid, row.definition.uid, row.as_of)
    assert list(figures) == sorted(figures)


def test_texts_come_in_the_language_asked_for(row):
    with translation.override("vi"):
        figures = releases.breakdown(row, "I01", "region")
        assert "Tổ chức" in figures[0].title
    assert "សមាជិក" in releases.key_figures(row, "km")[5].title


def test_a_breakdown_is_in_order_and_its_unknown_last(row):
    regions = [figure.category_label for figure in releases.breakdown(row, "I01", "region")]
    assert regions == sorted(regions, key=str.casefold)
    sections = [figure.category for figure in releases.breakdown(row, "I01", "isic_main")]
    assert sections[-1] == "unknown" and sections[:-1] == sorted(sections[:-1])


def test_withheld_figures_have_neither_value_nor_n(row):
    withheld = [figure for figure in releases.breakdown(row, "I11", "region") if figure.withheld]
    assert withheld
    assert all(figure.value is figure.n is figure.missing_share is None for figure in withheld)


def test_verdict_counts_add_up_to_the_organisations(row):
    counts = releases.verdict_counts(row)
    assert counts.in_scope + counts.out_of_scope + counts.undetermined == row.entities


def test_a_withheld_verdict_is_none_and_not_zero(row):
    Observation.objects.filter(dimension="verdict", category="in_scope").update(value=None, flag="c")
    assert releases.verdict_counts(row).in_scope is None


def test_a_comparison_has_a_place_for_every_country_asked(row):
    figures = releases.comparison(["KH", "TH"], "I11")
    assert figures["TH"] is None and figures["KH"].country == "KH"


def test_several_breakdowns_take_one_query(row, django_assert_num_queries):
    releases.key_figures(row)
    with django_assert_num_queries(1):
        both = releases.breakdowns(row, ["", "region"])
    assert {figure.dimension for figure in both["region"]} == {"region"}


def test_a_whole_profile_takes_few_queries(row, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        latest = releases.latest_release("KH")
        releases.breakdowns(latest, ["", "region", "organisation_type", "isic_main"])
        releases.breakdown(latest, "I03", "criterion")
        releases.verdict_counts(latest)


def test_figures_say_themselves_in_words(row):
    money = next(figure for figure in releases.key_figures(row) if figure.indicator == "I17")
    if money.value is not None:
        assert money.text.endswith("KHR") and money.chart_unit == "KHR"
    share = next(figure for figure in releases.key_figures(row) if figure.indicator == "I02")
    assert share.text.endswith("%") and share.chart_unit == "percent"


def test_values_have_no_trailing_zeros(row):
    members = next(figure for figure in releases.key_figures(row) if figure.indicator == "I09")
    assert members.value is None or str(members.value) == format(Decimal(members.value), "f").rstrip(".")


def test_the_tables_of_an_indicator_come_by_their_dimensions(row):
    tables = releases.figures_of(row, "I01")
    assert ("", "") in tables and ("organisation_type", "region") in tables
    assert {figure.category_label for figure in tables["verdict", ""]} <= {
        "In scope",
        "Out of scope",
        "Undetermined",
    }


def test_a_criterion_is_named_by_its_title(row):
    labels = [figure.category_label for figure in releases.breakdown(row, "I03", "criterion")]
    assert labels and not any(label.startswith("C0") for label in labels)

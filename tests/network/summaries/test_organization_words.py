from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from network.models import Organization
from network.summaries.directory import directory_page, region_counts
from network.summaries.organization_pages import organization_page, survivor_of
from network.summaries.organization_words import in_words

from ..factories import an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(reference):
    """Countries and regions."""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kind", "union", "Trade union"),
        ("constituency", "SSE", "SSE organisations"),
        ("visibility", "network", "members of the network"),
        ("region", "KH-12", "Phnom Penh"),
        ("region_id", "KH-12", "Phnom Penh"),
        ("founded", 1998, "1998"),
        ("names", {"km": "សហភាព", "en": "Union"}, "English: Union; ខ្មែរ: សហភាព"),
        ("other_names", ["A", "B"], "A, B"),
        ("identifiers", {"KH-MOI": ["1", "2"], "XI-ROR": []}, "KH-MOI: 1, 2; XI-ROR: –"),
        ("acronym", "", ""),
        ("parent", None, ""),
    ],
)
def test_values_are_told_in_words(name, value, words):
    assert in_words(name, value, "en") == words


def test_a_parent_is_named_to_those_who_may_know_it(chenda):
    hidden = an_organization("KH", "Hidden", visibility="secretariat")
    for value in (hidden.pk, str(hidden.uid)):
        assert in_words("parent", value, "en", chenda) == "Hidden"
        assert in_words("parent", value, "en") == "not public"


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
def test_a_chain_of_merges_is_followed_to_its_end(steps):
    last = entry = an_organization("KH", "Last")
    for _step in range(steps):
        entry = an_organization("KH", status="merged", merged_into=entry)
    assert survivor_of(entry, AnonymousUser()) == last


def test_a_survivor_that_the_reader_may_not_know_is_none(chenda):
    hidden = an_organization("KH", visibility="secretariat")
    entry = an_organization("KH", status="merged", merged_into=hidden)
    assert survivor_of(entry, AnonymousUser()) is None
    assert survivor_of(entry, chenda) == hidden


def test_counts_by_region_and_the_rest_add_up_to_the_list():
    for region in ("VN-25", "VN34-44", None, "VN34-44"):
        an_organization("VN", region_id=region)
    counts, elsewhere = region_counts({"country": "VN"}, date(2026, 1, 1))
    assert sum(counts.values()) + elsewhere == directory_page({"country": "VN"}, "en").count == 4
    assert counts["VN34-44"] >= 2


@pytest.mark.parametrize("language", ["en", "km", "ru", "th"])
def test_page_and_list_are_told_in_the_reader_s_language(language):
    organization = an_organization("TH", "Union", names={"th": "สหภาพ"}, region_id="TH-10")
    with override(language):
        (row,) = directory_page({}, language).rows
        page = organization_page(Organization.objects.get(), AnonymousUser(), language)
    assert (row.uid, row.local, row.language) == (str(organization.uid), "สหภาพ", "th")
    assert page.country == row.country and page.local == "สหภาพ"

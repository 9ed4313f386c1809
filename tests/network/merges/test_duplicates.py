"""Which entries may be one organisation."""

import pytest

from network.summaries.duplicates import duplicates_in, host_of
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db


def found(user, country="KH"):
    return {
        frozenset((pair.one.name, pair.other.name)): pair for pair in duplicates_in(country, user, "en").pairs
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Royal University of Phnom Penh", "Royal University of Phnom-Penh"),
        ("Hội Nông dân Việt Nam", "Hoi Nong dan Viet Nam"),
        ("សាកលវិទ្យាល័យភូមិន្ទភ្នំពេញ", "សាកលវិទ្យាល័យ ភូមិន្ទភ្នំពេញ"),
        ("Кыргызская ассоциация кооперативов", "Кыргызская Ассоциация кооператива"),
    ],
)
def test_names_alike_in_any_script_are_found(chenda, one, other):
    an_organization(name=one)
    an_organization(name=other)
    an_organization(name="National Bank")

    pairs = found(chenda)

    assert list(pairs) == [frozenset((one, other))]
    assert pairs[frozenset((one, other))].reasons[0].startswith("Names alike")


def test_a_name_in_another_language_or_a_former_one_counts(chenda):
    an_organization(name="RUPP", names={"en": "Royal University of Phnom Penh"})
    an_organization(name="University in the capital", other_names=["Royal University of Phnom Penh"])
    assert len(found(chenda)) == 1


def test_the_same_website_makes_half_alike_names_a_pair(chenda):
    one = an_organization(name="Farmer and Nature Net", website="https://www.fnn.example/about")
    an_organization(name="Farmers Net Nature Association", website="http://fnn.example")
    an_organization(name="Farmer Nets of Takeo Province")

    (pair,) = found(chenda).values()

    assert one.name in (pair.one.name, pair.other.name)
    assert "Same website." in pair.reasons


def test_an_organisation_and_its_part_are_two(chenda):
    above = an_organization(name="Ministry of Labour Department")
    an_organization(name="Ministry of Labour Departments", parent=above)
    assert not found(chenda)


def test_a_website_of_many_is_a_platform(chenda):
    for number in range(15):
        an_organization(name=f"Group {chr(97 + number) * 6}", website="https://facebook.example/page")
    assert not found(chenda)


def test_countries_are_looked_through_one_by_one_and_only_by_who_keeps_them(chenda, narin, rana):
    for country in ("KH", "TH", None):
        for name in ("Union of Weavers", "Union of Weaver"):
            an_organization(country, name)
    assert len(found(chenda)) == len(found(narin, "TH")) == len(found(rana, "regional")) == 1
    assert not found(chenda, "TH")
    assert not found(chenda, "regional")


def test_it_takes_one_query(chenda, django_assert_max_num_queries):
    for _number in range(30):
        an_organization()
    with django_assert_max_num_queries(3):
        duplicates_in("KH", chenda, "en")


def test_the_host_of_an_address_is_compared_without_www():
    assert host_of("https://www.Example.org/a") == "example.org" == host_of("http://example.org:80")
    assert host_of("") == ""

"""The list of offers and needs: what it shows to whom, its filtersand its pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.network.factories import an_offer, an_organization

pytestmark = pytest.mark.django_db
URL = "/network/offers/"


def titles(answer):
    return [row.title for row in answer.context["page"].rows]


def test_offers_and_needs_stand_on_two_tabs_newest_first(client, khmer):
    an_offer(khmer, title={"en": "First"})
    an_offer(khmer, title={"en": "Second"})
    an_offer(khmer, "need", title={"en": "Wanted"})

    offers, needs = client.get(URL), client.get(URL, {"direction": "need"})

    assert titles(offers) == ["Second", "First"] and titles(needs) == ["Wanted"]
    assert [tab["count"] for tab in offers.context["tabs"]] == [2, 1]
    assert [tab["current"] for tab in needs.context["tabs"]] == [False, True]


def test_only_standing_ones_unless_others_are_asked_for(client, khmer):
    today = timezone.localdate()
    an_offer(khmer, title={"en": "Standing"}, expires_on=today + timedelta(days=1))
    an_offer(khmer, title={"en": "Expired"}, expires_on=today)
    an_offer(khmer, title={"en": "Matched"}, state="matched")
    an_offer(khmer, title={"en": "Closed"}, state="closed")
    assert titles(client.get(URL)) == ["Standing"]
    for state in ("expired", "matched", "closed"):
        assert titles(client.get(URL, {"state": state})) == [state.capitalize()]
    assert len(titles(client.get(URL, {"state": "all"}))) == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "visit"}, ["B"]),
        ({"theme": "law"}, ["A"]),
        ({"sdg": "8.3"}, ["A"]),
        ({"sdg": "8"}, ["B", "A"]),
        ({"sdg": "1"}, []),
        ({"principle": "autonomy"}, ["B"]),
        ({"country": "KH"}, ["A"]),
        ({"country": "regional"}, ["C"]),
        ({"place": "TH"}, ["C", "B"]),
        ({"language": "km"}, ["A"]),
        ({"language": "k"}, None),
        ({"q": "b"}, ["B"]),
        ({"kind": "training", "country": "TH"}, []),
    ],
)
def test_filters_narrow_the_list(client, khmer, thai, tagged, query, found):
    first = an_offer(khmer, title={"en": "A"}, country_id="KH", languages=["km", "en"])
    tagged(first, theme=["law", "care"], SDG=["8.3", "8.5"])
    second = an_offer(thai, title={"en": "B"}, kind="visit", country_id="TH", languages=["en"])
    tagged(second, SDG=["8"], principle=["autonomy"])
    tagged(an_offer(an_organization(None), title={"en": "C"}), SDG=["10", "18.3"])
    answer = client.get(URL, query)
    assert answer.status_code == 422 if found is None else titles(answer) == found


@pytest.mark.parametrize("piece", ["បណ្តុះ", "បណ្តុះបណ្តាល", "អាជីព"])
def test_it_finds_a_piece_of_a_khmer_title(client, khmer, piece):
    title = {"en": "Training", "km": "វគ្គបណ្តុះបណ្តាលអាជីព"}
    an_offer(khmer, title=title, title_folded="training\nវគ្គបណ្តុះបណ្តាលអាជីព")
    an_offer(khmer, title={"en": "Other"})
    assert titles(client.get(URL, {"q": piece})) == ["Training"]


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "magic"}, {"theme": "x" * 500}, {"sdg": "99"}, {"country": "XX"}, {"place": "regional"},
        {"state": "old"}, {"q": "\x00"}, {"q": "x" * 101}, {"direction": "both"}, {"language": "xx"},
        {"principle": "9" * 40},
    ],
)  # fmt: skip
def test_an_unknown_code_is_said(client, khmer, query):
    assert client.get(URL, query).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "\x00", "9" * 3000])
def test_a_cursor_that_is_not_ours_gets_a_clear_answer(client, khmer, cursor):
    assert client.get(URL, {"cursor": cursor}).status_code == 400


def test_pages_follow_each_other_without_gaps_or_repeats(client, khmer):
    for number in range(70):
        an_offer(khmer, title={"en": f"Offer {number}"})
    seen, address = [], URL
    while address:
        answer = client.get(address)
        seen += titles(answer)
        address = answer.context["next_url"] and URL + answer.context["next_url"]
    assert seen == [f"Offer {number}" for number in reversed(range(70))]


def test_the_number_of_queries_does_not_grow(client, khmer, tagged, django_assert_max_num_queries):
    for number in range(40):
        organization = an_organization("KH", f"Union {number}")
        tagged(an_offer(organization), theme=["law"], SDG=["8.3"])
    client.get(URL)  # reference data is kept from here on
    with django_assert_max_num_queries(6):
        client.get(URL, {"theme": "law", "country": "KH"})


def test_who_may_write_is_offered_to(client, sophal, chenda, guest, khmer):
    for user, may in ((sophal, True), (chenda, True), (guest, False)):
        client.force_login(user)
        assert ("/network/offers/create/" in client.get(URL).text) is may

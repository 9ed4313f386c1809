"""The page of an offer or a need, and writing, closing and opening it again in the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.models import Offer
from network.services import matches as services
from network.services.offers import tags_of
from tests.network.factories import an_offer, an_organization

from .conftest import SITE

pytestmark = pytest.mark.django_db
NEW = "/network/offers/create/"


def address(offer, *further):
    return "/".join(["/network/offers", str(offer.uid), *further]) + "/"


def a_year_ahead():
    return (timezone.localdate() + timedelta(days=365)).isoformat()


def typed(organization, **changes):
    """What a form sends."""
    chosen = {"organization": organization.name, "organization_uid": str(organization.uid)}
    plain = {
        "organization_seen": organization.name, "direction": "offer", "kind": "visit", "title_en": "Visit us",
        "title_km": "", "description_en": "", "expires_on": a_year_ahead(), "themes": ["law", "care"],
        "sdg": ["8.3"], "languages": ["km"], "country": "KH", "visibility": "public",
    }  # fmt: skip
    return chosen | plain | changes


def test_the_page_says_what_whose_and_until_when(client, khmer, tagged):
    offer = tagged(
        an_offer(khmer, title={"en": "Course"}, description={"en": "Two days\nin June"}, languages=["km"]),
        theme=["law"], SDG=["8.3"], principle=["autonomy"],
    )  # fmt: skip
    page = client.get(address(offer)).text
    for text in (
        "Samaki Union",
        "Law and regulation",
        "8.3 ",
        "Autonomy",
        "Khmer",
        "Two days<br>in June",
        "standing",
    ):
        assert text in page


def test_it_shows_what_fits_and_why(client, pair):
    page = client.get(address(pair.offer)).text
    assert "Learn to keep books" in page and "Same kind: Training" in page
    assert "Propose this match" not in page


def test_those_who_speak_for_it_can_propose_a_match(client, pair, sophal):
    client.force_login(sophal)
    assert "Propose this match" in client.get(address(pair.offer)).text
    answer = client.post(address(pair.offer, "match", str(pair.need.uid)), follow=True)
    assert "Proposed by Sophal" in answer.text
    assert "See the match" in client.get(address(pair.offer)).text


def test_a_match_is_proposed_from_the_side_of_the_need_too(client, pair, malee):
    client.force_login(malee)
    client.post(address(pair.need, "match", str(pair.offer.uid)))
    assert pair.offer.matches_as_offer.get().need_side_by == malee


def test_what_stands_against_a_proposal_is_said(client, pair, sophal, thai):
    client.force_login(sophal)
    other = an_offer(thai, "need", kind="funding")
    answer = client.post(address(pair.offer, "match", str(other.uid)), follow=True)
    assert "too little in common" in answer.text


def test_a_page_that_one_may_not_know_is_not_there(client, khmer, pat, chenda, sophal):
    offer = an_offer(khmer, visibility="secretariat")
    assert client.get(address(offer)).status_code == 404
    for user, status in ((pat, 404), (chenda, 200), (sophal, 200)):
        client.force_login(user)
        assert client.get(address(offer)).status_code == status


def test_a_public_offer_of_a_hidden_organisation_is_not_public(client, pat):
    offer = an_offer(an_organization("KH", visibility="network"))
    assert client.get(address(offer)).status_code == 404
    client.force_login(pat)
    assert client.get(address(offer)).status_code == 200


def test_the_number_of_queries_does_not_grow(client, pair, thai, tagged, django_assert_max_num_queries):
    for _number in range(25):
        tagged(an_offer(thai, "need"), theme=["skills"])
    client.get(address(pair.offer))
    with django_assert_max_num_queries(12):
        client.get(address(pair.offer))


def test_a_steward_publishes_an_offer(client, sophal, khmer):
    client.force_login(sophal)
    answer = client.post(NEW, typed(khmer))
    offer = Offer.objects.get()
    assert answer["Location"] == address(offer)
    assert (offer.organization, offer.title, offer.languages) == (khmer, {"en": "Visit us"}, ["km"])
    assert tags_of(offer) == {"themes": ["care", "law"], "sdg": ["8.3"], "principles": []}


def test_the_form_knows_from_the_address_for_whom_and_which(client, sophal, khmer):
    client.force_login(sophal)
    answer = client.get(NEW, {"organization": khmer.uid, "direction": "need"})
    form = answer.context["form"]
    assert form["direction"].value() == "need"
    assert "Samaki Union" in str(form["organization"])


@pytest.mark.parametrize("uid", ["x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_an_organisation_that_is_not_there_is_not_found(client, sophal, uid):
    client.force_login(sophal)
    assert client.get(NEW, {"organization": uid}).status_code == 404


def test_another_organisation_is_forbidden(client, sophal, thai):
    client.force_login(sophal)
    assert client.get(NEW, {"organization": thai.uid}).status_code == 403
    assert client.post(NEW, typed(thai)).status_code == 422
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title_en": ""}, {"title_en": "x" * 201}, {"title_en": "a\x00"}, {"kind": "magic"},
        {"expires_on": ""}, {"expires_on": "soon"}, {"expires_on": "2020-01-01"}, {"expires_on": "9" * 30},
        {"themes": ["magic"]}, {"sdg": ["99"]}, {"country": "XX"}, {"languages": ["xx"]}, {"visibility": "me"},
        {"direction": "both"}, {"organization_uid": "x", "organization": "Nobody"},
    ],
)  # fmt: skip
def test_what_cannot_be_taken_comes_back_filled(client, sophal, khmer, changes):
    client.force_login(sophal)
    answer = client.post(NEW, typed(khmer, description_en="Kept as typed") | changes)
    assert answer.status_code == 422
    assert "Kept as typed" in answer.text and "There is a problem" in answer.text
    assert not Offer.objects.exists()


def test_a_change_is_saved_with_what_other_languages_say(client, sophal, khmer, tagged):
    offer = tagged(an_offer(khmer, title={"en": "Old", "vi": "Cũ"}), theme=["law"])
    client.force_login(sophal)
    form = client.get(address(offer, "edit")).context["form"]
    assert form["themes"].value() == ["law"]
    sent = typed(khmer, version=offer.version, title_en="New", title_vi="Cũ", themes=["care"])
    assert client.post(address(offer, "edit"), sent).status_code == 302
    offer.refresh_from_db()
    assert offer.title == {"en": "New", "vi": "Cũ"} and tags_of(offer)["themes"] == ["care"]


def test_whoever_was_slower_sees_both_versions(client, sophal, khmer):
    offer = an_offer(khmer, title={"en": "First"})
    client.force_login(sophal)
    client.post(address(offer, "edit"), typed(khmer, version=1, title_en="By another"))
    answer = client.post(address(offer, "edit"), typed(khmer, version=1, title_en="Mine"))
    assert answer.status_code == 412
    assert "By another" in answer.text and "Mine" in answer.text


def test_it_is_closed_and_opened_again(client, sophal, khmer):
    offer = an_offer(khmer)
    client.force_login(sophal)
    assert "It is closed." in client.post(address(offer, "close"), {"version": 1}, follow=True).text
    sent = {"version": 2, "expires_on": a_year_ahead()}
    assert "It stands again." in client.post(address(offer, "reopen"), sent, follow=True).text
    assert client.post(address(offer, "reopen"), sent | {"version": 3}).status_code == 409


def test_closing_twice_gets_a_clear_answer(client, sophal, khmer):
    offer = an_offer(khmer, state="closed")
    client.force_login(sophal)
    assert client.post(address(offer, "close"), {"version": 1}).status_code == 409


def test_the_section_on_the_organisations_page(client, khmer, sophal):
    page = f"/network/organizations/{khmer.uid}/"
    assert 'id="offers"' not in client.get(page).text
    an_offer(khmer, title={"en": "Visit us"})
    an_offer(khmer, "need", title={"en": "Teach us"})
    an_offer(khmer, title={"en": "Over"}, expires_on=timezone.localdate())
    text = client.get(page).text
    assert "Visit us" in text and "Teach us" in text and "Over" not in text and "Offer something" not in text
    client.force_login(sophal)
    assert "Offer something" in client.get(page).text


def test_a_match_with_what_one_may_not_open_is_told_without_a_link(client, propose, sophal, malee, pair):
    match = propose(sophal)
    Offer.objects.filter(pk=pair.need.pk).update(visibility="secretariat")
    client.force_login(sophal)
    text = client.get(f"/network/matches/{match.uid}/").text
    assert "Learn to keep books" in text and f"/network/offers/{pair.need.uid}/" not in text
    services.decline_match(by=malee, match=match, version=1, note="No")
    assert SITE.startswith("https://")

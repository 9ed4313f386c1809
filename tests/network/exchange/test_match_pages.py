"""The pages of a match: who sees it, who is offered which act, and what the acts say."""

import pytest
from django.utils import timezone

from network.models import Match
from tests.factories import a_user
from tests.network.factories import an_offer

pytestmark = pytest.mark.django_db


def address(match, *further):
    return "/".join(["/network/matches", str(match.uid), *further]) + "/"


def test_only_its_parties_see_a_match(client, propose, sophal, malee, chenda, narin, rana, pat):
    page = address(propose(sophal))
    assert client.get(page).status_code == 302
    others = [pat, a_user("secretariat", "KG"), a_user()]
    for user, status in [(u, 200) for u in (sophal, malee, chenda, narin, rana)] + [(u, 404) for u in others]:
        client.force_login(user)
        assert client.get(page).status_code == status


def test_it_says_who_accepted_when_and_why_they_fit(client, propose, sophal, malee):
    match = propose(sophal)
    client.force_login(malee)
    text = client.get(address(match)).text
    assert "Sophal, " in text and "Has not answered yet" in text and "Same kind: Training" in text
    assert "sophal@example.org" not in text


def test_an_account_without_a_name_is_not_told_by_its_address(client, propose, narin, sophal):
    narin.name = ""
    narin.save()
    match = propose(narin)
    client.force_login(sophal)
    text = client.get(address(match)).text
    assert "narin@" not in text and "somebody without a name" in text


def test_a_side_accepts_with_a_button(client, propose, sophal, malee):
    match = propose(sophal)
    client.force_login(malee)
    answer = client.post(address(match, "accept", "need"), {"version": 1}, follow=True)
    assert "Accepted." in answer.text and "Both sides accepted" in answer.text
    match.refresh_from_db()
    assert match.state == "accepted"


def test_opening_the_address_of_the_button_leads_to_the_match(client, propose, sophal, malee):
    match = propose(sophal)
    client.force_login(malee)
    assert client.get(address(match, "accept", "need"))["Location"] == address(match)
    assert client.get(address(match, "accept", "both")).status_code == 404
    assert client.post(address(match, "accept", "offer"), {"version": 1}).status_code == 403


@pytest.mark.parametrize("version", ["", "7", "x", "9" * 40])
def test_an_old_version_is_told(client, propose, sophal, malee, version):
    match = propose(sophal)
    client.force_login(malee)
    answer = client.post(address(match, "accept", "need"), {"version": version}, follow=True)
    assert "Somebody else changed this record" in answer.text
    assert Match.objects.get().state == "proposed"


def test_the_regional_administrator_is_asked_for_a_note(client, propose, sophal, rana):
    match = propose(sophal)
    client.force_login(rana)
    assert "with a note" in client.get(address(match)).text
    page = address(match, "accept", "need")
    assert client.get(page).status_code == 200
    assert client.post(page, {"version": 1, "note": ""}).status_code == 422
    assert client.post(page, {"version": 1, "note": "By telephone"}).status_code == 302
    assert "By telephone" in client.get(address(match)).text


def test_declining_takes_a_reason_that_both_sides_read(client, propose, sophal, malee):
    match = propose(sophal)
    client.force_login(malee)
    page = address(match, "decline")
    assert client.post(page, {"version": 1, "note": " "}).status_code == 422
    assert client.post(page, {"version": 1, "note": "a\x00"}).status_code == 422
    assert client.post(page, {"version": 1, "note": "Not this year"}).status_code == 302
    client.force_login(sophal)
    assert "Not this year" in client.get(address(match)).text


def test_what_was_done_is_recorded(client, propose, accept, sophal, malee):
    match = accept(malee, propose(sophal), "need")
    client.force_login(sophal)
    assert "It was done" in client.get(address(match)).text
    page, today = address(match, "fulfil"), timezone.localdate().isoformat()
    for wrong in ("", "soon", "2999-01-01", "9" * 30):
        assert client.post(page, {"version": 2, "fulfilled_on": wrong}).status_code == 422
    sent = {"version": 2, "fulfilled_on": today, "note": "Twelve people were trained"}
    assert client.post(page, sent).status_code == 302
    assert "Twelve people were trained" in client.get(address(match)).text


@pytest.mark.parametrize("act", ["decline", "fulfil"])
def test_an_act_that_is_not_possible_now_is_refused_with_a_sentence(client, propose, sophal, act):
    match = propose(sophal)
    Match.objects.update(state="declined")
    client.force_login(sophal)
    sent = {"version": 1, "note": "No", "fulfilled_on": timezone.localdate().isoformat()}
    answer = client.post(address(match, act), sent)
    assert answer.status_code == 409 and "cannot be done now" in answer.text


def test_the_list_has_what_waits_for_its_reader(client, propose, sophal, malee, chenda, guest):
    propose(sophal)
    for user in (sophal, malee, chenda):
        client.force_login(user)
        assert "Bookkeeping course → Learn to keep books" in client.get("/network/matches/").text
    Match.objects.update(state="declined")
    assert "No match waits for you" in client.get("/network/matches/").text
    client.force_login(guest)
    assert client.get("/network/matches/").status_code == 403


def test_the_list_takes_a_fixed_number_of_queries(
    client, pair, sophal, khmer, thai, django_assert_max_num_queries
):
    for _number in range(20):
        need = an_offer(thai, "need")
        Match.objects.create(offer=pair.offer, need=need, proposed_by=sophal, score=50)
    client.force_login(sophal)
    client.get("/network/matches/")
    with django_assert_max_num_queries(11):
        client.get("/network/matches/")


def test_every_form_that_is_sent_carries_its_token(client, propose, sophal, pair):
    """Pieces of a page that are included with `only` do not have it by themselves."""
    match = propose(sophal)
    pages = [f"/network/offers/{pair.offer.uid}/", f"/network/offers/{pair.need.uid}/", address(match)]
    client.force_login(sophal)
    for page in pages:
        text = client.get(page).text
        assert text.count('method="post"') == text.count("csrfmiddlewaretoken")
    keeper = a_user("secretariat", "TH")
    client.force_login(keeper)
    assert client.get(address(match)).text.count('method="post"') > 1

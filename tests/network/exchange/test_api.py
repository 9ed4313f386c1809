"""Offers and matches through the API: the same acts as on the pages, and the same rows."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from network.models import Match, Offer
from tests.api.factories import bearer
from tests.network.factories import an_offer, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, **headers) → response, as a program with a token calls."""

    def send(method, path, *, user=None, body=None, **headers):
        given = {**(bearer(user, True) if user else {}), **headers}
        data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else b""
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=given)

    return send


def a_body(organization, **changes):
    day = timezone.localdate() + timedelta(days=100)
    plain = {
        "id": str(uuid4()), "organization": str(organization.uid), "direction": "need", "kind": "data",
        "title": {"en": "Figures"}, "expires_on": day.isoformat(), "themes": ["statistics"], "sdg": ["8.3"],
    }  # fmt: skip
    return plain | changes


def codes(answer):
    return {each.get("field"): each["code"] for each in answer.json()["errors"]}


def test_a_row_says_whose_what_where_and_whether_it_stands(call, khmer, tagged):
    offer = tagged(
        an_offer(khmer, languages=["km"], country_id="KH"), theme=["law"], SDG=["8"], principle=["values"]
    )
    row = call("GET", f"offers/{offer.uid}/").json()
    assert row["organization"] == str(khmer.uid) and row["organization_country"] == "KH"
    assert (row["themes"], row["sdg"], row["principles"]) == (["law"], ["8"], ["values"])
    assert row["stands"] is True and row["state"] == "open" and row["languages"] == ["km"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("direction=need", ["B"]), ("kind=visit", ["B"]), ("theme=law", ["A"]), ("sdg=8", ["A"]), ("sdg=8.3", ["A"]),
        ("principle=values", ["B"]), ("country=TH", ["B"]), ("country=regional", ["C"]), ("place=TH", ["B", "C"]),
        ("language=km", ["A"]), ("stands=true", ["A", "B"]), ("q=see", ["B"]), ("updated_since=2100-01-01", []),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(call, khmer, thai, tagged, query, found):
    tagged(an_offer(khmer, title={"en": "A"}, languages=["km"], country_id="KH"), theme=["law"], SDG=["8.3"])
    fields = {"kind": "visit", "title": {"en": "B"}, "title_folded": "come and see", "country_id": "TH"}
    tagged(an_offer(thai, "need", **fields), principle=["values"])
    an_offer(an_organization(None), title={"en": "C"}, state="closed")
    rows = call("GET", f"offers/?{query}").json()["results"]
    assert [row["title"]["en"] for row in rows] == found


def test_the_offers_of_one_organisation(call, khmer, thai):
    mine = an_offer(khmer)
    an_offer(thai)
    rows = call("GET", f"offers/?organization={khmer.uid}").json()["results"]
    assert [row["id"] for row in rows] == [str(mine.uid)]


@pytest.mark.parametrize(
    "query",
    [
        "kind=magic", "country=XX", "sdg=99", "theme=%00", "language=%27", "organization=x", "q=a", "stands=maybe",
        "direction=offer&direction=need", "magic=1", "principle=" + "9" * 30, "updated_since=yesterday", "limit=0",
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_taken_gets_a_clear_answer(call, khmer, query):
    answer = call("GET", f"offers/?{query}")
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_a_page_of_rows_takes_a_fixed_number_of_queries(call, khmer, tagged, django_assert_max_num_queries):
    for _number in range(30):
        tagged(an_offer(khmer), theme=["law"])
    call("GET", "offers/")
    with django_assert_max_num_queries(2):
        call("GET", "offers/")


def test_the_table_has_the_same_rows(call, khmer, tagged):
    tagged(an_offer(khmer, title={"en": "=A1"}, languages=["en", "km"]), theme=["care", "law"])
    text = call("GET", "offers/?format=csv").getvalue().decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert "care" in row["themes"] and "law" in row["themes"] and "km" in row["languages"]
    assert not row["title_en"].startswith("=")


def test_a_steward_publishes_a_need_once(call, sophal, khmer):
    body = a_body(khmer)
    first, again = (call("POST", "offers/", user=sophal, body=body) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == body["id"] and first.json()["sdg"] == ["8.3"]
    assert Offer.objects.get().direction == "need"


def test_others_publish_nothing(call, khmer, narin, guest):
    assert call("POST", "offers/", body=a_body(khmer)).status_code == 401
    for user in (narin, guest):
        assert call("POST", "offers/", user=user, body=a_body(khmer)).status_code == 403
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", {}, "required"), ("title", "Figures", "not-words"),
        ("kind", 10**30, "unknown-code"), ("themes", {"a": 1}, "not-a-list"), ("sdg", [None], "not-text"),
        ("country", "XX", "unknown-code"), ("expires_on", "2999-99-99", "bad-day"), ("magic", 1, "unknown-field"),
        ("organization", "x", "unknown-organization"), ("languages", [10**30], "not-text"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(call, chenda, khmer, field, value, code):
    answer = call("POST", "offers/", user=chenda, body=a_body(khmer) | {field: value})
    assert answer.status_code == 422 and codes(answer) == {field: code}


@pytest.mark.parametrize("letter", [r"\ud800", r"\u0000"])
def test_unclean_text_is_refused(call, chenda, khmer, letter):
    body = json.dumps(a_body(khmer, title={"en": "x"})).replace('"x"', f'"{letter}"').encode()
    assert call("POST", "offers/", user=chenda, body=body).status_code == 400


def test_a_change_needs_the_version_and_keeps_the_rest(call, chenda, khmer, tagged):
    offer = tagged(an_offer(khmer), theme=["law"])
    path = f"offers/{offer.uid}/"
    assert call("PATCH", path, user=chenda, body={"kind": "visit"}).status_code == 428
    etag = call("GET", path)["ETag"]
    answer = call("PATCH", path, user=chenda, body={"kind": "visit"}, **{"If-Match": etag})
    assert answer.status_code == 200 and (answer.json()["kind"], answer.json()["themes"]) == (
        "visit",
        ["law"],
    )
    stale = call("PATCH", path, user=chenda, body={"kind": "data"}, **{"If-Match": etag})
    assert stale.status_code == 412 and stale.json()["current"]["kind"] == "visit"


def test_it_is_closed_and_opened_again(call, chenda, khmer):
    offer = an_offer(khmer)
    path, match = f"offers/{offer.uid}/", {"If-Match": '"1"'}
    assert (
        call("POST", path + "close/", user=chenda, body={"reason": "Full"}, **match).json()["stands"] is False
    )
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    reopened = call("POST", path + "reopen/", user=chenda, body={"expires_on": day}, **{"If-Match": '"2"'})
    assert reopened.json()["stands"] is True and reopened.json()["expires_on"] == day


def test_what_fits_is_told_with_its_reasons(call, pair):
    found = call("GET", f"offers/{pair.offer.uid}/matches/").json()["results"]
    assert found[0]["id"] == str(pair.need.uid)
    assert found[0]["score"] == sum(reason["points"] for reason in found[0]["reasons"])


def test_the_life_of_a_match(call, pair, sophal, malee):
    body = {"id": str(uuid4()), "offer": str(pair.offer.uid), "need": str(pair.need.uid)}
    made = call("POST", "matches/", user=sophal, body=body)
    assert made.status_code == 201 and made["Cache-Control"] == "no-store"
    path = f"matches/{body['id']}/"
    answer = call("POST", path + "accept/", user=malee, body={"side": "need"}, **{"If-Match": made["ETag"]})
    assert answer.json()["state"] == "accepted"
    sent = {"fulfilled_on": timezone.localdate().isoformat(), "note": "Done"}
    done = call("POST", path + "fulfil/", user=sophal, body=sent, **{"If-Match": answer["ETag"]})
    assert (done.json()["state"], done.json()["note"]) == ("fulfilled", "Done")
    refused = call("POST", path + "decline/", user=malee, body={"note": "No"}, **{"If-Match": done["ETag"]})
    assert refused.status_code == 409 and refused.json()["code"] == "not-in-this-state"


def test_matches_are_visible_to_their_parties_only(call, propose, sophal, malee, narin, rana, pat, guest):
    match = propose(sophal)
    assert call("GET", "matches/").status_code == 401
    for user, count in ((sophal, 1), (malee, 1), (narin, 1), (rana, 1), (pat, 0), (guest, 0)):
        assert len(call("GET", "matches/", user=user).json()["results"]) == count
        assert call("GET", f"matches/{match.uid}/", user=user).status_code == (200 if count else 404)


def test_matches_are_found_by_state_and_by_one_of_the_two(call, propose, sophal, pair):
    propose(sophal)
    for query, count in (
        ("state=proposed", 1), ("state=fulfilled", 0), (f"offer={pair.need.uid}", 1), (f"offer={uuid4()}", 0),
    ):  # fmt: skip
        assert len(call("GET", f"matches/?{query}", user=sophal).json()["results"]) == count


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"offer": "x"}, 422), ({"offer": 10**30}, 422), ({"offer": str(uuid4())}, 422), ({"need": None}, 422),
        ({"magic": 1}, 422), ({"id": "x"}, 422),
    ],
)  # fmt: skip
def test_two_that_are_not_there_are_not_brought_together(call, pair, sophal, changes, status):
    body = {"id": str(uuid4()), "offer": str(pair.offer.uid), "need": str(pair.need.uid)} | changes
    assert call("POST", "matches/", user=sophal, body=body).status_code == status
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("accept", {}), ("accept", {"side": "both"}), ("accept", {"side": 10**30}), ("decline", {}),
        ("decline", {"note": 1}), ("decline", {"note": "x" * 1001}), ("accept", {"side": "need", "magic": 1}),
    ],
)  # fmt: skip
def test_an_act_that_cannot_be_read_is_refused(call, propose, sophal, malee, act, body):
    match = propose(sophal)
    answer = call("POST", f"matches/{match.uid}/{act}/", user=malee, body=body, **{"If-Match": '"1"'})
    assert answer.status_code == 422
    match.refresh_from_db()
    assert match.state == "proposed"

"""Answers, actions and progress through the API: the same services, the same facts, no trace of what is private."""

import uuid

import pytest

from sse_portal.accounts.services import issue_token
from tests.dialogue.factories import a_key_action, a_recommendation, a_response, an_addressee, an_update
from tests.factories import a_user
from tests.network.factories import an_organization

from .world import PROOF, an_asked_addressee

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def send(client, chenda):
    """POST or PATCH as the secretariat, or as somebody else."""

    def sent(path, body, by=chenda, method="post", **headers):
        _token, secret = issue_token(by=by, name="t", may_write=True)
        return getattr(client, method)(
            API + path, body, content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"} | headers,
        )  # fmt: skip

    return sent


@pytest.fixture
def addressee(committee):
    return an_asked_addressee(committee)


def test_from_an_answer_to_a_verified_action(client, send, addressee):
    body = {
        "id": str(uuid.uuid4()),
        "addressee": str(addressee.uid),
        "position": "accepted",
        "action": {"en": "Do it"},
    }
    assert send("management-responses/", body).status_code == 201
    assert send("management-responses/", body).status_code == 200, "a repeat gets the first result"
    [action] = client.get(f"{API}key-actions/", {"recommendation": addressee.recommendation.uid}).json()[
        "results"
    ]
    assert (action["state"], action["responsible"]) == ("not_started", str(addressee.organization.uid))

    told = {"action": action["id"], "state": "completed", "proof_url": PROOF, "id": str(uuid.uuid4())}
    update = send("progress-updates/", told).json()
    assert update["verification"] is None and update["percent"] == 100
    verdict = {"verdict": "adequate"}
    assert send(f"progress-updates/{update['id']}/verify/", verdict).status_code == 403, (
        "who told it does not"
    )
    other = a_user("secretariat", "KH", "sophea@example.org")
    looked = send(f"progress-updates/{update['id']}/verify/", verdict, by=other).json()
    assert looked["verification"]["verdict"] == "adequate"
    assert client.get(f"{API}key-actions/{action['id']}/").json()["state"] == "verified"
    assert client.get(f"{API}key-actions/?open=true").json()["results"] == []


def test_words_of_an_action_change_only_by_who_saw_the_newest(send, addressee, client):
    a_response(addressee)
    action = a_key_action(addressee)
    path, words = f"key-actions/{action.uid}/", {"title": {"en": "Better words"}}
    assert send(path, words, method="patch").status_code == 428
    assert send(path, words, method="patch", **{"If-Match": '"1"'}).json()["title"] == {"en": "Better words"}
    assert send(path, words | {"unit": "x"}, method="patch", **{"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("management-responses/", {"position": "rejected"}, "justification"),
        ("management-responses/", {"position": "noted", "addressee": str(uuid.uuid4())}, "addressee"),
        ("management-responses/", {"position": 7}, "position"),
        ("management-responses/", {"position": "noted", "justification": {"en": "a\x00"}}, "justification"),
        ("key-actions/", {"title": {"en": "a\ud800"}}, "title"),
        ("key-actions/", {"title": {"en": "x"}, "weight": 10**30}, "weight"),
        ("key-actions/", {"title": {"en": "x"}, "responsible": str(uuid.uuid4())}, "responsible"),
        ("key-actions/", {"title": {"en": "x"}, "colour": 1}, "colour"),
    ],
)
def test_a_bad_body_is_refused_with_its_place(send, addressee, path, body, field):
    a_response(addressee)
    answer = send(path, {"id": str(uuid.uuid4()), "addressee": str(addressee.uid)} | body)
    assert 400 <= answer.status_code < 500
    entries = answer.json().get("errors", [])
    assert any(field in str(entry) for entry in entries) or answer.json().get("code")


def test_what_is_of_another_country_is_not_written(send, addressee):
    a_response(addressee)
    action = a_key_action(addressee)
    told = {"action": str(action.uid), "state": "ongoing", "id": str(uuid.uuid4())}
    nurlan = a_user("secretariat", "KG", "nurlan@example.org")
    assert send("progress-updates/", told, by=nurlan).status_code == 403


def test_private_rows_leave_no_trace_in_the_api(client, addressee, committee):
    a_response(addressee)
    action = a_key_action(addressee)
    an_update(action)
    places = ("management-responses/", "key-actions/", "progress-updates/")
    addresses = [f"{API}{place}{query}" for place in places for query in ("", "?count=true", "?format=csv")]
    addresses += [
        f"{API}key-actions/{action.uid}/", f"{API}key-actions/?state=ongoing&count=true",
        f"{API}progress-updates/?action={action.uid}",
    ]  # fmt: skip
    before = [client.get(address).getvalue() for address in addresses]
    for fields in ({"visibility": "committee"}, {"visibility": "secretariat"}, {"published_at": None}):
        hidden = an_addressee(a_recommendation(committee, "transmitted", **fields))
        an_update(a_key_action(a_response(hidden).addressee))
    for visibility in ("committee", "secretariat"):
        an_update(action, "completed", visibility=visibility)
    assert [client.get(address).getvalue() for address in addresses] == before


def test_an_organisation_that_the_caller_may_not_know_is_null(client, committee):
    hidden = an_asked_addressee(committee, an_organization("KH", visibility="secretariat"))
    a_response(hidden)
    a_key_action(hidden)
    [response] = client.get(f"{API}management-responses/").json()["results"]
    [action] = client.get(f"{API}key-actions/").json()["results"]
    assert response["organization"] is None and action["responsible"] is None


def test_lists_take_the_same_queries_however_long(client, committee, django_assert_max_num_queries):
    for _number in range(5):
        addressee = an_asked_addressee(committee)
        an_update(a_key_action(a_response(addressee).addressee))
    for place in ("management-responses/", "key-actions/", "progress-updates/"):
        with django_assert_max_num_queries(5):
            assert len(client.get(API + place).json()["results"]) == 5


def test_recommendations_are_asked_for_by_what_becomes_of_them(client, committee):
    late = an_asked_addressee(committee).recommendation
    action = a_key_action(a_response(an_asked_addressee(committee)).addressee)
    an_update(action)

    def codes(query):
        return [row["code"] for row in client.get(f"{API}recommendations/?{query}").json()["results"]]

    assert codes("overdue=true") == codes("implementation=awaiting_answer") == [late.code]
    assert codes("implementation=ongoing") == [action.recommendation.code] and codes("stale=true") == []
    assert client.get(f"{API}recommendations/?implementation=done").status_code == 400
    detail = client.get(f"{API}recommendations/{late.code}/").json()
    assert detail["implementation_status"] == "awaiting_answer"

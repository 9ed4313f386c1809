"""News and follows through the API."""

import json

import pytest

from dialogue.models import Follow, Happening
from dialogue.services.common import tell
from dialogue.services.following import follow
from tests.dialogue.factories import a_committee, a_meeting, a_recommendation
from tests.factories import a_user
from tests.reading import seen

pytestmark = pytest.mark.django_db
NEWS, FOLLOWS = "/api/v1/news/", "/api/v1/follows/"
Kind = Happening.Kind


@pytest.fixture
def reader(client, reference):
    user = a_user(email="reader@example.org")
    client.force_login(user)
    return user


def post(client, body, key="key-1"):
    headers = {"Idempotency-Key": key}
    return client.post(FOLLOWS, json.dumps(body), content_type="application/json", headers=headers)


def test_news_says_the_same_as_the_page(client, committee):
    recommendation = a_recommendation(committee, title={"en": "Keep a register"})
    tell(Kind.EVIDENCE_CHANGED, committee, recommendation=recommendation, old="52.5", new="48")
    (row,) = client.get(NEWS).json()["results"]
    assert row["kind"] == "evidence_changed" and row["recommendation"] == str(recommendation.uid)
    assert row["sentence"].endswith("Keep a register (52.5 → 48)")
    assert client.get(f"{NEWS}{row['id']}/").json() == row


def test_news_narrow(client, committee):
    other = a_committee("TH")
    tell(Kind.COMMITTEE_CHANGED, committee), tell(Kind.MEETING_HELD, other, meeting=a_meeting(other))
    for query in ("country=TH", f"committee={other.uid}", "group=meetings"):
        rows = client.get(f"{NEWS}?{query}").json()["results"]
        assert [row["committee"] for row in rows] == [str(other.uid)], query
    assert client.get(f"{NEWS}?since=2100-01-01").json()["results"] == []
    assert client.get(f"{NEWS}?group=x").status_code == 400


def test_private_news_leave_no_trace(client, committee):
    tell(Kind.COMMITTEE_CHANGED, committee)
    addresses = [NEWS, f"{NEWS}?count=true", f"{NEWS}?format=csv", f"{NEWS}?group=committees&count=true"]
    before = [seen(client, address) for address in addresses]
    for visibility in ("committee", "secretariat"):
        tell(Kind.COMMITTEE_CHANGED, committee, visibility=visibility)
        tell(Kind.COMMITTEE_CHANGED, a_committee(visibility=visibility))
        tell(Kind.MEETING_HELD, committee, meeting=a_meeting(committee, visibility=visibility))
    assert [seen(client, address) for address in addresses] == before


@pytest.mark.parametrize("kind", ["committee", "meeting", "recommendation"])
def test_one_follows_and_ends_it(client, committee, reader, kind):
    record = {
        "committee": committee,
        "meeting": a_meeting(committee),
        "recommendation": a_recommendation(committee),
    }
    body = {kind: str(record[kind].uid)}
    first, again = post(client, body), post(client, body)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    (row,) = client.get(FOLLOWS).json()["results"]
    assert row[kind] == str(record[kind].uid)
    ended = client.post(f"{FOLLOWS}{row['id']}/end/", "{}", content_type="application/json")
    assert ended.status_code == 200 and not Follow.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"committee": "x"},
        {"committee": "01890000-0000-7000-8000-000000000000"},
        {"person": "x"},
        {"meeting": 7},
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_place(client, committee, reader, body):
    answer = post(client, body)
    assert answer.status_code == 422 and answer.json()["errors"] or answer.json()["code"] == "not-known"


def test_nobody_sees_what_others_follow_nor_what_was_hidden_since(client, committee, reader):
    follow(by=a_user(), record=committee)
    hidden = a_committee()
    own = follow(by=reader, record=hidden)
    type(hidden).objects.filter(pk=hidden.pk).update(visibility="secretariat")
    assert client.get(FOLLOWS).json()["results"] == []
    assert client.get(f"{FOLLOWS}{own.uid}/").status_code == 404

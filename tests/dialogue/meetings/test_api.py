"""Meetings through the API: the same acts as on the pages, and clear refusals."""

import json
import uuid

import pytest
from django.core.cache import cache

from dialogue.models import Letter, Meeting
from sse_portal.accounts.services import issue_token
from sse_portal.api.throttles import _tallies

from ..factories import a_committee, a_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    """Each test begins with no requests counted."""
    _tallies.clear()
    cache.clear()


@pytest.fixture
def call(client, chenda):
    """call(method, path, body, headers) → response, as the secretariat's program."""
    secret = issue_token(by=chenda, name="test", may_write=True)[1]

    def send(method, path, body=None, **headers):
        given = {"Authorization": f"Bearer {secret}"} | headers
        data = b"" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/meetings/{path}", data, "application/json", headers=given)

    return send


def new(committee, **values):
    return {
        "id": str(uuid.uuid4()), "committee": str(committee.uid), "title": {"en": "Spring"}, "place": "Kep",
        "starts_at": "2027-03-02T09:00:00+07:00", "ends_at": "2027-03-02T16:00:00+07:00",
    } | values  # fmt: skip


def test_from_a_draft_to_a_cancelled_meeting(call, committee, bopha):
    made = call("POST", "", new(committee))
    assert made.status_code == 201 and made.json()["status"] == "draft"
    uid, steps = made.json()["id"], []
    for path, body in (
        ("agenda/", {"title": {"en": "Opening"}}),
        ("convene/", {}),
        ("cancel/", {"reason": "Storm"}),
    ):
        tag = call("GET", f"{uid}/")["ETag"]
        answer = call("POST", f"{uid}/{path}", body, **{"If-Match": tag})
        assert answer.status_code == 200, answer.content
        steps.append((answer.json()["status"], answer.json()["sequence"]))
    assert steps == [("draft", 0), ("convened", 1), ("cancelled", 2)]
    assert [each["title"] for each in call("GET", f"{uid}/").json()["agenda"]] == [{"en": "Opening"}]
    assert list(Letter.objects.by_id().values_list("method", flat=True)) == ["REQUEST", "CANCEL"]


def test_a_repeated_request_makes_one_meeting(call, committee):
    body = new(committee)
    assert [call("POST", "", body).status_code for _ in range(2)] == [201, 200]
    assert call("POST", "", body | {"place": "Takeo"}).status_code == 409
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"committee": "0190b6c4-0000-7000-8000-000000000000"}, "committee"),
        ({"committee": 7}, "committee"),
        ({"starts_at": 10**30}, "starts_at"),
        ({"title": {"xx": "a"}}, "title"),
        ({"mode": ["online"]}, "mode"),
        ({"timezone": {"a": 1}}, "timezone"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_is_refused_with_its_place(call, committee, values, field):
    answer = call("POST", "", new(committee) | values)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_text_that_no_row_should_hold_is_refused(call, committee, text):
    assert call("POST", "", new(committee, title={"en": text})).status_code in (400, 422)
    assert not Meeting.objects.exists()


def test_a_committee_that_one_may_not_know_or_does_not_run_is_refused(call, reference):
    assert call("POST", "", new(a_committee("KG", visibility="secretariat"))).status_code == 422
    assert call("POST", "", new(a_committee("KG"))).status_code == 403


def test_a_change_needs_the_version_that_was_seen(call, committee):
    uid = a_meeting(committee).uid
    assert call("PATCH", f"{uid}/", {"place": "Takeo"}).status_code == 428
    tag = call("GET", f"{uid}/")["ETag"]
    assert call("PATCH", f"{uid}/", {"place": "Takeo"}, **{"If-Match": tag}).json()["place"] == "Takeo"
    stale = call("PATCH", f"{uid}/", {"place": "Kampot"}, **{"If-Match": tag})
    assert stale.status_code == 412 and stale.json()["current"]["place"] == "Takeo"
    tag = call("GET", f"{uid}/")["ETag"]
    assert call("POST", f"{uid}/close/", {}, **{"If-Match": tag}).status_code == 409
    assert call("POST", f"{uid}/cancel/", {"reason": ""}, **{"If-Match": tag}).status_code == 422


def test_the_list_is_filtered(call, committee):
    mine, other = a_meeting(committee), a_meeting(a_committee("KG"))

    def found(query):
        return {row["id"] for row in call("GET", f"?{query}").json()["results"]}

    assert found("country=KG") == {str(other.uid)}
    assert found(f"committee={committee.uid}&status=convened") == {str(mine.uid)}
    assert found("over_at=2027-01-01T00:00:00Z") == set()
    assert found("not_over_at=2027-01-01T00:00:00Z") == {str(mine.uid), str(other.uid)}
    for query in ("status=never", "committee=x", "not_over_at=soon", "country=XX", "page=2"):
        assert call("GET", f"?{query}").status_code == 400

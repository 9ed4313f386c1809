"""Activities and events through the API: read by everybody, created and changed by those who keep them."""

import csv
import io
import json
import uuid

import pytest
from django.core.cache import cache

from network.models import Activity, ActivityResult, ActivityTag, Event
from sse_portal.api.throttles import _tallies
from tests.api.factories import bearer

from ..factories import an_activity, an_event, an_organization
from .test_matrix import FILTERS, counted
from .values import event_values, part, values
from .world import a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    """Each test begins with no requests counted."""
    _tallies.clear()
    cache.clear()


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, headers) → response, as a program with a token calls."""

    def send(method, path, *, user=None, body=None, **headers):
        given = {**(bearer(user, True) if user else {}), **headers}
        data = b"" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=given)

    return send


def problems(answer, status):
    assert answer.status_code == status, answer.content[:300]
    return {error.get("pointer"): error["code"] for error in answer.json().get("errors", [])}


def test_a_row_tells_who_does_what_where(call):
    union = an_organization(name="Union")
    activity = an_activity(union, region="KH-12", title={"en": "Training"})
    ActivityResult.objects.create(activity=activity, title={"en": "Trained"}, target="80.50")
    for scheme, code in (("SDG", "8"), ("theme", "law"), ("principle", "values")):
        ActivityTag.objects.create(activity=activity, scheme=scheme, code=code)
    row = call("GET", f"activities/{activity.uid}/").json()
    assert row["participants"] == [{"organization": str(union.uid), "name": "Union", "role": "4"}]
    assert row["places"] == [{"country": "KH", "region": "KH-12"}]
    assert (row["results"][0]["target"], row["results"][0]["title"]) == (80.5, {"en": "Trained"})
    assert (row["sdg"], row["themes"], row["principles"]) == (["8"], ["law"], ["values"])
    assert (row["country"], row["sector"], row["planned_end"]) == ("KH", "ISIC4:A", "2027-01-01")


@pytest.mark.parametrize("asked", [each for each in FILTERS if each.get("organization") is None], ids=str)
def test_filters_are_those_of_the_page(client, asked):
    a_world(str(asked), visibilities=("public",))
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    answer = client.get(f"/api/v1/activities/?count=true&limit=500&{query}").json()
    if asked.get("region"):
        query = f"country={asked['country']}&region={asked['region']}"
    assert answer["count"] == len(answer["results"]) == counted(f"?{query}")


def test_an_organisation_finds_its_activities(call):
    union = an_organization()
    wanted = an_activity(union)
    an_activity(an_organization())
    rows = call("GET", f"activities/?organization={union.uid}&role=4").json()["results"]
    assert [row["id"] for row in rows] == [str(wanted.uid)]
    assert call("GET", f"activities/?organization={union.uid}&role=1").json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        "country=XX",
        "country=TH&region=KH-12",
        "sector=A",
        "year=26",
        "role=9",
        "organization=x",
        "sdg=99",
        "q=a",
        "x=1",
    ],
)
def test_what_cannot_be_asked_is_said(call, query):
    problems(call("GET", f"activities/?{query}"), 400)


def test_exports_hold_the_whole_list(call):
    an_activity(an_organization(name="Union"), title={"en": "=Training"})
    an_event()
    answer = call("GET", "activities/?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert row["title_en"] == "'=Training" and "Union" in row["participants"]
    for path in ("activities/?format=jsonl", "events/?format=jsonl", "events/?format=csv"):
        assert b"".join(call("GET", path).streaming_content)


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    a_world(5, activities=40, visibilities=("public",))
    with django_assert_max_num_queries(5):
        assert len(client.get("/api/v1/activities/?limit=500").json()["results"]) == 40


def test_a_keeper_creates_once_and_changes_what_was_seen(call, chenda):
    union = an_organization()
    body = values(
        participants=[part(union)],
        places=[{"country": "KH", "region": None}, {"country": "TH", "region": "TH-10"}],
    )
    first = call("POST", "activities/", user=chenda, body=body, **{"Idempotency-Key": "a"})
    again = call("POST", "activities/", user=chenda, body=body, **{"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code, Activity.objects.count()) == (201, 200, 1)
    row, path = first.json(), f"activities/{first.json()['id']}/"
    assert row["places"] == [{"country": "KH", "region": None}, {"country": "TH", "region": "TH-10"}]
    sent_back = {name: row[name] for name in ("participants", "places", "results", "sdg", "title", "status")}
    same = call("PATCH", path, user=chenda, body=sent_back, **{"If-Match": first["ETag"]})
    assert same.status_code == 200 and same.json()["version"] == 1
    changed = call(
        "PATCH", path, user=chenda, body={"themes": ["law"], "reason": "Why not"}, **{"If-Match": '"1"'}
    )
    assert changed.json()["themes"] == ["law"] and changed.json()["version"] == 2
    stale = call("PATCH", path, user=chenda, body={"themes": []}, **{"If-Match": '"1"'})
    assert stale.status_code == 412 and stale.json()["current"]["themes"] == ["law"]
    assert call("PATCH", path, user=chenda, body={}).status_code == 428


def test_a_wrong_body_is_answered_with_pointers(call, chenda):
    body = values(
        places=["KH-12", "x"], results=[{"target": 10**30}], participants=[{"organization": 1, "role": "9"}]
    )
    key = {"Idempotency-Key": "a"}
    assert problems(call("POST", "activities/", user=chenda, body=body, **key), 422) == {
        "/places/1": "unknown-place", "/results/0/title": "required", "/results/0/target": "out-of-range",
        "/participants/0/organization": "unknown-organization", "/participants/0/role": "unknown-code",
    }  # fmt: skip
    assert problems(call("POST", "activities/", user=chenda, body={"colour": 1}, **key), 422) == {
        "/colour": "unknown-field", "/title": "required",
    }  # fmt: skip
    for wrong in (
        {"title": "x"},
        {"title": {"en": "\x00"}},
        {"country": 5},
        {"country": "XX"},
        {"sdg": {"a": 1}},
        {"places": 1},
    ):
        assert call("POST", "activities/", user=chenda, body=values(**wrong), **key).status_code in (
            400,
            422,
        ), wrong


def test_others_may_not(call, chenda, narin, pat):
    activity, hidden = an_activity(), an_activity(visibility="secretariat")
    key = {"Idempotency-Key": "a", "If-Match": '"1"'}
    assert call("POST", "activities/", body=values(), **key).status_code == 401
    for user in (pat, narin):
        assert call("POST", "activities/", user=user, body=values(), **key).status_code == 403
        assert (
            call("PATCH", f"activities/{activity.uid}/", user=user, body={"sdg": []}, **key).status_code
            == 403
        )
        assert (
            call("PATCH", f"activities/{hidden.uid}/", user=user, body={"sdg": []}, **key).status_code == 404
        )
    assert call("GET", f"activities/{hidden.uid}/", user=chenda).status_code == 200
    assert call("GET", f"activities/{uuid.uuid4()}/").status_code == 404


def test_an_event_is_announced_and_changed(call, chenda):
    union, activity = an_organization(), an_activity()
    body = event_values(organizer=str(union.uid), activity=str(activity.uid))
    made = call("POST", "events/", user=chenda, body=body, **{"Idempotency-Key": "e"})
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["organizer"], row["activity"], row["starts_at"]) == (
        str(union.uid), str(activity.uid), "2027-03-02T02:00:00Z",
    )  # fmt: skip
    path = f"events/{row['id']}/"
    changed = call("PATCH", path, user=chenda, body={"status": "cancelled"}, **{"If-Match": made["ETag"]})
    assert (changed.json()["sequence"], changed.json()["status"]) == (1, "cancelled")
    wrong = call("PATCH", path, user=chenda, body={"ends_at": "2020-01-01T00:00:00Z"}, **{"If-Match": '"2"'})
    assert problems(wrong, 422) == {"/ends_at": "ends-before-it-begins"}
    wrong = call(
        "POST",
        "events/",
        user=chenda,
        body={"title": {"en": "A"}, "starts_at": 1},
        **{"Idempotency-Key": "f"},
    )
    assert wrong.status_code == 422 and Event.objects.count() == 1


def test_events_are_filtered(call):
    activity = an_activity()
    own, other = an_event(activity=activity), an_event("TH", status="cancelled")
    found = lambda query: [row["id"] for row in call("GET", f"events/?{query}").json()["results"]]
    assert found(f"activity={activity.uid}") == [str(own.uid)]
    assert found("country=TH") == found("status=cancelled") == [str(other.uid)]
    assert found("not_over_at=2100-01-01") == []

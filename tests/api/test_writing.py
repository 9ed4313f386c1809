import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from mapping.models import Entity
from sse_portal.api import throttles
from sse_portal.records.models import Change

from .factories import bearer

pytestmark = pytest.mark.django_db


def registered(call, user, body=None, **headers):
    return call(
        "POST", "entities/", user=user, body=body or {"country": "KH", "name": "Trei Nhor"}, **headers
    )


# --- Creating once ---------------------------------------------------------------------------------------


def test_a_new_entity_gets_an_address_and_a_tag_and_is_not_listed_yet(call, cast):
    response = registered(call, cast.researcher, **{"Idempotency-Key": "k-1"})

    assert response.status_code == 201
    row = response.json()
    assert response["Location"].endswith(f"/api/v1/entities/{row['id']}/")
    assert response["ETag"].startswith('"1-')
    assert (row["name"], row["country"], row["is_listed"]) == ("Trei Nhor", "KH", False)
    assert Change.objects.get(record=row["id"]).by == cast.researcher
    assert call("GET", f"entities/{row['id']}/", user=cast.researcher).json() == row


@pytest.mark.parametrize("by_header", [True, False])
def test_a_repeat_gets_the_first_result_and_makes_no_second_record(call, cast, by_header):
    key = {"Idempotency-Key": "k-1"} if by_header else {}
    body = {"country": "KH", "name": "Trei Nhor", **({} if by_header else {"id": str(uuid.uuid4())})}

    first = registered(call, cast.researcher, body, **key)
    again = registered(call, cast.researcher, body, **key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert by_header or first.json()["id"] == body["id"]
    assert Entity.objects.filter(name="Trei Nhor").count() == 1


def test_a_key_stands_for_one_body_of_one_user(call, cast, problem):
    key = {"Idempotency-Key": "k-1"}
    registered(call, cast.researcher, **key)

    other = {"country": "KH", "name": "Another"}
    problem(registered(call, cast.researcher, other, **key), 409, "idempotency-key-reused")
    assert registered(call, cast.reviewer, other, **key).status_code == 201


def test_the_identifier_of_another_record_is_not_taken_over(call, cast, records, problem):
    body = {"country": "KH", "name": "Trei Nhor", "id": str(records.foreign.uid)}
    problem(registered(call, cast.researcher, body), 409)
    assert Entity.objects.get(uid=records.foreign.uid).name == "Ala-Too"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "idempotency-key-missing"),
        ({"Idempotency-Key": "x" * 101}, "idempotency-key-unreadable"),
        ({"Idempotency-Key": "two words"}, "idempotency-key-unreadable"),
        ({"Idempotency-Key": "é"}, "idempotency-key-unreadable"),
    ],
)
def test_a_creating_request_needs_a_key_that_can_be_kept(call, cast, problem, headers, code):
    document = problem(registered(call, cast.researcher, **headers), 400, code)
    assert document["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.django_db(transaction=True)
def test_the_same_request_from_many_at_once_makes_one_record(client, cast):
    headers, statuses = bearer(cast.researcher), []
    body = {"country": "KH", "name": "Trei Nhor", "id": str(uuid.uuid4())}

    def send():
        response = client.post("/api/v1/entities/", body, content_type="application/json", headers=headers)
        statuses.append(response.status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 7 + [201]
    assert Entity.objects.count() == 1


# --- Bodies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"name": None}, "/name", "required"),
        ({"name": ["x"]}, "/name", None),
        ({"name": "x" * 201}, "/name", None),
        ({"country": "FR"}, "/country", "wrong-type"),
        ({"country": 5}, "/country", "wrong-type"),
        ({"country": ["KH"]}, "/country", "wrong-type"),
        ({"region": "KG-B"}, "/region", None),
        ({"region": 10**30}, "/region", None),
        ({"year_established": 10**30}, "/year_established", None),
        ({"year_established": True}, "/year_established", None),
        ({"year_established": 99999}, "/year_established", None),
        ({"latitude": 91, "longitude": 0}, "/location", None),
        ({"website": "javascript:alert(1)"}, "/website", "bad-address"),
        ({"other_names": {"km": "x"}}, "/other_names", "not-a-list"),
        ({"identifiers": [{"scheme": "'; --", "value": "1"}]}, "/identifiers", "bad-scheme"),
        ({"is_listed": True}, "/is_listed", "unknown-field"),
        ({"version": 9}, "/version", "unknown-field"),
        ({"names_folded": "x"}, "/names_folded", "unknown-field"),
        ({"id": "not-a-uuid"}, "/id", "wrong-type"),
        ({"id": {}}, "/id", "wrong-type"),
        ({"reason": "x"}, "/reason", "unknown-field"),
    ],
)
def test_a_value_that_cannot_be_accepted_is_named_with_its_place(call, cast, problem, change, pointer, code):
    body = {"country": "KH", "name": "Trei Nhor", **change}
    document = problem(registered(call, cast.researcher, body, **{"Idempotency-Key": "k"}), 422)

    assert document["errors"][0]["pointer"] == pointer
    assert code is None or document["errors"][0]["code"] == code
    assert not Entity.objects.exists()
    assert not Change.objects.exists()


def test_every_fault_of_a_body_is_told_at_once(call, cast, problem):
    body = {"country": "KH", "name": "", "region": "nowhere", "website": "x"}
    document = problem(registered(call, cast.researcher, body, **{"Idempotency-Key": "k"}), 422)
    assert {error["pointer"] for error in document["errors"]} == {"/region", "/website"} or {
        error["pointer"] for error in document["errors"]
    } == {"/name", "/region", "/website"}


# --- Changing what one saw -------------------------------------------------------------------------------


def test_a_change_says_which_version_it_changes(call, cast, records):
    path = f"entities/{records.listed.uid}/"
    tag = call("GET", path)["ETag"]

    body = {"name": "Rumdoul", "reason": "Renamed"}
    response = call("PATCH", path, user=cast.researcher, body=body, **{"If-Match": tag})

    assert response.status_code == 200
    assert (response.json()["name"], response.json()["version"]) == ("Rumdoul", 2)
    assert response["ETag"].startswith('"2-') and "Location" not in response
    assert Change.objects.get(act="changed").reason == "Renamed"
    assert response.json()["region"] == "KH-1", "what is left out stays"


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(call, cast, records, problem):
    path, seen = f"entities/{records.listed.uid}/", {"If-Match": '"1"'}
    call("PATCH", path, user=cast.reviewer, body={"name": "First"}, **seen)

    response = call("PATCH", path, user=cast.researcher, body={"name": "Second"}, **seen)

    document = problem(response, 412, "stale-version")
    assert document["current"]["name"] == "First" and document["version"] == 2
    assert document["yours"] == {"name": "Second"}
    assert "locality" not in document["current"] and "secret-9" not in response.content.decode()
    assert Entity.objects.get(pk=records.listed.pk).name == "First"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 428), ("", 428), ("*", 400), ("1", 400), ('"x"', 400), ('"1", "2"', 400), ('W/"1"', 400), ('"-1"', 400),
        (f'"{10**30}"', 400), ('"1', 400), ("é", 400), ('"٣"', 400), ("x" * 9000, 400), ('"0"', 412), ('"2"', 412),
        ('"999999999"', 412),
    ],
)  # fmt: skip
def test_a_change_of_an_unknown_version_is_refused(call, cast, records, problem, given, status):
    headers = {} if given is None else {"If-Match": given}
    path = f"entities/{records.listed.uid}/"
    problem(call("PATCH", path, user=cast.researcher, body={"name": "Changed"}, **headers), status)
    assert Entity.objects.get(pk=records.listed.pk).name == "Rumdoul Weavers"


def test_a_change_that_changes_nothing_keeps_the_version(call, cast, records):
    path = f"entities/{records.listed.uid}/"
    for body in ({}, {"name": "Rumdoul Weavers"}):
        response = call("PATCH", path, user=cast.researcher, body=body, **{"If-Match": '"1"'})
        assert (response.status_code, response.json()["version"]) == (200, 1)


# --- Tokens and sessions ---------------------------------------------------------------------------------


def test_a_reading_token_does_not_write(call, cast, problem):
    response = registered(call, cast.researcher, may_write=False, **{"Idempotency-Key": "k"})
    problem(response, 403)
    assert not Entity.objects.exists()


def test_a_reading_token_may_classify_because_nothing_is_kept(call, cast, records):
    path, body = f"definitions/{records.adopted.uid}/classify/", {"answers": {}}
    assert call("POST", path, user=cast.guest, may_write=False, body=body).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer " + "x" * 5000,
        "Bearer é",
        "Basic YTpi",
        "sse_x",
        "Token x",
    ],
)
def test_a_wrong_token_is_401_even_where_nobody_needs_one(call, reference, problem, header):
    response = call("GET", "countries/", Authorization=header)
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_use_of_a_token_is_noted_once_a_minute(client, cast, django_assert_num_queries):
    headers = bearer(cast.guest)
    client.get("/api/v1/countries/", headers=headers)
    token = cast.guest.tokens.get()
    assert token.last_used_at is not None
    with django_assert_num_queries(2):
        client.get("/api/v1/countries/", headers=headers)
    assert cast.guest.tokens.get().last_used_at == token.last_used_at


def test_a_disabled_user_is_out_at_once(client, cast):
    headers = bearer(cast.guest)
    cast.guest.is_active = False
    cast.guest.save()
    assert client.get("/api/v1/countries/", headers=headers).status_code == 401


def test_a_browser_session_writes_only_with_its_csrf_token(cast, problem):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.researcher)
    body, headers = {"country": "KH", "name": "Trei Nhor"}, {"Idempotency-Key": "k"}

    problem(browser.post("/api/v1/entities/", body, content_type="application/json", headers=headers), 403)

    browser.get("/accounts/profile/")
    headers["X-CSRFToken"] = browser.cookies["csrftoken"].value
    accepted = browser.post("/api/v1/entities/", body, content_type="application/json", headers=headers)
    assert accepted.status_code == 201


def test_requests_beyond_the_limit_wait_and_are_told_how_long(call, cast, problem, monkeypatch):
    rates = {"anonymous": "5/min", "signed": "7/min"}
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", rates)
    monkeypatch.setattr("sse_portal.api.throttles.time.time", lambda: 1_000_000.0)

    assert [call("GET", "countries/").status_code for _ in range(5)] == [200] * 5
    refused = call("GET", "countries/")
    problem(refused, 429, "throttled")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert call("GET", "countries/", **{"X-Forwarded-For": "1.2.3.4"}).status_code == 429, (
        "not by a forged header"
    )
    assert [call("GET", "countries/", user=cast.guest).status_code for _ in range(8)] == [200] * 7 + [429]


def test_servers_share_what_they_counted(call, reference, monkeypatch):
    rates = {"anonymous": "50/min", "signed": "50/min"}
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", rates)
    monkeypatch.setattr("sse_portal.api.throttles.time.time", lambda: 2_000_000.0)

    accepted = 0
    for _process in range(4):
        throttles._tallies.clear()
        accepted += sum(call("GET", "countries/").status_code == 200 for _ in range(60))
    assert 50 <= accepted <= 50 + 4 * throttles.STEP


def test_a_name_found_by_the_api_was_folded_on_the_way_in(call, cast):
    body = {"country": "VN", "name": "Hợp tác xã Đồng Tâm"}
    registered(call, cast.admin, body, **{"Idempotency-Key": "k"})
    found = call("GET", "entities/?q=dong%20tam", user=cast.admin).json()["results"]
    assert [row["name"] for row in found] == ["Hợp tác xã Đồng Tâm"]

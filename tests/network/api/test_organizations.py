"""The directory through the API: what is public, what members see, writes with versions, exports."""

import csv
import io
import json
import uuid

import pytest
from django.core.cache import cache

from network.models import Organization
from sse_portal.api.throttles import _tallies
from sse_portal.records.models import Change
from tests.api.factories import bearer
from tests.factories import a_listed_entity, an_entity

from ..factories import an_organization
from ..privacy import add_private_rows

pytestmark = pytest.mark.django_db
EXPORTS = ("csv", "jsonl", "xlsx", "geojson")


@pytest.fixture(autouse=True)
def _reference(reference):
    """Countries and regions; no requests counted yet."""
    _tallies.clear()
    cache.clear()


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, **headers) → response, as a program with a token calls."""

    def send(method, path="", *, user=None, body=None, **headers):
        given = {**(bearer(user, True) if user else {}), **headers}
        data = b"" if body is None else json.dumps(body)
        return client.generic(
            method, f"/api/v1/organizations/{path}", data, "application/json", headers=given
        )

    return send


def rows(response):
    return response.json()["results"]


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def problem_of(response, status, code=None):
    assert response.status_code == status, response.content[:300]
    document = response.json()
    assert code is None or document["code"] == code, document
    return document


# --- Reading -------------------------------------------------------------------------------------------------


def test_a_row_says_everything_that_the_page_says(call):
    parent, entity = an_organization("KH", "Parent"), a_listed_entity("KH")
    organization = an_organization(
        "KH", "Union", names={"km": "សហភាព"}, acronym="UFK", other_names=["Old"], region_id="KH-12",
        locality="Toul Kork", latitude="11.57", longitude="104.9", parent=parent, founded=1998,
        website="https://example.org", description={"en": "Farmers"}, entity_id=entity.pk, source="ROR",
        identifier=("XI-ROR", "002yp7f20"),
    )  # fmt: skip
    row = call("GET", f"{organization.uid}/").json()
    version, updated = row.pop("version"), row.pop("updated_at")
    assert version == 1 and updated.endswith("Z")
    assert row == {
        "id": str(organization.uid), "country": "KH", "region": "KH-12", "name": "Union", "names": {"km": "សហភាព"},
        "acronym": "UFK", "other_names": ["Old"], "kind": "apex", "constituency": "SSE", "locality": "Toul Kork",
        "latitude": 11.57, "longitude": 104.9, "parent": str(parent.uid), "founded": 1998, "dissolved": None,
        "website": "https://example.org", "description": {"en": "Farmers"}, "status": "active",
        "visibility": "public", "entity": str(entity.uid), "source": "ROR", "is_sample": False,
        "identifiers": [{"scheme": "XI-ROR", "value": "002yp7f20"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=KG", ["B"]),
        ("country=regional", ["C"]),
        ("region=KH-1", ["A"]),
        ("kind=union", ["B"]),
        ("constituency=INT", ["C"]),
        ("status=dissolved", ["A"]),
        ("q=សមាគម", ["A"]),
        ("identifier=XI-ROR:002yp7f20", ["B"]),
        ("identifier=KH-MOI:12/3: 4", ["A"]),
        ("identifier=KH-MOI:002yp7f20", []),
        ("updated_since=2100-01-01", []),
        ("updated_since=2020-01-01&country=KG", ["B"]),
    ],
)
def test_parameters_narrow_the_list(call, query, found):
    an_organization(
        "KH", "A", region_id="KH-1", status="dissolved", dissolved=2020, names={"km": "សមាគម"},
        identifier=("KH-MOI", "12/3: 4"),
    )  # fmt: skip
    an_organization("KG", "B", kind="union", identifier=("XI-ROR", "002yp7f20"))
    an_organization(None, "C", constituency="INT")
    assert [row["name"] for row in rows(call("GET", f"?{query}"))] == found


@pytest.mark.parametrize(
    "query",
    [
        "country=XX", "region=KH-99", "country=TH&region=KH-1", "country=regional&region=KH-1", "kind=x",
        "status=merged",
        "constituency=", "q=a", "q=%00", "identifier=x", "identifier=XI-ROR", "identifier=XI-ROR:%ED%A0%80",
        "updated_since=yesterday", "limit=501", "cursor=x", "nonsense=1", "country=KH&country=TH",
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_said(call, query):
    assert problem_of(call("GET", f"?{query}"), 400)["errors"]


def test_everybody_sees_what_they_may_know(call, pat, chenda, narin, guest):
    an_organization("KH", "Public")
    an_organization("KH", "Network", visibility="network")
    an_organization("KH", "Secretariat", visibility="secretariat")
    an_organization("KH", "Former", status="merged", merged_into=Organization.objects.get(name="Public"))
    seen = {
        None: ["Public"], guest: ["Public"], pat: ["Network", "Public"], narin: ["Network", "Public"],
        chenda: ["Network", "Public", "Secretariat"],
    }  # fmt: skip
    for user, names in seen.items():
        assert [row["name"] for row in rows(call("GET", user=user))] == names


def test_parents_and_entities_that_are_not_public_are_not_told(call, chenda):
    hidden = an_organization("KH", "Hidden", visibility="secretariat")
    child = an_organization("KH", "Child", parent=hidden, entity_id=an_entity("KH").pk)
    row = call("GET", f"{child.uid}/").json()
    assert (row["parent"], row["entity"]) == (None, None)
    assert call("GET", f"{child.uid}/", user=chenda).json()["parent"] == str(hidden.uid)


def test_an_identifier_of_former_times_moves_to_the_last_survivor(call):
    last = an_organization("KH", "Last")
    middle = an_organization("KH", "Middle", status="merged", merged_into=last)
    first = an_organization("KH", "First", status="merged", merged_into=middle)
    hidden = an_organization("KH", "Hidden", visibility="network", status="merged", merged_into=last)
    for former in (first, middle):
        answer = call("GET", f"{former.uid}/")
        assert (answer.status_code, answer["Cache-Control"]) == (301, "no-cache")
        assert answer["Location"].endswith(f"/api/v1/organizations/{last.uid}/")
    for uid in (hidden.uid, uuid.uuid4()):
        problem_of(call("GET", f"{uid}/"), 404)


def test_hidden_rows_leave_no_trace(call, guest):
    shown = an_organization("KH", "Samaki សមាគម", region_id="KH-12", identifier=("XI-ROR", "002yp7f20"))
    paths = [
        "?count=true", "?q=samaki&count=true", "?q=សមាគម", "?country=KH&region=KH-12", "?kind=apex&count=true",
        "?identifier=KH-MOI:network 1", f"{shown.uid}/", *(f"?format={kind}" for kind in EXPORTS if kind != "xlsx"),
    ]  # fmt: skip
    readers = (None, guest)
    before = [content(call("GET", path, user=user)) for user in readers for path in paths]
    add_private_rows(shown, guest)
    Organization.objects.filter(pk=shown.pk).update(
        parent=an_organization("KH", "Above", visibility="network"), entity=an_entity("KH")
    )
    assert [content(call("GET", path, user=user)) for user in readers for path in paths] == before


# --- Exports -------------------------------------------------------------------------------------------------


def test_every_export_holds_the_whole_list(call):
    for number in range(7):
        an_organization(
            "KH", f"Union {number}", names={"km": "សហភាព"}, latitude="11.5", longitude="104.9",
            identifier=("KH-MOI", str(number)),
        )  # fmt: skip
    table = list(csv.DictReader(io.StringIO(content(call("GET", "?format=csv")).decode())))
    assert [row["name"] for row in table] == [f"Union {number}" for number in range(7)]
    assert table[0]["names_km"] == "សហភាព" and "KH-MOI" in table[0]["identifiers"]
    lines = content(call("GET", "?format=jsonl")).decode().splitlines()
    assert [json.loads(line)["name"] for line in lines] == [row["name"] for row in table]
    places = json.loads(content(call("GET", "?format=geojson")))
    assert places["features"][0]["geometry"] == {"type": "Point", "coordinates": [104.9, 11.5]}
    assert content(call("GET", "?format=xlsx")).startswith(b"PK")


def test_an_export_has_the_filters_of_the_list(call):
    an_organization("KH", "=1+1")
    an_organization("KG", "Other")
    (row,) = csv.DictReader(io.StringIO(content(call("GET", "?format=csv&country=KH")).decode()))
    assert row["name"] == "'=1+1", "a spreadsheet does not calculate a name"


def test_the_number_of_queries_does_not_grow(call, django_assert_max_num_queries):
    parent, entity = an_organization("KH", "Parent"), a_listed_entity("KH")
    for number in range(30):
        an_organization(
            "KH", f"U {number}", parent=parent, entity_id=entity.pk, identifier=("KH-MOI", str(number))
        )
    call("GET", "?country=KH")  # reference data is kept from here on
    with django_assert_max_num_queries(4):
        call("GET", "?country=KH")
    with django_assert_max_num_queries(4):
        content(call("GET", "?format=jsonl&country=KH"))


# --- Writing -------------------------------------------------------------------------------------------------


def test_the_secretariat_registers_and_changes(call, chenda):
    body = {"country": "KH", "name": "Union", "names": {"km": "សហភាព"}, "latitude": 11.57, "longitude": 104.9}
    made = call("POST", user=chenda, body=body, **{"Idempotency-Key": "k"})
    assert made.status_code == 201, made.content
    row = made.json()
    assert made["Location"].endswith(f"/api/v1/organizations/{row['id']}/") and row["latitude"] == 11.57
    assert call("POST", user=chenda, body=body, **{"Idempotency-Key": "k"}).json() == row

    changed = call(
        "PATCH",
        f"{row['id']}/",
        user=chenda,
        body={"acronym": "UFK", "reason": "Seal"},
        **{"If-Match": made["ETag"]},
    )
    assert (changed.status_code, changed.json()["acronym"], changed.json()["version"]) == (200, "UFK", 2)
    assert changed.json()["names"] == {"km": "សហភាព"}, "what is left out stays"
    assert Change.objects.filter(record=row["id"]).newest_first().first().reason == "Seal"


def test_a_client_may_choose_the_identifier(call, rana):
    uid = str(uuid.uuid4())
    made = call("POST", user=rana, body={"id": uid, "country": None, "name": "ASEAN network"})
    assert (made.status_code, made.json()["id"], made.json()["country"]) == (201, uid, None)


def test_a_second_editor_gets_both_versions(call, chenda):
    organization = an_organization("KH", "Union")
    for acronym, status in (("A", 200), ("B", 412)):
        answer = call(
            "PATCH", f"{organization.uid}/", user=chenda, body={"acronym": acronym}, **{"If-Match": '"1"'}
        )
        assert answer.status_code == status
    document = answer.json()
    assert (document["current"]["acronym"], document["yours"]["acronym"]) == ("A", "B")


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 401), ("guest", 403), ("pat", 403), ("sokha", 403), ("narin", 403), ("rana", 201)],
)
def test_others_do_not_write(call, request, who, status):
    user = request.getfixturevalue(who) if who else None
    body = {"country": "KH", "name": "Union"}
    assert call("POST", user=user, body=body, **{"Idempotency-Key": "k"}).status_code == status
    organization = an_organization("KH")
    answer = call("PATCH", f"{organization.uid}/", user=user, body={"name": "X"}, **{"If-Match": '"1"'})
    assert answer.status_code == (200 if status == 201 else status)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"country": "KH"}, "name"),
        ({"name": "X"}, "country"),
        ({"country": "XX", "name": "X"}, "country"),
        ({"country": ["KH"], "name": "X"}, "country"),
        ({"country": 10**30, "name": "X"}, "country"),
        ({"country": "KH", "name": ["x"]}, "name"),
        ({"country": "KH", "name": "X", "founded": 10**30}, "founded"),
        ({"country": "KH", "name": "X", "latitude": 1e20, "longitude": 1}, "latitude"),
        ({"country": "KH", "name": "X", "region": "TH-10"}, "region"),
        ({"country": "KH", "name": "X", "region": {"a": 1}}, "region"),
        ({"country": "KH", "name": "X", "kind": "x"}, "kind"),
        ({"country": "KH", "name": "X", "parent": "x"}, "parent"),
        ({"country": "KH", "name": "X", "parent": str(uuid.uuid4())}, "parent"),
        ({"country": "KH", "name": "X", "entity": 7}, "entity"),
        ({"country": "KH", "name": "X", "identifiers": {"a": 1}}, "identifiers"),
        ({"country": "KH", "name": "X", "names": "x"}, "names"),
        ({"country": "KH", "name": "X", "names": {"en": {"a": 1}}}, "names"),
        ({"country": "KH", "name": "X", "status": "merged"}, "status"),
        ({"country": "KH", "name": "X", "merged_into": "x"}, "merged_into"),
    ],
)
def test_a_body_that_cannot_be_taken_is_named_with_its_place(call, chenda, body, pointer):
    document = problem_of(call("POST", user=chenda, body=body, **{"Idempotency-Key": "k"}), 422)
    assert [entry["pointer"] for entry in document["errors"]] == [f"/{pointer}"]
    assert not Organization.objects.exists()


@pytest.mark.parametrize("value", ["a\x00", "\ud800", 1e300])
def test_a_body_that_no_row_should_hold_is_refused_whole(call, chenda, value):
    body = {"country": "KH", "name": value}
    assert problem_of(call("POST", user=chenda, body=body, **{"Idempotency-Key": "k"}), 400)["detail"]


def test_a_taken_identifier_and_a_circle_are_conflicts_with_names(call, chenda):
    an_organization("KH", "First", identifier=("KH-MOI", "1"))
    second = an_organization("KH", "Second")
    body = {"identifiers": [{"scheme": "KH-MOI", "value": "1"}]}
    answer = call("PATCH", f"{second.uid}/", user=chenda, body=body, **{"If-Match": '"1"'})
    problem_of(answer, 409, "identifier-taken")
    answer = call(
        "PATCH", f"{second.uid}/", user=chenda, body={"parent": str(second.uid)}, **{"If-Match": '"1"'}
    )
    assert problem_of(answer, 422)["errors"][0]["code"] == "circle"


def test_a_merged_entry_cannot_be_changed(call, chenda):
    former = an_organization("KH", status="merged", merged_into=an_organization("KH"))
    problem_of(call("PATCH", f"{former.uid}/", user=chenda, body={"name": "X"}, **{"If-Match": '"1"'}), 404)

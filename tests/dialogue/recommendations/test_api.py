"""Recommendations and their evidence through the API."""

import json
from decimal import Decimal

import pytest

from dialogue.models import Recommendation
from dialogue.services.evidence import pin_evidence
from dialogue.services.evidence_checks import check_all
from mapping.models import Observation
from tests.api.factories import NOON, a_definition, a_release, bearer
from tests.dialogue.factories import a_committee, a_document, a_recommendation, an_addressee
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
AT = "/api/v1/recommendations/"


@pytest.fixture
def release(reference):
    return a_release(a_definition("KH"))


@pytest.fixture
def living(committee, release, chenda):
    """A recommendation that rests on a figure which has changed."""
    recommendation = a_recommendation(committee, "transmitted")
    recommendation.tags.create(scheme="SDG", code="8.3")
    values = {"kind": "figure", "release": str(release.uid), "indicator": "I01"}
    pin_evidence(by=chenda, recommendation=recommendation, values=values)
    newer = a_release(release.definition, label="2027", published_at=NOON.replace(day=20))
    Observation.objects.filter(release=newer, dimension="").update(value=Decimal("107.5"))
    check_all("KH")
    return recommendation


def found(client, query=""):
    return [row["id"] for row in client.get(f"{AT}?{query}").json()["results"]]


def post(client, path, body, by, **headers):
    return client.post(
        path, json.dumps(body), content_type="application/json", headers={**bearer(by), **headers}
    )


def test_the_detail_gives_the_evidence_with_both_values(client, living, release):
    row = client.get(f"{AT}{living.code}/").json()
    (piece,) = row["evidence"]

    assert (piece["value"], piece["new_value"], piece["status"], piece["reason"]) == (
        100,
        107.5,
        "changed",
        "value",
    )
    assert piece["release"] == str(release.uid) != piece["new_release"]
    assert (piece["indicator"], piece["definition"]) == ("I01", str(release.definition.uid))
    assert client.get(f"{AT}{living.uid}/").json() == row, "by code or by identifier"
    assert row["texts"][0]["number"] == 1
    assert row["implementation_status"] == "not_transmitted"


def test_each_filter_finds_its_own(client, living, committee):
    ministry = an_organization("KH", kind="government")
    an_addressee(living, ministry)
    a_recommendation(committee)
    a_recommendation(a_committee("KG"))
    mine = [str(living.uid)]
    for query in ("status=transmitted", "sdg=8", "sdg=8.3", f"addressee={ministry.uid}", "evidence=changed"):
        assert found(client, query) == mine, query
    assert found(client, "evidence=unavailable") == found(client, "theme=law") == []
    assert len(found(client, "country=KH")) == 2
    for query in ("status=odd", "sdg=99", "addressee=x", "evidence=%00", "colour=red"):
        assert client.get(f"{AT}?{query}").status_code == 400


def test_public_answers_are_the_same_with_and_without_what_is_not_public(client, living, committee, chenda):
    addresses = (
        AT, f"{AT}?count=true", f"{AT}?evidence=unavailable&count=true", f"{AT}?format=csv", f"{AT}{living.code}/",
        f"{AT}?evidence=changed", "/api/v1/evidence/?count=true", "/api/v1/evidence/?format=csv",
    )  # fmt: skip

    def answers():
        return [client.get(address).getvalue() for address in addresses]

    before = answers()
    hidden = a_document(committee, visibility="secretariat", sha256="0" * 64, file="x")
    pin_evidence(by=chenda, recommendation=living, values={"kind": "document", "document": str(hidden.uid)})
    Recommendation.objects.get(pk=living.pk).evidence.filter(kind="document").update(status="unavailable")
    for values in ({"status": "draft"}, {"visibility": "committee"}, {"visibility": "secretariat"}):
        a_recommendation(committee, **values, supersedes=living)
    a_recommendation(a_committee("KH", visibility="committee"))

    assert answers() == before


def test_an_addressee_that_is_not_public_is_not_named(client, living):
    an_addressee(living, an_organization("KH", "Hidden Union", visibility="secretariat"))
    for address in (AT, f"{AT}?format=csv", f"{AT}{living.code}/"):
        assert b"Hidden Union" not in client.get(address).getvalue()


def test_a_program_writes_and_leads_one(client, committee, release, chenda):
    body = {"committee": str(committee.uid), "title": {"en": "A"}, "text": {"en": "B"}, "themes": ["law"]}
    made = post(client, AT, body, chenda, **{"Idempotency-Key": "one"})
    again = post(client, AT, body, chenda, **{"Idempotency-Key": "one"})
    assert (made.status_code, again.status_code) == (201, 200)
    uid = made.json()["id"]

    opened = post(client, f"{AT}{uid}/open/", {}, chenda, **{"If-Match": made["ETag"]})
    assert opened.status_code == 200 and opened.json()["code"]
    assert post(client, f"{AT}{uid}/open/", {}, chenda, **{"If-Match": made["ETag"]}).status_code in (
        409,
        412,
    )
    figure = {"recommendation": uid, "kind": "figure", "release": str(release.uid), "indicator": "I01"}
    pinned = post(client, "/api/v1/evidence/", figure, chenda, **{"Idempotency-Key": "two"})
    assert pinned.status_code == 201 and pinned.json()["value"] == 100
    assert post(client, f"{AT}{uid}/check-evidence/", {}, chenda).json()["evidence"][0]["status"] == "current"
    removed = post(
        client, f"/api/v1/evidence/{pinned.json()['id']}/remove/", {}, chenda, **{"If-Match": pinned["ETag"]}
    )
    assert removed.status_code == 200
    assert client.get("/api/v1/evidence/").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"committee": "x"}, 422),
        ({"committee": "0190aaaa-0000-7000-8000-000000000000"}, 422),
        ({"title": {"en": "\u0000"}}, 400),
        ({"title": "text"}, 422),
        ({"sdg": ["10e30"]}, 422),
        ({"supersedes": 10**30}, 422),
        ({"addressees": [{}]}, 422),
        ({"colour": 1}, 422),
    ],
)
def test_bad_bodies_are_refused_with_their_place(body, status, client, committee, chenda):
    full = {"committee": str(committee.uid), "title": {"en": "A"}} | body
    answer = post(client, AT, full, chenda, **{"Idempotency-Key": "bad"})
    assert answer.status_code == status
    assert status == 400 or next(iter(body)) in answer.content.decode()


def test_the_list_costs_a_fixed_number_of_queries(client, committee, django_assert_max_num_queries):
    for _ in range(5):
        an_addressee(a_recommendation(committee))
    with django_assert_max_num_queries(6):
        assert len(found(client)) == 5

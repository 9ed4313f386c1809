"""Committees and their papers through the API."""

import pytest
from django.test import Client

from tests.dialogue.factories import (
    RULES,
    a_committee,
    a_document,
    a_held_meeting,
    a_membership,
    a_rule_set,
    a_seat,
)
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
AT = "/api/v1/committees/"


@pytest.fixture
def keeper(client, chenda):
    client.force_login(chenda)
    return client


def _post(client, path, body, **headers):
    return client.post(f"{AT}{path}", body, content_type="application/json", headers=headers)


def test_a_committee_tells_who_sits_by_which_rules_and_what_it_does_not_meet(client, committee):
    a_rule_set(committee)
    a_membership(a_seat(committee, "EMP"))
    a_seat(committee, "WRK")

    row = client.get(f"{AT}{committee.uid}/").json()

    assert [(seat["constituency"], seat["holder"] is None) for seat in row["seats"]] == [
        ("EMP", False),
        ("WRK", True),
    ]
    assert row["seats"][0]["holder"]["name"] is None, "no consent, no name"
    assert row["vacancies"] == 1
    assert row["balance"]["verdict"] == "yes"
    assert all(isinstance(reason, str) and "Sentence" not in reason for reason in row["balance"]["reasons"])
    assert row["rules"]["document"] == RULES
    assert [each["code"] for each in row["rules_not_met"]] == ["no-meeting-in-12-months"]


def test_a_committee_is_set_up_filled_and_established(keeper, reference):
    made = _post(
        keeper,
        "",
        {"country": "KH", "name": {"en": "Council"}, "timezone": "Asia/Phnom_Penh"},
        idempotency_key="one",
    )
    assert made.status_code == 201
    place = made.json()["id"]

    rules = _post(keeper, f"{place}/rules/", {"effective_from": "2025-01-01", "document": RULES})
    seat = _post(keeper, f"{place}/seats/", {"constituency": "WRK"}).json()["seats"][0]
    seated = _post(
        keeper,
        f"{place}/memberships/",
        {"seat": seat["id"], "name": "Dara", "sex": "male", "starts_on": "2025-01-01"},
    )
    tag = keeper.get(f"{AT}{place}/").headers["ETag"]
    established = _post(keeper, f"{place}/establish/", {"on": "2025-01-01"}, if_match=tag)

    assert rules.json()["rules"]["number"] == 1
    assert seated.json()["seats"][0]["holder"]["name"] == "Dara"
    assert established.json()["status"] == "established"
    assert len(keeper.get(f"{AT}{place}/rules/").json()["results"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("seats/", {"constituency": "XXX"}, 422),
        ("seats/", {"constituency": "GOV", "position": 10**30}, 422),
        ("seats/", {"constituency": "GOV", "id": "no"}, 422),
        ("seats/", {"constituency": "GOV", "title": {"en": "a\x00b"}}, 400),
        ("memberships/", {"seat": "0192d1a8-0000-7000-8000-000000000000", "starts_on": "2026-01-01"}, 422),
        ("memberships/", {}, 422),
        ("rules/", {"effective_from": "2026-01-01", "document": []}, 422),
        ("rules/", {"effective_from": "2026-01-01", "document": {"format": 2}}, 422),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(keeper, committee, path, body, status):
    answer = _post(keeper, f"{committee.uid}/{path}", body)

    assert answer.status_code == status
    assert answer.json()["errors"]


def test_a_seat_of_another_committee_takes_nobody(keeper, committee):
    foreign = a_seat(a_committee("KG"))

    answer = _post(
        keeper, f"{committee.uid}/memberships/", {"seat": str(foreign.uid), "starts_on": "2026-01-01"}
    )

    assert answer.json()["errors"][0]["code"] == "unknown-seat"


def test_private_rows_leave_no_trace(committee):
    a_rule_set(committee)
    committee.host = an_organization("KH", visibility="members")
    committee.save()
    paper = a_document(committee, visibility="public")
    places = (
        f"{AT}?count=true", f"{AT}?status=established", f"{AT}?format=csv", f"{AT}{committee.uid}/",
        f"{AT}{committee.uid}/rules/", "/api/v1/documents/?count=true", f"/api/v1/documents/{paper.uid}/",
    )  # fmt: skip

    def read(place):
        response = Client().get(place)
        return b"".join(response) if response.streaming else response.content

    before = [read(place) for place in places]
    for level in ("committee", "secretariat"):
        a_committee("KH", visibility=level)
        a_document(committee, visibility=level)
        a_held_meeting(committee, visibility=level)
    a_document(a_committee("KH", visibility="secretariat"), visibility="public")

    assert [read(place) for place in places] == before
    assert str(committee.host.uid).encode() not in b"".join(before)


def test_lists_and_records_need_a_fixed_number_of_queries(client, committee, django_assert_max_num_queries):
    a_rule_set(committee)
    for bench in ("GOV", "EMP", "WRK", "SSE") * 3:
        a_membership(a_seat(committee, bench))
        a_committee("KH", host=an_organization("KH"))

    with django_assert_max_num_queries(4):
        client.get(AT)
    with django_assert_max_num_queries(16):
        client.get(f"{AT}{committee.uid}/")

"""Pages of committees: what everybody sees, what leaves no trace, what is refused."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogue.models import Committee
from tests.dialogue.factories import a_committee, a_document, a_membership, a_rule_set, a_seat
from tests.reading import seen

pytestmark = pytest.mark.django_db


def of(committee, rest=""):
    return f"/dialogue/committees/{committee.uid}/{rest}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("timezone", "Moon/Sea"), ("name_en", "x" * 301), ("website", "javascript:1"), ("email", "no")],
)
def test_a_form_that_cannot_be_taken_comes_back_filled(client, chenda, reference, name, value):
    client.force_login(chenda)
    typed = {"country": "KH", "name_en": "Council", "timezone": "Asia/Phnom_Penh", "visibility": "public"}
    answer = client.post("/dialogue/committees/new/", typed | {name: value, "legal_basis_en": "Prakas 7"})

    assert answer.status_code == 422
    assert "Prakas 7" in answer.text
    assert not Committee.objects.exists()


def test_the_composition_of_a_past_day_is_shown(client, committee):
    a_membership(a_seat(committee, starts_on=date(2025, 1, 1)), starts_on=date(2025, 1, 1))
    on = lambda day: client.get(of(committee), {"on": day})

    assert "Name not published" not in on("2024-12-31").text
    assert "Name not published" in on("2025-01-01").text
    assert 400 <= on("yesterday").status_code < 500 or on("yesterday").status_code == 200


def test_a_name_needs_consent_on_the_page_and_in_popolo(client, committee):
    membership = a_membership(a_seat(committee))
    popolo = client.get(f"/dialogue/committees/{committee.uid}.json").json()

    assert popolo["persons"] == []
    assert "person_id" not in popolo["memberships"][0]
    assert str(membership.person.uid) not in client.get(of(committee)).text


def test_popolo_says_nothing_but_its_own_terms(client, committee):
    a_membership(a_seat(committee))
    popolo = client.get(f"/dialogue/committees/{committee.uid}.json").json()

    assert set(popolo) == {"organizations", "posts", "memberships", "persons"}
    assert {post["organization_id"] for post in popolo["posts"]} == {str(committee.uid)}
    known = {
        "id", "role", "organization_id", "post_id", "person_id", "on_behalf_of_id", "start_date", "end_date",
    }  # fmt: skip
    assert all(set(row) <= known for row in popolo["memberships"])


def test_private_rows_leave_no_trace(committee):
    a_rule_set(committee)
    places = ("/dialogue/committees/", of(committee), f"/dialogue/committees/{committee.uid}.json")
    before = [seen(Client(), place) for place in places]
    for level in ("committee", "secretariat"):
        a_committee("KH", visibility=level)
        a_document(committee, visibility=level)
    a_document(committee, visibility="public", embargo_until=timezone.now() + timedelta(days=1))

    assert [seen(Client(), place) for place in places] == before


def test_a_paper_under_embargo_is_the_secretariats_alone(client, chenda, committee):
    paper = a_document(committee, visibility="public", embargo_until=timezone.now() + timedelta(days=1))
    place = f"/dialogue/documents/{paper.uid}/"
    assert client.get(place).status_code == 404
    client.force_login(chenda)
    assert paper.title in client.get(of(committee)).text


def test_lists_need_a_fixed_number_of_queries(client, committee, django_assert_max_num_queries):
    for _ in range(12):
        a_committee("KH")
        a_membership(a_seat(committee))

    with django_assert_max_num_queries(6):
        client.get("/dialogue/committees/")
    with django_assert_max_num_queries(40):
        client.get(of(committee))

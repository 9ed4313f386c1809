import uuid
from decimal import Decimal

import pytest

from mapping.models import EntityContact, EntityIdentifier
from mapping.services.definitions import create_starter_definitions
from mapping.services.entities import change_entity
from sse_portal.records.models import Reading
from tests.factories import a_listed_entity, a_response, a_study, a_user, an_entity
from tests.reading import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def url(entity):
    return f"/entities/{entity.uid}/"


@pytest.fixture
def samaki():
    return a_listed_entity(
        "KH", "Samaki", name_local="សាមគ្គី", region_id="KH-2", legal_form_id="KH-AC", organisation_type="cooperative",
        isic_main="ISIC4:A", year_established=2011, locality="Phum Thmey",
        latitude=Decimal("13.1"), longitude=Decimal("103.2"),
    )  # fmt: skip


def test_anybody_reads_the_facts_of_a_listed_organisation(client, samaki):
    page = client.get(url(samaki))

    assert page.status_code == 200
    for fact in ("Samaki", "សាមគ្គី", "Cambodia", "2011"):
        assert fact in page.text
    assert '<span lang="km">សាមគ្គី</span>' in page.text


def test_what_is_restricted_stays_away_from_the_public(client, samaki):
    EntityIdentifier.objects.create(entity=samaki, scheme="KH-REG", value="S-123456")
    EntityContact.objects.create(entity=samaki, contact_name="Chan Thy", contact_phone="+85512345678")

    text = client.get(url(samaki)).text

    for hidden in ("Phum Thmey", "103.2", "S-123456", "Chan Thy", "+85512345678", "Restricted"):
        assert hidden not in text
    assert not Reading.objects.exists()


def test_public_identifiers_are_shown(client, samaki):
    EntityIdentifier.objects.create(entity=samaki, scheme="XI-ROR", value="03yrm5c26", is_public=True)
    assert "03yrm5c26" in client.get(url(samaki)).text


def test_a_researcher_of_the_country_reads_the_rest_and_that_is_noted(client, samaki, sokha):
    EntityIdentifier.objects.create(entity=samaki, scheme="KH-REG", value="S-123456")
    client.force_login(sokha)

    page = client.get(url(samaki))

    assert "Phum Thmey" in page.text and "S-123456" in page.text
    assert Reading.objects.get().record == samaki.uid
    assert "no-store" in page.headers["Cache-Control"]


def test_a_reviewer_of_another_country_reads_what_the_public_reads(client, samaki, aigul):
    client.force_login(aigul)
    assert "Phum Thmey" not in client.get(url(samaki)).text
    assert not Reading.objects.exists()


@pytest.mark.parametrize("who", [None, "guest", "aigul"])
def test_an_unlisted_organisation_is_not_there(client, request, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(url(an_entity("KH"))).status_code == 404


def test_those_who_work_on_the_country_see_it_with_a_warning(client, sokha):
    client.force_login(sokha)
    page = client.get(url(an_entity("KH", "Rumdoul")))
    assert page.status_code == 200 and "Not on the public register" in page.text


def test_an_unknown_address_is_not_found(client):
    assert client.get(f"/entities/{uuid.uuid4()}/").status_code == 404
    assert client.get("/entities/not-an-identifier/").status_code == 404


def test_without_a_verified_response_there_is_no_verdict(client, samaki):
    create_starter_definitions()
    a_response(a_study("KH"), samaki, status="submitted", voting_rule="by_capital")
    assert "No verdict yet" in client.get(url(samaki)).text


def test_the_verdict_comes_with_its_criteria_but_without_answers_that_are_not_public(client, samaki):
    create_starter_definitions()
    a_response(
        a_study("KH"), samaki, status="verified", legal_form="KH-AC", organisation_type="cooperative",
        voting_rule="by_capital",
    )  # fmt: skip

    page = client.get(url(samaki))
    verdict = page.context["verdict"]

    assert verdict.reasons and verdict.is_partial
    assert not any(reason.answers for reason in verdict.reasons)
    assert "Not public" in page.text and "version 1 (template)" in page.text


def test_the_public_page_is_the_same_whatever_restricted_answer_leaves_the_verdict_as_it_is(client, samaki):
    create_starter_definitions()
    response = a_response(
        a_study("KH"), samaki, status="verified", legal_form="KH-AC", organisation_type="cooperative",
        members_total=30, workers_total=4,
    )  # fmt: skip
    before = seen(client, url(samaki))
    type(response).objects.filter(pk=response.pk).update(members_total=31, workers_total=5)
    assert seen(client, url(samaki)) == before


def test_a_researcher_reads_the_answers_behind_each_criterion(client, samaki, sokha):
    create_starter_definitions()
    a_response(
        a_study("KH"), samaki, status="verified", legal_form="KH-AC", organisation_type="cooperative",
        voting_rule="one_member_one_vote",
    )  # fmt: skip
    client.force_login(sokha)

    page = client.get(url(samaki))

    assert not page.context["verdict"].is_partial
    assert any(reason.answers for reason in page.context["verdict"].reasons)
    assert "Mapping study of KH" in page.text


def test_drafts_and_other_peoples_studies_leave_no_trace(client, samaki):
    create_starter_definitions()
    before = seen(client, url(samaki))
    a_response(a_study("KH"), samaki, status="draft", voting_rule="by_capital")
    a_response(a_study("KH"), samaki, status="submitted", members_total=12)
    assert seen(client, url(samaki)) == before


def test_the_history_tells_a_reviewer_what_changed(client, samaki, dara, sokha):
    change_entity(
        by=sokha, entity=samaki, values={"name": "Samaki Thmey"}, version=1, reason="Registered so."
    )
    client.force_login(dara)

    text = client.get(url(samaki)).text

    for told in ("<del>Samaki</del>", "<ins>Samaki Thmey</ins>", "Registered so.", "sokha"):
        assert told in text


def test_the_history_is_not_for_everybody(client, samaki, sokha):
    change_entity(by=sokha, entity=samaki, values={"name": "Samaki Thmey"}, version=1)
    assert "<del>Samaki</del>" not in client.get(url(samaki)).text
    client.force_login(sokha)
    assert "<del>Samaki</del>" not in client.get(url(samaki)).text


def test_the_history_keeps_restricted_values_from_those_without_the_right(client, samaki, sokha):
    change_entity(by=sokha, entity=samaki, values={"locality": "Phum Chas"}, version=1)
    client.force_login(a_user("secretariat", "KH"))
    text = client.get(url(samaki)).text
    assert "Changed" in text and "Phum" not in text


def test_a_website_that_is_no_web_address_is_not_a_link(client):
    entity = a_listed_entity("KH", "Samaki", website="javascript:alert(1)")
    assert 'href="javascript' not in client.get(url(entity)).text


def test_a_website_is_a_link(client):
    entity = a_listed_entity("KH", "Samaki", website="https://samaki.example/")
    assert '<a href="https://samaki.example/"' in client.get(url(entity)).text


def test_names_are_shown_as_text(client):
    entity = a_listed_entity("KH", "<script>alert(1)</script>", name_local="<b>x</b>")
    text = client.get(url(entity)).text
    assert "<script>alert" not in text and "<b>x</b>" not in text


def test_the_number_of_queries_does_not_grow_with_the_studies(client, samaki, django_assert_max_num_queries):
    create_starter_definitions()
    for number in range(6):
        a_response(a_study("KH", wave=number + 1), samaki, status="verified", legal_form="KH-AC")
    client.get(url(samaki))
    with django_assert_max_num_queries(10):
        client.get(url(samaki))

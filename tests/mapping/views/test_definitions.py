"""The pages of working definitions: who reads what, each step with its confirmation, and what goes wrong."""

import json

import pytest
from django.urls import reverse

from mapping.definition.documents import document_of
from mapping.models import WorkingDefinition
from mapping.services import definitions as services
from sse_portal import rules
from tests.factories import a_user
from tests.plugins.layers import made_once
from tests.reading import seen


@pytest.fixture
@made_once
def templates(reference):
    return {definition.country_id: definition for definition in services.create_starter_definitions()}


@pytest.fixture
def vanna(reference):
    """Committee secretariat in Cambodia."""
    return a_user("secretariat", "KH", "vanna@example.org")


@pytest.fixture
def draft(templates, dara):
    return services.draft_definition(by=dara, country="KH", based_on=templates["KH"])


@pytest.fixture
def proposal(draft, dara):
    return services.propose_definition(by=dara, definition=draft, version=draft.version)


def page(name, definition):
    return reverse(f"mapping:definition-{name}", args=[definition.uid])


def test_the_list_shows_the_templates_as_what_they_are(client, templates):
    text = client.get("/definitions/").content.decode()
    assert text.count("Template, adopted by nobody") == 6
    assert "Cambodia" in text and "The region" in text


def test_without_any_definition_the_list_says_so(client, reference):
    assert "There is no definition yet" in client.get("/definitions/").content.decode()


def test_the_public_pages_are_the_same_with_and_without_drafts(client, templates, dara):
    addresses = ["/definitions/", page("detail", templates["KH"]), page("document", templates["KH"])]

    def read():
        return [seen(client, address) for address in addresses]

    before = read()
    for _ in range(3):
        services.draft_definition(by=dara, country="KH", based_on=templates["KH"])
    assert read() == before


def test_a_definition_shows_its_text_criteria_forms_and_their_laws(client, templates):
    text = client.get(page("detail", templates["KH"])).content.decode()
    for part in (
        "voluntary cooperation and mutual aid", "Primacy of people over capital", "C11",
        "Surplus paid on capital: at most 50%", "Law on Agricultural Cooperatives 2013", "សហគមន៍កសិកម្ម",
        "to be confirmed by the national committee", "No committee has adopted it",
    ):  # fmt: skip
        assert part in text, part


def test_the_criteria_come_in_the_readers_language(client, templates):
    text = client.get(page("detail", templates["KH"]), headers={"accept-language": "km"}).content.decode()
    assert templates["KH"].title["km"] in text
    assert templates["KH"].criteria.get(code="C11").wording["km"] in text


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("guest", 404), ("aigul", 404), ("dara", 200), ("sokha", 200)]
)
def test_a_draft_is_for_those_who_read_drafts_of_its_country(client, request, draft, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    for name in ("detail", "document"):
        assert client.get(page(name, draft)).status_code == status


def test_an_unknown_or_malformed_address_is_not_found(client, reference):
    assert client.get("/definitions/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert client.get("/definitions/1/").status_code == 404


def test_the_download_is_the_document_itself(client, templates):
    response = client.get(page("document", templates["KH"]))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="definition-kh-1.json"'
    assert rules.loads(response.content) == document_of(templates["KH"])
    region = client.get(page("document", templates[None]))
    assert 'filename="definition-region-1.json"' in region["Content-Disposition"]


def test_pages_need_few_queries(client, templates, dara, django_assert_max_num_queries):
    client.force_login(dara)
    for address, most in (("/definitions/", 8), (page("detail", templates["KH"]), 24)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


def test_the_methodology_is_readable(client, db):
    text = client.get("/definitions/methodology/").content.decode()
    assert "A worked example" in text and "<table>" in text and "style=" not in text


# --- Steps -------------------------------------------------------------------------------------------------


STEPS = ["draft", "change", "propose", "return", "adopt"]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_needs_a_signed_in_reader(client, templates, step):
    for send in (client.get, client.post):
        response = send(page(step, templates["KH"]))
        assert response.status_code == 302 and "/accounts/" in response["Location"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["guest", "sokha", "narin"])
def test_who_sees_it_but_may_not_do_it_is_refused(client, request, templates, step, who):
    client.force_login(request.getfixturevalue(who))
    for send in (client.get, client.post):
        assert send(page(step, templates["KH"])).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_what_one_may_not_see_is_not_found(client, draft, aigul, step):
    client.force_login(aigul)
    assert client.post(page(step, draft), {"version": 1}).status_code == 404


def test_the_way_from_a_template_to_an_adopted_definition(client, templates, dara, vanna):
    client.force_login(dara)
    assert "New draft from this" in client.get(page("detail", templates["KH"])).content.decode()
    response = client.post(page("draft", templates["KH"]), {"country": "KH"})
    draft = WorkingDefinition.objects.get(number=2, country="KH")
    assert response["Location"] == page("detail", draft)

    document = rules.with_changes(document_of(draft), [{"criterion": "C11", "threshold": 30}])
    given = {"document": rules.dumps(document), "reason": "As in Thailand", "version": 1}
    assert client.post(page("change", draft), given).status_code == 302
    text = client.get(page("detail", draft)).content.decode()
    assert "<del>50%</del> <ins>30%</ins>" in text and "As in Thailand" in text

    assert client.get(page("propose", draft)).status_code == 200
    assert client.post(page("propose", draft), {"version": 2}).status_code == 302
    assert client.get(page("adopt", draft)).status_code == 403

    client.force_login(vanna)
    assert "Record the adoption" in client.get(page("detail", draft)).content.decode()
    assert client.post(page("adopt", draft), {"version": 3, "decision": "Minutes 4"}).status_code == 302

    client.logout()
    text = client.get(page("detail", draft)).content.decode()
    assert "Minutes 4" in text and "Adopted" in text


def test_a_proposal_returned_shows_its_reason_to_its_authors(client, proposal, vanna, dara):
    client.force_login(vanna)
    assert client.post(page("return", proposal), {"version": 2, "reason": ""}).status_code == 422
    assert client.post(page("return", proposal), {"version": 2, "reason": "C11 unclear"}).status_code == 302
    client.force_login(dara)
    assert "C11 unclear" in client.get(page("detail", proposal)).content.decode()


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30, "1\x00"])
def test_a_step_without_a_usable_version_is_refused(client, draft, dara, version):
    client.force_login(dara)
    assert client.post(page("propose", draft), {"version": version}).status_code == 422
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_who_comes_second_sees_both_versions_and_keeps_what_was_typed(client, draft, dara):
    client.force_login(dara)
    mine = rules.dumps(rules.with_changes(document_of(draft), [{"criterion": "C11", "threshold": 40}]))
    theirs = rules.with_changes(document_of(draft), [{"criterion": "C11", "threshold": 30}])
    services.change_definition(by=dara, definition=draft, document=theirs, version=1)
    response = client.post(page("change", draft), {"document": mine, "version": 1})
    text = response.content.decode()
    assert response.status_code == 412
    assert "<del>30%</del> <ins>40%</ins>" in text
    assert "&quot;value&quot;:40" in text, "the typed document is still there"


BAD = {
    "not JSON": "{",
    "deep": "[" * 100_000,
    "a huge number": '{"format": 1e999}',
    "no object": "7",
    "lone surrogate": '{"country": "\\ud800"}',
    "NUL": '{"country": "\\u0000"}',
    "too long": " " * 1_100_000,
    "twice": '{"format": 1, "format": 1}',
}


@pytest.mark.parametrize("document", BAD.values(), ids=BAD.keys())
def test_what_is_no_document_comes_back_with_the_reason(client, draft, dara, document):
    client.force_login(dara)
    response = client.post(page("change", draft), {"document": document, "version": 1})
    assert response.status_code == 422
    assert client.get("/definitions/").status_code == 200


def test_a_mistake_in_a_document_is_shown_with_its_place(client, draft, dara):
    client.force_login(dara)
    document = document_of(draft)
    document["criteria"][3]["expression"] = {"var": "nothing", "op": "=", "value": 1}
    document["forms"][0]["status"] = "perhaps"
    response = client.post(page("change", draft), {"document": json.dumps(document), "version": 1})
    text = response.content.decode()
    assert response.status_code == 422
    assert "/criteria/3/expression/var" in text and "/forms/0/status" in text


def test_hostile_text_is_shown_as_text(client, draft, dara):
    client.force_login(dara)
    document = document_of(draft)
    document["criteria"][0]["wording"] = {"en": "<script>alert(1)</script>"}
    services.change_definition(
        by=dara, definition=draft, document=document, version=1, text={"en": "<script>alert(2)</script>"}
    )
    text = client.get(page("detail", draft)).content.decode()
    assert "alert(1)" in text and "<script>alert" not in text

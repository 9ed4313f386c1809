"""Consultations and comments through the API: the same acts as on the pages, and nothing private."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from dialogue.models import Comment, Consultation
from sse_portal.basics.ids import uuid7
from tests.api.factories import a_definition, bearer
from tests.dialogue.factories import a_comment, a_consultation, a_recommendation
from tests.network.factories import an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db
AT = "/api/v1/consultations/"
SAID = "/api/v1/comments/"


def post(client, path, body, by, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(path, content, content_type="application/json", headers={**bearer(by), **headers})


def test_announced_commented_answered_and_reported(client, chenda, guest, committee):
    draft = a_recommendation(committee, "draft")
    body = {
        "id": str(uuid7()), "committee": str(committee.uid), "recommendation": str(draft.uid),
        "title": {"en": "A register"}, "closes_at": "2100-01-01T00:00:00Z",
    }  # fmt: skip
    made = post(client, AT, body, chenda)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert post(client, AT, body, chenda).status_code == 200, "a repeat is the same"
    assert [part["anchor"] for part in made.json()["subject"]] == ["p1", "p2"]
    assert made.json()["recommendation"] == str(draft.uid)

    comment = {"consultation": body["id"], "anchor": "p2", "position": "change", "text": "Say when."}
    said = post(client, SAID, comment, guest, **{"Idempotency-Key": "one"}).json()
    assert said["state"] == "waiting"
    assert client.get(f"{SAID}{said['id']}/").status_code == 404
    assert client.get(f"{SAID}{said['id']}/", headers=bearer(guest)).status_code == 200

    act = f"{SAID}{said['id']}/"
    assert (
        post(client, f"{act}moderate/", {"state": "shown"}, chenda, **{"If-Match": '"1"'}).status_code == 200
    )
    answer = {"disposition": "partly", "disposition_reason": {"en": "In a decree."}}
    assert (
        post(client, f"{act}dispose/", answer, chenda, **{"If-Match": '"2"'}).json()["disposition"]
        == "partly"
    )
    assert client.get(act).json()["disposition"] == "", "public with the report"
    assert client.get(f"{SAID}?disposition=partly").json()["results"] == []

    early = post(client, f"{AT}{body['id']}/publish/", {}, chenda, **{"If-Match": '"1"'})
    assert (early.status_code, early.json()["code"]) == (409, "still-open")
    over = timezone.now() - timedelta(minutes=1)
    Consultation.objects.update(opens_at=over - timedelta(days=1), closes_at=over)
    published = post(client, f"{AT}{body['id']}/publish/", {}, chenda, **{"If-Match": '"1"'})
    assert published.json()["state"] == "reported"
    assert client.get(act).json()["disposition_reason"] == {"en": "In a decree."}
    assert len(client.get(f"{SAID}?disposition=partly").json()["results"]) == 1


def test_what_the_public_gets_is_the_same_bytes_with_and_without_private_rows(
    client, committee, consultation
):
    hidden = an_organization("KH", "Secret Union", visibility="secretariat")
    comment = a_comment(
        consultation, on_behalf_of=hidden, author_name="Dara", author_email="dara@example.org"
    )
    addresses = [
        f"{AT}?count=true", f"{AT}?state=open", f"{AT}?committee={committee.uid}", f"{AT}?format=csv",
        f"{AT}{consultation.uid}/", f"{SAID}?count=true", f"{SAID}?consultation={consultation.uid}",
        f"{SAID}?position=support&count=true", f"{SAID}?state=waiting&count=true", f"{SAID}{comment.uid}/",
        f"{SAID}?format=csv",
    ]  # fmt: skip
    before = [seen(client, address) for address in addresses]
    assert not any(word in text for text in before for word in ("Secret", "Dara", "dara@"))

    for state in ("waiting", "refused"):
        a_comment(consultation, state=state)
    for visibility in ("committee", "secretariat"):
        a_comment(a_consultation(consultation.recommendation, visibility=visibility))
    a_consultation(a_recommendation(committee, "draft"))
    a_consultation(consultation.recommendation, opens_at=timezone.now() + timedelta(days=1))
    Comment.objects.filter(pk=comment.pk).update(
        disposition="noted", disposition_reason={"en": "Hm."}, disposed_at=timezone.now()
    )

    assert [seen(client, address) for address in addresses] == before


def test_a_draft_definition_is_not_named_to_the_public(client, chenda, committee):
    definition = a_definition("KH", number=8, status="draft")
    address = f"{AT}{a_consultation(definition, committee).uid}/"
    assert client.get(address).json()["definition"] is None
    assert client.get(address, headers=bearer(chenda)).json()["definition"] == str(definition.uid)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "a\x00b"},
        {"text": "\ud800"},
        {"text": ""},
        {"text": 7},
        {"text": "x" * 5001},
        {"position": "maybe"},
        {"anchor": "p99"},
        {"anchor": {"a": 1}},
        {"consultation": str(uuid.uuid4())},
        {"on_behalf_of": str(uuid.uuid4())},
        {"on_behalf_of": 10**400},
        {"author_email": "x"},
        {"shows_name": "perhaps"},
        {"unknown": 1},
    ],
)
def test_bad_input_is_a_4xx_with_its_place(client, guest, consultation, change):
    body = {"consultation": str(consultation.uid), "position": "support", "text": "Good."} | change
    response = post(client, SAID, body, guest, **{"Idempotency-Key": "k"})
    assert 400 <= response.status_code < 500, response.content
    assert response.json()["code"] and not Comment.objects.exists()


def test_lists_take_a_fixed_number_of_queries(client, consultation, django_assert_max_num_queries):
    for _ in range(20):
        a_comment(consultation, on_behalf_of=an_organization("KH"))
        a_consultation(consultation.recommendation)
    for address in (AT, SAID, f"{AT}?format=csv", f"{SAID}?format=csv"):
        with django_assert_max_num_queries(6):
            seen(client, address)


def test_a_closed_consultation_takes_no_comment_here_either(client, guest, over):
    body = {"consultation": str(over.uid), "position": "support", "text": "Good."}
    response = post(client, SAID, body, guest, **{"Idempotency-Key": "k"})
    assert (response.status_code, response.json()["code"]) == (409, "consultation-not-open")


def test_the_identifier_of_another_comment_is_taken(client, guest, consultation):
    body = {"consultation": str(consultation.uid), "position": "support", "text": "Good."}
    body["id"] = str(a_comment(consultation).uid)
    response = post(client, SAID, body, guest)
    assert (response.status_code, response.json()["code"]) == (409, "id-taken")

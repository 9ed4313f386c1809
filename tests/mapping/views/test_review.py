import pytest

from mapping.models import Entity, ReviewComment, SurveyResponse
from mapping.services.responses import save_answers, submit_response
from sse_portal.records.models import Reading
from tests.factories import a_complete_response, a_response, a_study, an_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(sokha, dara, client):
    client.force_login(dara)
    return submit_response(by=sokha, response=a_complete_response(), version=1)


def url(response):
    return f"/responses/{response.uid}/review/"


def status():
    return SurveyResponse.objects.get().status


def names(answer):
    return [row.name for row in answer.context["page"].rows]


def test_the_queue_holds_what_waits_the_oldest_first_without_own_work(client, dara, sokha, aigul):
    study = a_study()
    for name, by in (("First", sokha), ("Second", sokha), ("Own", dara)):
        submit_response(by=by, response=a_complete_response(study, entity=a_named(name)), version=1)
    a_response(study, status="verified")
    client.force_login(dara)
    assert names(client.get("/review/")) == ["First", "Second"]
    assert names(client.get(f"/studies/{study.uid}/review/")) == ["First", "Second"]
    client.force_login(aigul)
    assert names(client.get("/review/")) == []


def a_named(name):
    return an_entity(name=name, region_id="KH-12", operational_status="active", consent_public_listing="yes")


def test_the_queue_goes_on_where_a_page_ended(client, dara):
    study = a_study()
    for number in range(60):
        a_response(study, an_entity(name=f"Entity {number}"), status="submitted")
    client.force_login(dara)
    first = client.get("/review/")
    second = client.get("/review/" + first.context["next_url"])
    rows = [row.uid for page in (first, second) for row in page.context["page"].rows]
    assert len(rows) == len(set(rows)) == 60


@pytest.mark.parametrize(
    "cursor", ["x", "WyJ4IiwgMV0", "WyIyMDI2LTEzLTAxIiwgMV0", "WyIyMDI2LTAxLTAxIiwgMV0", "\x00"]
)
def test_a_cursor_that_is_not_ours_is_refused(client, dara, cursor):
    client.force_login(dara)
    assert client.get("/review/", {"cursor": cursor}).status_code == 400


def test_only_reviewers_have_a_queue(client, sokha, guest):
    for user in (sokha, guest):
        client.force_login(user)
        assert client.get("/review/").status_code == 403
    client.logout()
    assert client.get("/review/").status_code == 302


def test_verifying_goes_on_to_the_next_one(client, submitted, sokha):
    other = submit_response(by=sokha, response=a_complete_response(submitted.study), version=1)
    answer = client.post(url(submitted), {"version": "2", "act": "verify", "go_on": "1"})
    assert answer.url == url(other)
    assert SurveyResponse.objects.get(pk=submitted.pk).status == "verified"
    assert Entity.objects.get(pk=submitted.entity_id).is_listed
    last = client.post(url(other), {"version": "2", "act": "verify", "go_on": "1"})
    assert last.url == f"/studies/{submitted.study.uid}/review/"


def test_reading_for_a_review_is_noted(client, submitted, dara):
    assert client.get(url(submitted)).status_code == 200
    assert Reading.objects.filter(by=dara, record=submitted.uid).exists()


def test_a_return_asks_about_single_answers(client, submitted):
    comments = {"comment-members_total": "Really?", "comment-": "See all.", "comment-region": " "}
    answer = client.post(url(submitted), {"version": "2", "act": "return"} | comments)
    assert answer.status_code == 302 and status() == "returned"
    assert set(ReviewComment.objects.values_list("variable", "text")) == {
        ("members_total", "Really?"),
        ("", "See all."),
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"act": "return"}, 422),
        ({"act": "return", "comment-nonsense": "x"}, 422),
        ({"act": "return", "comment-region": "a\x00"}, 400),
        ({"act": "return", "comment-region": "x" * 1001}, 400),
        ({"act": "return", "comment-region": "Which?", "version": "1"}, 412),
        ({"act": "verify", "version": ""}, 412),
    ],
)
def test_a_decision_that_cannot_be_comes_back_filled(client, submitted, data, code):
    answer = client.post(url(submitted), {"version": "2"} | data)
    assert answer.status_code == code and status() == "submitted"
    if "comment-region" in data and "\x00" not in data["comment-region"]:
        assert data["comment-region"] in answer.text


def test_nobody_verifies_own_work(client, dara):
    client.force_login(dara)
    response = submit_response(by=dara, response=a_complete_response(), version=1)
    assert 'value="verify"' not in client.get(url(response)).text
    assert client.post(url(response), {"version": "2", "act": "verify"}).status_code == 403
    assert status() == "submitted"


def test_a_decision_twice_is_a_conflict(client, submitted):
    client.post(url(submitted), {"version": "2", "act": "verify"})
    assert client.post(url(submitted), {"version": "3", "act": "verify"}).status_code == 409


def test_a_draft_has_nothing_to_decide(client, dara):
    client.force_login(dara)
    response = a_response()
    assert "nothing to decide" in client.get(url(response)).text
    assert client.post(url(response), {"version": "1", "act": "verify"}).status_code == 409


def test_reasons_given_and_hostile_text_are_shown_escaped(client, sokha, dara):
    response = a_complete_response(board_members=60)
    reason = "<script>alert(1)</script>"
    submit_response(
        by=sokha, response=response, version=1, confirmed={"board_members.unusually-high": reason}
    )
    client.force_login(dara)
    text = client.get(url(response)).text
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


def test_the_way_from_entry_to_verification_and_back(client, sokha, dara):
    response = a_complete_response()
    client.force_login(sokha)
    client.post(f"/responses/{response.uid}/submit/", {"version": "1"})
    client.force_login(dara)
    client.post(url(response), {"version": "2", "act": "return", "comment-members_total": "How many?"})
    response.refresh_from_db()
    save_answers(by=sokha, response=response, answers={"members_total": 30}, version=3)
    client.force_login(sokha)
    client.post(f"/responses/{response.uid}/submit/", {"version": "4"})
    client.force_login(dara)
    client.post(url(response), {"version": "5", "act": "verify"})
    assert status() == "verified" and not ReviewComment.objects.filter(settled_at=None).exists()

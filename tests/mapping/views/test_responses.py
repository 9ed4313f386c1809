"""The list of responses, starting one, its page, its submission, its history."""

import uuid

import pytest

from mapping.models import Entity, SurveyResponse
from mapping.services.responses import return_response, save_answers, submit_response, verify_response
from sse_portal.records.models import Reading
from tests.factories import a_complete_response, a_response, a_study, a_user, an_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(reference):
    return a_study()


@pytest.fixture
def signed_in(client, sokha):
    client.force_login(sokha)
    return client


def names(answer):
    return [row.name for row in answer.context["page"].rows]


# --- The list -------------------------------------------------------------------------------------------


def test_the_newest_response_comes_first_and_the_reading_is_noted(signed_in, study):
    for name in ("Older", "Newer"):
        a_response(study, an_entity(name=name))
    answer = signed_in.get(f"/studies/{study.uid}/responses/")
    assert names(answer) == ["Newer", "Older"]
    assert Reading.objects.filter(kind="mapping.surveyresponse").exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "verified"}, ["A"]),
        ({"region": "KH-12"}, ["A"]),
        ({"interviewer": "Chan"}, ["B"]),
        ({"q": "សមាគម"}, ["B"]),
        ({"q": "b", "status": "verified"}, []),
    ],
)
def test_filters_narrow_it(signed_in, study, query, found):
    a_response(study, an_entity(name="A", region_id="KH-12"), status="verified")
    a_response(study, an_entity(name="B", name_local="សមាគមកសិកម្ម"), interviewer="Chan")
    a_response(a_study(), an_entity(name="C", region_id="KH-12"), status="verified", interviewer="Chan")
    assert names(signed_in.get(f"/studies/{study.uid}/responses/", query)) == found


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"region": "TH-10"}, {"interviewer": "x"}, {"q": "\x00"}, {"q": "x" * 101}]
)
def test_a_filter_that_cannot_be_is_refused(signed_in, study, query):
    assert signed_in.get(f"/studies/{study.uid}/responses/", query).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIl0", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "\x00"])
def test_a_cursor_that_is_not_ours_is_refused(signed_in, study, cursor):
    assert signed_in.get(f"/studies/{study.uid}/responses/", {"cursor": cursor}).status_code == 400


def test_pages_follow_each_other_and_cost_the_same(signed_in, study, django_assert_max_num_queries):
    for number in range(120):
        a_response(study, an_entity(name=f"Entity {number}"))
    seen, address = [], f"/studies/{study.uid}/responses/?status=draft"
    while address:
        with django_assert_max_num_queries(20):
            answer = signed_in.get(address)
        seen += [row.uid for row in answer.context["page"].rows]
        following = answer.context["next_url"]
        address = following and f"/studies/{study.uid}/responses/{following}"
    assert len(seen) == len(set(seen)) == 120


# --- Starting -------------------------------------------------------------------------------------------


def start_url(study):
    return f"/studies/{study.uid}/entities/create/"


def test_an_entity_is_found_by_a_piece_of_its_name_or_by_its_number(signed_in, study):
    an_entity(name="Rung Roeang", name_local="សហគមន៍កសិកម្មរុងរឿង", identifier=("KH-REG", "0012"))
    an_entity("TH", name="Rung Thai")
    for text in ("rung", "រុងរឿង", "0012"):
        found = signed_in.get(start_url(study), {"q": text}).context["found"]
        assert [each.name for each in found] == ["Rung Roeang"]
    assert signed_in.get(start_url(study), {"q": "nothing alike"}).context["found"] == ()


def test_a_found_entity_begins_a_response_once(signed_in, study):
    entity = an_entity()
    first = signed_in.post(start_url(study), {"entity": str(entity.uid)})
    response = SurveyResponse.objects.get()
    assert first.url == f"/responses/{response.uid}/sections/A/"
    again = signed_in.post(start_url(study), {"entity": str(entity.uid)})
    assert again.url == f"/responses/{response.uid}/"
    assert SurveyResponse.objects.count() == 1


@pytest.mark.parametrize("text", ["", "x", "\x00", "00000000-0000-4000-8000-000000000000", "0" * 500])
def test_an_entity_that_is_not_there_cannot_be_chosen(signed_in, study, text):
    assert signed_in.post(start_url(study), {"entity": text}).status_code == 404


def test_an_entity_of_another_country_cannot_be_chosen(signed_in, study):
    foreign = an_entity("TH")
    assert signed_in.post(start_url(study), {"entity": str(foreign.uid)}).status_code == 404


def test_a_new_entity_is_registered_and_its_response_begins(signed_in, study, sokha):
    values = {"name": "Rumdoul Weavers", "region": "KH-12", "legal_form": "KH-AC", "registration_number": "7"}
    answer = signed_in.post(start_url(study), values)
    entity = Entity.objects.get()
    assert (entity.region_id, entity.legal_form_id) == ("KH-12", "KH-AC")
    assert answer.url == f"/responses/{entity.responses.get().uid}/sections/A/"
    assert entity.responses.get().entered_by == sokha


def test_likely_duplicates_are_shown_first_and_nothing_is_merged_or_made_silently(signed_in, study):
    known = an_entity(name="Rumdoul Weavers", region_id="KH-12")
    values = {"name": "Rumdul Weavers", "region": "KH-12"}
    answer = signed_in.post(start_url(study), values)
    assert answer.status_code == 409
    assert [each.uid for each in answer.context["alike"]] == [str(known.uid)]
    assert 'value="Rumdul Weavers"' in answer.text
    assert Entity.objects.count() == 1

    assert signed_in.post(start_url(study), values | {"sure": "1"}).status_code == 302
    assert Entity.objects.count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""}, {"name": "x"}, {"name": "a\x00b"}, {"name": "x" * 500}, {"name": "A B", "region": "TH-10"},
        {"name": "A B", "legal_form": "nonsense"}, {"name": "A B", "registration_number": "1" * 101},
    ],
)  # fmt: skip
def test_what_the_register_does_not_accept_comes_back_filled(signed_in, study, values):
    answer = signed_in.post(start_url(study), values)
    assert answer.status_code == 422 and answer.context["register"].errors
    assert not Entity.objects.exists()


def test_a_number_that_another_has_is_a_conflict_beside_its_field(signed_in, study):
    an_entity(name="Other", identifier=("KH-REG", "7"))
    answer = signed_in.post(start_url(study), {"name": "New one", "registration_number": "7"})
    assert answer.status_code == 409
    assert "registration_number" in answer.context["register"].errors


def test_a_closed_study_says_so(signed_in, reference):
    study = a_study(status="closed")
    answer = signed_in.post(start_url(study), {"entity": str(an_entity().uid)})
    assert answer.status_code == 409


# --- One response ---------------------------------------------------------------------------------------


def test_the_page_of_a_response_tells_its_answers_in_words_and_is_noted(signed_in, sokha):
    response = a_complete_response(members_total=1200, dist_capital_pct=30, sdg_goals=["1", "8"])
    answer = signed_in.get(f"/responses/{response.uid}/")
    assert "1,200 persons" in answer.text and "30%" in answer.text
    assert "សហគមន៍" in answer.text or "Agricultural cooperative" in answer.text
    assert Reading.objects.filter(by=sokha, record=response.uid, act="read").count() == 1


def test_what_stands_in_the_way_of_a_submission_is_linked_to_its_question(signed_in):
    response = a_response(membership_basis="voluntary", members_total=3, members_women=5)
    answer = signed_in.get(f"/responses/{response.uid}/submit/")
    assert f'href="/responses/{response.uid}/sections/D/#q-members_women"' in answer.text
    assert f'href="/responses/{response.uid}/sections/A/#q-region"' in answer.text
    posted = signed_in.post(f"/responses/{response.uid}/submit/", {"version": "1"})
    assert posted.status_code == 422
    assert SurveyResponse.objects.get().status == "draft"


def test_an_unusual_answer_needs_a_reason_which_comes_back_filled(signed_in):
    response = a_complete_response(board_members=60, pay_ratio=90, workers_total=5)
    url = f"/responses/{response.uid}/submit/"
    reasons = {"reason-board_members.unusually-high": "A council."}
    answer = signed_in.post(url, {"version": "1"} | reasons)
    assert answer.status_code == 422 and ">A council.</textarea>" in answer.text
    assert (
        signed_in.post(url, {"version": "1", "reason-pay_ratio.unusually-high": "Yes."} | reasons).status_code
        == 302
    )
    stored = SurveyResponse.objects.get()
    assert stored.status == "submitted"
    assert stored.confirmed["board_members.unusually-high"] == "A council."


@pytest.mark.parametrize("version", ["", "0", "2", "x", "9" * 30, "-1", "१"])
def test_a_submission_names_the_version_that_was_seen(signed_in, version):
    response = a_complete_response()
    answer = signed_in.post(f"/responses/{response.uid}/submit/", {"version": version})
    assert answer.status_code == 412
    assert SurveyResponse.objects.get().status == "draft"


def test_a_submission_twice_is_a_conflict_not_an_error(signed_in):
    response = a_complete_response()
    url = f"/responses/{response.uid}/submit/"
    assert signed_in.post(url, {"version": "1"}).status_code == 302
    assert signed_in.post(url, {"version": "2"}).status_code == 409
    assert signed_in.get(url).status_code == 200


def test_a_draft_begun_by_mistake_is_thrown_away(signed_in):
    response = a_response()
    url = f"/responses/{response.uid}/discard/"
    assert "Throw the draft away" in signed_in.get(f"/responses/{response.uid}/").text
    assert signed_in.get(url).status_code == 405
    assert signed_in.post(url, {"version": "1"}).status_code == 422
    assert signed_in.post(url, {"version": "", "reason": "x"}).status_code == 412
    assert (
        signed_in.post(url, {"version": "1", "reason": "Wrong one."}).url
        == f"/studies/{response.study.uid}/responses/"
    )
    assert signed_in.post(url, {"version": "1", "reason": "Wrong one."}).status_code == 404
    assert not SurveyResponse.objects.exists()


# --- History --------------------------------------------------------------------------------------------


def test_the_history_tells_who_did_what_in_words(client, sokha, dara):
    response = a_complete_response()
    save_answers(by=sokha, response=response, answers={"members_total": 40, "has_statutes": "yes"}, version=1)
    submit_response(by=sokha, response=response, version=2)
    return_response(by=dara, response=response, version=3, reason="See again.")
    submit_response(by=sokha, response=response, version=4)
    verify_response(by=dara, response=response, version=5)
    client.force_login(dara)
    events = client.get(f"/responses/{response.uid}/history/").context["events"]
    assert [str(event.what) for event in events] == [
        "Verified", "Submitted", "Returned", "Submitted", "Answers changed",
    ]  # fmt: skip
    assert events[2].why == "See again." and events[2].who == "dara"
    assert {(each.label, each.before, each.after) for each in events[-1].changes} >= {
        ("Members", "", "40 persons")
    }


# --- Rights ---------------------------------------------------------------------------------------------

PAGES = ["", "submit/", "review/", "history/"]


@pytest.mark.parametrize("page", PAGES)
def test_responses_of_other_countries_are_not_there(client, aigul, narin, guest, page):
    response = a_response()
    for user in (aigul, narin, guest):
        client.force_login(user)
        assert client.get(f"/responses/{response.uid}/{page}").status_code == 404
    assert client.get(f"/responses/{uuid.uuid4()}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["review/", "history/"])
def test_a_researcher_neither_reviews_nor_reads_the_history(signed_in, page):
    assert signed_in.get(f"/responses/{a_response().uid}/{page}").status_code == 403


@pytest.mark.parametrize("page", ["responses/", "entities/create/", "review/", "quality/", ""])
def test_a_study_of_another_country_is_not_there(client, aigul, guest, study, page):
    for user in (aigul, guest):
        client.force_login(user)
        assert client.get(f"/studies/{study.uid}/{page}").status_code == 404
    client.logout()
    assert client.get(f"/studies/{study.uid}/{page}").status_code == 302


def test_who_sees_a_study_but_not_its_answers_gets_403(client, reference, study):
    client.force_login(a_user("policymaker", "KH"))
    assert client.get(f"/studies/{study.uid}/").status_code == 200
    for page in ("responses/", "entities/create/", "review/", "quality/"):
        assert client.get(f"/studies/{study.uid}/{page}").status_code == 403

import gzip
import json

import pytest

from mapping.definition.codebook import SECTIONS
from mapping.models import Entity, SurveyResponse
from mapping.services.responses import return_response, save_answers, submit_response
from sse_portal.records.models import Reading
from tests.factories import a_complete_response, a_response

pytestmark = pytest.mark.django_db
HEAVIEST_PAGE = 15 * 1024


@pytest.fixture
def response(sokha, client):
    client.force_login(sokha)
    return a_response()


def url(response, letter="D"):
    return f"/responses/{response.uid}/sections/{letter}/"


def stored():
    return SurveyResponse.objects.get()


def post(client, response, letter="D", seen=None, **typed):
    seen = json.dumps({} if seen is None else seen)
    return client.post(url(response, letter), {"seen": seen, "enhanced": "1", **typed})


def autosave(client, response, letter="D", seen=None, **typed):
    data = {"seen": json.dumps(seen or {}), **typed}
    return client.post(url(response, letter), data, headers={"X-Autosave": "1"})


# --- Showing --------------------------------------------------------------------------------------------


def test_it_shows_the_questions_with_the_answers_and_notes_the_reading(client, response, sokha):
    save_answers(by=sokha, response=response, answers={"members_total": 120}, version=1)
    answer = client.get(url(response))
    assert answer.status_code == 200
    assert 'name="members_total" value="120"' in answer.text
    assert Reading.objects.filter(by=sokha, record=response.uid).exists()


@pytest.mark.parametrize("letter", SECTIONS)
@pytest.mark.parametrize("language", ["en", "km"])
def test_every_section_page_is_light_enough_for_a_slow_line(client, response, letter, language):
    answer = client.get(url(response, letter), headers={"Accept-Language": language})
    assert len(gzip.compress(answer.content)) <= HEAVIEST_PAGE


def test_questions_that_are_not_put_are_hidden_and_keep_their_answers(client, response, sokha):
    save_answers(by=sokha, response=response, answers={"workers_total": 0, "workers_women": 3}, version=1)
    answer = client.get(url(response, "E"))
    assert '<div class="question" id="q-workers_women" data-question="workers_women" hidden>' in answer.text
    assert 'name="workers_women" value="3"' in answer.text


def test_contradictions_and_unusual_answers_stand_beside_the_field(client, response, sokha):
    save_answers(by=sokha, response=response, answers={"members_total": 3, "members_women": 5}, version=1)
    text = client.get(url(response)).text
    assert "cannot be more than" in text


def test_the_number_of_queries_does_not_depend_on_the_section(
    client, response, django_assert_max_num_queries
):
    client.get(url(response))
    for letter in "ACE":
        with django_assert_max_num_queries(16):
            client.get(url(response, letter))


# --- Saving ---------------------------------------------------------------------------------------------


def test_saving_goes_on_to_the_next_section_and_from_the_last_to_the_submission(client, response):
    answer = post(client, response, members_total="១២០", go="next")
    assert (answer.status_code, answer.url) == (302, url(response, "E"))
    assert stored().members_total == 120
    assert post(client, response, "K", go="next").url == f"/responses/{response.uid}/submit/"
    assert post(client, response, "K", go="leave").url == f"/responses/{response.uid}/"
    assert post(client, response, "K", go="stay").url == url(response, "K")


def test_what_is_no_value_comes_back_filled_and_the_rest_is_saved(client, response):
    answer = post(client, response, members_total="12", members_women="many", membership_basis="sometimes")
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert '<a href="#id_members_women">' in answer.text and "The other answers are saved." in answer.text
    assert stored().members_total == 12


def test_a_contradiction_is_saved_shown_and_can_be_left_for_later(client, response):
    answer = post(client, response, members_total="3", members_women="5", go="next")
    assert answer.status_code == 422
    assert "go on and correct them later" in answer.text
    assert (stored().members_total, stored().members_women) == (3, 5)


def test_without_javascript_newly_opened_questions_are_shown_before_going_on(client, response, sokha):
    save_answers(by=sokha, response=response, answers={"workers_total": 0}, version=1)
    page = client.get(url(response, "E"))
    shown = ",".join(question.name for question in page.context["questions"] if not question.is_hidden)
    data = {"seen": '{"workers_total": "0"}', "shown": shown, "workers_total": "5", "go": "next"}
    answer = client.post(url(response, "E"), data)
    assert answer.url == url(response, "E") + "#q-workers_women"
    follow = client.get(url(response, "E"))
    assert "more questions" in follow.text and 'data-question="workers_women">' in follow.text


def test_a_fact_of_the_register_goes_to_the_register(client, response):
    post(
        client,
        response,
        "A",
        entity_name="Samaki",
        locality="Here",
        seen={"entity_name": response.entity.name},
    )
    assert Entity.objects.get().name == "Samaki"


# --- Autosave -------------------------------------------------------------------------------------------


def test_an_autosave_answers_in_json_with_what_the_page_shows_from_now_on(client, response):
    answer = autosave(client, response, members_total="3", members_women="5", members_youth="x")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "saved")
    assert told["seen"] == {"members_total": "3", "members_women": "5"}
    assert set(told["problems"]) == {"members_youth"} and set(told["broken"]) == {"members_women"}


def test_an_autosave_of_a_conflict_overwrites_nothing(client, response, dara):
    save_answers(by=dara, response=response, answers={"members_total": 7}, version=1)
    answer = autosave(client, response, members_total="3", members_women="2")
    assert (answer.status_code, answer.json()["conflicts"]) == (412, ["members_total"])
    assert (stored().members_total, stored().members_women) == (7, 2)


def test_an_autosave_of_what_was_submitted_meanwhile_is_refused(client, response):
    SurveyResponse.objects.update(status="submitted")
    answer = autosave(client, response, members_total="3")
    assert (answer.status_code, answer.json()["status"]) == (409, "refused")


# --- Two people -----------------------------------------------------------------------------------------


def test_the_second_sees_both_versions_and_chooses(client, response, dara):
    save_answers(by=dara, response=response, answers={"members_total": 7, "members_women": 1}, version=1)
    typed = {
        "members_total": "3",
        "members_women": "2",
        "members_youth": "1",
        "membership_basis": "voluntary",
    }
    page = post(client, response, go="next", **typed)
    assert page.status_code == 412
    assert [row["name"] for row in page.context["rows"]] == ["members_total", "members_women"]
    assert stored().members_youth == 1, "what only one of them answered is kept at once"

    data = dict(page.context["typed"])
    data |= {
        "seen": page.context["seen"],
        "go": "next",
        "keep-members_total": "mine",
        "keep-members_women": "theirs",
    }
    answer = client.post(url(response), data)
    assert answer.status_code == 302
    assert (stored().members_total, stored().members_women, stored().membership_basis) == (3, 1, "voluntary")


def test_hostile_names_are_escaped_when_compared(client, response, dara):
    save_answers(by=dara, response=response, answers={"members_total": 7}, version=1)
    response.entity.name = "<script>alert(1)</script>"
    response.entity.save()
    page = post(client, response, members_total="3")
    assert "<script>alert(1)" not in page.text and page.status_code == 412


def test_answers_of_others_to_other_questions_are_told(client, response, dara):
    save_answers(by=dara, response=response, answers={"members_total": 7}, version=1)
    answer = client.post(
        url(response), {"seen": "{}", "enhanced": "1", "members_total": "", "members_women": "2"}, follow=True
    )
    assert "Both are kept" in answer.text
    assert (stored().members_total, stored().members_women) == (7, 2)


# --- What was asked -------------------------------------------------------------------------------------


def test_the_questions_of_the_reviewer_stand_above_the_answers(client, sokha, dara):
    response = submit_response(by=sokha, response=a_complete_response(), version=1)
    return_response(
        by=dara, response=response, version=2, comments={"members_total": "Really?", "": "See all."}
    )
    client.force_login(sokha)
    text = client.get(url(response)).text
    assert "Really?" in text and "See all." in text


# --- Rights and bad input -------------------------------------------------------------------------------


def test_who_may_not_know_of_it_gets_404_and_who_may_not_enter_403(client, aigul, narin, guest):
    response = a_response()
    for user in (aigul, narin, guest):
        client.force_login(user)
        assert client.get(url(response)).status_code == 404
        assert client.post(url(response), {"members_total": "1"}).status_code == 404
    client.logout()
    assert client.get(url(response)).status_code == 302


@pytest.mark.parametrize("letter", ["Z", "AA", "a", "%00", "é"])
def test_there_is_no_such_section(client, response, letter):
    assert client.get(url(response, letter)).status_code == 404


def test_what_was_submitted_is_shown_not_edited(client, response):
    SurveyResponse.objects.update(status="submitted")
    assert client.get(url(response)).url == f"/responses/{response.uid}/"
    answer = post(client, response, members_total="3")
    assert answer.status_code == 409 and 'value="3"' in answer.text
    assert stored().members_total is None


@pytest.mark.parametrize(
    "seen", ["", "[]", "{", "\x00", '"x"', "[" * 100_000, '{"members_total": {"a": 1}}', "null"]
)
def test_a_page_that_says_nonsense_about_what_it_showed_overwrites_nothing(client, response, sokha, seen):
    save_answers(by=sokha, response=response, answers={"members_total": 7}, version=1)
    answer = client.post(url(response), {"seen": seen, "members_total": "9", "enhanced": "1"})
    assert answer.status_code == 412
    assert stored().members_total == 7


@pytest.mark.parametrize(
    "typed", ["\x00", "1e400", "9" * 400, "-1", "NaN", "<script>", "١٢٣", "\ud83d", "1,5.5", "2026-02-30"]
)
def test_hostile_answers_come_back_with_a_sentence(client, response, typed):
    answer = post(client, response, members_total=typed.encode("utf-8", "replace"))
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "<script>alert" not in answer.text and answer.context["form"].errors["members_total"]

import uuid
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.definition.codebook import CODEBOOK
from mapping.models import SurveyResponse
from mapping.services.entities import ReasonMissing
from mapping.services.responses import (
    ANSWERS,
    AlreadyStarted,
    Incomplete,
    NotNow,
    StudyClosed,
    Unconfirmed,
    discard_response,
    return_response,
    save_answers,
    start_response,
    submit_response,
    verify_response,
)
from sse_portal.basics.problems import Conflict, Invalid, Problem
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
from tests.factories import a_complete_response, a_response, a_study, an_entity

pytestmark = pytest.mark.django_db


def codes(error):
    return {entry["field"]: entry["code"] for entry in error.value.errors}


def submitted(by, **answers):
    response = a_complete_response(**answers)
    return submit_response(by=by, response=response, version=1)


# --- Starting -------------------------------------------------------------------------------------------


def test_a_response_starts_as_a_draft_with_what_is_known(sokha):
    uid = uuid.uuid4()
    response = start_response(
        by=sokha,
        study=a_study(),
        entity=an_entity(),
        answers={"members_total": "១២០", "legal_status": "dk"},
        uid=uid,
    )
    stored = SurveyResponse.objects.get(uid=uid)
    assert (stored.status, stored.members_total, stored.legal_status) == ("draft", 120, "dk")
    assert (stored.entered_by, stored.interviewer) == (sokha, "sokha")
    assert stored.workers_total is None, "an unanswered question is not a zero"
    assert Change.objects.about(response).get().after == {"members_total": 120, "legal_status": "dk"}


def test_an_entity_has_one_response_in_a_study(sokha):
    study, entity = a_study(), an_entity()
    first = start_response(by=sokha, study=study, entity=entity)
    with pytest.raises(AlreadyStarted) as error:
        start_response(by=sokha, study=study, entity=entity)
    assert error.value.extra["response"] == first.uid
    start_response(by=sokha, study=a_study(), entity=entity)


def test_a_uid_is_used_once(sokha):
    study, uid = a_study(), uuid.uuid4()
    start_response(by=sokha, study=study, entity=an_entity(), uid=uid)
    with pytest.raises(Conflict):
        start_response(by=sokha, study=study, entity=an_entity(), uid=uid)


@pytest.mark.parametrize("status", ["planned", "closed"])
def test_a_study_that_is_not_in_the_field_takes_nothing(sokha, status):
    study = a_study(status=status)
    with pytest.raises(StudyClosed):
        start_response(by=sokha, study=study, entity=an_entity())
    with pytest.raises(StudyClosed):
        save_answers(by=sokha, response=a_response(study), answers={}, version=1)
    with pytest.raises(StudyClosed):
        submit_response(by=sokha, response=a_complete_response(study), version=1)


def test_an_entity_of_elsewhere_or_a_removed_one_cannot_answer(sokha):
    for entity in (an_entity("TH"), an_entity(removed_at="2026-01-01T00:00Z")):
        with pytest.raises(Invalid):
            start_response(by=sokha, study=a_study(), entity=entity)


def test_bad_answers_stop_a_start_and_are_all_named(sokha):
    answers = {"members_total": "1e30", "legal_status": "perhaps", "nonsense": 1, "entity_name": "A B"}
    with pytest.raises(Invalid) as error:
        start_response(by=sokha, study=a_study(), entity=an_entity(), answers=answers)
    assert set(codes(error)) == set(answers)
    assert not SurveyResponse.objects.exists()


# --- Saving ---------------------------------------------------------------------------------------------


def test_a_draft_is_kept_although_its_answers_contradict_each_other(sokha):
    response = a_response()
    save_answers(by=sokha, response=response, answers={"members_total": 5, "members_women": 7}, version=1)
    response.refresh_from_db()
    assert (response.members_total, response.members_women, response.version) == (5, 7, 2)
    line = Change.objects.about(response).get()
    assert line.before == {"members_total": None, "members_women": None}


def test_none_and_blank_take_an_answer_away(sokha):
    response = a_response(members_total=5, sdg_goals=["1", "2"], interview_date=date(2026, 3, 2))
    answers = {"members_total": None, "sdg_goals": [], "interview_date": ""}
    save_answers(by=sokha, response=response, answers=answers, version=1)
    response.refresh_from_db()
    assert (response.members_total, response.sdg_goals, response.interview_date) == (None, None, None)


def test_with_a_bad_answer_nothing_is_saved_unless_asked_for(sokha):
    response = a_response()
    answers = {"members_total": "12", "members_women": "many"}
    with pytest.raises(Invalid):
        save_answers(by=sokha, response=response, answers=answers, version=1)
    assert SurveyResponse.objects.get().members_total is None

    problems = save_answers(by=sokha, response=response, answers=answers, version=1, partly=True)
    assert [problem["field"] for problem in problems] == ["members_women"]
    assert SurveyResponse.objects.get().members_total == 12


def test_saving_the_same_again_changes_nothing(sokha):
    response = a_response(members_total=5, dist_capital_pct=Decimal("30.5"))
    save_answers(
        by=sokha, response=response, answers={"members_total": "5", "dist_capital_pct": "30.50"}, version=1
    )
    assert SurveyResponse.objects.get().version == 1
    assert not Change.objects.exists()


def test_the_second_of_two_editors_is_told(sokha, dara):
    response = a_response()
    seen = SurveyResponse.objects.get()
    save_answers(by=sokha, response=response, answers={"members_total": 5}, version=1)
    with pytest.raises(StaleVersion) as error:
        save_answers(by=dara, response=seen, answers={"members_total": 6}, version=1)
    assert error.value.extra["current"].members_total == 5
    assert SurveyResponse.objects.get().members_total == 5


@pytest.mark.parametrize("status", ["submitted", "verified"])
def test_what_was_submitted_is_not_changed(sokha, status):
    response = a_response(status=status)
    with pytest.raises(NotNow):
        save_answers(by=sokha, response=response, answers={"members_total": 5}, version=1)
    with pytest.raises(NotNow):
        submit_response(by=sokha, response=response, version=1)


# --- Submitting -----------------------------------------------------------------------------------------


def test_a_complete_response_is_submitted(sokha):
    response = submitted(sokha)
    stored = SurveyResponse.objects.get()
    assert (stored.status, stored.submitted_by, stored.version) == ("submitted", sokha, 2)
    assert stored.submitted_at is not None
    assert Change.objects.about(response).get().act == "submitted"


def test_missing_answers_stop_it_and_each_is_named_with_those_of_the_register(sokha):
    response = a_response()
    with pytest.raises(Incomplete) as error:
        submit_response(by=sokha, response=response, version=1)
    assert set(codes(error)) == {
        "region", "operational_status", "consent_public_listing", "legal_status", "organisation_type",
    }  # fmt: skip
    assert SurveyResponse.objects.get().status == "draft"


def test_a_hard_rule_stops_it(sokha):
    response = a_complete_response(membership_basis="voluntary", members_total=40, members_women=41)
    with pytest.raises(Incomplete) as error:
        submit_response(by=sokha, response=response, version=1)
    assert codes(error) == {"members_women": "members_women.above-total"}


def test_a_soft_rule_asks_for_a_reason_and_keeps_it(sokha):
    response = a_complete_response(board_members=60)
    with pytest.raises(Unconfirmed) as error:
        submit_response(by=sokha, response=response, version=1)
    code = codes(error)["board_members"]
    for blank in ("", "  ", None):
        with pytest.raises(Unconfirmed):
            submit_response(by=sokha, response=response, version=1, confirmed={code: blank})
    submit_response(
        by=sokha, response=response, version=1, confirmed={code: "A council.", "other": "not kept"}
    )
    assert SurveyResponse.objects.get().confirmed == {code: "A council."}


@pytest.mark.parametrize("reason", ["a\x00", "\ud800", "x" * 1001, 5, ["x"], {"x": 1}])
def test_a_reason_must_be_clean_text(sokha, reason):
    response = a_complete_response(board_members=60)
    with pytest.raises(Problem) as error:
        submit_response(
            by=sokha, response=response, version=1, confirmed={"board_members.unusually-high": reason}
        )
    assert 400 <= error.value.status < 500


def test_answers_to_questions_that_are_not_put_are_blanked_and_stay_in_the_history(sokha):
    response = submitted(
        sokha, workers_total=0, workers_women=3, membership_basis="no_members", members_total=9
    )
    stored = SurveyResponse.objects.get()
    assert (stored.workers_total, stored.workers_women, stored.members_total) == (0, None, None)
    before = Change.objects.about(response).get().before
    assert (before["workers_women"], before["members_total"]) == (3, 9)


def test_a_former_round_is_what_members_are_compared_with(sokha):
    earlier = a_study(period_start=date(2022, 1, 1), period_end=date(2023, 1, 1))
    study = a_study()
    response = a_complete_response(study, membership_basis="voluntary", members_total=2000)
    a_response(earlier, response.entity, status="verified", members_total=40)
    with pytest.raises(Unconfirmed) as error:
        submit_response(by=sokha, response=response, version=1)
    assert codes(error) == {"members_total": "members_total.jump"}


def test_a_stale_submission_is_refused(sokha):
    response = a_complete_response()
    save_answers(by=sokha, response=response, answers={"apex_member": "yes"}, version=1)
    with pytest.raises(StaleVersion):
        submit_response(by=sokha, response=response, version=1)


# --- Begun by mistake -----------------------------------------------------------------------------------


def test_a_draft_is_thrown_away_with_a_reason_and_can_be_begun_again(sokha):
    response = a_response(members_total=5)
    with pytest.raises(ReasonMissing):
        discard_response(by=sokha, response=response, version=1, reason=" ")
    with pytest.raises(StaleVersion):
        discard_response(by=sokha, response=response, version=7, reason="Wrong one.")
    discard_response(by=sokha, response=response, version=1, reason="Wrong one.")
    assert not SurveyResponse.objects.exists()
    line = Change.objects.about(response).get()
    assert (line.act, line.before, line.reason) == ("discarded", {"members_total": 5}, "Wrong one.")
    start_response(by=sokha, study=response.study, entity=response.entity)


@pytest.mark.parametrize("status", ["submitted", "returned", "verified"])
def test_what_was_handed_in_once_is_never_thrown_away(sokha, status):
    with pytest.raises(NotNow):
        discard_response(by=sokha, response=a_response(status=status), version=1, reason="x")


# --- Rights ---------------------------------------------------------------------------------------------


def test_each_act_needs_its_right_in_the_country(sokha, aigul, narin, guest):
    draft = a_complete_response()
    waiting = a_response(status="submitted")
    for user in (aigul, narin, guest):
        with pytest.raises(PermissionDenied):
            start_response(by=user, study=draft.study, entity=an_entity())
        with pytest.raises(PermissionDenied):
            save_answers(by=user, response=draft, answers={}, version=1)
        with pytest.raises(PermissionDenied):
            submit_response(by=user, response=draft, version=1)
        with pytest.raises(PermissionDenied):
            discard_response(by=user, response=draft, version=1, reason="x")
    for user in (sokha, aigul, narin, guest):
        with pytest.raises(PermissionDenied):
            verify_response(by=user, response=waiting, version=1)
        with pytest.raises(PermissionDenied):
            return_response(by=user, response=waiting, version=1, reason="x")


# --- Hostile input --------------------------------------------------------------------------------------

WAVES = count(1)
CODES = sorted({code.code for variable in CODEBOOK.values() for code in variable.codes})
HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(alphabet=st.characters(exclude_categories=[]), max_size=30),
    st.sampled_from(
        ["\x00", "\ud800", "1e30", "2026-02-30", "31/31/2026", "2569-01-01", "៥០%", "-0", "NaN", "=1+1"]
    ),
    st.sampled_from(CODES),
    st.lists(st.one_of(st.sampled_from(CODES), st.integers(), st.text(max_size=3)), max_size=5),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.dates(),
)


@given(answers=st.dictionaries(st.sampled_from([*ANSWERS, "entity_name", "x"]), HOSTILE, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_a_draft_keeps_what_it_can_and_names_the_rest(sokha, answers):
    response = a_response(a_study("KH", wave=next(WAVES)))
    problems = save_answers(by=sokha, response=response, answers=answers, version=1, partly=True)
    assert {problem["field"] for problem in problems} <= set(answers)
    stored = SurveyResponse.objects.get(pk=response.pk)
    try:
        submit_response(by=sokha, response=stored, version=stored.version)
    except Problem as problem:
        assert 400 <= problem.status < 500
    else:
        raise AssertionError("a response without the answers of the register cannot be submitted")

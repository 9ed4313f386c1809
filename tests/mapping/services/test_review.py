from datetime import date

import pytest

from mapping.models import Entity, ReviewComment, SurveyResponse
from mapping.services.responses import (
    NotNow,
    OwnWork,
    return_response,
    save_answers,
    submit_response,
    verify_response,
)
from sse_portal.basics.problems import Problem
from sse_portal.records.services import StaleVersion
from tests.factories import a_complete_response, a_response, a_study

pytestmark = pytest.mark.django_db


def codes(error):
    return {entry["field"]: entry["code"] for entry in error.value.errors}


def submitted(by, **answers):
    response = a_complete_response(**answers)
    return submit_response(by=by, response=response, version=1)


def test_verifying_brings_the_register_up_to_date_and_lists_who_agreed(sokha, dara):
    response = submitted(sokha, isic_main="ISIC4:A")
    verify_response(by=dara, response=response, version=2)

    entity = Entity.objects.get()
    assert (entity.legal_form_id, entity.organisation_type, entity.isic_main) == (
        "KH-AC",
        "cooperative",
        "ISIC4:A",
    )
    assert entity.is_listed
    stored = SurveyResponse.objects.get()
    assert (stored.status, stored.verified_by) == ("verified", dara) and stored.verified_at


def test_without_consent_nobody_is_listed(sokha, dara):
    response = submitted(sokha)
    Entity.objects.update(consent_public_listing="no")
    verify_response(by=dara, response=response, version=2)
    assert not Entity.objects.get().is_listed


def test_an_older_study_does_not_overwrite_the_register(sokha, dara):
    older = a_study(period_start=date(2022, 1, 1), period_end=date(2023, 1, 1))
    response = submitted(sokha, study=older)
    a_response(a_study(), response.entity, status="verified")
    verify_response(by=dara, response=response, version=2)
    assert Entity.objects.get().legal_form_id is None


def test_nobody_verifies_what_they_submitted(dara):
    response = submitted(dara)
    with pytest.raises(OwnWork):
        verify_response(by=dara, response=response, version=2)
    assert SurveyResponse.objects.get().status == "submitted"


def test_a_return_asks_by_variable_and_a_new_submission_settles_it(sokha, dara):
    response = submitted(sokha)
    comments = {"members_total": "Really none?", "legal_form": " "}
    return_response(by=dara, response=response, version=2, comments=comments, reason="See.")
    assert SurveyResponse.objects.get().status == "returned"
    open_ones = ReviewComment.objects.filter(settled_at=None).values_list("variable", "text")
    assert set(open_ones) == {("members_total", "Really none?"), ("", "See.")}

    save_answers(by=sokha, response=response, answers={"members_total": 40}, version=3)
    submit_response(by=sokha, response=response, version=4)
    assert not ReviewComment.objects.filter(settled_at=None).exists()
    verify_response(by=dara, response=response, version=5)


@pytest.mark.parametrize(
    ("comments", "reason"),
    [
        ({}, ""),
        ({"members_total": " "}, " "),
        ({"nonsense": "x"}, "y"),
        ({"members_total": 5}, ""),
        ({"region": "\x00"}, ""),
    ],
)
def test_a_return_says_what_has_to_be_put_right(sokha, dara, comments, reason):
    response = submitted(sokha)
    with pytest.raises(Problem):
        return_response(by=dara, response=response, version=2, comments=comments, reason=reason)
    assert SurveyResponse.objects.get().status == "submitted"


def test_a_verified_response_can_be_returned_and_is_no_longer_listed(sokha, dara):
    response = submitted(sokha)
    verify_response(by=dara, response=response, version=2)
    return_response(by=dara, response=response, version=3, reason="Another organisation.")
    assert not Entity.objects.get().is_listed
    stored = SurveyResponse.objects.get()
    assert (stored.status, stored.verified_at, stored.verified_by) == ("returned", None, None)


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_what_was_not_submitted_is_not_reviewed(dara, status):
    response = a_response(status=status)
    with pytest.raises(NotNow):
        verify_response(by=dara, response=response, version=1)
    with pytest.raises(NotNow):
        return_response(by=dara, response=response, version=1, reason="x")


def test_a_response_is_verified_once(sokha, dara):
    response = submitted(sokha)
    verify_response(by=dara, response=response, version=2)
    with pytest.raises(NotNow):
        verify_response(by=dara, response=response, version=3)


def test_two_reviewers_at_once_do_not_both_decide(sokha, dara):
    response = submitted(sokha)
    seen = SurveyResponse.objects.get()
    verify_response(by=dara, response=response, version=2)
    with pytest.raises(StaleVersion):
        return_response(by=dara, response=seen, version=2, reason="x")

"""Several requests at the same moment, each with its own connection, on either database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from mapping.models import Entity, EntityIdentifier, SurveyResponse
from mapping.services.entities import IdentifierTaken, register_entity
from mapping.services.entry import save_section
from mapping.services.responses import (
    AlreadyStarted,
    save_answers,
    start_response,
    submit_response,
    verify_response,
)
from sse_portal.basics.problems import Problem
from sse_portal.records.services import StaleVersion
from tests.factories import a_complete_response, a_response, a_study, an_entity

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def outcomes(act):
    """What `act(number)` came to in each of six threads: "done", or the class of the problem."""

    def run(number):
        try:
            act(number)
        except Problem as problem:
            return type(problem)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(run, range(AT_ONCE)), key=str)


def test_one_of_many_equal_starts_makes_the_response(sokha):
    study, entity = a_study(), an_entity()
    found = outcomes(
        lambda number: start_response(by=sokha, study=study, entity=Entity.objects.get(pk=entity.pk))
    )
    assert found.count("done") == 1 and found.count(AlreadyStarted) == AT_ONCE - 1
    assert SurveyResponse.objects.count() == 1


def test_one_of_many_saves_of_a_version_wins(sokha):
    response = a_response()

    def save(number):
        mine = SurveyResponse.objects.select_related("study").get(pk=response.pk)
        save_answers(by=sokha, response=mine, answers={"members_total": number + 1}, version=1)

    found = outcomes(save)
    assert found.count("done") == 1 and found.count(StaleVersion) == AT_ONCE - 1
    assert SurveyResponse.objects.get().version == 2


def test_pages_that_save_different_questions_at_once_lose_nothing(sokha):
    response = a_response()
    names = ["members_total", "members_women", "members_youth", "members_legal_persons"]

    def save(number):
        name = names[number % len(names)]
        save_section(by=sokha, response=response, letter="D", raw={name: "5"}, seen={})

    assert set(outcomes(save)) == {"done"}
    stored = SurveyResponse.objects.get()
    assert [getattr(stored, name) for name in names] == [5, 5, 5, 5]


def test_a_number_is_given_to_one_of_many(sokha):
    values = {"registration_number": "7"}
    found = outcomes(
        lambda number: register_entity(by=sokha, country="KH", values=values | {"name": f"E {number}"})
    )
    assert found.count("done") == 1 and found.count(IdentifierTaken) == AT_ONCE - 1
    assert EntityIdentifier.objects.count() == Entity.objects.count() == 1


def test_one_of_many_reviews_decides(sokha, dara):
    response = submit_response(by=sokha, response=a_complete_response(), version=1)

    def verify(number):
        mine = SurveyResponse.objects.with_register().get(pk=response.pk)
        verify_response(by=dara, response=mine, version=2)

    assert outcomes(verify).count("done") == 1
    assert SurveyResponse.objects.get().version == 3

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from mapping.models import Entity, EntityContact, SurveyResponse
from mapping.services.entities import register_entity
from mapping.services.entry import answers_for_entry, as_seen, save_section, section_variables
from mapping.services.responses import NotNow, save_answers
from tests.factories import a_response, a_study, an_entity

pytestmark = pytest.mark.django_db


def seen_of(response, letter):
    return as_seen(answers_for_entry(SurveyResponse.objects.get(pk=response.pk)), letter)


def stored():
    return SurveyResponse.objects.get()


def test_a_section_is_saved_as_typed_in_three_homes(sokha):
    response = a_response()
    raw = {
        "entity_name_local": "សមាគម", "registration_number": "0012", "region": "KH-12", "location": "11.55 104.92",
        "contact_name": "Chan Thy", "contact_phone": "012 345 678", "interview_date": "2/3/2026",
    }  # fmt: skip
    saved = save_section(by=sokha, response=response, letter="A", raw=raw, seen=seen_of(response, "A"))

    entity = Entity.objects.get()
    assert (saved.problems, saved.conflicts, saved.merged) == ({}, [], [])
    assert set(saved.kept) == set(raw)
    assert (entity.name_local, entity.region_id, entity.latitude) == ("សមាគម", "KH-12", Decimal("11.55"))
    assert entity.identifiers.get().value == "0012"
    assert EntityContact.objects.get().contact_phone == "+85512345678"
    assert stored().interview_date.isoformat() == "2026-03-02"


def test_what_is_no_value_is_named_and_the_rest_is_kept(sokha):
    response = a_response()
    raw = {"members_total": "១២០", "members_women": "many", "members_youth": "1e30"}
    saved = save_section(by=sokha, response=response, letter="D", raw=raw, seen={})
    assert set(saved.problems) == {"members_women", "members_youth"}
    assert stored().members_total == 120


def test_a_fact_that_the_register_refuses_leaves_the_others(sokha):
    register_entity(by=sokha, country="KH", values={"name": "Other", "registration_number": "7"})
    response = a_response(a_study(), an_entity(name="Samaki"))
    raw = {"entity_name": "", "year_established": "2090", "locality": "Here", "registration_number": "7"}
    seen = {"entity_name": "Samaki"}
    saved = save_section(by=sokha, response=response, letter="A", raw=raw, seen=seen)
    assert set(saved.problems) == {"entity_name", "year_established", "registration_number"}
    entity = Entity.objects.get(pk=response.entity_id)
    assert (entity.name, entity.locality, entity.year_established) == ("Samaki", "Here", None)


def test_an_answer_of_another_section_or_the_country_is_not_taken(sokha):
    response = a_response()
    save_section(
        by=sokha, response=response, letter="A", raw={"members_total": "5", "country": "TH"}, seen={}
    )
    assert stored().members_total is None and Entity.objects.get().country_id == "KH"
    assert "country" not in {variable.name for variable in section_variables("A")}


def test_different_questions_changed_by_two_people_come_together(sokha, dara):
    response = a_response(members_total=10)
    seen = seen_of(response, "D")
    save_section(
        by=sokha, response=response, letter="D", raw={"members_total": "12", "members_women": ""}, seen=seen
    )
    saved = save_section(
        by=dara, response=response, letter="D", raw={"members_total": "10", "members_women": "4"}, seen=seen
    )
    assert (saved.merged, saved.conflicts, saved.kept) == (["members_total"], [], ["members_women"])
    assert (stored().members_total, stored().members_women) == (12, 4)


def test_the_same_change_by_two_people_is_no_conflict(sokha, dara):
    response = a_response()
    for by in (sokha, dara):
        saved = save_section(by=by, response=response, letter="D", raw={"members_total": "12"}, seen={})
    assert (saved.merged, saved.conflicts, stored().version) == ([], [], 2)


def test_two_answers_to_one_question_are_a_conflict_and_nothing_is_overwritten(sokha, dara):
    response = a_response(members_total=10)
    seen = seen_of(response, "D")
    save_section(by=sokha, response=response, letter="D", raw={"members_total": "12"}, seen=seen)
    raw = {"members_total": "14", "members_women": "5"}
    saved = save_section(by=dara, response=response, letter="D", raw=raw, seen=seen)

    (conflict,) = saved.conflicts
    assert (conflict.variable, conflict.mine, conflict.theirs) == ("members_total", 14, 12)
    assert (stored().members_total, stored().members_women) == (12, 5)
    assert saved.seen["members_total"] == "10", "the page has not shown the other answer yet"

    chosen = save_section(by=dara, response=response, letter="D", raw=raw, seen=seen_of(response, "D"))
    assert chosen.conflicts == [] and stored().members_total == 14


def test_clearing_what_somebody_else_changed_is_a_conflict(sokha, dara):
    response = a_response(members_total=10)
    save_answers(by=sokha, response=response, answers={"members_total": 12}, version=1)
    saved = save_section(
        by=dara, response=response, letter="D", raw={"members_total": ""}, seen={"members_total": "10"}
    )
    assert [each.variable for each in saved.conflicts] == ["members_total"]
    assert stored().members_total == 12


@pytest.mark.parametrize(
    "seen", [{}, {"members_total": "x"}, {"members_total": 5}, {"members_total": ["5"]}, {"x": "1"}]
)
def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(sokha, seen):
    response = a_response(members_total=10)
    saved = save_section(by=sokha, response=response, letter="D", raw={"members_total": "14"}, seen=seen)
    assert [each.variable for each in saved.conflicts] == ["members_total"]
    assert stored().members_total == 10


def test_two_people_changing_the_register_or_the_contact_are_told(sokha, dara):
    response = a_response()
    save_section(
        by=sokha, response=response, letter="A", raw={"locality": "North", "contact_name": "A"}, seen={}
    )
    saved = save_section(
        by=dara, response=response, letter="A", raw={"locality": "South", "contact_name": "B"}, seen={}
    )
    assert {each.variable for each in saved.conflicts} == {"locality", "contact_name"}
    assert (Entity.objects.get().locality, EntityContact.objects.get().contact_name) == ("North", "A")


def test_choices_are_compared_by_meaning_not_by_order(sokha):
    response = a_response(sdg_goals=["1", "8"])
    seen = seen_of(response, "C")
    assert seen["sdg_goals"] == "1;8"
    save_section(by=sokha, response=response, letter="C", raw={"sdg_goals": ["8", "1"]}, seen=seen)
    assert stored().version == 1
    save_section(by=sokha, response=response, letter="C", raw={"sdg_goals": []}, seen=seen)
    assert stored().sdg_goals is None


def test_only_drafts_are_changed_and_only_with_the_right(sokha, aigul):
    with pytest.raises(NotNow):
        save_section(by=sokha, response=a_response(status="submitted"), letter="D", raw={}, seen={})
    with pytest.raises(PermissionDenied):
        save_section(by=aigul, response=a_response(), letter="D", raw={}, seen={})

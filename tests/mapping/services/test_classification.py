"""Verdicts written for studies, and the answers of one response."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.sqlite3.base import Database as sqlite

from mapping.definition.codebook import rules_codebook
from mapping.definition.documents import compiled, document_of
from mapping.models import Classification, SurveyResponse
from mapping.services import classification
from mapping.services.definitions import create_starter_definitions
from sse_portal import rules
from sse_portal.rules import NOT_APPLICABLE, VERDICTS, explain_by
from tests.factories import a_response, a_study, an_entity
from tests.plugins.databases import is_postgresql
from tests.plugins.layers import made_once

TODAY = date(2026, 7, 1)


@pytest.fixture
@made_once
def template(reference):
    return next(d for d in create_starter_definitions() if d.country_id == "KH")


def written(definition):
    rows = Classification.objects.filter(definition=definition)
    return dict(rows.values_list("response_id", "verdict"))


def test_every_verified_response_gets_the_verdict_that_is_explained(template):
    study = a_study()
    answers = [
        {"legal_form": "KH-AC", "excluded_kind": "none"},
        {"legal_form": "KH-AC", "excluded_kind": "political_party"},
        {"legal_form": "KH-INGO", "excluded_kind": "none"},
        {"legal_form": "KH-INGO"},
        {"excluded_kind": "none"},
        {},
    ]
    active = [an_entity(operational_status="active") for _ in answers]
    responses = [
        a_response(study, entity, status="verified", **given)
        for entity, given in zip(active, answers, strict=True)
    ]
    assert classification.classify_responses(template, [study], TODAY) == len(answers)
    found = [Classification.Verdict(written(template)[r.pk]).name for r in responses]
    assert found == [
        "IN_SCOPE", "OUT_OF_SCOPE", "OUT_OF_SCOPE", "OUT_OF_SCOPE", "UNDETERMINED", "UNDETERMINED",
    ]  # fmt: skip
    for response in responses:
        told = explain_by(compiled(template, TODAY), classification.completed_answers_of(response))
        assert VERDICTS[written(template)[response.pk]] == told.verdict


def test_each_criterion_is_in_one_mask(template):
    study = a_study()
    a_response(study, an_entity(), status="verified", gov_control="majority", has_statutes="yes")
    classification.classify_responses(template, [study], TODAY)
    row = Classification.objects.get()
    count = template.criteria.count()
    assert row.met + row.failed + row.unknown == (1 << count) - 1
    assert (row.met & row.failed, row.met & row.unknown, row.failed & row.unknown) == (0, 0, 0)
    positions = dict(template.criteria.values_list("code", "position"))
    assert row.met >> positions["C01"] & 1 and row.failed >> positions["C02"] & 1
    assert row.unknown >> positions["C03"] & 1


def test_sixty_two_criteria_fit_into_the_masks(template):
    study = a_study()
    a_response(study, an_entity(operational_status="active"), status="verified")
    first = template.criteria.order_by("position").last()
    for position in range(template.criteria.count(), 62):
        first.pk, first.position, first.code = None, position, f"X{position}"
        first.save(force_insert=True)
    template.version += 1
    template.save(update_fields=["version"])
    assert classification.classify_responses(template, [study], TODAY) == 1
    row = Classification.objects.get()
    assert row.met >> 61 == 1 and row.met + row.failed + row.unknown == (1 << 62) - 1


def test_only_the_asked_studies_and_statuses_are_judged(template):
    study, other = a_study(), a_study()
    verified = a_response(study, status="verified")
    submitted = a_response(study, status="submitted")
    a_response(other, status="verified")
    removed = a_response(study, status="verified")
    removed.entity.removed_at = removed.created_at
    removed.entity.save()
    classification.classify_responses(template, [study], TODAY)
    assert set(written(template)) == {verified.pk}
    classification.classify_responses(template, [study], TODAY, statuses=SurveyResponse.Status.values)
    assert set(written(template)) == {verified.pk, submitted.pk}


def test_a_second_run_replaces_the_first_and_leaves_other_studies_alone(template):
    study, other = a_study(), a_study()
    response = a_response(study, an_entity(operational_status="active"), status="verified")
    kept = a_response(other, status="verified")
    classification.classify_responses(template, [study, other], TODAY)
    assert written(template)[response.pk] == Classification.Verdict.UNDETERMINED
    response.entity.operational_status = "closed"
    response.entity.save()
    classification.classify_responses(template, [study], TODAY)
    assert written(template) == {
        response.pk: Classification.Verdict.OUT_OF_SCOPE, kept.pk: Classification.Verdict.UNDETERMINED,
    }  # fmt: skip


def test_no_study_and_no_response_write_nothing(template):
    assert classification.classify_responses(template, [], TODAY) == 0
    assert classification.classify_responses(template, [a_study()], TODAY) == 0
    assert written(template) == {}


def test_a_legal_form_counts_as_of_the_day(template, reference):
    vietnam = next(d for d in type(template).objects.templates() if d.country_id == "VN")
    study = a_study("VN")
    a_response(
        study, an_entity("VN", operational_status="active"), status="verified",
        legal_form="VN-CO12", excluded_kind="none", gov_control="majority",
    )  # fmt: skip
    for day, verdict in [(date(2024, 6, 30), "IN_SCOPE"), (date(2024, 7, 1), "OUT_OF_SCOPE")]:
        classification.classify_responses(vietnam, [study], day)
        assert Classification.Verdict(Classification.objects.get().verdict).name == verdict


def test_answers_come_typed_from_both_homes_and_silence_is_none(reference):
    entity = an_entity(
        operational_status="", year_established=1999, region_id="KH-12", identifier=("KH-REG", "00124")
    )
    response = a_response(
        entity=entity, surplus=Decimal("0.10"), voting_rule="", purpose_statutory=["community"],
        interview_date=date(2026, 3, 2),
    )  # fmt: skip
    response.refresh_from_db()
    answers = classification.answers_of(response)
    assert answers["surplus"] == Decimal("0.10") and answers["purpose_statutory"] == ["community"]
    assert answers["interview_date"] == date(2026, 3, 2)
    assert (answers["country"], answers["region"], answers["year_established"]) == ("KH", "KH-12", 1999)
    assert answers["registration_number"] == "00124"
    assert answers["operational_status"] is None and answers["voting_rule"] is None


def test_completed_answers_say_what_does_not_apply(reference):
    response = a_response(membership_basis="no_members", members_total=7)
    answers = classification.completed_answers_of(response)
    assert answers["members_total"] is NOT_APPLICABLE


def test_one_statement_writes_all(template, django_assert_num_queries):
    study = a_study()
    for _ in range(5):
        a_response(study, status="verified")
    compiled(template, TODAY)
    # Savepoint, lock, delete, insert, release: as many for five responses as for a million.
    with django_assert_num_queries(5):
        classification.classify_responses(template, [study], TODAY)


def test_what_the_database_cannot_run_is_noticed_before_it_is_saved(template):
    usual = rules.parse_definition(document_of(template), rules_codebook())
    assert classification.can_run(usual)
    first, *others = usual.criteria
    words = first.words
    for _ in range(60):
        words = rules.Some(2, (words, first.words, first.words))
    deep = replace(usual, criteria=(replace(first, words=words), *others))
    bounded = not is_postgresql() and sqlite.sqlite_version_info < (3, 46)
    assert classification.can_run(deep) == (not bounded), "SQLite's parser had a small stack until 3.46"
    assert Classification.objects.count() == 0, "the connection is still of use"

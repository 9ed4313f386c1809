"""Which definition is in use, and what a reader may know of a verdict."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from mapping.definition.codebook import CODEBOOK
from mapping.definition.documents import document_of
from mapping.services import definitions as services
from mapping.summaries import definition_pages as pages
from mapping.summaries.definitions import definition_in_use, verdict_on_entity
from sse_portal import rules
from sse_portal.records.models import Reading
from tests.factories import a_listed_entity, a_response, a_study, a_user
from tests.plugins.layers import made_once

ANYBODY = AnonymousUser()


@pytest.fixture
@made_once
def templates(reference):
    return {definition.country_id: definition for definition in services.create_starter_definitions()}


@pytest.fixture
def draft(templates, dara):
    return services.draft_definition(by=dara, country="KH", based_on=templates["KH"])


@pytest.fixture
def adopted(draft, dara):
    services.propose_definition(by=dara, definition=draft, version=draft.version)
    return services.adopt_definition(
        by=a_user("secretariat", "KH"), definition=draft, version=draft.version, decision="Minutes 4"
    )


@pytest.fixture
def entity(templates):
    return a_listed_entity(operational_status="active")


def reasons_of(verdict):
    return {reason.code: reason for reason in verdict.reasons}


# --- In use ----------------------------------------------------------------------------------------------


def test_without_an_adopted_definition_the_template_is_in_use(templates, draft):
    found = definition_in_use("KH")
    assert found.uid == templates["KH"].uid and found.label == "version 1 (template)"
    assert definition_in_use(None).country is None


def test_the_adopted_definition_is_in_use(adopted):
    found = definition_in_use("KH")
    assert (found.uid, found.status, found.label) == (adopted.uid, "adopted", "version 2")


def test_a_country_without_any_has_none(reference):
    assert definition_in_use("KH") is None


def test_drafts_are_listed_to_those_who_read_drafts_of_the_country(draft, dara, aigul, guest):
    for user, numbers in [(dara, [2, 1]), (aigul, [1]), (guest, [1]), (ANYBODY, [1])]:
        assert [row.number for row in pages.versions("KH", user)] == numbers


# --- The verdict on an entity ------------------------------------------------------------------------------


def test_without_a_verified_response_there_is_no_verdict(entity):
    a_response(entity=entity, status="submitted", excluded_kind="none")
    assert verdict_on_entity(entity, ANYBODY) is None


def test_the_latest_verified_response_is_judged(entity):
    old = a_study(period_start="2023-01-01", period_end="2024-01-01")
    new = a_study(period_start="2025-01-01", period_end="2026-01-01")
    a_response(new, entity, status="verified", excluded_kind="state_body")
    a_response(old, entity, status="verified", legal_form="KH-AC", excluded_kind="none")
    assert verdict_on_entity(entity, ANYBODY).verdict == "out_of_scope"


def test_a_legal_form_that_did_not_decide_is_not_said_to_have_decided(entity):
    a_response(entity=entity, status="verified", legal_form="KH-AC", excluded_kind="state_body")
    verdict = verdict_on_entity(entity, ANYBODY)
    assert verdict.verdict == "out_of_scope"
    assert "(Agricultural cooperative) does not decide alone" in verdict.form


def test_the_public_reads_the_verdict_but_no_result_that_rests_on_restricted_answers(entity):
    a_response(
        entity=entity, status="verified", legal_form="KH-AC", excluded_kind="none",
        dist_rule="free", dist_capital_pct=Decimal("80"), has_economic_activity="market",
    )  # fmt: skip
    verdict = verdict_on_entity(entity, ANYBODY)
    reasons = reasons_of(verdict)
    assert verdict.verdict == "in_scope" and verdict.is_partial
    assert "Agricultural cooperative" in verdict.form
    assert reasons["C16"].result == "met", "economic activity is public"
    assert reasons["C28"].result == "met", "so is the operating status"
    restricted = [r for code, r in reasons.items() if code not in ("C16", "C28")]
    assert restricted and not any(r.result or r.decisive or r.answers for r in restricted)
    assert all(reason.wording for reason in verdict.reasons)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("who", ["anybody", "guest", "aigul", "policymaker"])
def test_no_restricted_answer_changes_a_byte_of_what_the_public_reads_but_the_verdict(entity, who, request):
    users = {"anybody": lambda: ANYBODY, "policymaker": lambda: a_user("policymaker", "KH")}
    user = users[who]() if who in users else request.getfixturevalue(who)
    response = a_response(
        entity=entity, status="verified", legal_form="KH-AC", excluded_kind="none", dist_capital_pct=10
    )
    before = verdict_on_entity(entity, user)
    for name in ("gov_control", "dist_rule", "voting_rule", "membership_basis", "asset_lock"):
        assert CODEBOOK[name].privacy == "restricted"
        codes = [code.code for code in CODEBOOK[name].codes]
        for code in codes:
            setattr(response, name, code)
            response.save()
            assert verdict_on_entity(entity, user) == before


def test_open_questions_name_public_questions_only_to_the_public(entity, dara):
    a_response(entity=entity, status="verified", legal_status="unregistered", excluded_kind="none")
    public = verdict_on_entity(entity, ANYBODY)
    full = verdict_on_entity(entity, dara)
    assert public.verdict == full.verdict == "undetermined"
    assert "Voting rule" in full.open_questions and "Voting rule" not in public.open_questions
    assert "Economic activity" in public.open_questions


def test_those_who_read_survey_answers_see_them_with_the_results_and_it_is_noted(entity, sokha):
    response = a_response(
        entity=entity, status="verified", legal_status="unregistered", excluded_kind="none",
        dist_rule="capped", dist_capital_pct=Decimal("80"),
    )  # fmt: skip
    verdict = verdict_on_entity(entity, sokha)
    reason = reasons_of(verdict)["C11"]
    assert (verdict.verdict, reason.result, reason.decisive) == ("out_of_scope", "failed", True)
    assert ("Surplus paid on capital", "80%") in reason.answers
    assert not verdict.is_partial
    assert Reading.objects.get().record == response.uid


def test_the_verdict_follows_the_definition_in_use(entity, draft, dara):
    a_response(
        entity=entity, status="verified", legal_status="unregistered", excluded_kind="none", dist_rule="free",
        dist_capital_pct=Decimal("40"), gov_control="none", gov_board_share_pct=0, ext_control="none",
        membership_basis="voluntary", purpose_statutory=["community"], purpose_primary="community",
        voting_rule="consensus", has_economic_activity="market", has_statutes="yes", organisation_type="other",
    )  # fmt: skip
    assert verdict_on_entity(entity, ANYBODY).verdict == "in_scope"
    stricter = rules.with_changes(document_of(draft), [{"criterion": "C11", "threshold": 30}])
    services.change_definition(by=dara, definition=draft, document=stricter, version=1)
    assert verdict_on_entity(entity, ANYBODY).verdict == "in_scope", "a draft is not in use"
    services.propose_definition(by=dara, definition=draft, version=2)
    services.adopt_definition(
        by=a_user("secretariat", "KH"), definition=draft, version=3, decision="Minutes 4"
    )
    verdict = verdict_on_entity(entity, ANYBODY)
    assert (verdict.verdict, verdict.definition.number) == ("out_of_scope", 2)


def test_reasons_come_in_the_readers_language(entity):
    a_response(entity=entity, status="verified")
    with override("km"):
        wording = reasons_of(verdict_on_entity(entity, ANYBODY))["C04"].wording
    assert wording and wording != reasons_of(verdict_on_entity(entity, ANYBODY))["C04"].wording


# --- Two versions --------------------------------------------------------------------------------------------


def test_the_difference_of_two_versions_is_told_in_words(draft, dara):
    old = document_of(draft)
    new = rules.with_changes(
        old,
        [
            {"criterion": "C11", "threshold": 30}, {"criterion": "C12", "role": "core"},
            {"form": "KH-INGO", "status": "in"}, {"shape": "test"}, {"optional_at_least": 2},
        ],
    )  # fmt: skip
    new["criteria"] = [criterion for criterion in new["criteria"] if criterion["code"] != "C26"]
    rows = {(row.subject, row.what): (row.before, row.after) for row in pages.difference_in_words(old, new)}
    assert rows["C11 Limited distribution to capital", "threshold"] == ("50%", "30%")
    assert rows["C12 Minimum reinvestment", "role"] == ("optional", "core")
    assert rows["Foreign association or NGO", "status"] == ("out by form", "in by form")
    assert rows["Definition", "way of deciding"] == ("by legal form, or by form and tests", "by tests")
    assert rows["Definition", "optional criteria needed"] == ("0", "2")
    assert rows["C26 Self-identification", "removed"] == ("", "")


def test_every_kind_of_change_has_words(draft):
    old = document_of(draft)
    new = document_of(draft)
    criterion = new["criteria"][0]
    criterion |= {
        "title": {"en": "New"}, "wording": {"en": "New"}, "principle": "autonomy", "source": "New",
        "confidence": "verified", "organisation_types": ["foundation"], "valid_from": "2026-01-01",
        "valid_to": "2027-01-01", "expression": {"known": "legal_status"},
    }  # fmt: skip
    new["forms"][0] |= {"criteria": ["C02"], "valid_from": "2026-01-01", "valid_to": "2027-01-01"}
    del new["forms"][1]
    new["forms"][2]["valid_to"] = "2027-01-01"
    new["forms"][2]["criteria"] = ["C03"]
    rows = pages.difference_in_words(old, new)
    assert len(rows) >= 12 and all(row.subject and row.what for row in rows)
    rule = next(row for row in rows if row.what == "rule")
    assert rule.after == "Registration status: answered"


def test_the_page_of_a_definition_needs_few_queries(draft, dara, django_assert_max_num_queries):
    pages.definition_page(draft, dara)
    with django_assert_max_num_queries(12):
        page = pages.definition_page(draft, dara)
    assert page.previous.number == 1 and page.changes == () and len(page.history) == 1
    assert sum(len(principle.criteria) for principle in page.principles) == 27
    assert dict(page.roles) == {"exclusion": 2, "core": 10, "optional": 14, "not used": 1}


def test_the_history_is_for_those_who_may_read_it(draft, dara, sokha):
    assert pages.definition_page(draft, dara).history
    assert not pages.definition_page(draft, sokha).history


def test_what_the_committee_still_has_to_confirm_says_so(templates):
    page = pages.definition_page(templates["KH"], ANYBODY)
    forms = {form.code: form for form in page.forms}
    criteria = {c.code: c for principle in page.principles for c in principle.criteria}
    assert forms["KH-FND"].to_be_confirmed and not forms["KH-CFO"].to_be_confirmed
    assert criteria["C20"].to_be_confirmed and not criteria["C06"].to_be_confirmed
    assert forms["KH-AC"].law == "Law on Agricultural Cooperatives 2013"
    assert forms["KH-FND"].law.count("2007") == 1

"""Which questions are put, and which answers do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.definition.checks import blank_irrelevant, missing_required, relevant, unanswered
from mapping.definition.codebook import CODEBOOK, rules_codebook
from sse_portal.rules import NOT_APPLICABLE, complete

MEMBERS = {"members_total", "members_women", "members_youth", "members_legal_persons"}
WORKERS = {
    "workers_women", "workers_youth", "workers_disability", "workers_fte", "icse_permanent", "icse_fixed",
    "icse_casual", "icse_apprentice", "icse_depcontractor", "icse_owneroperators", "workers_informal",
    "workers_social_security",
    "workers_vulnerable_pct", "pay_ratio", "written_contracts_pct", "labour_cost",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "skipped"),
    [
        ({"legal_status": "registered"}, set()),
        ({"legal_status": "recognized"}, {"registration_number"}),
        ({"legal_status": "in_process"}, {"registration_number"}),
        ({"legal_status": "unregistered"}, {"registration_number", "legal_form"}),
        ({"legal_status": "dk"}, set()),
        ({"organisation_type": "cooperative"}, set()),
        ({"organisation_type": "mutual_society"}, {"icls_coop_type"}),
        ({"organisation_type": "foundation"}, {"icls_coop_type", "transactions_with_members_pct"}),
        ({"has_statutes": "yes"}, set()),
        ({"has_statutes": "no"}, {"purpose_statutory"}),
        ({"has_statutes": "refused"}, set()),
        ({"has_economic_activity": "both"}, set()),
        ({"has_economic_activity": "none"}, {"isic_main", "isic_secondary"}),
        ({"has_economic_activity": "dk"}, set()),
        ({"membership_basis": "voluntary"}, set()),
        ({"membership_basis": "compulsory"}, {"membership_open"}),
        (
            {"membership_basis": "no_members"},
            MEMBERS | {"membership_open", "transactions_with_members_pct", "patronage_refund_pct"},
        ),
        ({"membership_basis": "dk"}, set()),
        ({"workers_total": 0}, WORKERS),
        ({"workers_total": 1}, {"pay_ratio"}),
        ({"workers_total": 2}, set()),
        ({"volunteers_total": 0}, {"volunteer_hours"}),
        ({"volunteers_total": 3}, set()),
        ({"revenue_total": 0}, {"revenue_band"}),
        ({"revenue_total": 5_000}, {"revenue_band"}),
        ({"surplus": 0}, {"surplus_reinvested_pct", "patronage_refund_pct"}),
        ({"surplus": -5}, {"surplus_reinvested_pct", "patronage_refund_pct"}),
        ({"surplus": 5}, set()),
        ({"dist_rule": "capped"}, set()),
        ({"dist_rule": "prohibited"}, {"capital_return_cap_pct"}),
        ({"dist_rule": "no_rule"}, {"capital_return_cap_pct"}),
        ({"dist_rule": "dk"}, set()),
        ({"board_members": 0}, {"board_women"}),
        ({"board_members": 5}, set()),
        ({}, set()),
    ],
)
def test_a_question_is_put_unless_its_condition_definitely_fails(answers, skipped):
    assert set(CODEBOOK) - relevant(answers) == skipped


def test_what_is_skipped_for_a_reason_is_not_applicable_to_the_definition():
    """A known revenue only makes its band superfluous."""
    for answers in (
        {"membership_basis": "no_members"},
        {"workers_total": 0},
        {"surplus": 0},
        {"board_members": 0},
    ):
        completed = complete(answers, rules_codebook())
        inapplicable = {name for name, value in completed.items() if value is NOT_APPLICABLE}
        assert inapplicable == set(CODEBOOK) - relevant(answers)
    assert NOT_APPLICABLE not in complete({"revenue_total": 5}, rules_codebook()).values()


def test_surplus_paid_on_capital_is_asked_even_of_a_deficit():
    assert "dist_capital_pct" in relevant({"surplus": -1}), (
        "it may be paid by the rules, whatever this year brought"
    )


def test_answers_to_skipped_questions_become_blank_and_others_stay():
    answers = {"workers_total": 0, "workers_women": 3, "members_total": 9, "shoe_size": 42}
    assert blank_irrelevant(answers) == {**answers, "workers_women": None}
    assert answers["workers_women"] == 3, "the draft keeps what was typed"


controls = st.fixed_dictionaries(
    {},
    optional={
        "legal_status": st.sampled_from(list(CODEBOOK["legal_status"].code_labels)),
        "membership_basis": st.sampled_from(list(CODEBOOK["membership_basis"].code_labels)),
        "organisation_type": st.sampled_from(list(CODEBOOK["organisation_type"].code_labels)),
        "workers_total": st.integers(0, 3),
        "workers_women": st.integers(0, 3),
        "surplus": st.integers(-2, 2),
        "revenue_total": st.integers(0, 2),
        "revenue_band": st.just("band_1"),
    },
)


@given(controls)
def test_blanking_twice_is_blanking_once(answers):
    once = blank_irrelevant(answers)
    assert blank_irrelevant(once) == once
    assert relevant(once) == relevant(answers)


@given(controls, st.sampled_from(["legal_status", "membership_basis", "workers_total", "surplus"]))
def test_taking_an_answer_back_never_hides_a_question(answers, name):
    without = {key: value for key, value in answers.items() if key != name}
    assert relevant(answers) <= relevant(without) | {"revenue_band"}


def test_required_questions_are_missing_until_answered_and_dont_know_is_an_answer():
    assert missing_required({}) == (
        "entity_name", "country", "region", "operational_status", "consent_public_listing", "legal_status",
        "organisation_type",
    )  # fmt: skip
    assert "legal_status" not in missing_required({"legal_status": "dk"})


def test_unanswered_questions_are_those_put_without_a_usable_answer():
    open_ones = unanswered({"workers_total": 0, "has_statutes": "dk", "gov_control": "none"})
    assert "has_statutes" in open_ones
    assert "gov_control" not in open_ones
    assert "workers_women" not in open_ones, "not asked, not missing"

"""The starter criteria (a template after ILO 2022, paragraph 5) against the real codebook."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mapping.definition.codebook import rules_codebook
from sse_portal.rules import (
    complete,
    dumps,
    explain,
    from_text,
    parse,
    parse_definition,
    thresholds,
    with_changes,
)

STARTER = json.loads(Path("mapping/definition/starter_criteria.json").read_text(encoding="utf-8"))
TODAY = date(2026, 1, 1)
SCRIPTS = {
    "en": r"[A-Za-z]",
    "km": r"[\u1780-\u17ff]",
    "ky": r"[\u0400-\u04ff]",
    "ru": r"[\u0400-\u04ff]",
    "mn": r"[\u0400-\u04ff]",
    "th": r"[\u0e00-\u0e7f]",
    "vi": r"[A-Za-z\u00c0-\u1ef9]",
}
WELL_KNOWN = {
    "operational_status": "active",
    "excluded_kind": "none",
    "legal_status": "registered",
    "legal_form": "KH-SE",
    "organisation_type": "cooperative",
    "gov_control": "none",
    "gov_board_share_pct": Decimal(0),
    "ext_control": "none",
    "membership_basis": "voluntary",
    "has_statutes": "yes",
    "purpose_statutory": ["member_needs"],
    "purpose_primary": "member_needs",
    "voting_rule": "one_member_one_vote",
    "dist_rule": "prohibited",
    "has_economic_activity": "market",
}


def document(shape="mixed", forms=()):
    return {
        "format": 1,
        "country": "KH",
        "shape": shape,
        "legal_form_variable": "legal_form",
        "forms": list(forms),
        "criteria": STARTER["criteria"],
        "optional_at_least": 0,
    }


def result_of(code, **answers):
    definition = parse_definition(document(), rules_codebook())
    told = explain(definition, complete(answers, rules_codebook()), TODAY)
    return next(reason.result for reason in told.reasons if reason.criterion == code)


def test_the_template_is_a_definition_of_twenty_seven_criteria_and_the_route_by_form():
    definition = parse_definition(document(), rules_codebook())
    codes = [criterion.code for criterion in definition.criteria]
    assert codes == [f"C{number:02}" for number in range(1, 29) if number != 25]
    assert STARTER["form_route"]["code"] == "C25"
    assert set(STARTER["form_route"]["conditional_criteria"]) <= set(codes)


@pytest.mark.parametrize("criterion", [*STARTER["criteria"], STARTER["form_route"]], ids=lambda c: c["code"])
@pytest.mark.parametrize("language", SCRIPTS)
def test_each_criterion_is_worded_in_each_language(criterion, language):
    for text in (criterion["title"][language], criterion["wording"][language]):
        letters = re.findall(r"[^\W\d_]", text)
        assert letters and all(re.match(SCRIPTS[language], letter) for letter in letters), text
    english = criterion["wording"]["en"]
    assert re.findall(r"\d+", criterion["wording"][language]) == re.findall(r"\d+", english)


def test_every_threshold_has_its_place_and_its_number_in_the_wording():
    found = {t.criterion: (re.sub(r"^/criteria/\d+", "", t.path), t.value) for t in thresholds(document())}
    assert found == {code: (place["path"], place["default"]) for code, place in STARTER["thresholds"].items()}
    for criterion in STARTER["criteria"]:
        if criterion["code"] in found:
            assert str(found[criterion["code"]][1]) in criterion["wording"]["km"]


def test_the_wording_follows_the_threshold_in_every_language():
    moved = with_changes(document(), [{"criterion": "C11", "threshold": "33.3"}])
    wordings = next(c["wording"] for c in moved["criteria"] if c["code"] == "C11")
    assert wordings["en"].startswith("At most 33.3 % of the surplus")
    assert all("33.3 %" in text and "50" not in text for text in wordings.values())
    assert with_changes(document(), [{"criterion": "C11", "threshold": 50}]) == document()


def test_a_wellknown_cooperative_is_in_scope_and_each_core_answer_matters():
    definition = parse_definition(document(), rules_codebook())
    assert explain(definition, complete(WELL_KNOWN, rules_codebook()), TODAY).verdict == "in_scope"
    for name in set(WELL_KNOWN) - {"legal_status", "has_statutes", "legal_form", "organisation_type"}:
        without = complete({k: v for k, v in WELL_KNOWN.items() if k != name}, rules_codebook())
        told = explain(definition, without, TODAY)
        assert told.verdict == "undetermined" and name in told.open_questions, name


@pytest.mark.parametrize(
    ("code", "answers", "expected"),
    [
        ("C01", {"has_statutes": "yes"}, "met"),
        ("C01", {"legal_status": "unregistered"}, "unknown"),
        ("C02", {"gov_control": "majority"}, "failed"),
        ("C02", {"gov_control": "minority", "gov_board_share_pct": Decimal("50.01")}, "failed"),
        ("C02", {"gov_control": "none"}, "unknown"),
        ("C05", {"membership_basis": "no_members"}, "met"),
        ("C05", {"membership_basis": "compulsory"}, "failed"),
        ("C06", {"has_statutes": "no"}, "failed"),
        ("C07", {"purpose_primary": "dk"}, "unknown"),
        ("C08", {"organisation_type": "foundation"}, "not_applicable"),
        ("C09", {"voting_rule": "consensus"}, "met"),
        ("C09", {"stakeholders_in_governance": ["funders"]}, "unknown"),
        ("C11", {"dist_rule": "prohibited"}, "met"),
        ("C11", {"dist_rule": "capped"}, "unknown"),
        ("C11", {"dist_rule": "free", "dist_capital_pct": Decimal(51)}, "failed"),
        ("C12", {"surplus": Decimal(-5)}, "met"),
        ("C12", {}, "unknown"),
        ("C13", {"dist_rule": "free"}, "failed"),
        ("C13", {"dist_rule": "prohibited"}, "met"),
        ("C19", {"workers_total": 0}, "failed"),
        ("C20", {"workers_total": 1}, "met"),
        ("C26", {"self_identify_sse": "yes"}, "off"),
        ("C27", {"excluded_kind": "trade_union"}, "failed"),
        ("C28", {"operational_status": "dormant"}, "failed"),
    ],
)
def test_missing_and_not_applicable_answers_do_what_the_template_says(code, answers, expected):
    assert result_of(code, **answers) == expected


def test_a_closed_cooperative_is_out_though_its_form_is_in_by_law():
    definition = parse_definition(document(forms=[{"code": "KH-AC", "status": "in"}]), rules_codebook())
    closed = {"legal_form": "KH-AC", "operational_status": "closed"}
    assert explain(definition, complete(closed, rules_codebook()), TODAY).verdict == "out_of_scope"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("C01", "legal_status in (registered,recognized) or has_statutes == yes"),
        ("C02", "gov_control in (none,minority) and not (gov_board_share_pct > 50)"),
        ("C06", "purpose_statutory intersects (member_needs,community,general_interest,environment) na no"),
        ("C07", "purpose_primary != owner_profit"),
        ("C10", "max_vote_share_pct <= 25"),
        ("C11", "dist_rule == prohibited or dist_capital_pct <= 50"),
        (
            "C13",
            "dist_rule in (prohibited,capped) and (dist_rule == prohibited or capital_return_cap_pct <= 10)",
        ),
        ("C15", "asset_lock in (sse_or_public_purpose)"),
        ("C28", "operational_status == active"),
    ],
)
def test_the_template_says_what_the_reference_table_types(code, text):
    expression = next(c["expression"] for c in STARTER["criteria"] if c["code"] == code)
    assert parse(from_text(text), rules_codebook()) == parse(expression, rules_codebook())


def test_the_template_is_canonical_json():
    assert json.loads(dumps(STARTER)) == STARTER

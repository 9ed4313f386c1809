"""Verdicts by definition: shapes, legal forms, dates, types of organisation, exclusions, reasons."""

import json
from datetime import date
from decimal import Decimal

import pytest

from sse_portal.rules import (
    IN_SCOPE,
    NOT_APPLICABLE,
    OUT_OF_SCOPE,
    UNDETERMINED,
    complete,
    explain,
    parse_definition,
)

from .strategies import CODEBOOK

TODAY = date(2026, 1, 1)
LIMITED = {
    "any": [
        {"var": "dist_rule", "op": "=", "value": "prohibited"},
        {"var": "dist_capital_pct", "op": "<=", "value": 50},
    ]
}
OPEN = {"var": "membership_open", "op": "=", "value": "yes", "na": True}
PURPOSE = {"var": "purposes", "op": "intersects", "value": ["members", "community"]}
NOT_COMPULSORY = {"var": "membership_basis", "op": "!=", "value": "compulsory"}


def criterion(code, expression, role="core", **more):
    wording = {"en": f"What {code} requires."}
    return {"code": code, "role": role, "expression": expression, "wording": wording, **more}


def document(shape="test", forms=(), criteria=(), **more):
    return {
        "format": 1,
        "country": "VN",
        "shape": shape,
        "legal_form_variable": "legal_form",
        "forms": list(forms),
        "criteria": list(criteria),
        **more,
    }


def verdict(document, on=TODAY, **answers):
    return explain(parse_definition(document, CODEBOOK), complete(answers, CODEBOOK), on).verdict


FREE = {"membership_basis": "voluntary"}
FINE = {"membership_basis": "no_members", "dist_rule": "prohibited", "purposes": ["members"]}
SPAIN = document("list", [{"code": "KH-AC", "status": "in"}, {"code": "KH-SE", "status": "out"}])
VIET_NAM = document("test", (), [criterion("C06", PURPOSE), criterion("C11", LIMITED)])
FRANCE = document(
    "mixed",
    [
        {"code": "KH-AC", "status": "in"},
        {"code": "KH-SE", "status": "conditional", "criteria": ["C11"]},
        {"code": "TH-SE", "status": "conditional"},
        {"code": "VN-COP", "status": "out"},
    ],
    [
        criterion("C04", NOT_COMPULSORY, "exclusion"),
        criterion("C05", OPEN),
        criterion("C06", PURPOSE),
        criterion("C11", LIMITED),
    ],
)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("KH-AC", IN_SCOPE),
        ("KH-SE", OUT_OF_SCOPE),
        ("TH-SE", OUT_OF_SCOPE),
        (None, UNDETERMINED),
        ("dk", UNDETERMINED),
    ],
)
def test_by_list_only_the_form_decides(form, expected):
    assert verdict(SPAIN, legal_form=form) == expected


def test_by_list_an_organisation_without_a_form_is_out():
    assert verdict(SPAIN, legal_status="unregistered") == OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"purposes": ["members"], "dist_rule": "prohibited"}, IN_SCOPE),
        ({"purposes": ["members"], "dist_rule": "capped", "dist_capital_pct": Decimal(50)}, IN_SCOPE),
        (
            {"purposes": ["members"], "dist_rule": "capped", "dist_capital_pct": Decimal("50.01")},
            OUT_OF_SCOPE,
        ),
        ({"purposes": ["members"], "dist_rule": "capped"}, UNDETERMINED),
        ({"purposes": ["members"], "dist_rule": "dk", "dist_capital_pct": Decimal(90)}, UNDETERMINED),
        ({"purposes": []}, OUT_OF_SCOPE),
        ({}, UNDETERMINED),
    ],
)
def test_by_test_the_criteria_decide_as_early_as_logic_allows(answers, expected):
    assert verdict(VIET_NAM, **answers) == expected


def test_by_test_a_form_that_is_in_by_law_must_still_pass():
    by_law = VIET_NAM | {"forms": [{"code": "VN-COP", "status": "in"}, {"code": "KH-SE", "status": "out"}]}
    fine = {"purposes": ["members"], "dist_rule": "prohibited"}
    assert verdict(by_law, legal_form="VN-COP", purposes=[]) == OUT_OF_SCOPE
    assert verdict(by_law, legal_form="VN-COP", **fine) == IN_SCOPE
    assert verdict(by_law, legal_form="KH-SE", **fine) == OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"legal_form": "KH-AC", "membership_basis": "voluntary"}, IN_SCOPE),
        ({"legal_form": "KH-AC", "membership_basis": "compulsory"}, OUT_OF_SCOPE),
        ({"legal_form": "KH-AC"}, UNDETERMINED),
        ({"legal_form": "VN-COP"}, OUT_OF_SCOPE),
        ({"legal_form": "KH-SE", **FREE, "dist_rule": "prohibited", "purposes": []}, IN_SCOPE),
        ({"legal_form": "KH-SE", **FREE, "purposes": ["members"]}, UNDETERMINED),
        ({"legal_form": "TH-SE", **FREE, "dist_rule": "prohibited", "purposes": []}, OUT_OF_SCOPE),
        ({"legal_form": "new form", **FINE}, IN_SCOPE),
        ({"legal_status": "unregistered", **FINE}, IN_SCOPE),
        ({**FINE}, UNDETERMINED),
        ({"membership_basis": "compulsory"}, OUT_OF_SCOPE),
    ],
)
def test_mixed_a_form_by_law_or_the_tests(answers, expected):
    assert verdict(FRANCE, **answers) == expected


def test_without_forms_that_are_out_by_law_an_unknown_form_need_not_be_known():
    forms = [form for form in FRANCE["forms"] if form["status"] != "out"]
    everything = {"membership_basis": "no_members", "dist_rule": "prohibited", "purposes": ["members"]}
    assert verdict(FRANCE | {"forms": forms}, **everything) == IN_SCOPE


def test_by_list_a_conditional_form_goes_by_its_tests():
    by_list = FRANCE | {"shape": "list"}
    answers = {**FREE, "dist_rule": "prohibited", "purposes": []}
    assert verdict(by_list, legal_form="KH-SE", **answers) == IN_SCOPE
    assert verdict(by_list, legal_form="TH-SE", **answers) == OUT_OF_SCOPE
    assert verdict(by_list, legal_form="new form", **answers | {"purposes": ["members"]}) == OUT_OF_SCOPE


def test_a_list_of_tests_that_are_all_off_does_not_open_the_door():
    off = FRANCE | {
        "criteria": [c | {"role": "off"} if c["code"] == "C11" else c for c in FRANCE["criteria"]]
    }
    answers = {"membership_basis": "no_members", "legal_form": "KH-SE"}
    assert verdict(off, **answers, purposes=[]) == OUT_OF_SCOPE, "the core tests stand in"
    assert verdict(off, **answers, purposes=["members"]) == IN_SCOPE


@pytest.mark.parametrize(
    ("day", "members", "expected"),
    [
        (date(2024, 6, 30), 6, OUT_OF_SCOPE),
        (date(2024, 6, 30), 7, IN_SCOPE),
        (date(2024, 7, 1), 5, IN_SCOPE),
        (date(2024, 7, 1), 4, OUT_OF_SCOPE),
        (date(2013, 6, 30), 100, OUT_OF_SCOPE),
    ],
)
def test_viet_nams_cooperatives_need_seven_members_and_five_from_july_2024(day, members, expected):
    """Laws 23/2012/QH13 (from 2013-07-01) and 17/2023/QH15 (from 2024-07-01)."""
    seven, five = ({"var": "members_total", "op": ">=", "value": number} for number in (7, 5))
    old = {"valid_from": "2013-07-01", "valid_to": "2024-07-01"}
    new = {"valid_from": "2024-07-01"}
    law = document(
        "list",
        [
            {"code": "VN-COP", "status": "conditional", "criteria": ["M7"], **old},
            {"code": "VN-COP", "status": "conditional", "criteria": ["M5"], **new},
        ],
        [criterion("M7", seven, "optional", **old), criterion("M5", five, "optional", **new)],
    )
    assert verdict(law, day, legal_form="VN-COP", members_total=members) == expected


VOTE = criterion("C08", {"var": "members_total", "op": ">=", "value": 5}, organisation_types=["cooperative"])


@pytest.mark.parametrize(
    ("kind", "members", "expected"),
    [
        ("cooperative", 2, OUT_OF_SCOPE),
        ("foundation", 2, IN_SCOPE),
        ("foundation", None, IN_SCOPE),
        (None, 7, IN_SCOPE),
        (None, 2, UNDETERMINED),
        ("cooperative", None, UNDETERMINED),
    ],
)
def test_a_criterion_binds_its_types_of_organisation(kind, members, expected):
    assert verdict(document(criteria=[VOTE]), organisation_type=kind, members_total=members) == expected


def test_a_criterion_that_does_not_apply_is_said_so_and_does_not_decide():
    definition = parse_definition(document(criteria=[VOTE, criterion("C06", PURPOSE)]), CODEBOOK)
    told = explain(definition, {"organisation_type": "foundation", "purposes": ["members"]}, TODAY)
    assert [(reason.result, reason.decisive) for reason in told.reasons] == [
        ("not_applicable", False),
        ("met", True),
    ]


def test_optional_criteria_count_only_where_they_apply():
    optional = [VOTE | {"role": "optional"}, criterion("C06", PURPOSE, "optional")]
    one_of_two = document(criteria=optional, optional_at_least=1)
    assert verdict(one_of_two, organisation_type="foundation", purposes=[]) == OUT_OF_SCOPE
    assert verdict(one_of_two, organisation_type="foundation", purposes=["members"]) == IN_SCOPE
    assert verdict(one_of_two, organisation_type="cooperative", members_total=9) == IN_SCOPE
    assert verdict(one_of_two, members_total=9) == UNDETERMINED
    assert verdict(one_of_two | {"optional_at_least": 0}) == IN_SCOPE


def test_of_optional_criteria_no_more_are_needed_than_are_in_force():
    expired = criterion("C05", OPEN, "optional", valid_to="2026-01-01")
    both = document(criteria=[expired, criterion("C06", PURPOSE, "optional")], optional_at_least=2)
    assert verdict(both, TODAY, purposes=["members"]) == IN_SCOPE
    assert verdict(both, date(2025, 12, 31), purposes=["members"]) == UNDETERMINED


def test_a_form_is_valid_up_to_but_without_its_last_date():
    law = document("list", [{"code": "KH-AC", "status": "in", "valid_to": "2024-07-01"}])
    assert verdict(law, date(2024, 6, 30), legal_form="KH-AC") == IN_SCOPE
    assert verdict(law, date(2024, 7, 1), legal_form="KH-AC") == OUT_OF_SCOPE


def test_not_applicable_is_what_the_criterion_says():
    assert verdict(document(criteria=[criterion("C05", OPEN)]), membership_basis="no_members") == IN_SCOPE
    silent = {key: value for key, value in OPEN.items() if key != "na"}
    assert (
        verdict(document(criteria=[criterion("C05", silent)]), membership_basis="no_members") == UNDETERMINED
    )


def test_the_reasons_tell_what_decided_and_what_is_open():
    definition = parse_definition(FRANCE, CODEBOOK)
    out = explain(
        definition, {"legal_form": "TH-SE", "membership_basis": "voluntary", "purposes": ["none"]}, TODAY
    )
    assert out.verdict == OUT_OF_SCOPE and out.open_questions == ()
    assert [(r.criterion, r.result) for r in out.reasons if r.decisive] == [("C06", "failed")]
    assert [(r.criterion, r.result) for r in out.reasons if not r.decisive] == [
        ("C04", "met"),
        ("C05", "unknown"),
        ("C11", "unknown"),
    ]
    open_ = explain(
        definition, {"legal_form": "KH-SE", "membership_basis": "voluntary", "dist_rule": "free"}, TODAY
    )
    assert open_.open_questions == ("dist_capital_pct",)
    assert not any(reason.decisive for reason in open_.reasons)
    by_law = explain(definition, {"legal_form": "KH-AC", "membership_basis": "voluntary"}, TODAY)
    assert by_law.form.decisive and by_law.form.status == "in"
    assert [reason.criterion for reason in by_law.reasons if reason.decisive] == ["C04"], (
        "the exclusion was needed"
    )


def test_what_a_form_by_law_need_not_show_is_not_decisive_even_if_met():
    definition = parse_definition(FRANCE, CODEBOOK)
    told = explain(definition, {"legal_form": "KH-AC", **FREE, "purposes": ["members"]}, TODAY)
    assert [reason.criterion for reason in told.reasons if reason.result == "met"] == ["C04", "C06"]
    assert [reason.criterion for reason in told.reasons if reason.decisive] == ["C04"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("KH-AC", "in"),
        ("X", "unlisted"),
        (None, "unknown"),
        ("dk", "unknown"),
        (NOT_APPLICABLE, "not_applicable"),
    ],
)
def test_the_form_is_a_reason_too(answer, status):
    told = explain(parse_definition(FRANCE, CODEBOOK), {"legal_form": answer}, TODAY)
    assert told.form.status == status
    assert told.form.code == (answer if status in ("in", "unlisted") else None)


def test_answers_are_told_only_when_asked_for():
    answers = {
        "legal_form": "KH-AC",
        "purposes": frozenset({"members", "community"}),
        "dist_capital_pct": Decimal("33.30"),
        "membership_open": NOT_APPLICABLE,
    }
    told = explain(parse_definition(FRANCE, CODEBOOK), answers, TODAY)
    assert not any(
        answer in json.dumps(told.as_json()) for answer in ("KH-AC", "community", "33.3", "not_applicable")
    )
    full = json.loads(json.dumps(told.as_json(with_answers=True)))
    assert full["form"]["code"] == "KH-AC"
    assert {name: answer for reason in full["reasons"] for name, answer in reason["answers"].items()} == {
        "membership_basis": None,
        "membership_open": "not_applicable",
        "purposes": ["community", "members"],
        "dist_rule": None,
        "dist_capital_pct": "33.30",
    }


def test_criteria_that_are_off_or_not_in_force_are_told_but_do_not_count():
    dated = criterion("C06", PURPOSE, valid_to="2020-01-01")
    definition = parse_definition(document(criteria=[dated, criterion("C11", LIMITED, "off")]), CODEBOOK)
    told = explain(definition, {"purposes": [], "dist_rule": "free", "dist_capital_pct": Decimal(99)}, TODAY)
    assert told.verdict == IN_SCOPE
    assert [reason.result for reason in told.reasons] == ["off", "off"]
    assert explain(definition, {"purposes": []}, date(2019, 12, 31)).verdict == OUT_OF_SCOPE

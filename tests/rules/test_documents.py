"""Definition documents: reading, refusing, canonical text, thresholds, changes and differences."""

import copy
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.rules import (
    RuleError,
    difference,
    digest,
    dumps,
    loads,
    parse_definition,
    thresholds,
    with_changes,
)

from .strategies import CODEBOOK, definition_documents

LIMIT = {"var": "dist_capital_pct", "op": "<=", "value": 50}
TWO = {"all": [{"not": {"var": "workers_total", "op": "<", "value": 1}}, LIMIT]}
BASE = {
    "format": 1,
    "country": "KH",
    "shape": "mixed",
    "legal_form_variable": "legal_form",
    "organisation_type_variable": "organisation_type",
    "forms": [{"code": "KH-AC", "status": "in", "criteria": [], "valid_from": None, "valid_to": None}],
    "criteria": [
        {"code": "C11", "role": "core", "expression": LIMIT, "wording": {"en": "At most half."}, "title": {}},
        {"code": "C99", "role": "optional", "expression": TWO, "principle": "p", "confidence": "c"},
        {"code": "C01", "role": "off", "expression": {"known": "founded"}, "valid_from": "2020-01-01"},
    ],
    "optional_at_least": 0,
}  # fmt: skip


def changed(path, value):
    """The base document with one value replaced."""
    document = copy.deepcopy(BASE)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def problems_of(call, *arguments):
    with pytest.raises(RuleError) as caught:
        call(*arguments)
    assert all(problem.message for problem in caught.value.problems)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_a_good_document_is_read():
    definition = parse_definition(BASE, CODEBOOK)
    assert [criterion.code for criterion in definition.criteria] == ["C11", "C99", "C01"]
    assert definition.criteria[0].wording == {"en": "At most half."}


@given(definition_documents(CODEBOOK))
def test_a_definition_survives_its_canonical_text(document):
    text = dumps(document)
    assert dumps(loads(text)) == text == dumps(json.loads(text))
    assert parse_definition(loads(text.encode()), CODEBOOK) == parse_definition(document, CODEBOOK)


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        (["format"], 2, "/format", "out-of-range"),
        (["format"], "one", "/format", "bad-number"),
        (["country"], "Cambodia", "/country", "too-long"),
        (["country"], "kh", "/country", "wrong-type"),
        (["country"], None, "/country", "required"),
        (["shape"], "circle", "/shape", "unknown-choice"),
        (["shape"], ["list"], "/shape", "unknown-choice"),
        (["legal_form_variable"], "nonsense", "/legal_form_variable", "unknown-variable"),
        (["legal_form_variable"], "surplus", "/legal_form_variable", "wrong-type"),
        (["legal_form_variable"], {}, "/legal_form_variable", "unknown-variable"),
        (["organisation_type_variable"], "kind", "/organisation_type_variable", "unknown-choice"),
        (["optional_at_least"], 2, "/optional_at_least", "out-of-range"),
        (["optional_at_least"], True, "/optional_at_least", "wrong-type"),
        (["optional_at_least"], 10**30, "/optional_at_least", "out-of-range"),
        (["author"], "x", "/author", "unknown-key"),
        (["forms"], {}, "/forms", "wrong-type"),
        (["forms", 0], "KH-AC", "/forms/0", "wrong-type"),
        (["forms", 0, "status"], "by_form", "/forms/0/status", "unknown-choice"),
        (["forms", 0, "code"], "", "/forms/0/code", "empty"),
        (["forms", 0, "criteria"], ["C77"], "/forms/0/criteria/0", "unknown-criterion"),
        (["forms", 0, "criteria"], ["C11", "C11"], "/forms/0/criteria/1", "duplicate"),
        (["forms", 0, "valid_from"], "2024-13-01", "/forms/0/valid_from", "bad-date"),
        (["forms"], [{"code": "F", "status": "in"}] * 2, "/forms/1/code", "overlap"),
        (["forms"], [{"code": "F", "status": "in"}] * 501, "/forms", "too-large"),
        (["criteria"], [BASE["criteria"][0]] * 63, "/criteria", "too-large"),
        (["criteria", 1, "code"], "C11", "/criteria/1/code", "duplicate"),
        (["criteria", 1, "code"], "a\x00b", "/criteria/1/code", "bad-text"),
        (["criteria", 0, "role"], "main", "/criteria/0/role", "unknown-choice"),
        (["criteria", 0, "wording"], "text", "/criteria/0/wording", "wrong-type"),
        (["criteria", 0, "wording", "km"], "\ud800", "/criteria/0/wording/km", "bad-text"),
        (["criteria", 0, "wording", "km"], 5, "/criteria/0/wording/km", "wrong-type"),
        (["criteria", 0, "organisation_types"], ["club"], "/criteria/0/organisation_types/0", "unknown-code"),
        (["criteria", 0, "valid_to"], 2024, "/criteria/0/valid_to", "wrong-type"),
        (["criteria", 2, "valid_to"], "2020-01-01", "/criteria/2/valid_to", "period-reversed"),
        (["criteria", 0, "expression", "value"], float("nan"), "/criteria/0/expression/value", "bad-number"),
        (
            ["criteria", 1, "expression", "all", 1, "value"],
            "x",
            "/criteria/1/expression/all/1/value",
            "bad-number",
        ),
        (["criteria", 0, "weight"], 1, "/criteria/0/weight", "unknown-key"),
    ],
)
def test_a_bad_document_is_refused_with_the_place(path, value, place, code):
    assert (place, code) in problems_of(parse_definition, changed(path, value), CODEBOOK)


def test_every_mistake_is_told_at_once():
    document = changed(["shape"], "x") | {"country": 5, "criteria": [{"code": "A"}, 7], "x~/y": 1}
    assert problems_of(parse_definition, document, CODEBOOK) == [
        ("/x~0~1y", "unknown-key"),
        ("/criteria/0/expression", "required"),
        ("/criteria/0/role", "required"),
        ("/criteria/1", "wrong-type"),
        ("/country", "wrong-type"),
        ("/shape", "unknown-choice"),
    ]


@pytest.mark.parametrize("document", [None, [], "x", 5, {}])
def test_what_is_no_definition_is_refused(document):
    assert problems_of(parse_definition, document, CODEBOOK)


def _containers(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5), _containers, max_leaves=6
)


@given(ANY_JSON, st.sampled_from([*BASE, "code", "role", "expression", "wording", "valid_to"]))
def test_whatever_stands_in_a_document_only_a_rule_error_comes_out(value, key):
    for document in (
        BASE | {key: value},
        BASE | {key: [value]},
        BASE | {"criteria": [BASE["criteria"][0] | {key: value}]},
    ):
        try:
            parse_definition(document, CODEBOOK)
        except RuleError as error:
            assert error.problems


def test_the_same_form_may_have_two_entries_one_after_the_other():
    forms = [
        {"code": "VN-COP", "status": "in", "valid_to": "2024-07-01"},
        {"code": "VN-COP", "status": "out", "valid_from": "2024-07-01"},
    ]
    assert len(parse_definition(BASE | {"forms": forms}, CODEBOOK).forms) == 2
    forms[1]["valid_from"] = "2024-06-30"
    assert problems_of(parse_definition, BASE | {"forms": forms}, CODEBOOK) == [("/forms/1/code", "overlap")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000 + "]" * 100_000, "too-deep"),
        ('{"a":' * 100_000, "too-deep"),
        ("[" * 66 + "]" * 66, "too-deep"),
        ("[" + "1," * 600_000 + "1]", "too-large"),
        ("{", "not-json"),
        ("", "not-json"),
        (b"\xff\xfe", "not-json"),
        ("[NaN]", "bad-number"),
        ("[-Infinity]", "bad-number"),
        ("[" + "9" * 5000 + "]", "bad-number"),
        ("[1e999999999]", "bad-number"),
        ('{"a": 1, "a": 2}', "duplicate"),
        ('["\\ud800"]', "bad-text"),
        ('["\\u0000"]', "bad-text"),
    ],
)
def test_hostile_json_is_refused(text, code):
    assert [found for _, found in problems_of(loads, text)] == [code]


def test_the_canonical_text_is_the_same_for_the_same_meaning():
    same = ['{"b":[50.50,1e2,-0],"a":"ខ"}', '{"a":"ខ", "b": [50.5, 100.0, 0]}']
    assert {dumps(loads(text)) for text in same} == {'{"a":"ខ","b":[50.5,100,0]}'}
    assert digest(loads(same[0])) == digest(loads(same[1])) != digest(loads('{"a":"ខ"}'))
    assert dumps(Decimal("0.1")) == dumps(0.1) == "0.1"
    assert problems_of(dumps, [{1: 2}]) == [("/0", "wrong-type")]
    assert problems_of(dumps, {"a": object()}) == [("/a", "wrong-type")]


def test_thresholds_are_found_with_their_place():
    found = [(t.criterion, t.path, t.variable, t.op, t.value) for t in thresholds(BASE)]
    assert found == [
        ("C11", "/criteria/0/expression/value", "dist_capital_pct", "<=", 50),
        ("C99", "/criteria/1/expression/all/0/not/value", "workers_total", "<", 1),
        ("C99", "/criteria/1/expression/all/1/value", "dist_capital_pct", "<=", 50),
    ]


def test_dates_and_codes_are_no_thresholds():
    dated = {"var": "founded", "op": ">=", "value": "2024-07-01"}
    assert thresholds(changed(["criteria", 0, "expression"], dated))[0].criterion == "C99"


def test_changes_make_a_new_document_and_leave_the_old_one():
    before = dumps(BASE)
    changes = [
        {"criterion": "C11", "threshold": 30},
        {"criterion": "C99", "threshold": "33.30", "variable": "dist_capital_pct"},
        {
            "criterion": "C99",
            "threshold": 2,
            "path": "/criteria/1/expression/all/0/not/value",
            "role": "core",
        },
        {"criterion": "C01", "role": "optional"},
        {"form": "KH-AC", "status": "out"},
        {"shape": "test"},
        {"optional_at_least": 1},
    ]
    new = with_changes(BASE, changes)
    assert dumps(BASE) == before
    parse_definition(new, CODEBOOK)
    json.dumps(new["criteria"][0])
    told = [(change.kind, change.subject, change.old, change.new) for change in difference(BASE, new)]
    assert told == [
        ("definition-shape", "", "mixed", "test"),
        ("definition-optional-at-least", "", 0, 1),
        ("criterion-threshold", "C11", 50, 30),
        ("criterion-role", "C99", "optional", "core"),
        ("criterion-threshold", "C99", 1, 2),
        ("criterion-threshold", "C99", 50, Decimal("33.30")),
        ("criterion-role", "C01", "off", "optional"),
        ("form-status", "KH-AC", "in", "out"),
    ]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"criterion": "C77", "threshold": 5}, "/0/criterion", "unknown-criterion"),
        ({"criterion": ["C11"], "role": "core"}, "/0/criterion", "unknown-criterion"),
        ({"criterion": "C01", "threshold": 5}, "/0", "no-threshold"),
        ({"criterion": "C99", "threshold": 5}, "/0", "ambiguous-threshold"),
        ({"criterion": "C11", "threshold": True}, "/0/threshold", "wrong-type"),
        ({"criterion": "C11", "threshold": 10**30}, "/0/threshold", "out-of-range"),
        ({"criterion": "C11", "threshold": "NaN"}, "/0/threshold", "bad-number"),
        ({"criterion": "C11", "role": "boss"}, "/0/role", "unknown-choice"),
        ({"criterion": "C11"}, "/0", "required"),
        ({"criterion": "C11", "limit": 5}, "/0/limit", "unknown-key"),
        ({"form": "XX", "status": "in"}, "/0/form", "unknown-form"),
        ({"form": "KH-AC", "status": "maybe"}, "/0/status", "unknown-choice"),
        ({"shape": 5}, "/0/shape", "unknown-choice"),
        ({"optional_at_least": 9}, "/0/optional_at_least", "out-of-range"),
        ("C11", "/0", "wrong-type"),
        ({}, "/0", "required"),
    ],
)
def test_nonsense_changes_are_refused(change, place, code):
    assert problems_of(with_changes, BASE, [change]) == [(place, code)]


@pytest.mark.parametrize(("changes", "code"), [({}, "wrong-type"), ([{}] * 201, "too-large")])
def test_changes_are_a_list_of_reasonable_length(changes, code):
    assert problems_of(with_changes, BASE, changes) == [("", code)]


def test_differences_name_what_came_went_and_was_rewritten():
    new = copy.deepcopy(BASE)
    gone = new["criteria"].pop(2)
    new["criteria"][0] |= {"expression": {"not": LIMIT}, "wording": {"en": "More than half."}}
    new["criteria"].append(gone | {"code": "C02"})
    new["forms"] = [{"code": "KH-SE", "status": "in"}]
    told = [(change.kind, change.subject) for change in difference(BASE, new)]
    assert told == [
        ("criterion-wording", "C11"),
        ("criterion-expression", "C11"),
        ("criterion-added", "C02"),
        ("criterion-removed", "C01"),
        ("form-added", "KH-SE"),
        ("form-removed", "KH-AC"),
    ]


@given(definition_documents(CODEBOOK))
def test_a_document_does_not_differ_from_itself(document):
    assert difference(document, loads(dumps(document))) == []

"""Reading expressions: what is typed how, what is refused and where."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.rules import (
    MESSAGES,
    NO,
    YES,
    Codebook,
    Compare,
    RuleError,
    Some,
    Variable,
    complete,
    dumps,
    from_text,
    loads,
    parse,
    phrase,
    to_json,
    to_text,
)
from sse_portal.rules.expressions import OPS

from .strategies import CODEBOOK, answer_sets, expressions


def leaf(var="dist_capital_pct", op="<=", value=50, **more):
    return {"var": var, "op": op, "value": value, **more}


def problems_of(document, codebook=CODEBOOK):
    with pytest.raises(RuleError) as caught:
        parse(document, codebook, "/criteria/3/expression")
    assert all(problem.message for problem in caught.value.problems)
    return [
        (problem.path.removeprefix("/criteria/3/expression"), problem.code)
        for problem in caught.value.problems
    ]


@given(expressions(CODEBOOK))
def test_words_survive_json(document):
    words = parse(document, CODEBOOK)
    assert parse(to_json(words), CODEBOOK) == words
    assert parse(loads(dumps(document)), CODEBOOK) == words


@given(expressions(CODEBOOK), answer_sets(CODEBOOK))
def test_typed_text_means_the_same(document, raw):
    answers = complete(raw, CODEBOOK)
    again = parse(from_text(to_text(document)), CODEBOOK)
    assert again.judge(answers) == parse(document, CODEBOOK).judge(answers)


@given(expressions(CODEBOOK))
def test_every_expression_has_a_phrase_with_its_variables(document):
    told = json.dumps(phrase(parse(document, CODEBOOK)), default=str)
    assert all(json.dumps(name) in told for name in json.loads(json.dumps(_names(document))))


def _names(document):
    inner = [part for key in ("all", "any", "of") for part in document.get(key, [])]
    inner += [document["not"]] if "not" in document else []
    own = [document[key] for key in ("var", "known") if key in document]
    return own + [name for part in inner for name in _names(part)]


@pytest.mark.parametrize("value", [50, 50.0, "50", "50.00", Decimal(50)])
def test_numbers_become_exact_decimals(value):
    words = parse(leaf(value=value), CODEBOOK)
    assert words == Compare("dist_capital_pct", "<=", Decimal(50)) and isinstance(words.value, Decimal)


def test_a_fraction_keeps_its_digits():
    assert parse(leaf(value=33.3), CODEBOOK).value == Decimal("33.3")
    assert parse(loads(dumps(leaf(value=Decimal("66.666667")))), CODEBOOK).value == Decimal("66.666667")


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        (leaf(var="nonsense"), "/var", "unknown-variable"),
        (leaf(var=["a"]), "/var", "unknown-variable"),
        (leaf(value=True), "/value", "wrong-type"),
        (leaf(value=None), "/value", "wrong-type"),
        (leaf(value="half"), "/value", "bad-number"),
        (leaf(value="١٢"), "/value", "bad-number"),
        (leaf(value=float("nan")), "/value", "bad-number"),
        (leaf(value=float("inf")), "/value", "bad-number"),
        (leaf(value=Decimal("sNaN")), "/value", "bad-number"),
        (leaf(value=10**30), "/value", "out-of-range"),
        (leaf(value=1e30), "/value", "out-of-range"),
        (leaf(value=10**5000), "/value", "out-of-range"),
        (leaf(value=Decimal("1E+999999")), "/value", "out-of-range"),
        (leaf(value=Decimal("1E-999999")), "/value", "bad-number"),
        (leaf("workers_total", ">", 2.5), "/value", "wrong-type"),
        (leaf("dist_rule", "=", "prohibitted"), "/value", "unknown-code"),
        (leaf("dist_rule", "=", "dk"), "/value", "unknown-code"),
        (leaf("dist_rule", "in", ["free", "dk"]), "/value/1", "unknown-code"),
        (leaf("dist_rule", "in", ["free", "free"]), "/value/1", "duplicate"),
        (leaf("dist_rule", "in", []), "/value", "empty"),
        (leaf("dist_rule", "in", "free"), "/value", "wrong-type"),
        (leaf("dist_rule", "<", "free"), "/op", "operator-not-allowed"),
        (leaf("purposes", "=", "members"), "/op", "operator-not-allowed"),
        (leaf("dist_capital_pct", "intersects", [5]), "/op", "operator-not-allowed"),
        (leaf(op={"a": 1}), "/op", "operator-not-allowed"),
        (leaf("founded", ">=", "2024-02-30"), "/value", "bad-date"),
        (leaf("founded", ">=", "20240201"), "/value", "bad-date"),
        (leaf("founded", ">=", 2024), "/value", "wrong-type"),
        (leaf("motto", "=", "a\x00b"), "/value", "bad-text"),
        (leaf("motto", "=", "\ud800"), "/value", "bad-text"),
        (leaf("motto", "=", "x" * 5000), "/value", "too-long"),
        (leaf("legal_form", "=", "\ud800"), "/value", "bad-text"),
        (leaf(na="yes"), "/na", "wrong-type"),
        (leaf(because="x"), "/because", "unknown-key"),
        ({"var": "surplus", "value": 1}, "/op", "required"),
        ({"var": "surplus", "op": "="}, "/value", "required"),
        ({"all": []}, "/all", "empty"),
        ({"any": {}}, "/any", "wrong-type"),
        ({"at_least": 3, "of": [leaf(), leaf()]}, "/at_least", "out-of-range"),
        ({"at_least": 0, "of": [leaf()]}, "/at_least", "out-of-range"),
        ({"at_least": True, "of": [leaf()]}, "/at_least", "wrong-type"),
        ({"at_least": 1}, "/of", "required"),
        ({"all": [leaf()], "any": [leaf()]}, "/any", "unknown-key"),
        ({}, "", "unknown-shape"),
        (None, "", "wrong-type"),
        ([leaf()], "", "wrong-type"),
        ("x <= 5", "", "wrong-type"),
        ({"known": 5}, "/known", "unknown-variable"),
    ],
)
def test_nonsense_is_refused_with_its_place(document, path, code):
    assert problems_of(document) == [(path, code)]


def test_all_mistakes_are_told_at_once():
    document = {"all": [leaf(value="x"), {"any": [leaf(var="y"), leaf()]}, {"not": leaf(op="~")}]}
    assert problems_of(document) == [
        ("/all/0/value", "bad-number"),
        ("/all/1/any/0/var", "unknown-variable"),
        ("/all/2/not/op", "operator-not-allowed"),
    ]


def test_nesting_is_limited_to_twenty():
    document = leaf()
    for _ in range(19):
        document = {"not": document}
    assert parse(document, CODEBOOK).judge({"dist_capital_pct": 60}) == YES, "nineteen times not is not"
    assert [code for _, code in problems_of({"not": document})] == ["too-deep"]


def test_a_hundred_thousand_levels_are_refused_without_a_crash():
    document = leaf()
    for _ in range(100_000):
        document = {"all": [document]}
    assert [code for _, code in problems_of(document)] == ["too-deep"]
    with pytest.raises(RuleError, match="nesting"):
        dumps(document)


def test_too_many_expressions_are_told_once():
    document = {"all": [{"any": [leaf()] * 50}] * 50}
    assert [code for _, code in problems_of(document)] == ["too-large"]


def test_a_million_mistakes_make_a_short_report():
    assert len(problems_of({"all": [leaf(var="?")] * 900})) == 100


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["var", "op", "value", "all", "any", "not", "at_least", "of", "known", "na"]),
                x,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_comes_in_only_a_rule_error_comes_out(document):
    with pytest.raises(RuleError) as caught:
        parse(document, CODEBOOK)
    assert all(problem.code in MESSAGES for problem in caught.value.problems)


def test_any_is_at_least_one():
    assert parse({"any": [leaf()]}, CODEBOOK) == parse({"at_least": 1, "of": [leaf()]}, CODEBOOK)
    assert isinstance(parse({"any": [leaf()]}, CODEBOOK), Some)


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ([Variable("a", "boolean")], "unknown-choice"),
        ([Variable("a", "text"), Variable("a", "text")], "duplicate"),
        ([Variable("a", "integer", (), leaf("b", "=", 1))], "unknown-variable"),
        ([Variable("a", "integer", (), leaf("a", "=", 1))], "duplicate"),
    ],
)
def test_a_wrong_codebook_is_refused(variables, code):
    with pytest.raises(RuleError) as caught:
        Codebook(variables)
    assert caught.value.code == code


def test_every_type_has_operators():
    assert {variable.type for variable in CODEBOOK.values()} == set(OPS)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("workers_total > 0", leaf("workers_total", ">", 0)),
        ("membership_basis != 'no_members'", leaf("membership_basis", "!=", "no_members")),
        ('motto = "say ""yes"""', leaf("motto", "=", 'say "yes"')),
        ("founded >= 2024-07-01", leaf("founded", ">=", "2024-07-01")),
        ("surplus is missing", {"not": {"known": "surplus"}}),
        ("surplus is known", {"known": "surplus"}),
        ("legal_status in (registered,recognized)", leaf("legal_status", "in", ["registered", "recognized"])),
        ("dist_rule not in (free)", {"not": leaf("dist_rule", "in", ["free"])}),
        (
            "purposes intersects (members, community)",
            leaf("purposes", "intersects", ["members", "community"]),
        ),
        ("not (dist_capital_pct > 50.5)", {"not": leaf("dist_capital_pct", ">", Decimal("50.5"))}),
        ("surplus == -5 na yes", leaf("surplus", "=", -5, na=True)),
        ("at_least 1 (surplus is known)", {"at_least": 1, "of": [{"known": "surplus"}]}),
        (
            "dist_rule == free or workers_total > 0 and surplus > 0",
            {
                "any": [
                    leaf("dist_rule", "=", "free"),
                    {"all": [leaf("workers_total", ">", 0), leaf("surplus", ">", 0)]},
                ]
            },
        ),
    ],
)
def test_text_is_read(text, expression):
    assert from_text(text) == expression
    assert parse(expression, CODEBOOK) == parse(from_text(to_text(expression)), CODEBOOK)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("workers_total", 14),
        ("workers_total >", 16),
        ("workers_total > 0 and", 22),
        ("workers_total > 0)", 18),
        ("(workers_total > 0", 19),
        ("legal_status in registered", 17),
        ("legal_status in ()", 18),
        ("surplus is", 11),
        ("surplus > 0 na maybe", 16),
        ("a == 5x", 6),
        ("and == 5", 1),
        ("a == 'x", 6),
        ("a; b", 2),
        ("at_least x (a == 1)", 10),
    ],
)
def test_text_that_makes_no_sense_is_refused_at_its_place(text, position):
    with pytest.raises(RuleError) as caught:
        from_text(text)
    assert (caught.value.code, caught.value.problems[0].params["position"]) == ("syntax", position)


@pytest.mark.parametrize("text", ["(" * 4000, "not " * 1000 + "a == 1", "a" * 6000, f"a == {'9' * 4900}"])
def test_hostile_text_is_refused(text):
    with pytest.raises(RuleError):
        from_text(text)


def test_a_leaf_without_na_stays_unknown_when_it_does_not_apply():
    words = parse(leaf("members_total", ">=", 5), CODEBOOK)
    assert words.judge(complete({"membership_basis": "no_members"}, CODEBOOK)) not in (YES, NO)

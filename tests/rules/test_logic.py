"""The laws of Kleene's logic, on words over every type of variable."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.rules import (
    NO,
    NOT_APPLICABLE,
    UNKNOWN,
    YES,
    All,
    Compare,
    Constant,
    Intersects,
    Known,
    Not,
    OneOf,
    Some,
    When,
    complete,
    is_missing,
    is_relevant,
    on_raw_answers,
    open_variables,
    parse,
    variables,
)
from sse_portal.rules.words import all_of, any_of, some_of

from .strategies import CODEBOOK, answer_sets, expressions, settled_answers

VALUES = st.sampled_from([NO, UNKNOWN, YES])
LISTS = st.lists(VALUES, min_size=1, max_size=6)


def constants(values):
    return tuple(map(Constant, values))


@given(LISTS)
def test_all_is_the_smallest_value_and_any_the_largest(values):
    assert All(constants(values)).judge({}) == min(values)
    assert Some(1, constants(values)).judge({}) == max(values)


@given(LISTS, st.data())
def test_at_least_k_is_the_kth_largest_value(values, data):
    k = data.draw(st.integers(1, len(values)))
    assert Some(k, constants(values)).judge({}) == sorted(values, reverse=True)[k - 1]


@given(LISTS)
def test_de_morgan_holds(values):
    parts = constants(values)
    assert Not(All(parts)).judge({}) == Some(1, tuple(map(Not, parts))).judge({})
    assert Not(Some(1, parts)).judge({}) == All(tuple(map(Not, parts))).judge({})


@given(LISTS, st.data())
def test_not_at_least_k_means_that_more_than_the_rest_fail(values, data):
    k = data.draw(st.integers(1, len(values)))
    failing = Some(len(values) - k + 1, tuple(map(Not, constants(values))))
    assert Not(Some(k, constants(values))).judge({}) == failing.judge({})


def test_unknown_is_neither_itself_nor_its_contrary():
    assert Some(1, (Constant(UNKNOWN), Not(Constant(UNKNOWN)))).judge({}) == UNKNOWN
    assert All((Constant(UNKNOWN), Not(Constant(UNKNOWN)))).judge({}) == UNKNOWN


@given(LISTS, st.data())
def test_tidying_an_expression_does_not_change_it(values, data):
    k = data.draw(st.integers(0, len(values) + 1))
    assert all_of(constants(values)).judge({}) == min(values)
    assert any_of(constants(values)).judge({}) == max(values)
    assert some_of(k, constants(values)).judge({}) == Some(k, constants(values)).judge({}) or k == 0


@given(expressions(CODEBOOK, known=False), answer_sets(CODEBOOK), st.data())
def test_answering_an_unknown_never_turns_a_decided_verdict(document, raw, data):
    words = parse(document, CODEBOOK)
    answers = complete(raw, CODEBOOK)
    before = words.judge(answers)
    for name in variables(words):
        if is_missing(answers.get(name)):
            answers[name] = data.draw(settled_answers(CODEBOOK[name]))
            after = words.judge(answers)
            assert before in (UNKNOWN, after)
            before = after


@given(expressions(CODEBOOK, known=False), answer_sets(CODEBOOK), st.data())
def test_a_choice_made_beside_dont_know_never_turns_a_decided_verdict(document, raw, data):
    words = parse(document, CODEBOOK)
    more = data.draw(st.sampled_from(["members", "community", "environment"]))
    partly = complete({**raw, "purposes": ["none", "dk"]}, CODEBOOK)
    answered = {**partly, "purposes": ["none", more]}
    assert words.judge(partly) in (UNKNOWN, words.judge(answered))


@given(expressions(CODEBOOK), answer_sets(CODEBOOK))
def test_judging_raw_answers_equals_judging_completed_ones(document, raw):
    words = parse(document, CODEBOOK)
    assert on_raw_answers(words, CODEBOOK).judge(raw) == words.judge(complete(raw, CODEBOOK))


@given(expressions(CODEBOOK), answer_sets(CODEBOOK))
def test_something_is_open_only_while_the_verdict_is(document, raw):
    words, answers = parse(document, CODEBOOK), complete(raw, CODEBOOK)
    waiting = set(open_variables(words, answers))
    assert words.judge(answers) == UNKNOWN or not waiting
    for name in waiting:
        answer = answers.get(name)
        assert is_missing(answer) or "dk" in answer


@pytest.mark.parametrize("answer", [None, "dk", "refused", "not_heard"])
def test_no_answer_is_unknown_to_every_leaf(answer):
    answers = {"v": answer}
    for leaf in (Compare("v", "=", "a"), Compare("v", "<", 5), OneOf("v", ("a",)), Intersects("v", ("a",))):
        assert leaf.judge(answers) == leaf.judge({}) == UNKNOWN
        assert Not(leaf).judge(answers) == UNKNOWN, "silence does not meet a negated criterion"
    assert Known("v").judge(answers) == NO


@pytest.mark.parametrize(("na", "expected"), [(UNKNOWN, UNKNOWN), (YES, YES), (NO, NO)])
def test_each_leaf_says_what_not_applicable_means(na, expected):
    answers = {"v": NOT_APPLICABLE}
    for leaf in (Compare("v", ">=", 5, na), OneOf("v", ("a",), na), Intersects("v", ("a",), na)):
        assert leaf.judge(answers) == expected
    assert Known("v").judge(answers) == YES, "it is settled, so it is not missing"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [([], NO), (["b"], NO), (["a", "dk"], YES), (["b", "dk"], UNKNOWN), (["dk"], UNKNOWN), ({"a", "b"}, YES)],
)
def test_a_choice_of_nothing_is_an_answer_and_dont_know_among_choices_keeps_it_open(chosen, expected):
    assert Intersects("v", ("a",)).judge({"v": chosen}) == expected


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        ("<", YES, NO, NO),
        ("<=", YES, YES, NO),
        ("=", NO, YES, NO),
        ("!=", YES, NO, YES),
        (">=", NO, YES, YES),
        (">", NO, NO, YES),
    ],
)
def test_limits_are_exact(op, below, at, above):
    leaf, day = Compare("v", op, Decimal("33.30")), Compare("v", op, date(2024, 7, 1))
    assert [leaf.judge({"v": Decimal(text)}) for text in ("33.29", "33.3", "33.31")] == [below, at, above]
    days = (date(2024, 6, 30), date(2024, 7, 1), date(2024, 7, 2))
    assert [day.judge({"v": answer}) for answer in days] == [below, at, above]


def test_when_needs_certainty():
    settled = When(Compare("v", "=", "a"), NO, Constant(YES))
    assert [settled.judge({"v": answer}) for answer in ("a", None, "b")] == [NO, YES, YES]


def test_whether_there_is_an_answer_is_the_same_question_to_raw_answers():
    words, raw = Known("members_total"), {"membership_basis": "no_members"}
    assert on_raw_answers(words, CODEBOOK).judge(raw) == words.judge(complete(raw, CODEBOOK)) == YES


def test_an_answer_that_cannot_apply_is_not_applicable_even_if_given():
    given_anyway = {"membership_basis": "no_members", "members_total": 12}
    assert complete(given_anyway, CODEBOOK)["members_total"] is NOT_APPLICABLE
    assert complete({"membership_basis": "dk", "members_total": 12}, CODEBOOK)["members_total"] == 12
    assert complete({"membership_open": True}, CODEBOOK) == {"membership_open": "yes"}


def test_a_question_is_put_unless_its_condition_definitely_fails():
    condition = Compare("workers_total", ">", 0)
    assert [is_relevant(condition, {"workers_total": answer}) for answer in (0, 3, None)] == [
        False,
        True,
        True,
    ]

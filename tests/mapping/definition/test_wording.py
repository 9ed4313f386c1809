"""Expressions, answers and mistakes in the reader's words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given

from mapping.definition import messages, wording
from mapping.definition.codebook import CODEBOOK, rules_codebook
from sse_portal import rules
from sse_portal.rules import NOT_APPLICABLE
from tests.mapping.definition.test_sql import BOOK
from tests.rules.strategies import expressions


def said(text):
    return wording.say(rules.parse(rules.from_text(text), rules_codebook())).as_text()


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("dist_capital_pct <= 50", "Surplus paid on capital: at most 50%"),
        ("not (gov_board_share_pct > 50)", "Share of the board appointed by government: at most 50%"),
        ("workers_total >= 1", "Paid workers: at least 1 persons"),
        ("year_established < 2015", "Year established: less than 2015"),
        ("interview_date >= 2026-03-01", "Date of interview: 1 March 2026 or later"),
        ("dist_rule == prohibited", "Rule on distribution: “Prohibited”"),
        ("not (dist_rule == prohibited)", "Rule on distribution: not “Prohibited”"),
        ("dist_rule not in (prohibited, capped)",
         "Rule on distribution: none of “Prohibited”, “Allowed up to a limit”"),
        ("dist_rule is missing", "Rule on distribution: not answered"),
        ("dist_rule is known", "Rule on distribution: answered"),
        ("not (dist_rule is missing)", "Rule on distribution: answered"),
        ("surplus_reinvested_pct >= 51 na yes",
         "Surplus kept for the purpose: at least 51% (met where the question does not apply)"),
        ("not (surplus_reinvested_pct >= 51 na yes)",
         "Surplus kept for the purpose: less than 51% (not met where the question does not apply)"),
        ("dist_rule == prohibited or dist_capital_pct <= 33.3",
         "At least one of these holds: (Rule on distribution: “Prohibited”; Surplus paid on capital: at most 33.3%)"),
        ("at_least 2 (has_statutes == yes, indivisible_reserve == yes, labour_rights_ok == yes)",
         "At least 2 of these hold: (Written rules: “Yes”; Indivisible reserve: “Yes”; "
         "Fundamental rights at work: “Yes”)"),
    ],
)  # fmt: skip
def test_a_rule_reads_as_a_sentence(reference, rule, sentence):
    assert said(rule) == sentence


def test_every_expression_has_words_with_nothing_left_to_fill_in(reference):
    @given(expressions(BOOK))
    def it_has(expression):
        words = rules.parse(expression, BOOK)
        text = wording.say(words).as_text()
        assert text and "%(" not in text
        for variable in rules.variables(words):
            assert wording.question_label(variable) in text

    it_has()


def test_the_words_come_in_the_readers_language(reference):
    with override("km"):
        text = said("dist_rule == prohibited")
    label = CODEBOOK["dist_rule"].label["km"]
    assert label != CODEBOOK["dist_rule"].label["en"] and text.startswith(label)


def test_a_legal_form_and_a_region_have_their_names(reference):
    assert wording.value_label("legal_form", "KH-AC") == "“Agricultural cooperative”"
    assert wording.form_label("KH-AC") == "Agricultural cooperative"
    assert wording.form_label("nowhere") == "nowhere"


@pytest.mark.parametrize(
    ("variable", "answer", "text"),
    [
        ("dist_capital_pct", Decimal("33.30"), "33.3%"),
        ("surplus", None, "no answer"),
        ("members_total", NOT_APPLICABLE, "does not apply"),
        ("purpose_statutory", ["community"], "“The local community”"),
        ("purpose_statutory", [], "none of these"),
        ("interview_date", date(2026, 3, 2), "2 March 2026"),
        ("dist_rule", "a code of an older list", "“a code of an older list”"),
    ],
)
def test_an_answer_reads_as_people_say_it(reference, variable, answer, text):
    assert wording.answer_label(variable, answer) == text


def test_the_mistakes_of_the_rules_are_all_there_to_be_translated():
    assert messages.MESSAGES == rules.MESSAGES


def test_a_mistake_becomes_one_entry_per_place():
    with pytest.raises(rules.RuleError) as error:
        rules.parse({"any": [{"var": "nothing", "op": "=", "value": 1}, {"all": []}]}, rules_codebook())
    problem = messages.invalid(error.value)
    assert [entry["field"] for entry in problem.errors] == ["/any/0/var", "/any/1/all"]
    assert re.search("nothing", problem.errors[0]["message"]) and problem.status == 422

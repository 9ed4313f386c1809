"""What holds for every definition, answer and day: one verdict, true reasons, no turning by learning more."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sse_portal.rules import (
    OUT_OF_SCOPE,
    UNDETERMINED,
    UNKNOWN,
    VERDICTS,
    complete,
    criterion_expressions,
    explain,
    explain_by,
    is_missing,
    on_raw_answers,
    parse_definition,
    plan,
    variables,
    verdict_expression,
)

from .strategies import CODEBOOK, DAYS, answer_sets, definition_documents, settled_answers


@given(definition_documents(CODEBOOK), answer_sets(CODEBOOK), DAYS)
def test_the_explanation_and_the_expression_give_one_verdict(document, raw, day):
    definition, answers = parse_definition(document, CODEBOOK), complete(raw, CODEBOOK)
    words = verdict_expression(definition, day)
    told = explain(definition, answers, day)
    assert (
        told.verdict == VERDICTS[words.judge(answers)] == VERDICTS[on_raw_answers(words, CODEBOOK).judge(raw)]
    )
    assert bool(told.open_questions) <= (told.verdict == UNDETERMINED)
    assert not any(reason.decisive for reason in told.reasons) or told.verdict != UNDETERMINED
    assert told == explain_by(plan(definition, day), answers)
    json.dumps(told.as_json(with_answers=True))


@given(definition_documents(CODEBOOK), answer_sets(CODEBOOK), DAYS)
def test_the_masks_say_what_the_reasons_say(document, raw, day):
    definition, answers = parse_definition(document, CODEBOOK), complete(raw, CODEBOOK)
    reasons = explain(definition, answers, day).reasons
    results = [(code, words.judge(answers)) for code, words in criterion_expressions(definition, day)]
    assert [code for code, _ in results] == [reason.criterion for reason in reasons]
    told = {"failed": 0, "unknown": 1, "met": 2, "not_applicable": 2, "off": 2}
    assert [value for _, value in results] == [told[reason.result] for reason in reasons]


@given(definition_documents(CODEBOOK, known=False), answer_sets(CODEBOOK), DAYS, st.data())
def test_learning_more_never_turns_a_verdict(document, raw, day, data):
    words = verdict_expression(parse_definition(document, CODEBOOK), day)
    answers = complete(raw, CODEBOOK)
    before = words.judge(answers)
    for name in variables(words):
        if is_missing(answers.get(name)):
            answers[name] = data.draw(settled_answers(CODEBOOK[name]))
            after = words.judge(answers)
            assert before in (UNKNOWN, after)
            before = after


@given(definition_documents(CODEBOOK), answer_sets(CODEBOOK), DAYS, st.data())
def test_what_decided_against_it_decides_alone(document, raw, day, data):
    """Forget every answer that the decisive criteria did not ask for: the verdict stays out of scope."""
    definition, answers = parse_definition(document, CODEBOOK), complete(raw, CODEBOOK)
    told = explain(definition, answers, day)
    decisive = [reason for reason in told.reasons if reason.decisive and reason.role in ("core", "exclusion")]
    if told.verdict == OUT_OF_SCOPE and decisive:
        one = data.draw(st.sampled_from(decisive))
        kept = {*one.variables, "legal_form", "organisation_type"}
        assert (
            explain(definition, {k: v for k, v in answers.items() if k in kept}, day).verdict == OUT_OF_SCOPE
        )


@given(definition_documents(CODEBOOK), answer_sets(CODEBOOK), DAYS)
def test_clauses_mean_what_the_law_says(document, raw, day):
    """The verdict on a known form and type, told the long way: exclusions, form, own list or core tests."""
    definition, answers = parse_definition(document, CODEBOOK), complete(raw, CODEBOOK)
    answers |= {"legal_form": "KH-SE", "organisation_type": "cooperative"}
    assert explain(definition, answers, day).verdict == VERDICTS[the_long_way(definition, answers, day)]


def the_long_way(definition, answers, day):
    live = [c for c in definition.criteria if c.role != "off" and c.period.covers(day)]
    applies = {c.code: not c.organisation_types or "cooperative" in c.organisation_types for c in live}
    value = {c.code: c.words.judge(answers) for c in live}
    met = {code: value[code] if applies[code] else 2 for code in value}
    form = next((f for f in definition.forms if f.code == "KH-SE" and f.period.covers(day)), None)
    status = form.status if form else "unlisted"
    excluded = min([met[c.code] for c in live if c.role == "exclusion"], default=2)
    own = [code for code in form.criteria if code in met] if form and status == "conditional" else []
    optional = sorted(
        (value[c.code] if applies[c.code] else 0 for c in live if c.role == "optional"), reverse=True
    )
    needed = min(definition.optional_at_least, len(optional))
    core = min([met[c.code] for c in live if c.role == "core"] + optional[:needed], default=2)
    if status == "out" or (definition.shape == "list" and status == "unlisted"):
        return 0
    if status == "in" and definition.shape != "test":
        return excluded
    return min(excluded, min(met[code] for code in own) if own else core)

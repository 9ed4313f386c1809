"""A verdict with its reasons: what was met, failed or unknown, what decided, and what could still decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .clauses import VERDICTS, Plan, plan
from .kleene import NO, NOT_APPLICABLE, UNKNOWN, YES, is_missing
from .words import open_variables

RESULTS = ("failed", "unknown", "met")  # by Kleene value


@dataclass(frozen=True, slots=True)
class Reason:
    """How one criterion came out: met, failed, unknown, not_applicable (to this type of organisation) or off.

    `decisive`: it carries the verdict. Out of scope: each of these suffices alone (optional ones: together);
    in scope: each of these was needed. Nothing is decisive while the verdict is undetermined.
    """

    criterion: str
    result: str
    role: str
    decisive: bool
    title: Mapping[str, str]
    wording: Mapping[str, str]
    variables: tuple[str, ...]
    answers: Mapping[str, Any]

    def as_json(self, with_answers=False):
        """Ready for `json.dumps`. Answers are told only when asked for: they are often restricted."""
        document = {
            "criterion": self.criterion,
            "result": self.result,
            "role": self.role,
            "decisive": self.decisive,
            "title": dict(self.title),
            "wording": dict(self.wording),
            "variables": list(self.variables),
        }
        if with_answers:
            document["answers"] = {name: plain(answer) for name, answer in self.answers.items()}
        return document


@dataclass(frozen=True, slots=True)
class FormReason:
    """What the list of forms says: in, out, conditional, unlisted, unknown, not_applicable."""

    code: str | None
    status: str
    decisive: bool

    def as_json(self, with_answers=False):
        document = {"status": self.status, "decisive": self.decisive}
        return {"code": self.code, **document} if with_answers else document


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on one organisation (`in_scope`, `out_of_scope`, `undetermined`) and everything behind it.

    `open_questions`: unanswered variables that could still decide, in the order of the definition.
    """

    verdict: str
    form: FormReason
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]

    def as_json(self, with_answers=False):
        """Ready for `json.dumps`; without answers unless asked for."""
        return {
            "verdict": self.verdict,
            "form": self.form.as_json(with_answers),
            "reasons": [reason.as_json(with_answers) for reason in self.reasons],
            "open_questions": list(self.open_questions),
        }


def explain(definition, answers, on):
    """Judge one organisation by a definition on a day.

    `answers` are typed and completed (see `complete`). For many, build `plan(definition, on)` once and call
    `explain_by(plan, answers)`.
    """
    return explain_by(plan(definition, on), answers)


def explain_by(compiled: Plan, answers):
    """Judge one organisation by a compiled definition."""
    results = [test.words.judge(answers) for test in compiled.tests]
    values = [clause.judge(answers, results) for clause in compiled.clauses]
    verdict = min(values, default=YES)
    decisive = _decisive(compiled, answers, results, values, verdict)
    return Explanation(
        verdict=VERDICTS[verdict],
        form=_form_reason(compiled, answers, values, verdict),
        reasons=tuple(
            _reason(test, result, place in decisive, answers)
            for place, (test, result) in enumerate(zip(compiled.tests, results, strict=True))
        ),
        open_questions=_open_questions(compiled, answers, values, verdict),
    )


def _decisive(compiled, answers, results, values, verdict):
    """Places of the criteria that carry the verdict."""
    if verdict == UNKNOWN:
        return frozenset()
    carrying = [
        clause
        for clause, value in zip(compiled.clauses, values, strict=True)
        if value == verdict and clause.tests and (verdict == NO or clause.spared.judge(answers) != YES)
    ]
    return {place for clause in carrying for place in clause.tests if results[place] == verdict}


def _reason(test, result, decisive, answers):
    criterion, applies = test.criterion, test.applies.judge(answers) != NO
    word = "off" if not test.in_force else RESULTS[result] if applies else "not_applicable"
    return Reason(
        criterion.code,
        word,
        criterion.role,
        decisive and applies,
        criterion.title,
        criterion.wording,
        test.variables,
        {name: answers.get(name) for name in test.variables},
    )


def _form_reason(compiled, answers, values, verdict):
    definition = compiled.definition
    answer = answers.get(definition.legal_form_variable)
    if answer is NOT_APPLICABLE or is_missing(answer):
        code, status = None, "unknown" if answer is not NOT_APPLICABLE else "not_applicable"
    else:
        code, status = answer, compiled.forms[answer].status if answer in compiled.forms else "unlisted"
    by_law = status == "in" and verdict == YES and definition.shape != "test"
    refused = any(v == NO and not c.tests for c, v in zip(compiled.clauses, values, strict=True))
    return FormReason(code, status, by_law or refused)


def _open_questions(compiled, answers, values, verdict):
    if verdict != UNKNOWN:
        return ()
    waiting = [c.words for c, value in zip(compiled.clauses, values, strict=True) if value == UNKNOWN]
    return tuple(dict.fromkeys(name for words in waiting for name in open_variables(words, answers)))


def plain(answer):
    """An answer as JSON: exact decimals and dates as text, choices sorted, *not applicable* by its name."""
    if answer is NOT_APPLICABLE:
        return NOT_APPLICABLE.value
    if isinstance(answer, (set, frozenset, list, tuple)):
        return sorted(answer)
    if isinstance(answer, Decimal):
        return format(answer, "f")
    return answer.isoformat() if isinstance(answer, date) else answer

"""The rule language: expressions, definitions, verdicts and their reasons. Pure Python, no Django, no clock.

definition = parse_definition(loads(text), codebook)
explanation = explain(definition, complete(answers, codebook), on=day)
"""

from .changes import Change, Threshold, difference, thresholds, with_changes
from .clauses import (
    IN_SCOPE,
    OUT_OF_SCOPE,
    UNDETERMINED,
    VERDICTS,
    Plan,
    criterion_expressions,
    plan,
    verdict_expression,
)
from .codebook import Codebook, Variable, complete, is_relevant, on_raw_answers
from .definition import Criterion, Definition, Form, Period, parse_definition
from .documents import digest, dumps, loads
from .explanation import Explanation, FormReason, Reason, explain, explain_by
from .expressions import parse, phrase, to_json
from .kleene import MISSING_CODES, NO, NOT_APPLICABLE, UNKNOWN, YES, is_missing
from .problems import MESSAGES, Problem, RuleError
from .text import from_text, to_text
from .words import (
    All,
    Compare,
    Constant,
    Intersects,
    Known,
    Not,
    OneOf,
    Some,
    When,
    Words,
    open_variables,
    variables,
)

__all__ = [
    "IN_SCOPE",
    "MESSAGES",
    "MISSING_CODES",
    "NO",
    "NOT_APPLICABLE",
    "OUT_OF_SCOPE",
    "UNDETERMINED",
    "UNKNOWN",
    "VERDICTS",
    "YES",
    "All",
    "Change",
    "Codebook",
    "Compare",
    "Constant",
    "Criterion",
    "Definition",
    "Explanation",
    "Form",
    "FormReason",
    "Intersects",
    "Known",
    "Not",
    "OneOf",
    "Period",
    "Plan",
    "Problem",
    "Reason",
    "RuleError",
    "Some",
    "Threshold",
    "Variable",
    "When",
    "Words",
    "complete",
    "criterion_expressions",
    "difference",
    "digest",
    "dumps",
    "explain",
    "explain_by",
    "from_text",
    "is_missing",
    "is_relevant",
    "loads",
    "on_raw_answers",
    "open_variables",
    "parse",
    "parse_definition",
    "phrase",
    "plan",
    "thresholds",
    "to_json",
    "to_text",
    "variables",
    "verdict_expression",
    "with_changes",
]

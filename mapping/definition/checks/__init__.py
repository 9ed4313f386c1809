"""Reading and judging answers: forms, import and API all go this way, so that a rule has one meaning.

values, problems = clean_answers(raw, Scope(country="KH"))
findings = check(values, Facts(today=day, country="KH"))
"""

from django.utils.translation import gettext_lazy as _

from ..codebook import CODEBOOK
from .cleaning import Point, Scope, as_text, clean_answers, clean_value
from .findings import HARD, SOFT, Facts, Finding, Rule
from .problems import BadAnswer
from .relevance import blank_irrelevant, missing_required, relevant, unanswered
from .rules import RULES


def check(answers, facts, *, complete=True):
    """Every rule that typed answers break, in questionnaire order. Answers to questions that are not put
    do not count.

    `complete=False` leaves out unanswered required questions: a draft may have them.
    """
    counted = blank_irrelevant(answers)
    broken = [found for rule in RULES if (found := rule.find(counted, facts))]
    if complete:
        broken += [_required(name) for name in missing_required(counted)]
    return sorted(broken, key=lambda finding: CODEBOOK[finding.variable].seq)


def _required(name):
    return Finding(name, HARD, f"{name}.required", _("An answer is needed."))


__all__ = [
    "HARD",
    "RULES",
    "SOFT",
    "BadAnswer",
    "Facts",
    "Finding",
    "Point",
    "Rule",
    "Scope",
    "as_text",
    "blank_irrelevant",
    "check",
    "clean_answers",
    "clean_value",
    "missing_required",
    "relevant",
    "unanswered",
]

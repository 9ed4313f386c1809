"""How the count in scope depends on each criterion: who would change sides if it were dropped.

Worked out from the reason masks that the classification froze, without judging any answer again: a legal form
decides which criteria are asked, and an organisation is in scope when none of these is unmet.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from sse_portal.rules import YES, parse_definition, plan, with_changes

from .measures import IN_SCOPE


@dataclass(frozen=True)
class Route:
    """What an organisation of one legal form and type must show: may it be in at all, which criteria, how
    many more.
    """

    open: bool
    asked: int
    optional: int = 0
    at_least: int = 0

    def admits(self, unit):
        """Is the organisation in scope by this route?"""
        if not self.open or unit.unmet & self.asked:
            return False
        return (unit.met & self.optional).bit_count() >= self.at_least


class Sensitivity:
    """Counts, for each core criterion, who would enter and who would leave the scope without it."""

    def __init__(self, document, codebook, on):
        self._form_variable = document.get("legal_form_variable") or "legal_form"
        definition = parse_definition(document, codebook)
        self.codes = [criterion.code for criterion in definition.criteria if criterion.role == "core"]
        changed = [with_changes(document, [{"criterion": code, "role": "off"}]) for code in self.codes]
        self._plans = [plan(parse_definition(each, codebook), on) for each in changed]
        self._entering, self._leaving = Counter(), Counter()
        self._routes = cache(self._routes_of)

    def add(self, unit):
        """Take in an organisation with its verdict and masks."""
        facts = unit.answers.get(self._form_variable), unit.answers.get("organisation_type")
        now = unit.verdict == IN_SCOPE
        for code, route in zip(self.codes, self._routes(*facts), strict=True):
            if route.admits(unit) != now:
                (self._leaving if now else self._entering)[code] += 1

    def pivots(self):
        """{criterion code: (entering, leaving)}."""
        return {code: (self._entering[code], self._leaving[code]) for code in self.codes}

    def _routes_of(self, form, organisation_type):
        answers = {self._form_variable: form, "organisation_type": organisation_type}
        return [_route(compiled, answers) for compiled in self._plans]


def _route(compiled, answers):
    is_open, asked, optional, at_least = True, 0, 0, 0
    for clause in compiled.clauses:
        if not clause.tests:
            is_open = is_open and clause.words.judge(answers) == YES
        elif clause.spared.judge(answers) == YES:
            continue
        elif clause.counted:
            optional = sum(1 << place for place in clause.tests if _applies(compiled, place, answers))
            at_least = min(compiled.definition.optional_at_least, len(clause.tests))
        else:
            asked |= 1 << clause.tests[0]
    return Route(is_open, asked, optional, at_least)


def _applies(compiled, place, answers):
    return compiled.tests[place].applies.judge(answers) == YES

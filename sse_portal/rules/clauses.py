"""A definition at a date, compiled: a list of clauses, all of which must hold.

A clause is a criterion (or a number of optional ones), together with the legal forms that need not show it.
A criterion has one clause, so the whole is one expression no larger than the definition, and the worst clause
is the verdict.
"""

from dataclasses import dataclass

from .definition import ORGANISATION_TYPE, Criterion, Definition
from .kleene import NO, YES
from .words import Constant, Not, OneOf, Words, all_of, any_of, some_of, variables

IN_SCOPE, OUT_OF_SCOPE, UNDETERMINED = "in_scope", "out_of_scope", "undetermined"
VERDICTS = (OUT_OF_SCOPE, UNDETERMINED, IN_SCOPE)  # by Kleene value


NEVER, ALWAYS = Constant(NO), Constant(YES)


@dataclass(frozen=True)
class Test:
    """A criterion as it stands on the day; `words` says that it is met or does not apply to this type."""

    criterion: Criterion
    in_force: bool
    applies: Words
    words: Words
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """One thing that must hold. `spared`: the forms that need not show it; `tests`: places of its criteria.

    `counted`: so many of them, rather than one.
    """

    words: Words
    spared: Words = NEVER
    tests: tuple[int, ...] = ()
    counted: bool = False

    def judge(self, answers, results):
        """The clause's value, from its criterion's result where it has one."""
        if self.counted or not self.tests:
            return self.words.judge(answers)
        result = results[self.tests[0]]
        return result if result == YES else max(result, self.spared.judge(answers))


@dataclass(frozen=True)
class Plan:
    """What `explain` and the other back ends work from. Build it once with `plan`, judge many."""

    definition: Definition
    forms: dict
    tests: tuple[Test, ...]
    clauses: tuple[Clause, ...]

    @property
    def words(self):
        """The verdict as one expression."""
        return all_of([clause.words for clause in self.clauses])


def verdict_expression(definition, on):
    """The verdict on a day as one expression over completed answers: YES is in scope, NO is out."""
    return plan(definition, on).words


def criterion_expressions(definition, on):
    """(code, words) of every criterion in document order; its place in the list is its bit in reason masks.

    It counts as met where it does not apply to the type of organisation, when off and when not in force.
    """
    return [(test.criterion.code, test.words) for test in plan(definition, on).tests]


def plan(definition, on):
    """Compile a definition as it stands on the day `on`."""
    tests = tuple(_test(criterion, on) for criterion in definition.criteria)
    forms = {form.code: form for form in definition.forms if form.period.covers(on)}
    clauses = tuple(_Clauses(definition, forms, tests).all())
    return Plan(definition, forms, tests, clauses)


def _test(criterion, on):
    in_force = criterion.role != "off" and criterion.period.covers(on)
    types = criterion.organisation_types
    applies = OneOf(ORGANISATION_TYPE, types) if types else ALWAYS
    words = any_of([criterion.words, _not(applies)]) if in_force else ALWAYS
    return Test(criterion, in_force, applies, words, variables(criterion.words))


def _not(words):
    return Constant(2 - words.value) if isinstance(words, Constant) else Not(words)


class _Clauses:
    """Sorts out which legal form must show which criterion."""

    def __init__(self, definition, forms, tests):
        self.definition, self.forms, self.tests = definition, forms, tests
        self.places = {test.criterion.code: place for place, test in enumerate(tests) if test.in_force}
        conditional = {code: form for code, form in forms.items() if form.status == "conditional"}
        # A list whose criteria are all off would let a form in untested: then the core tests stand.
        lists = {code: {c for c in form.criteria if c in self.places} for code, form in conditional.items()}
        self.own_list = {code: criteria for code, criteria in lists.items() if criteria}
        self.core_list = [code for code, criteria in lists.items() if not criteria]
        self.by_law = [] if definition.shape == "test" else self._with_status("in")

    def all(self):
        """Clauses in the order in which they are told: form, exclusions, criteria, optional ones."""
        yield Clause(_not(self._form_in(self._with_status("out"))))
        if self.definition.shape == "list":
            yield Clause(self._form_in([*self.by_law, *self.own_list, *self.core_list]))
        for place in self.places.values():
            clause = self._criterion(place, self.tests[place])
            if clause:
                yield clause
        if self.definition.optional_at_least:
            yield self._optional()

    def _with_status(self, status):
        return [code for code, form in self.forms.items() if form.status == status]

    def _form_in(self, codes):
        """An organisation to which no legal form applies has none of them."""
        return OneOf(self.definition.legal_form_variable, tuple(codes), NO) if codes else NEVER

    def _criterion(self, place, test):
        code, role = test.criterion.code, test.criterion.role
        spared = NEVER if role == "exclusion" else self._spared(code, role == "core")
        if spared == ALWAYS:
            return None
        return Clause(any_of([spared, test.words]), spared, (place,))

    def _spared(self, code, core):
        """Which forms need not show a criterion: those that are in by law or go by a list without it."""
        asked = [form for form, criteria in self.own_list.items() if code in criteria]
        if core and self.definition.shape != "list":
            return self._form_in([*self.by_law, *(form for form in self.own_list if form not in asked)])
        return _not(self._form_in([*asked, *(self.core_list if core else ())]))

    def _optional(self):
        """As many as the definition asks for, or all that are in force; one counts only where it applies."""
        places = [place for place in self.places.values() if self.tests[place].criterion.role == "optional"]
        parts = [all_of([self.tests[p].applies, self.tests[p].criterion.words]) for p in places]
        count = min(self.definition.optional_at_least, len(parts))
        spared = self._spared("", core=True)
        return Clause(any_of([spared, some_of(count, parts)]), spared, tuple(places), counted=True)

"""The words of the rule language: small frozen objects, each of which judges answers in Kleene's logic.

A back end (SQL, bitmaps, plain language) adds a meaning to the same words without touching them:

    @singledispatch
    def compiled(words): ...

    @compiled.register
    def _(words: All): return least(*map(compiled, words.parts))

Answers are a mapping from variable to value. A leaf whose variable is missing is UNKNOWN; one whose variable
is NOT_APPLICABLE is worth its `na`.
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .kleene import MISSING_CODES, NO, NOT_APPLICABLE, UNKNOWN, YES, is_missing

TESTS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Words:
    """Any expression. `parts` are the expressions inside it: none for a question to the answers."""

    __slots__ = ()
    parts: "tuple[Words, ...]" = ()

    def judge(self, answers: Mapping[str, Any]) -> int:
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Words):
    """Always the same: what remains of a part that a form, a date or a type has settled."""

    value: int

    def judge(self, answers):
        return self.value


@dataclass(frozen=True)
class Compare(Words):
    """The answer stands in this relation (`= != < <= > >=`) to a value of the same type."""

    variable: str
    op: str
    value: Any
    na: int = UNKNOWN
    holds: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "holds", TESTS[self.op])

    def judge(self, answers):
        answer = answers.get(self.variable)
        if answer is None or (answer.__class__ is str and answer in MISSING_CODES):
            return UNKNOWN
        if answer is NOT_APPLICABLE:
            return self.na
        return YES if self.holds(answer, self.value) else NO


@dataclass(frozen=True)
class OneOf(Words):
    """The answer is one of these values."""

    variable: str
    values: tuple
    na: int = UNKNOWN
    chosen: frozenset = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "chosen", frozenset(self.values))

    def judge(self, answers):
        answer = answers.get(self.variable)
        if answer is None or (answer.__class__ is str and answer in MISSING_CODES):
            return UNKNOWN
        if answer is NOT_APPLICABLE:
            return self.na
        return YES if answer in self.chosen else NO


@dataclass(frozen=True)
class Intersects(Words):
    """Of several choices at least one is among these codes. No choice at all is an answer: it meets none."""

    variable: str
    values: tuple
    na: int = UNKNOWN
    chosen: frozenset = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "chosen", frozenset(self.values))

    def judge(self, answers):
        answer = answers.get(self.variable)
        if answer is None or answer.__class__ is str:
            return UNKNOWN
        if answer is NOT_APPLICABLE:
            return self.na
        if not self.chosen.isdisjoint(answer):
            return YES
        return NO if MISSING_CODES.isdisjoint(answer) else UNKNOWN


@dataclass(frozen=True)
class Known(Words):
    """There is an answer; *not applicable* is one. Never unknown, hence the one word that is not monotone."""

    variable: str

    def judge(self, answers):
        return NO if is_missing(answers.get(self.variable)) else YES


@dataclass(frozen=True)
class Not(Words):
    """The part does not hold."""

    part: Words

    @property
    def parts(self):
        return (self.part,)

    def judge(self, answers):
        return 2 - self.part.judge(answers)


@dataclass(frozen=True)
class All(Words):
    """Every part holds: the worst verdict decides."""

    parts: tuple[Words, ...]

    def judge(self, answers):
        worst = YES
        for part in self.parts:
            verdict = part.judge(answers)
            if verdict == NO:
                return NO
            if verdict == UNKNOWN:
                worst = UNKNOWN
        return worst


@dataclass(frozen=True)
class Some(Words):
    """At least `count` of the parts hold: the count-th best verdict decides. With 1 it is *any*."""

    count: int
    parts: tuple[Words, ...]

    def judge(self, answers):
        holding = possible = 0
        for part in self.parts:
            verdict = part.judge(answers)
            holding += verdict == YES
            possible += verdict != NO
            if holding == self.count:
                return YES
        return UNKNOWN if possible >= self.count else NO


@dataclass(frozen=True)
class When(Words):
    """If the condition definitely holds, `value`; if not, or if it is unknown, what `otherwise` says."""

    condition: Words
    value: int
    otherwise: Words

    @property
    def parts(self):
        return (self.condition, self.otherwise)

    def judge(self, answers):
        return self.value if self.condition.judge(answers) == YES else self.otherwise.judge(answers)


def all_of(parts):
    """*All*, without what cannot matter: no constants, no All inside, no All around a single part."""
    kept = []
    for part in parts:
        kept.extend(part.parts if isinstance(part, All) else (part,))
    kept = [part for part in kept if part != Constant(YES)]
    if Constant(NO) in kept:
        return Constant(NO)
    if not kept:
        return Constant(YES)
    return kept[0] if len(kept) == 1 else All(tuple(kept))


def some_of(count, parts):
    """*At least count*, without what cannot matter."""
    count -= sum(part == Constant(YES) for part in parts)
    kept = [part for part in parts if part not in (Constant(YES), Constant(NO))]
    if count <= 0:
        return Constant(YES)
    if len(kept) < count:
        return Constant(NO)
    return kept[0] if len(kept) == 1 else Some(count, tuple(kept))


def any_of(parts):
    """*Any*, without what cannot matter: no constants, no *any* inside another."""
    flat = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Some) and part.count == 1 else (part,))
    return some_of(1, flat)


def walk(words):
    """Every expression inside, itself first, in reading order."""
    yield words
    for part in words.parts:
        yield from walk(part)


def variables(words):
    """The names of the variables asked for, each once, in reading order."""
    names = (part.variable for part in walk(words) if hasattr(part, "variable"))
    return tuple(dict.fromkeys(names))


def open_variables(words, answers):
    """The variables whose answer could still decide `words`: those that its unknown parts wait for."""
    if words.judge(answers) != UNKNOWN:
        return
    if not words.parts and answers.get(words.variable) is not NOT_APPLICABLE:
        yield words.variable
    for part in words.parts:
        yield from open_variables(part, answers)

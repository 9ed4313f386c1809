"""What one organisation brings to an indicator: small declarative objects, called with a Unit.

A measure answers with {item: amounts}: {} for who is not asked, MISSING for who did not answer, else whole
numbers (decimals scaled by SCALE, weights by WEIGHT). The item is () but where one question is told of choice
by choice.
"""

from dataclasses import dataclass

from sse_portal.rules import MISSING_CODES, NOT_APPLICABLE, is_missing

OUTSIDE = {}
MISSING = None
# Answers have at most four decimals, weights six.
SCALE, WEIGHT = 10_000, 1_000_000
OUT_OF_SCOPE, UNDETERMINED, IN_SCOPE = 0, 1, 2
VERDICTS = ("out_of_scope", "undetermined", "in_scope")
ONE, YES, NO = {(): ()}, {(): (1, 0)}, {(): (0, 1)}


def scaled(number):
    """A number as it is stored, as a whole number of ten-thousandths."""
    return number * SCALE if isinstance(number, int) else round(number * SCALE)


class Measure:
    """Measures the organisations in scope; subclasses say how. `variables`: the questions that they read."""

    @property
    def variables(self):
        return (self.variable,)

    def __call__(self, unit):
        return self.of(unit) if unit.verdict == IN_SCOPE else OUTSIDE

    def of(self, unit):
        raise NotImplementedError

    def answers(self, unit, *variables):
        """The answers to these questions; OUTSIDE when one does not apply, MISSING when one was not given."""
        given = [unit.answers.get(variable) for variable in variables]
        if NOT_APPLICABLE in given:
            return OUTSIDE
        return MISSING if any(map(is_missing, given)) else given


@dataclass(frozen=True)
class Judged:
    """Counts organisations by verdict; no verdicts: all that were classified."""

    verdicts: tuple[int, ...] = (OUT_OF_SCOPE, UNDETERMINED, IN_SCOPE)
    variables = ()

    def __call__(self, unit):
        return ONE if unit.verdict in self.verdicts else OUTSIDE


@dataclass(frozen=True)
class Has(Measure):
    """Counts organisations in scope that gave one answer, among all in scope."""

    variable: str
    code: str

    def of(self, unit):
        given = self.answers(unit, self.variable)
        if not given:
            return given
        return ONE if given[0] == self.code else OUTSIDE


@dataclass(frozen=True)
class Amount(Measure):
    """A number, weighted or not, that is added up."""

    variable: str
    weighted: bool = False

    def of(self, unit):
        given = self.answers(unit, self.variable)
        if not given:
            return given
        return {(): (scaled(given[0]) * (unit.weight if self.weighted else WEIGHT),)}


@dataclass(frozen=True)
class Part(Measure):
    """A number and the number it is part of: the part, the rest and the whole are added up, both answered."""

    part: str
    whole: str

    @property
    def variables(self):
        return self.part, self.whole

    def of(self, unit):
        given = self.answers(unit, self.part, self.whole)
        if not given:
            return given
        part, whole = map(scaled, given)
        return {(): (part, max(0, whole - part), whole)}


@dataclass(frozen=True)
class PercentOf(Measure):
    """A percentage of an amount: as Part, the part being worked out."""

    percent: str
    whole: str

    @property
    def variables(self):
        return self.percent, self.whole

    def of(self, unit):
        given = self.answers(unit, self.percent, self.whole)
        if not given:
            return given
        percent, whole = map(scaled, given)
        most = 100 * SCALE
        return {(): (whole * percent, max(0, whole * (most - percent)), whole * most)}


@dataclass(frozen=True)
class Middle(Measure):
    """A value, weighted or not, whose median is taken; `above_zero`: only where that other answer is
    positive.
    """

    variable: str
    weighted: bool = False
    above_zero: str = ""

    @property
    def variables(self):
        return (self.variable, self.above_zero) if self.above_zero else (self.variable,)

    def of(self, unit):
        given = self.answers(unit, *self.variables)
        if not given or (self.above_zero and given[1] <= 0):
            return given and OUTSIDE
        return {(): (scaled(given[0]), unit.weight if self.weighted else WEIGHT)}


@dataclass(frozen=True)
class Age(Measure):
    """Whole years since a year."""

    variable: str

    def of(self, unit):
        given = self.answers(unit, self.variable)
        return {(): (max(0, unit.year - given[0]) * SCALE, WEIGHT)} if given else given


@dataclass(frozen=True)
class OneOf(Measure):
    """Whether the answer is one of these codes."""

    variable: str
    codes: tuple[str, ...]

    def of(self, unit):
        given = self.answers(unit, self.variable)
        if not given:
            return given
        return YES if given[0] in self.codes else NO


@dataclass(frozen=True)
class AnyBut(Measure):
    """Whether anything but `none` was chosen."""

    variable: str
    none: str = "none"

    def of(self, unit):
        given = self.answers(unit, self.variable)
        if not given:
            return given
        return YES if set(given[0]) - MISSING_CODES - {self.none} else NO


@dataclass(frozen=True)
class Each(Measure):
    """Which of the choices were made, told of one by one."""

    variable: str
    codes: tuple[str, ...]

    def of(self, unit):
        given = self.answers(unit, self.variable)
        if not given:
            return given
        return {((self.variable, code),): (1, 0) if code in given[0] else (0, 1) for code in self.codes}

"""The words of the rule language as SQL, the same for SQLite and PostgreSQL: the one file here that knows the ORM.

Each word becomes an integer expression: 0 no, 1 unknown, 2 yes, and never NULL. *All* is the least of its parts,
*any* the greatest, *not* is 2 - v. A part stands in the text of its parent once, so the SQL is as long as the
definition is, however deep it nests. No condition is ever negated: Django's `~Q(x__gte=5)` is true for a missing x.
"""

from functools import singledispatch

from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, Greatest, Least
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from sse_portal import rules
from sse_portal.rules import MISSING_CODES, NO, UNKNOWN, YES

from ..models import EntityIdentifier
from .codebook import CODEBOOK, rules_codebook

LOOKUPS = {
    "=": Exact, "!=": Exact, "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual,
}  # fmt: skip
MISSING = sorted(MISSING_CODES)
ENTITY_PATHS = {
    "entity_name": "entity__name",
    "entity_name_local": "entity__name_local",
    "country": "entity__country_id",
    "region": "entity__region_id",
}
REGISTER = "-REG"  # The scheme of a country's register of organisations is KH-REG, KG-REG, …
MAX_ARGUMENTS = 100  # SQLite takes 127 arguments of a function.
MAX_NESTED = 2


def path_of(variable):
    """The path from a survey response to the answer: a column of its own or one of its entity's."""
    if CODEBOOK[variable].home == "response":
        return variable
    return ENTITY_PATHS.get(variable, f"entity__{variable}")


def on_stored_answers(words):
    """The words as an expression over the columns of a survey response, *not applicable* worked out on the way."""
    return expression(rules.on_raw_answers(words, rules_codebook()))


@singledispatch
def expression(words):
    """A Django expression worth 0, 1 or 2 for each survey response."""
    raise TypeError(f"no SQL for {type(words).__name__}")


@expression.register
def _(words: rules.Constant):
    return Value(words.value)


@expression.register
def _(words: rules.Compare):
    condition = LOOKUPS[words.op](_column(words.variable), Value(words.value))
    hit, miss = (NO, YES) if words.op == "!=" else (YES, NO)
    return _answered(words.variable, When(condition, Value(hit)), Value(miss))


@expression.register
def _(words: rules.OneOf):
    condition = In(_column(words.variable), [Value(value) for value in words.values])
    return _answered(words.variable, When(condition, Value(YES)), Value(NO))


@expression.register
def _(words: rules.Intersects):
    column = _column(words.variable)
    hit = When(ListHolds(column, words.values), Value(YES))
    without_answer = When(ListHolds(column, MISSING), Value(UNKNOWN))
    return Case(hit, *_missing(words.variable), without_answer, default=Value(NO))


@expression.register
def _(words: rules.Known):
    missing = [When(case.condition, Value(NO)) for case in _missing(words.variable)]
    if CODEBOOK[words.variable].type == "select_multiple":
        missing.append(When(ListHoldsOnly(_column(words.variable), MISSING), Value(NO)))
    return Case(*missing, default=Value(YES))


@expression.register
def _(words: rules.Not):
    return Decoded([expression(words.part)], {NO: YES, UNKNOWN: UNKNOWN}, NO)


@expression.register
def _(words: rules.All):
    return _kth_best(len(words.parts), words.parts)


@expression.register
def _(words: rules.Some):
    return _kth_best(words.count, words.parts)


@expression.register
def _(words: rules.When):
    holds = Exact(expression(words.condition), Value(YES))
    return Case(When(holds, Value(words.value)), default=expression(words.otherwise))


def _kth_best(count, parts):
    """The count-th greatest.

    SQLite's parser has a small stack (until 3.46): the deepest part stands first, and deep ones are counted, which
    takes two places per level where a function takes three.
    """
    parts = sorted(parts, key=_depth, reverse=True)
    expressions = [expression(part) for part in parts]
    if len(expressions) == 1:
        return expressions[0]
    is_small = len(parts) <= MAX_ARGUMENTS and _depth(parts[0]) <= MAX_NESTED
    if is_small and count in (1, len(parts)):
        return (Greatest if count == 1 else Least)(*expressions)
    return _counted(count, expressions)


def _depth(words):
    return 1 + max(map(_depth, words.parts), default=0)


def _counted(count, expressions):
    """Two counters side by side in one number: parts that hold or may, and parts that hold.

    Each starts so far below a power of two that its top bit says whether `count` is reached.
    """
    width = (2 * len(expressions)).bit_length() + 1
    possible, holding = 1 << (width - 1), 1 << (2 * width - 1)
    start = (possible - count) + (holding - (count << width))
    terms = [Decoded([part], {YES: (1 << width) + 1, UNKNOWN: 1}, 0) for part in expressions]
    if len(terms) > MAX_ARGUMENTS:
        terms = [Added(*terms[at : at + MAX_ARGUMENTS]) for at in range(0, len(terms), MAX_ARGUMENTS)]
    # Both databases add before they mask.
    reached = {possible: UNKNOWN, possible + holding: YES}
    return Decoded(terms, reached, NO, adjusted=f"+ {start} & {possible + holding}")


def _column(variable):
    if variable == "registration_number":
        register = Concat(OuterRef("entity__country_id"), Value(REGISTER))
        identifiers = EntityIdentifier.objects.filter(entity=OuterRef("entity_id"), scheme=register)
        return Subquery(identifiers.order_by("id").values("value")[:1])
    return F(path_of(variable))


def _answered(variable, hit, miss):
    """The case that a leaf asks for, the cases without an answer, all others: NULL hits nothing, so it may wait.

    In text a code for no answer may be asked for too, but it stays no answer.
    """
    cases = [hit, *_missing(variable)]
    return Case(*(reversed(cases) if CODEBOOK[variable].type == "text" else cases), default=miss)


def _missing(variable):
    """The cases in which nothing is known."""
    column, unknown = _column(variable), Value(UNKNOWN)
    cases = [When(IsNull(column, True), unknown)]
    if CODEBOOK[variable].type in ("select_one", "text"):
        cases.append(When(In(column, ["", *MISSING]), unknown))
    return cases


class Added(Func):
    """The sum of many expressions, as flat as they come: SQLite bounds the depth of an expression."""

    output_field = IntegerField()
    arg_joiner = " + "
    template = "(%(expressions)s)"


class Decoded(Func):
    """A sum turned into another number by a table of constants."""

    output_field = IntegerField()
    arg_joiner = " + "

    def __init__(self, sources, table, otherwise, adjusted=""):
        cases = " ".join(f"WHEN {key} THEN {value}" for key, value in table.items())
        template = f"CASE %(expressions)s {adjusted} {cases} ELSE {otherwise} END"
        super().__init__(*sources, template=template)


class ListHolds(Func):
    """Whether a stored list holds one of these strings."""

    output_field = BooleanField()
    sqlite = "EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({values}))"
    postgresql = "{column} ?| ARRAY[{values}]::text[]"

    def __init__(self, column, values):
        super().__init__(column, *map(Value, values))

    def as_sqlite(self, compiler, connection):
        return self._filled(self.sqlite, compiler)

    def as_postgresql(self, compiler, connection):
        return self._filled(self.postgresql, compiler)

    def _filled(self, template, compiler):
        (column, column_params), *values = [compiler.compile(part) for part in self.source_expressions]
        params = [*column_params, *(param for _, each in values for param in each)]
        return template.format(column=column, values=", ".join(sql for sql, _ in values)), params


class ListHoldsOnly(ListHolds):
    """Whether a stored list holds something, and nothing but these strings."""

    sqlite = (
        "(json_array_length({column}) > 0"
        " AND NOT EXISTS (SELECT 1 FROM json_each({column}) WHERE value NOT IN ({values})))"
    )
    postgresql = "({column} <> '[]'::jsonb AND {column} <@ to_jsonb(ARRAY[{values}]::text[]))"

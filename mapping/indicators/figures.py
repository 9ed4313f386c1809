"""From tables to published figures: value, n, missing share, flag. The last step, in which everything is
rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from mapping.disclosure import significant, to_base, whole_percent
from mapping.disclosure.rounding import share
from mapping.disclosure.rules import MINIMUM

from .measures import SCALE, WEIGHT
from .series import NOT_KNOWN

WITHHELD, NO_DATA = "c", "x"
TENTH = Decimal("0.1")
PER = 100_000
BREAKDOWNS = frozenset({"region", "organisation_type", "isic_main", "legal_form"})


@dataclass(frozen=True)
class Figure:
    """`value` in the indicator's unit, `n` organisations behind it, `missing` in whole percent; flag "", "c"
    or "x".
    """

    value: Decimal | None = None
    n: int | None = None
    missing: Decimal | None = None
    flag: str = ""


HIDDEN = Figure(flag=WITHHELD)


@dataclass(frozen=True)
class Tables:
    """What figures are worked out from: per series {key: Group}, {key: how many did not answer}, {key: why
    withheld}.

    `population` is {region code: persons, "": the country}; `pivots` is {criterion code: (entering,
    leaving)}, the organisations that would change sides without the criterion.
    """

    groups: Mapping
    missing: Mapping
    withheld: Mapping
    population: Mapping = field(default_factory=dict)
    pivots: Mapping = field(default_factory=dict)

    def units(self, series, key):
        """How many organisations a cell counts."""
        group = self.groups[series].get(key)
        return group.units if group else 0

    def is_withheld(self, key, *series):
        return any(key in self.withheld[name] for name in series)


def count(tables, key):
    """Organisations in scope, or with the verdict that the key names; n is all that were classified."""
    if tables.is_withheld(key, "in_scope", "classified", "undetermined"):
        return HIDDEN
    verdict = dict(key).get("verdict")
    whole = tables.units("classified", () if verdict else key)
    value = tables.units("classified" if verdict else "in_scope", key)
    missing = whole_percent(tables.units("undetermined", () if verdict else key), whole)
    return Figure(Decimal(value), whole, missing)


def _share(part, whole, missing):
    """A share of register facts, to a tenth of a percent."""
    if not whole:
        return Figure(n=0, flag=NO_DATA)
    return Figure(share(part, whole, TENTH), whole, whole_percent(missing, whole))


def undetermined_share(tables, key):
    if tables.is_withheld(key, "undetermined", "classified"):
        return HIDDEN
    whole = tables.units("classified", key)
    return _share(tables.units("undetermined", key), whole, 0)


def density(tables, key):
    """Organisations in scope per 100,000 inhabitants; no data without a population figure."""
    if tables.is_withheld(key, "in_scope"):
        return HIDDEN
    counted = tables.units("in_scope", key)
    persons = tables.population.get(dict(key).get("region", ""))
    if not persons:
        return Figure(n=counted, flag=NO_DATA)
    return Figure((Decimal(counted) * PER / persons).quantize(TENTH, ROUND_HALF_UP), counted, Decimal(0))


def structure(tables, key):
    """The share of one category among organisations in scope: the first pair of the key names the category."""
    parent = key[1:]
    if tables.is_withheld(key, "in_scope") or tables.is_withheld(parent, "in_scope"):
        return HIDDEN
    whole = tables.units("in_scope", parent)
    unknown = tables.units("in_scope", ((key[0][0], NOT_KNOWN), *parent))
    return _share(tables.units("in_scope", key), whole, unknown)


def registered_share(tables, key):
    if tables.is_withheld(key, "registered", "in_scope"):
        return HIDDEN
    whole = tables.units("in_scope", key)
    return _share(tables.units("registered", key), whole, tables.missing["registered"].get(key, 0))


def sensitivity(tables, key):
    """By how much the count in scope changes without a criterion; told when at least five change sides, none
    or five each way.
    """
    entering, leaving = tables.pivots[key[0][1]]
    whole = tables.units("in_scope", ())
    safe = all(not part or part >= MINIMUM for part in (entering, leaving)) and entering + leaving
    if tables.is_withheld((), "in_scope") or not safe:
        return HIDDEN
    if not whole:
        return Figure(n=0, flag=NO_DATA)
    return Figure(whole_percent(entering - leaving, whole), whole, Decimal(0))


def _figure(tables, series, key, value):
    """The figure of a series' own cell: `value` of its group unless it is withheld or empty."""
    if tables.is_withheld(key, series):
        return HIDDEN
    group = tables.groups[series].get(key)
    if not group or not group.units:
        return Figure(n=0, flag=NO_DATA)
    # Every choice of a question has the same silence: it is counted without the choice.
    plain = tuple(pair for pair in key if pair[0] in BREAKDOWNS)
    missing = tables.missing[series].get(plain, 0)
    return Figure(value(group), group.units, whole_percent(missing, missing + group.units))


def part_of_whole(tables, key, series):
    """Part over whole, both summed over those who answered both: sums are (part, rest, whole)."""
    return _figure(tables, series, key, lambda group: whole_percent(group.sums[0].total, group.sums[2].total))


def share_of_answers(tables, key, series):
    """Yes over all answers: sums are (yes, no)."""
    return _figure(tables, series, key, lambda group: whole_percent(group.sums[0].total, group.units))


def median(tables, key, series):
    """The weighted median, to whole units; the middle of the two when half of the weight lies on either side."""

    def middle(group):
        low, high = group.median()
        return (Decimal(low + high) / (2 * SCALE)).quantize(Decimal(1), ROUND_HALF_UP)

    return _figure(tables, series, key, middle)


def _total(group):
    return Decimal(group.sums[0].total) / (SCALE * WEIGHT)


@dataclass(frozen=True)
class Persons:
    """A sum of persons, memberships or, divided by the hours of a full month, full-time equivalents, to base
    5.
    """

    divisor: int = 1

    def __call__(self, tables, key, series):
        return _figure(tables, series, key, lambda group: to_base(_total(group) / self.divisor))


@dataclass(frozen=True)
class Money:
    """A sum of money in the country's currency, to three significant digits."""

    def __call__(self, tables, key, series):
        return _figure(tables, series, key, lambda group: significant(_total(group)))

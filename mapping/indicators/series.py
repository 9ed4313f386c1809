"""A series: one measure, counted into a fixed list of tables in a single pass over the organisations of a
release.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mapping.disclosure import Group, Rule, Spread

from .measures import MISSING, VERDICTS

NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation as a release froze it. `answers` holds the facts that tables go by, and what measures
    read.

    `verdict` is 0, 1 or 2 (out of scope, undetermined, in scope), `weight` counts millionths, `year` is the
    release's; `met` and `unmet` are the criteria of its definition as bit masks.
    """

    entity: int
    verdict: int
    weight: int
    answers: Mapping[str, Any]
    year: int = 0
    met: int = 0
    unmet: int = 0

    def category(self, dimension):
        """The organisation's category in a dimension of the tables."""
        if dimension == "verdict":
            return VERDICTS[self.verdict]
        fact = self.answers.get(dimension)
        return fact if isinstance(fact, str) and fact else NOT_KNOWN

    def answered_like(self, other):
        """Do both rest on the same answers? Then a change of verdict comes from the definition alone."""
        return self.weight == other.weight and self.answers == other.answers


@dataclass(frozen=True)
class Series:
    """`tables` are tuples of dimensions: () is the country, ("region",) a table by one, two names a table by
    two.

    A cell is keyed by its sorted (dimension, category) pairs.
    """

    name: str
    measure: Callable[[Unit], Mapping]
    rule: Rule
    tables: tuple[tuple[str, ...], ...]

    @cached_property
    def dimensions(self):
        """Every dimension of some table, in order."""
        return tuple(sorted({dimension for table in self.tables for dimension in table}))

    @property
    def new_group(self):
        return Group if self.rule.additive else Spread

    def place(self, unit):
        """Where the organisation stands: its category in each dimension."""
        return tuple(map(unit.category, self.dimensions))

    def cells(self, item, place):
        """The keys of all cells that an organisation at this place is counted in."""
        facts = dict(zip(self.dimensions, place, strict=True))
        return [tuple(sorted((*item, *((name, facts[name]) for name in table)))) for table in self.tables]


class Tabulation:
    """Counts organisations into the finest cells of each series, and rolls these up into its tables."""

    def __init__(self, series):
        self.series = tuple(series)
        self.finest = {each.name: defaultdict(each.new_group) for each in self.series}
        self._missing = {each.name: Counter() for each in self.series}

    def add(self, unit):
        for each in self.series:
            brought = each.measure(unit)
            if brought is MISSING:
                self._missing[each.name][each.place(unit)] += 1
            elif brought:
                place, groups = each.place(unit), self.finest[each.name]
                for item, amounts in brought.items():
                    groups[item, place].add(amounts)

    def groups(self, series):
        """{key: Group} of every cell in which somebody answered."""
        rolled = defaultdict(series.new_group)
        for (item, place), group in self.finest[series.name].items():
            for key in series.cells(item, place):
                rolled[key].merge(group)
        return dict(rolled)

    def missing(self, series):
        """{key: how many did not answer}, items left out."""
        rolled = Counter()
        for place, count in self._missing[series.name].items():
            for key in series.cells((), place):
                rolled[key] += count
        return rolled

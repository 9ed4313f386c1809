"""Disclosure control of a whole release: each series is protected, then all that would be told is audited."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from mapping.disclosure import Cell, determined, protect
from mapping.disclosure.protect import AUDIT

from .history import NOWHERE

ROUNDS = 40


@dataclass(frozen=True)
class Earlier:
    """An earlier release: what changed since, and which figures it told, as {series: set of keys}."""

    comparison: object
    told: dict


@dataclass(frozen=True)
class Controlled:
    """{key: why withheld}, and the cells in which single organisations could still be worked out: none, or a
    refusal.
    """

    withheld: dict
    exposed: tuple = ()


def control(series, groups, joint, earlier):
    """Decide what a release tells of one series. `groups` are its cells, `joint` the places of the audit, or
    None.
    """
    cells = _cells(series, groups, earlier)
    withheld = protect(cells, series.rule)
    told_before = [each.told.get(series.name, frozenset()) for each in earlier]
    if series.name not in joint.counts:
        return Controlled(withheld)
    for _ in range(ROUNDS):
        exposed = exposed_cells(series, joint, [*told_before, cells.keys() - withheld.keys()])
        if not exposed:
            return Controlled(withheld)
        # The smallest cell gives the least away when it goes.
        for told in exposed:
            withheld.setdefault(min(told, key=lambda key: (cells[key].group.units, key)), AUDIT)
        withheld = protect(cells, series.rule, withheld)
    return Controlled(withheld, tuple(exposed))


def _cells(series, groups, earlier):
    keys = set(groups)
    if not series.rule.protects:
        # A count that fell to nothing is told too: as zero.
        keys |= {key for each in earlier for key in each.comparison.keys(series)}
    none = series.new_group()
    return {
        key: Cell(groups.get(key, none), tuple(_change(series, key, each) for each in earlier))
        for key in sorted(keys)
    }


def _change(series, key, earlier):
    # Counts of register facts stand in more than one indicator: take them as told.
    seen = not series.rule.protects or key in earlier.told.get(series.name, ())
    return earlier.comparison.change(series, key, seen)


def exposed_cells(series, joint, told):
    """For each single organisation whose value all told sums determine: the new cells, one of which has to go.

    `told` lists the keys told by each release, the new one last. What earlier releases gave away by themselves cannot
    be taken back and is not held against the new one; what they give away together with it is, also of organisations
    that the new one no longer counts.
    """
    systems = defaultdict(Counter)
    for (item, places), count in joint.counts[series.name].items():
        systems[item][_pattern(series, item, places, told)] += count
    return [
        _involved(item, pattern, told[-1])
        for item, patterns in systems.items()
        for pattern in _newly_determined(patterns, len(told) - 1)
    ]


def _newly_determined(patterns, last):
    before = Counter()
    for pattern, count in patterns.items():
        before[_earlier_part(pattern, last)] += count
    known = set(determined(before))
    return [pattern for pattern in determined(patterns) if _earlier_part(pattern, last) not in known]


def _earlier_part(pattern, last):
    return tuple(row for row in pattern if row[0] < last)


def _involved(item, pattern, told):
    """The told new cells in the places of the organisation, or, where it has none, all of the same choice."""
    own = {key for _index, key in pattern} & told
    return sorted(own or (key for key in told if set(item) <= set(key)))


def _pattern(series, item, places, told):
    return tuple(
        (index, key)
        for index, place in enumerate(places)
        if place is not NOWHERE
        for key in series.cells(item, place)
        if key in told[index]
    )

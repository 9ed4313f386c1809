"""One pass over the organisations of a new release and of every earlier one that was published.

It finds who left and entered each cell (the change-set rule), and which values are added up in which cells of
which releases (the audit). An organisation whose value changed counts as another unknown: it left and
entered.
"""

from collections import Counter, defaultdict

from mapping.disclosure import Change

NOWHERE = None


class Joint:
    """Which places organisations with the same value hold in each release, counted: {(item, places): how
    many}.
    """

    def __init__(self, series):
        self.series = [each for each in series if each.rule.protects and each.rule.additive]
        self.counts = {each.name: Counter() for each in self.series}

    @classmethod
    def of_one(cls, tabulation):
        """For a first release, what was tabulated says it all."""
        joint = cls(tabulation.series)
        for each in joint.series:
            for (item, place), group in tabulation.finest[each.name].items():
                joint.counts[each.name][item, (place,)] = group.units
        return joint

    def add(self, units):
        """Take in an organisation: its state in each release, None where it has none."""
        states = _states(units)
        for each in self.series:
            values = defaultdict(lambda: [NOWHERE] * len(units))
            for unit, indexes in states:
                place = each.place(unit)
                for item, amounts in (each.measure(unit) or {}).items():
                    for index in indexes:
                        values[item, amounts][index] = place
            for (item, _), places in values.items():
                self.counts[each.name][item, tuple(places)] += 1


def _states(units):
    """[(Unit, the releases in which the organisation is in this state)]: most never change."""
    states = []
    for index, unit in enumerate(units):
        if unit is None:
            continue
        indexes = next((indexes for other, indexes in states if _is_same(other, unit)), None)
        if indexes is None:
            states.append((unit, [index]))
        else:
            indexes.append(index)
    return states


def _is_same(one, other):
    return one.verdict == other.verdict and one.year == other.year and one.answered_like(other)


class Comparison:
    """Who left and who entered each cell between an earlier release and the new one."""

    def __init__(self, series):
        self.series = tuple(series)
        self._left = {each.name: defaultdict(each.new_group) for each in self.series}
        self._entered = {each.name: defaultdict(each.new_group) for each in self.series}

    def add(self, old, new):
        """Compare an organisation's two states; None where a release does not hold it."""
        if not (old or new) or (old and new and _is_same(old, new)):
            return
        same_answers = bool(old and new) and old.answered_like(new)
        for each in self.series:
            # A register fact that changed is told as it is; a verdict that changed alone tells of an answer.
            if each.rule.protects or same_answers:
                self._compare(each, old, new)

    def _compare(self, series, old, new):
        before, after = _brought(series, old), _brought(series, new)
        for key in before.keys() | after.keys():
            if before.get(key) == after.get(key):
                continue
            if key in before:
                self._left[series.name][key].add(before[key])
            if key in after:
                self._entered[series.name][key].add(after[key])

    def change(self, series, key, seen):
        """The change of a cell; `seen`: the earlier release told its figure."""
        none = series.new_group()
        return Change(self._left[series.name].get(key, none), self._entered[series.name].get(key, none), seen)

    def keys(self, series):
        """The cells that changed."""
        return self._left[series.name].keys() | self._entered[series.name].keys()


def _brought(series, unit):
    """{key of a cell: amounts} of one organisation."""
    brought = series.measure(unit) if unit else None
    if not brought:
        return {}
    place = series.place(unit)
    return {key: amounts for item, amounts in brought.items() for key in series.cells(item, place)}

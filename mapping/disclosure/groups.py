"""What a group of organisations adds up to. Amounts are whole numbers, so that no rounding hides in a sum."""

from collections import Counter


class Sum:
    """A sum of amounts ≥ 0: how many are not zero, their total, and the two largest."""

    __slots__ = ("contributors", "first", "second", "total")

    def __init__(self):
        self.contributors = self.total = self.first = self.second = 0

    def add(self, amount):
        if not amount:
            return
        self.contributors += 1
        self.total += amount
        if amount > self.first:
            self.first, self.second = amount, self.first
        elif amount > self.second:
            self.second = amount

    def merge(self, other):
        """Take in the sum of other organisations."""
        self.contributors += other.contributors
        self.total += other.total
        self.second, self.first = sorted((self.first, self.second, other.first, other.second))[2:]


class Group:
    """Organisations counted once each (`units`), and one Sum per measure of their answers."""

    __slots__ = ("sums", "units")

    def __init__(self):
        self.units, self.sums = 0, ()

    def add(self, amounts):
        """Count an organisation with its amounts, one per measure."""
        self.units += 1
        if not amounts:
            return
        if not self.sums:
            self.sums = tuple(Sum() for _ in amounts)
        for total, amount in zip(self.sums, amounts, strict=True):
            if amount:
                total.add(amount)

    def merge(self, other):
        """Take in a group of other organisations."""
        if not other.units:
            return self
        self.units += other.units
        self.sums = self.sums or tuple(Sum() for _ in other.sums)
        for mine, theirs in zip(self.sums, other.sums, strict=True):
            mine.merge(theirs)
        return self

    @property
    def totals(self):
        return tuple(each.total for each in self.sums)

    @classmethod
    def union(cls, groups):
        """One group of all these organisations; the groups must not overlap."""
        whole = cls()
        for group in groups:
            whole.merge(group)
        return whole


class Spread(Group):
    """A group whose answers are set out in order, for a median: {value: weight}."""

    __slots__ = ("weights",)

    def __init__(self):
        super().__init__()
        self.weights = Counter()

    def add(self, amounts):
        """Count an organisation with (value, weight)."""
        value, weight = amounts
        self.units += 1
        self.weights[value] += weight

    def merge(self, other):
        self.units += other.units
        self.weights.update(other.weights)
        return self

    def median(self):
        """The weighted median: half of the weight is at or below it. Between two values: their middle, as (a,
        b).
        """
        half, reached = sum(self.weights.values()), 0
        ordered = sorted(self.weights)
        for place, value in enumerate(ordered):
            reached += 2 * self.weights[value]
            if reached > half:
                return value, value
            if reached == half:
                return value, ordered[place + 1]
        return None

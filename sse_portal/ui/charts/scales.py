"""From values to places: round axis ends, ticks, and the class breaks of a map."""

import math
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """A linear axis from `low` to `high`, both round numbers, with `ticks` between."""

    low: float
    high: float
    ticks: tuple

    def at(self, value):
        """The place of `value` as a fraction of the axis, kept between 0 and 1."""
        return min(1.0, max(0.0, (float(value) - self.low) / (self.high - self.low)))


def scale(values, *, ticks=4, floor=0.0):
    """An axis that holds all `values` and, unless `floor` is None, that floor too."""
    numbers = [float(value) for value in values] + ([] if floor is None else [float(floor)])
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    if low == high:
        high = low + (abs(low) or 1.0)
    step = _round_step((high - low) / ticks)
    first, last = math.floor(low / step), math.ceil(high / step - 1e-9)
    places = tuple(round(step * index, 10) for index in range(first, last + 1))
    return Scale(places[0], places[-1], places)


def _round_step(raw):
    magnitude = 10 ** math.floor(math.log10(raw))
    return next(step * magnitude for step in STEPS if step * magnitude >= raw - 1e-12)


def class_breaks(values, classes=5):
    """Upper bounds of map classes (quantiles, each a value that occurs), rising; fewer where values repeat.

    Only published values may be passed: a break must not tell what a withheld cell hides.
    """
    ordered = sorted(float(value) for value in values)
    if not ordered:
        return ()
    bounds = {ordered[math.ceil(len(ordered) * part / classes) - 1] for part in range(1, classes + 1)}
    return tuple(sorted(bounds))


def class_of(value, breaks):
    """The class of `value`, counted from 1: the first bound that it does not exceed."""
    return next((index for index, bound in enumerate(breaks, 1) if float(value) <= bound), len(breaks))

"""Do all published sums together determine one organisation's value?

Every published sum is a row of a linear system A x = b: which of the unknown values x it adds up. A value x_j
is determined when every vector z with A z = 0 has z_j = 0. So one *random* such z answers for all j at once:
it is 0 where the value is determined, and elsewhere with a chance of 2^-61. Arithmetic is exact, modulo a
Mersenne prime; rows of random numbers are added as packed integers, which is what makes 100,000 organisations
a matter of a second.
"""

import random

PRIME = (1 << 61) - 1
# Lanes of 96 bits hold the sum of up to 2^36 numbers of 60 bits.
LANE, BITS = 96, 60
SPARE = 8
SEED = 110


def determined(patterns):
    """The patterns of single organisations whose value is determined.

    `patterns` counts organisations {tuple of the published sums that one is part of: how many}. Organisations
    with the same pattern cannot be told apart, so only a pattern held by one can be determined.
    """
    patterns = {pattern: count for pattern, count in patterns.items() if pattern}
    alone = sorted(pattern for pattern, count in patterns.items() if count == 1)
    if not alone:
        return []
    vector = _random_null_vector(sorted(patterns), random.Random(SEED))
    return [pattern for pattern in alone if vector(pattern) == 0]


def _random_null_vector(columns, dice):
    """A function column → value of a random z with A z = 0. z = r - G y, where r and G are random and A G y =
    A r.
    """
    rows = {row: place for place, row in enumerate(sorted({row for column in columns for row in column}))}
    width = len(rows) + SPARE
    mask = sum(((1 << BITS) - 1) << LANE * place for place in range(width + 1))
    sums = [0] * len(rows)
    noise = {}
    for column in columns:
        # A row of G and, in the last lane, a component of r.
        noise[column] = lanes = dice.getrandbits(LANE * (width + 1)) & mask
        for row in column:
            sums[rows[row]] += lanes
    answer = _solve([_unpack(each, width + 1) for each in sums], width)

    def vector(column):
        *numbers, free = _unpack(noise[column], width + 1)
        return (free - sum(a * b for a, b in zip(numbers, answer, strict=True) if b)) % PRIME

    return vector


def _unpack(packed, count):
    size = LANE // 8
    data = packed.to_bytes(size * count, "little")
    places = range(0, len(data), size)
    return [int.from_bytes(data[place : place + size], "little") % PRIME for place in places]


def _solve(system, width):
    """Some y with B y = c, for the rows [B | c] of `system`. B is A times random columns: it has a solution."""
    pivots = []
    for place in range(len(system)):
        row = system[place]
        column = next((index for index in range(width) if row[index]), None)
        if column is None:
            continue
        scale = pow(row[column], -1, PRIME)
        system[place] = row = [value * scale % PRIME for value in row]
        pivots.append((place, column))
        for below in range(place + 1, len(system)):
            factor = system[below][column]
            if factor:
                system[below] = [(a - factor * b) % PRIME for a, b in zip(system[below], row, strict=True)]
    return _back(system, pivots, width)


def _back(system, pivots, width):
    answer = [0] * width
    for place, column in reversed(pivots):
        row = system[place]
        known = sum(row[other] * answer[other] for other in range(width) if other != column)
        answer[column] = (row[width] - known) % PRIME
    return answer

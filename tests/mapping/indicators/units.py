"""Synthetic organisations for tests of indicators: skewed sizes, few dominant ones, answers missing."""

import random

from mapping.indicators import Unit
from mapping.indicators.measures import IN_SCOPE, OUT_OF_SCOPE, WEIGHT

TYPES = ["cooperative", "association", "foundation", "self_help_group", "mutual_society"]
SECTIONS = [f"ISIC4:{letter}" for letter in "ACGKPQS"]
REGIONS = [f"KH-{number}" for number in range(1, 13)]


def a_unit(entity=1, *, verdict=IN_SCOPE, weight=1, year=2026, **answers):
    """An organisation with these answers."""
    return Unit(entity, verdict, round(weight * WEIGHT), answers, year)


def skewed_units(count, seed):
    """Organisations in scope whose employment is skewed, as in life: most have a few workers, some hundreds."""
    dice = random.Random(seed)
    return [
        a_unit(
            number,
            workers_total=int(dice.paretovariate(1.1)),
            organisation_type=dice.choices(TYPES, (40, 30, 15, 10, 3))[0],
            isic_main=dice.choices(SECTIONS, (30, 20, 15, 10, 10, 10, 3))[0],
            region=dice.choices(REGIONS, [1 / (rank + 1) for rank in range(len(REGIONS))])[0],
        )
        for number in range(count)
    ]


def some_changing_sides(units, share, seed):
    """The same organisations under another definition: some were in scope and are out."""
    dice = random.Random(seed)
    return [
        Unit(
            unit.entity,
            OUT_OF_SCOPE if dice.random() < share else unit.verdict,
            unit.weight,
            unit.answers,
            unit.year,
        )
        for unit in units
    ]

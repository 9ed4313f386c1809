"""All rules between answers, in the order of the questionnaire.

Limits of a single number and the form of a single value are the work of `clean_value`; these are about sense.
"""

from ..codebook import CODEBOOK
from .rules_money import GOVERNANCE, MONEY
from .rules_place import PLACE_AND_TIME
from .rules_purpose import STATUS_AND_PURPOSE
from .rules_work import WORK
from .shapes import alone, part_of

PARTS = {
    "members_total": ("members_women", "members_youth", "members_legal_persons"),
    "workers_total": (
        "workers_women",
        "workers_youth",
        "workers_disability",
        "workers_informal",
        "workers_social_security",
    ),
    "board_members": ("board_women",),
}
STANDING_ALONE = tuple(
    name
    for name, variable in CODEBOOK.items()
    if variable.type == "select_multiple" and "none" in variable.code_labels
)

PARTS_OF_TOTALS = tuple(part_of(part, total) for total, parts in PARTS.items() for part in parts)
ALONE = tuple(alone(name) for name in STANDING_ALONE)

RULES = tuple(
    sorted(
        (*PLACE_AND_TIME, *STATUS_AND_PURPOSE, *PARTS_OF_TOTALS, *WORK, *MONEY, *GOVERNANCE, *ALONE),
        key=lambda rule: CODEBOOK[rule.variable].seq,
    )
)

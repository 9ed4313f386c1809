"""The three truth values of Kleene's logic and the states that an answer can be in.

Values are plain integers in the order no 0 < unknown 1 < yes 2, so that *all* is `min`, *any* is `max`,
*not* is `2 - v` and *at least k of n* is the k-th largest (Kleene, Introduction to Metamathematics, § 64).
"""

from enum import Enum

NO, UNKNOWN, YES = 0, 1, 2


class Special(Enum):
    """The one answer that no questionnaire can hold by accident."""

    NOT_APPLICABLE = "not_applicable"


# The question does not arise: an organisation without members has no open membership. It is not "unknown".
NOT_APPLICABLE = Special.NOT_APPLICABLE

# Codes by which a questionnaire records that there is no answer.
MISSING_CODES = frozenset({"dk", "refused", "not_heard"})


def is_missing(answer):
    """Say whether nothing is known: no answer, a code such as `dk`, or a choice of nothing but such codes."""
    if answer is None:
        return True
    if isinstance(answer, str):
        return answer in MISSING_CODES
    if isinstance(answer, (set, frozenset, list, tuple)):
        return bool(answer) and MISSING_CODES.issuperset(answer)
    return False

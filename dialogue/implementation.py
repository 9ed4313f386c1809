"""How far a recommendation is carried out: what lines add up to, as a function of them and of the day. Pure.

Two steps, so that the dear one is done once and the other each time somebody looks: `heads_of` adds lines up to facts
that do not depend on the day, and are kept beside the recommendation; the verdicts (`status_of`, `is_overdue`,
`is_stale`) are never kept. The state at a past moment is the same two steps over the lines until then (D10).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

NOT_STARTED, ONGOING, COMPLETED, VERIFIED, NOT_APPLICABLE = STATES = (
    "not_started", "ongoing", "completed", "verified", "not_applicable",
)  # fmt: skip
OPEN, DONE = (NOT_STARTED, ONGOING), (COMPLETED, VERIFIED)
ADEQUATE = "adequate"
REJECTED = "rejected"
# From these on nothing is expected any more.
ENDED = ("closed", "withdrawn", "superseded")
# Days after which an open action without a due date is stale (D7).
SILENT_DAYS = 180
SILENCE = timedelta(days=SILENT_DAYS)
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Line:
    """The newest line of an action, and what came of looking at it: `verdict` "" when nobody did yet."""

    state: str
    percent: int | None
    due_on: date | None
    at: datetime
    verdict: str = ""
    verified_at: datetime | None = None


@dataclass(frozen=True)
class ActionHead:
    """Where an action stands. `due_on` None: no date; `percent` 0 to 100."""

    state: str
    due_on: date | None
    told_at: datetime
    percent: int
    weight: int = 1


def action_head(line, *, planned_at, first_due_on, weight=1):
    """What the lines of an action add up to: the newest one (None: there is none) with what came of looking at it.

    Verified by an adequate verification only; one that is not adequate opens the action again.
    """
    if line is None:
        return ActionHead(NOT_STARTED, first_due_on, planned_at, 0, weight)
    state, told_at = line.state, line.at
    if line.verdict:
        state = VERIFIED if line.verdict == ADEQUATE else ONGOING
        told_at = max(told_at, line.verified_at)
    return ActionHead(state, line.due_on, told_at, _percent(state, line.percent), weight)


def _percent(state, told):
    if state in DONE:
        return 100
    return 0 if state in (NOT_STARTED, NOT_APPLICABLE) else min(told or 0, 100)


@dataclass(frozen=True)
class Heads:
    """What the answers and actions of a recommendation add up to. The names are the columns that keep it.

    Of addressees: asked, answered, rejected. Of actions that still apply: planned, begun, done, verified. The
    earliest dates: of a missing answer, of an open action, and the last news of an open action without a date.
    """

    asked_count: int = 0
    answered_count: int = 0
    rejected_count: int = 0
    planned_count: int = 0
    begun_count: int = 0
    done_count: int = 0
    verified_count: int = 0
    next_answer_due: date | None = None
    next_action_due: date | None = None
    silent_since: datetime | None = None


COLUMNS = tuple(Heads.__dataclass_fields__)


def heads_of(answers, actions):
    """`answers`: [(due day or None, position of the last answer or ""), …] of those asked; `actions`: ActionHeads."""
    counted = [action for action in actions if action.state != NOT_APPLICABLE]
    unfinished = [action for action in counted if action.state in OPEN]
    return Heads(
        asked_count=len(answers),
        answered_count=sum(bool(position) for _due, position in answers),
        rejected_count=sum(position == REJECTED for _due, position in answers),
        planned_count=len(counted),
        begun_count=sum(action.state != NOT_STARTED for action in counted),
        done_count=sum(action.state in DONE for action in counted),
        verified_count=sum(action.state == VERIFIED for action in counted),
        next_answer_due=_least(due for due, position in answers if not position),
        next_action_due=_least(action.due_on for action in unfinished),
        silent_since=_least(action.told_at for action in unfinished if action.due_on is None),
    )


def _least(values):
    return min((value for value in values if value is not None), default=None)


def status_of(heads):
    """A code of models.Implementation. What is done decides; without actions, what was answered."""
    if heads.planned_count:
        if heads.verified_count == heads.planned_count:
            return "verified"
        if heads.done_count == heads.planned_count:
            return "completed"
        return "ongoing" if heads.begun_count else "not_started"
    if not heads.asked_count:
        return "not_transmitted"
    if heads.answered_count < heads.asked_count:
        return "awaiting_answer"
    return "rejected" if heads.rejected_count == heads.asked_count else "no_action"


def is_overdue(heads, status, day):
    """Has the day of an open action or of a missing answer passed? `status` is that of the recommendation."""
    if status in ENDED:
        return False
    return any(due is not None and due < day for due in (heads.next_answer_due, heads.next_action_due))


def is_stale(heads, status, moment):
    """Is there an open action without a date of which nothing was told for SILENT_DAYS days?"""
    if status in ENDED or heads.silent_since is None:
        return False
    return heads.silent_since < moment - SILENCE


def progress(actions):
    """Percent, one decimal: the mean of the actions by their weights, normalised over those that still apply (D12).

    None when none applies. Without any weight they count alike.
    """
    counted = [action for action in actions if action.state != NOT_APPLICABLE]
    if not counted:
        return None
    total = sum(action.weight for action in counted)
    weights = [action.weight for action in counted] if total else [1] * len(counted)
    done = sum(weight * action.percent for weight, action in zip(weights, counted, strict=True))
    return (Decimal(done) / (total or len(counted))).quantize(Decimal("0.1"))


def status_at(recommendation, moment):
    """The status of a recommendation at a past moment, from the times of its steps."""
    steps = (
        ("closed_at", recommendation.status), ("transmitted_at", "transmitted"), ("adopted_at", "adopted"),
        ("consulted_at", "in_consultation"),
    )  # fmt: skip
    for name, status in steps:
        reached = getattr(recommendation, name)
        if reached and reached <= moment:
            return status
    return "draft"

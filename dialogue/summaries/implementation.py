"""How far recommendations are carried out, now or at a past moment: for pages, exports and the API."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from .. import implementation as rules
from ..models import Implementation as Status
from ..models import KeyAction, Recommendation
from ..services.heads import actions_at, answers_at, stored_head


@dataclass(frozen=True)
class Implementation:
    """How far a recommendation is carried out.

    `status` is a code of models.Implementation with its word in `label`. `percent` (0 to 100, one decimal) is the mean
    of the `planned` actions by weight, None without any; `excluded` ones do not apply any more and do not count.
    `overdue`: an answer or an action is late; `stale`: an open action has no date and nothing was told for 180 days.
    """

    status: str
    label: str
    percent: Decimal | None
    planned: int
    done: int
    verified: int
    excluded: int
    asked: int
    answered: int
    next_due: date | None
    overdue: bool
    stale: bool


def moment_of(on):
    """The moment that a question about the past means: of a day its end (UTC), but never later than now."""
    now = timezone.now()
    if on is None:
        return now
    if not isinstance(on, datetime):
        on = datetime.combine(on + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
    return min(on, now)


def implementation_of(recommendations, on=None):
    """The Implementation of a recommendation, or {key: Implementation} of several; one query now, four in the past.

    `on`: a day or an aware time; the state by the lines that had been recorded until then (D10).
    """
    if isinstance(recommendations, Recommendation):
        return implementation_of([recommendations], on)[recommendations.pk]
    rows = list(recommendations)
    if on is None:
        return _now(rows)
    moment, keys = moment_of(on), [row.pk for row in rows]
    actions, answers = actions_at(keys, moment), answers_at(keys, moment)
    found = {}
    for row in rows:
        heads = [head for _key, head in actions.get(row.pk, [])]
        totals = rules.heads_of(answers.get(row.pk, []), heads)
        found[row.pk] = _told(totals, heads, rules.status_at(row, moment), moment)
    return found


def _now(rows):
    actions, moment = {row.pk: [] for row in rows}, timezone.now()
    for action in KeyAction.objects.of_recommendations(actions):
        actions[action.recommendation_id].append(stored_head(action))
    return {row.pk: _told(stored_heads(row), actions[row.pk], row.status, moment) for row in rows}


def stored_heads(recommendation):
    """The heads of a recommendation as they are kept."""
    return rules.Heads(**{name: getattr(recommendation, name) for name in rules.COLUMNS})


def _told(heads, actions, status, moment):
    code = rules.status_of(heads)
    dues = [due for due in (heads.next_answer_due, heads.next_action_due) if due]
    return Implementation(
        status=code, label=str(Status(code).label), percent=rules.progress(actions), planned=heads.planned_count,
        done=heads.done_count, verified=heads.verified_count, excluded=len(actions) - heads.planned_count,
        asked=heads.asked_count, answered=heads.answered_count, next_due=min(dues, default=None),
        overdue=rules.is_overdue(heads, status, moment.date()), stale=rules.is_stale(heads, status, moment),
    )  # fmt: skip

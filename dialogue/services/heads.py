"""The heads of actions and recommendations: what their lines add up to. This is the one place that writes them."""

from dataclasses import asdict

from ..implementation import ActionHead, Line, action_head, heads_of
from ..models import Addressee, KeyAction, ManagementResponse, ProgressUpdate, Recommendation


def lines_of(actions, until=None):
    """{key of the action: its newest Line that counts}; with `until` (an aware time) as it was then."""
    lines = ProgressUpdate.objects.of_actions(actions).counting()
    lines = (lines.until(until) if until else lines).last_of_each()
    rows = lines.values_list(
        "action", "state", "percent", "due_on", "at", "verification__verdict", "verification__at"
    )
    found = {}
    for action, state, percent, due_on, at, verdict, verified_at in rows:
        if verdict is None or (until and verified_at > until):
            verdict, verified_at = "", None
        found[action] = Line(state, percent, due_on, at, verdict, verified_at)
    return found


def actions_at(recommendations, until):
    """{key of the recommendation: [(key of the action, ActionHead), …]} as it was at a past moment."""
    rows = list(
        KeyAction.objects.of_recommendations(recommendations).planned_by(until).in_order()
        .values_list("pk", "recommendation", "created_at", "first_due_on", "weight")
    )  # fmt: skip
    lines, found = lines_of([row[0] for row in rows], until), {}
    for key, recommendation, planned_at, due, weight in rows:
        head = action_head(lines.get(key), planned_at=planned_at, first_due_on=due, weight=weight)
        found.setdefault(recommendation, []).append((key, head))
    return found


def answers_at(recommendations, until=None):
    """{key of the recommendation: [(due day, position of the last answer or ""), …]} of the addressees asked."""
    asked = Addressee.objects.of_recommendations(recommendations).asked(until)
    answers = ManagementResponse.objects.of_recommendations(recommendations)
    answers = (answers.until(until) if until else answers).last_of_each()
    positions, found = dict(answers.values_list("addressee", "position")), {}
    for key, recommendation, due in asked.values_list("pk", "recommendation", "answer_due_on"):
        found.setdefault(recommendation, []).append((due, positions.get(key, "")))
    return found


def stored_head(action):
    """The head of an action as it is kept."""
    return ActionHead(action.state, action.due_on, action.told_at, action.percent, action.weight)


def keep_action(action):
    """Write the head of an action after a line was added, and that of its recommendation."""
    line = lines_of([action.pk]).get(action.pk)
    head = action_head(
        line, planned_at=action.created_at, first_due_on=action.first_due_on, weight=action.weight
    )
    values = {name: getattr(head, name) for name in ("state", "due_on", "told_at", "percent")}
    KeyAction.objects.filter(pk=action.pk).update(**values)
    for name, value in values.items():
        setattr(action, name, value)
    keep_heads([action.recommendation_id])
    return action


def keep_heads(recommendations):
    """Write the heads of these recommendations (keys): after an action, an answer, or an addressee was added."""
    keys = list(recommendations)
    answers, actions = answers_at(keys), {}
    for action in KeyAction.objects.of_recommendations(keys):
        actions.setdefault(action.recommendation_id, []).append(stored_head(action))
    for key in keys:
        heads = heads_of(answers.get(key, []), actions.get(key, []))
        Recommendation.objects.filter(pk=key).update(**asdict(heads))

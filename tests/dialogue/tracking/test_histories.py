"""Random histories, through the services: heads are what the lines add up to, and the past is told as it was shown."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from dialogue.implementation import COLUMNS, action_head, heads_of
from dialogue.models import Implementation as Status
from dialogue.models import KeyAction, Recommendation
from dialogue.services.actions import plan_action
from dialogue.services.heads import answers_at, lines_of, stored_head
from dialogue.services.progress import tell_progress, verify_progress
from dialogue.services.responses import respond
from dialogue.summaries.implementation import implementation_of, stored_heads
from sse_portal.basics.problems import Problem
from tests.dialogue.factories import a_recommendation, an_addressee
from tests.factories import a_user

from .world import PROOF

pytestmark = pytest.mark.django_db
# After the grants of those who act.
BEGINNING = datetime(2090, 1, 1, 3, tzinfo=UTC)
WORDS = {"en": "So it is."}


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the test moves, for services and for what they write by default."""
    now = [BEGINNING]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def later(days):
        now[0] += timedelta(days=days, seconds=1)
        return now[0]

    return later


class History:
    """Takes random steps; those that a rule refuses do not count."""

    def __init__(self, seed, recommendation, teller, verifier):
        self.chance = random.Random(seed)
        self.recommendation, self.teller, self.verifier = recommendation, teller, verifier
        self.addressees = list(recommendation.addressees.all())

    def step(self):
        act = self.chance.choice((self.answer, self.plan, self.tell, self.tell, self.tell, self.verify))
        try:
            act()
        except (Problem, IndexError):
            return False
        return True

    def answer(self):
        position = self.chance.choice(("accepted", "partially", "rejected", "noted"))
        values = {"position": position, "justification": WORDS, "responded_on": "2090-01-01"}
        respond(by=self.teller, addressee=self.chance.choice(self.addressees), values=values)

    def plan(self):
        values = {"title": WORDS, "weight": self.chance.randint(1, 5), "due_on": self._due()}
        plan_action(by=self.teller, addressee=self.chance.choice(self.addressees), values=values)

    def tell(self):
        action = self.chance.choice(list(self.recommendation.actions.all()))
        state = self.chance.choice(
            ("not_started", "ongoing", "ongoing", "completed", "completed", "not_applicable")
        )
        values = {"state": state, "narrative": WORDS, "proof_url": PROOF}
        if state == "ongoing":
            values["percent"] = self.chance.choice((None, 20, 60))
        if self.chance.random() < 0.3:
            values["due_on"] = self._due()
        if self.chance.random() < 0.2:
            values = {"narrative": WORDS, "visibility": "committee"}
        tell_progress(by=self.teller, action=action, values=values)

    def verify(self):
        action = self.chance.choice(list(self.recommendation.actions.in_state("completed")))
        values = {"verdict": self.chance.choice(("adequate", "inadequate")), "reason": "Looked at it."}
        verify_progress(by=self.verifier, update=action.updates.newest_first().first(), values=values)

    def _due(self):
        moment = timezone.now().date() + timedelta(days=self.chance.randint(-30, 200))
        return self.chance.choice((None, moment.isoformat()))


@pytest.fixture
def recommendation(committee):
    made = a_recommendation(committee, "transmitted", transmitted_at=BEGINNING, adopted_at=BEGINNING)
    for _number in range(2):
        an_addressee(made, transmitted_at=BEGINNING)
    return made


@pytest.mark.parametrize("seed", range(6))
def test_heads_are_what_the_lines_add_up_to_and_the_past_is_told_as_it_was_shown(
    seed, clock, recommendation, chenda
):
    verifier = a_user("secretariat", "KH", "sophea@example.org")
    history, shown = History(seed, recommendation, chenda, verifier), []
    while len(shown) < 25:
        moment = clock(history.chance.choice((0, 1, 20, 190)))
        if history.step():
            fresh = Recommendation.objects.get(pk=recommendation.pk)
            assert_heads_add_up(fresh)
            assert_sql_says_the_same(fresh, moment)
            shown.append((moment, implementation_of(fresh)))

    fresh = Recommendation.objects.get(pk=recommendation.pk)
    assert [implementation_of(fresh, moment) for moment, _was in shown] == [was for _moment, was in shown]


def assert_heads_add_up(recommendation):
    """From the lines themselves, counted here once more in a plainer way."""
    heads = []
    for action in recommendation.actions.all():
        lines = [line for line in action.updates.order_by("id") if line.visibility == "public"]
        line = lines_of([action.pk]).get(action.pk)
        head = action_head(
            line, planned_at=action.created_at, first_due_on=action.first_due_on, weight=action.weight
        )
        assert stored_head(action) == head
        assert head.state == state_by_hand(lines)
        assert head.due_on == (lines[-1].due_on if lines else action.first_due_on)
        heads.append(head)
    answers = answers_at([recommendation.pk]).get(recommendation.pk, [])
    assert stored_heads(recommendation) == heads_of(answers, heads)


def state_by_hand(lines):
    state = "not_started"
    for line in lines:
        state = line.state
        if verification := getattr(line, "verification", None):
            state = "verified" if verification.verdict == "adequate" else "ongoing"
    return state


def assert_sql_says_the_same(recommendation, moment):
    told, rows = implementation_of(recommendation), Recommendation.objects.filter(pk=recommendation.pk)
    assert rows.with_implementation().get().implementation == told.status
    assert [code for code in Status.values if rows.implemented(code).exists()] == [told.status]
    assert rows.overdue_on(moment.date()).exists() == told.overdue
    assert rows.stale_at(moment).exists() == told.stale


def test_the_heads_have_the_columns_that_keep_them():
    assert set(COLUMNS) <= {field.name for field in Recommendation._meta.get_fields()}


@pytest.mark.parametrize("seed", range(20))
def test_progress_is_the_mean_by_normalised_weights_of_what_still_applies(seed, committee, chenda):
    """D12, against exact fractions."""
    chance = random.Random(seed)
    recommendation = a_recommendation(committee, "transmitted")
    addressee = an_addressee(recommendation)
    rows = [
        (
            chance.choice(("not_started", "ongoing", "completed", "not_applicable")),
            chance.randint(0, 100),
            weight,
        )
        for weight in (chance.randint(1, 9) for _ in range(chance.randint(1, 5)))
    ]
    for state, percent, weight in rows:
        KeyAction.objects.create(
            recommendation=recommendation, addressee=addressee, responsible=addressee.organization,
            title=WORDS, state=state, percent=by_state(state, percent), weight=weight,
        )  # fmt: skip
    counted = [
        (by_state(state, percent), weight) for state, percent, weight in rows if state != "not_applicable"
    ]
    told = implementation_of(recommendation)
    if counted:
        exact = Fraction(sum(p * w for p, w in counted), sum(w for _p, w in counted))
        assert abs(Fraction(told.percent) - exact) <= Fraction(1, 20)
        assert Decimal(0) <= told.percent <= Decimal(100)
    else:
        assert told.percent is None


def by_state(state, percent):
    return {"not_started": 0, "completed": 100, "not_applicable": 0}.get(state, percent)

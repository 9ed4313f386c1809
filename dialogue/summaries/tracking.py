"""The section “answers and actions” of a recommendation: who answered, what is done, how far; now or on a past day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from network.summaries.choosing import choosable
from sse_portal.basics.text import in_language, language_chosen

from ..implementation import NOT_APPLICABLE, OPEN, SILENCE, status_at
from ..models import (
    ActionState,
    Addressee,
    Document,
    KeyAction,
    ManagementResponse,
    ProgressUpdate,
    Visibility,
)
from ..services.common import may_run
from ..services.heads import actions_at, stored_head
from ..services.progress import is_independent
from .implementation import Implementation, implementation_of, moment_of

MOST_LINES = 5


@dataclass(frozen=True)
class Words:
    """A text and the language it is in."""

    text: str = ""
    language: str = ""

    @classmethod
    def of(cls, texts, language):
        return cls(in_language(texts, language), language_chosen(texts, language)) if texts else cls()


@dataclass(frozen=True)
class Paper:
    """A document that the reader may have."""

    uid: str
    title: str


@dataclass(frozen=True)
class Answer:
    """The answer that holds. `is_own`: given by the addressee itself, by its link."""

    position: str
    label: str
    justification: Words
    responded_on: date
    document: Paper | None
    is_own: bool


@dataclass(frozen=True)
class AnswerRow:
    """An addressee that was asked; `name` is empty for a reader who may not know it. `is_late`: no answer in time."""

    uid: str
    name: str
    organization: str
    due_on: date | None
    is_late: bool
    answer: Answer | None
    takes_actions: bool


@dataclass(frozen=True)
class Told:
    """A line of progress with its proof, and what came of looking at it. `seen_by`: it is a note, for these only."""

    uid: str
    at: datetime
    label: str
    percent: int | None
    narrative: Words
    proof_url: str
    proof: Paper | None
    is_own: bool
    seen_by: str
    verdict: str
    reason: str
    may_verify: bool


@dataclass(frozen=True)
class ActionRow:
    """A key action. `is_silent`: open, without a date, and nothing told for 180 days; `lines`: the newest ones."""

    uid: str
    title: Words
    responsible: str
    state: str
    label: str
    percent: int
    due_on: date | None
    is_late: bool
    is_silent: bool
    applies: bool
    depends_on_funding: bool
    indicator: Words
    measure: str
    lines: tuple[Told, ...]
    is_open_to_lines: bool
    may_move_date: bool


@dataclass(frozen=True)
class Tracking:
    """`on` is the past day that is shown, None for today; `may_add`: the reader adds to it now."""

    key: str
    told: Implementation
    answers: tuple[AnswerRow, ...]
    actions: tuple[ActionRow, ...]
    on: date | None
    may_add: bool
    may_mail: bool


def section(recommendation, user, language):
    """The section of the page; None before it was transmitted to anybody."""
    return tracking(recommendation, user, language) if recommendation.asked_count else None


def tracking(recommendation, user, language, on=None):
    """The section as it is now, or as it was at the end of a past day (UTC); twelve queries at most."""
    moment, until = moment_of(on), on and moment_of(on)
    runs = may_run(user, recommendation.country_id)
    is_followed = recommendation.status == "transmitted"
    scene = _Scene(recommendation, user, language, moment, until, runs and is_followed and not on)
    return Tracking(
        key=recommendation.code or str(recommendation.uid), told=implementation_of(recommendation, on),
        answers=scene.answers(), actions=scene.actions(), on=on, may_add=scene.may_add, may_mail=scene.may_add,
    )  # fmt: skip


class _Scene:
    """What both lists need: who reads, when, and which organisations and papers they may know."""

    def __init__(self, recommendation, user, language, moment, until, may_add):
        self.recommendation, self.user, self.language = recommendation, user, language
        self.moment, self.until, self.may_add = moment, until, may_add
        self.is_over = status_at(recommendation, moment) in ("closed", "withdrawn", "superseded")
        keys = [recommendation.pk]
        self.asked = list(Addressee.objects.of_recommendations(keys).asked(until))
        rows = KeyAction.objects.of_recommendations(keys).in_order()
        self.rows = list(rows.planned_by(until) if until else rows)
        known = {each.organization_id for each in self.asked} | {each.responsible_id for each in self.rows}
        known = choosable(user).filter(pk__in=known).order_by().values_list("pk", "uid", "name")
        self.organizations = {key: (str(uid), name) for key, uid, name in known}
        papers = Document.objects.visible_to(user).of_recommendation(recommendation)
        self.papers = {
            key: Paper(str(uid), title) for key, uid, title in papers.values_list("pk", "uid", "title")
        }

    def _until(self, lines):
        return lines.until(self.until) if self.until else lines

    def name(self, key):
        return self.organizations.get(key, ("", ""))[1]

    def answers(self):
        rows = ManagementResponse.objects.of_recommendations([self.recommendation.pk])
        last = {row.addressee_id: row for row in self._until(rows).last_of_each()}
        return tuple(self._answer_row(each, last.get(each.pk)) for each in self.asked)

    def _answer_row(self, addressee, answer):
        late = addressee.answer_due_on and addressee.answer_due_on < self.moment.date()
        uid, name = self.organizations.get(addressee.organization_id, ("", ""))
        return AnswerRow(
            uid=str(addressee.uid), name=name, organization=uid, due_on=addressee.answer_due_on,
            is_late=bool(late and answer is None and not self.is_over),
            answer=answer and Answer(
                answer.position, str(answer.get_position_display()),
                Words.of(answer.justification, self.language), answer.responded_on,
                self.papers.get(answer.document_id), answer.by_id is None,
            ),
            takes_actions=answer is not None and answer.position in ("accepted", "partially"),
        )  # fmt: skip

    def actions(self):
        heads = {action.pk: stored_head(action) for action in self.rows}
        if self.until:
            heads = dict(actions_at([self.recommendation.pk], self.until).get(self.recommendation.pk, []))
        lines = self._lines()
        return tuple(self._action_row(each, heads[each.pk], lines[each.pk]) for each in self.rows)

    def _lines(self):
        found = defaultdict(list)
        rows = ProgressUpdate.objects.visible_to(self.user).of_actions(each.pk for each in self.rows)
        for row in self._until(rows).newest_first().select_related("verification", "action__responsible"):
            found[row.action_id].append(row)
        return found

    def _action_row(self, action, head, lines):
        is_open = head.state in OPEN and not self.is_over
        return ActionRow(
            uid=str(action.uid), title=Words.of(action.title, self.language),
            responsible=self.name(action.responsible_id), state=head.state,
            label=str(ActionState(head.state).label), percent=head.percent, due_on=head.due_on,
            is_late=is_open and head.due_on is not None and head.due_on < self.moment.date(),
            is_silent=is_open and head.due_on is None and head.told_at < self.moment - SILENCE,
            applies=head.state != NOT_APPLICABLE, depends_on_funding=action.depends_on_funding,
            indicator=Words.of(action.indicator, self.language), measure=_measure(action),
            lines=tuple(self._told(each, lines) for each in lines[:MOST_LINES]),
            is_open_to_lines=self.may_add and head.state != "verified",
            may_move_date=self.may_add and head.state in OPEN,
        )  # fmt: skip

    def _told(self, line, lines):
        verification = getattr(line, "verification", None)
        if verification and self.until and verification.at > self.until:
            verification = None
        counting = [each for each in lines if each.visibility == Visibility.PUBLIC]
        to_verify = self.may_add and counting[:1] == [line] and line.state == "completed" and not verification
        return Told(
            uid=str(line.uid), at=line.at, label=str(line.get_state_display()), percent=line.percent,
            narrative=Words.of(line.narrative, self.language), proof_url=line.proof_url,
            proof=self.papers.get(line.proof_id), is_own=line.by_id is None,
            seen_by="" if line.visibility == Visibility.PUBLIC else str(line.get_visibility_display()),
            verdict=str(verification.get_verdict_display()) if verification else "",
            reason=verification.reason if verification else "",
            may_verify=bool(to_verify) and is_independent(self.user, line),
        )  # fmt: skip


def _measure(action):
    """From where to where the indicator goes, with its unit."""
    if action.baseline is None and action.target is None:
        return ""
    ends = ("–" if each is None else f"{each.normalize():f}" for each in (action.baseline, action.target))
    return f"{' → '.join(ends)} {action.unit}".strip()

"""Decisions: taken by a meeting with a quorum, and what they bring about in the same transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mapping.services.definitions import adopt_definition
from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import in_language
from sse_portal.records.services import UidTaken, remember
from sse_portal.records.values import Choice, Kind, Moment, Refused, Text, Whole, Words, read_values, refuse

from ..models import Decision, Happening, Meeting, SeatConstituency, Visibility, VoteCount
from ..standing_orders import judge_votes, read_rules
from .agenda import Linked
from .common import next_code, require_runner, tell
from .meetings import as_uid
from .minutes import approve_minutes
from .quorums import quorum_at
from .recommendations import adopt_recommendation

Outcome, Method, News = Decision.Outcome, Decision.Method, Happening.Kind
MOST_VOTES = 500
EFFECTS = ("definition", "recommendation", "minutes")


class NoQuorum(Problem):
    """There was no quorum: nothing can be adopted (D2)."""

    code, field, status = "no-quorum", "decided_at", 422


class QuorumUnknown(Problem):
    """It is not known whether there was a quorum: somebody must say why the decision stands (D2)."""

    code, field, status = "quorum-unknown", "override_reason", 422


class NoMajority(Problem):
    """The votes are not the majority that the rules ask for."""

    code, field, status = "no-majority", "votes", 422


class NotMeeting(Conflict):
    """Decisions are those of a meeting that was held."""

    code, field = "not-held", "status"


class Adopted(Conflict):
    """Another decision adopted the same."""

    code, field = "adopted-already", "definition"


@dataclass(frozen=True)
class AnItem(Kind):
    """A public identifier, read into an item of the meeting's agenda."""

    meeting: Any = None

    def typed(self, raw):
        item = self.meeting.agenda.filter(uid=as_uid(getattr(raw, "uid", raw))).first()
        if item is None:
            raise Refused("unknown-item", _("The meeting has no such item."))
        return item


@dataclass(frozen=True)
class Votes(Kind):
    """[{"constituency", "votes_for", "votes_against", "abstentions"}, …], each constituency once."""

    def typed(self, raw):
        if not isinstance(raw, (list, tuple)) or not all(isinstance(row, dict) for row in raw):
            raise Refused("not-a-list", _("This must be a list."))
        rows = {}
        for row in raw[: len(SeatConstituency.values) + 1]:
            read = self._row(row)
            if read["constituency"] in rows:
                raise Refused("twice", _("Each constituency votes once."))
            rows[read["constituency"]] = read
        return list(rows.values())

    def _row(self, row):
        number = Whole(least=0, most=MOST_VOTES, blank=0)
        kinds = {"constituency": Choice(SeatConstituency, required=True)}
        kinds |= dict.fromkeys(("votes_for", "votes_against", "abstentions"), number)
        if unknown := set(row) - set(kinds):
            raise Refused(
                "unknown-field", _("There is no such field.") + f" {sorted(map(str, unknown))[0][:40]}"
            )
        return {name: kind.read(row.get(name)) for name, kind in kinds.items()}


def fields(by, meeting):
    """What a decision is made of. Without a `decided_at` it was taken at the end of the meeting."""
    return {
        "item": AnItem(meeting=meeting),
        "title": Words(300, required=True),
        "text": Words(20_000),
        "outcome": Choice(Outcome, required=True),
        "method": Choice(Method, required=True),
        "decided_at": Moment(),
        "votes": Votes(blank=list),
        "override_reason": Text(1000),
        "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
    } | {name: Linked(by=by, name=name) for name in EFFECTS}


@transaction.atomic
def record_decision(*, by, meeting, values, uid=None, is_sample=False):
    """Write down what a meeting decided. `values`: those of `fields`.

    The quorum is judged at `decided_at` by the rules of that day, and kept with its reasons. Adopted, it adopts the
    definition or recommendation and approves the minutes that it names; when that is refused, nothing is written.
    Raises NotMeeting, NoQuorum, QuorumUnknown, NoMajority, Invalid, UidTaken, and what adopting raises.
    """
    committee = meeting.committee
    require_runner(by, committee.country_id)
    if meeting.status not in (Meeting.Status.HELD, Meeting.Status.CLOSED):
        raise NotMeeting(_("Only a meeting that was held has decided something."))
    given = read_values(fields(by, meeting), values, complete=True)
    votes = given.pop("votes")
    _follow_item(given)
    moment = given["decided_at"] = _moment(meeting, given["decided_at"])
    quorum = quorum_at(meeting, moment)
    if given["outcome"] == Outcome.ADOPTED:
        _check(given, votes, quorum)
    decision = Decision(
        committee=committee, meeting=meeting, recorded_by=by, is_sample=is_sample, rule_set=quorum.rule_set,
        quorum=quorum.verdict, quorum_reasons=list(quorum.reasons), seats_present=list(quorum.present),
        code=next_code(committee, "D", timezone.localdate(moment)), **given,
    )  # fmt: skip
    _insert(decision, votes, uid)
    told = {"outcome": decision.outcome, "quorum": decision.quorum, "code": decision.code}
    remember("decided", decision, by=by, country=committee.country_id, after=told)
    _tell(News.DECISION_TAKEN, decision)
    if decision.outcome == Outcome.ADOPTED:
        _bring_about(decision, by)
    return decision


def _follow_item(given):
    """What its item is about is what it decides on, unless it says so itself."""
    item = given["item"]
    for name in EFFECTS:
        if item and given[name] is None and given["outcome"] == Outcome.ADOPTED:
            given[name] = getattr(item, name) if _is_for(item, name) else None
    named = [name for name in EFFECTS if given[name] is not None]
    if len(named) > 1:
        refuse(named[1], "one-thing", _("A decision adopts one thing."))
    if given["minutes"] and not (item and item.minutes_id == given["minutes"].pk):
        refuse("item", "required", _("A later meeting approves them, under an item that is about them."))


def _is_for(item, name):
    kinds = item.Kind
    return item.kind == (kinds.MINUTES if name == "minutes" else kinds.DECISION)


def _moment(meeting, moment):
    """When it was decided: within the meeting; by itself a second before its end, while all are still there."""
    if moment is None:
        return meeting.ends_at - timedelta(seconds=1)
    if not meeting.starts_at <= moment <= meeting.ends_at:
        refuse("decided_at", "outside-meeting", _("This is not during the meeting."))
    return moment


def _check(given, votes, quorum):
    if quorum.verdict == Decision.Quorum.NO:
        raise NoQuorum(_("There was no quorum at this moment: nothing can be adopted."))
    if quorum.verdict == Decision.Quorum.UNKNOWN and not given["override_reason"]:
        raise QuorumUnknown(
            _(
                "It is not known whether there was a quorum. Record who was there, or say why the decision stands."
            )
        )
    if quorum.verdict == Decision.Quorum.YES:
        given["override_reason"] = ""
    if given["method"] == Method.VOTE and quorum.rule_set:
        counts = {
            row["constituency"]: (row["votes_for"], row["votes_against"], row["abstentions"]) for row in votes
        }
        if judge_votes(read_rules(quorum.rule_set.document), counts).verdict != "yes":
            raise NoMajority(_("These votes are not the majority that the rules ask for."))


def _insert(decision, votes, uid):
    if uid:
        if Decision.objects.known_as([uid]).exists():
            raise UidTaken(_("There is already a record with this identifier."))
        decision.uid = uid
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        raise Adopted(_("Another decision was recorded at the same moment, or adopted the same.")) from error
    VoteCount.objects.bulk_create(VoteCount(decision=decision, **row) for row in votes)


def _bring_about(decision, by):
    """Adopt and approve what the decision names."""
    if decision.definition_id:
        definition = decision.definition
        said = f"{decision.code}: {in_language(decision.title, 'en')}"[:200]
        adopt_definition(by=by, definition=definition, version=definition.version, decision=said)
        _tell(News.DEFINITION_ADOPTED, decision)
    if decision.recommendation_id:
        recommendation = decision.recommendation
        adopt_recommendation(
            by=by, recommendation=recommendation, decision=decision, version=recommendation.version
        )
    if decision.minutes_id:
        approve_minutes(by=by, minutes=decision.minutes, item=decision.item)


def _tell(kind, decision):
    tell(
        kind, decision.committee, meeting=decision.meeting, visibility=decision.visibility,
        decision=decision.code, outcome=decision.outcome,
    )  # fmt: skip

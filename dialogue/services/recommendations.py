"""Recommendations: drafted, put to consultation, adopted through a decision, transmitted, closed, withdrawn."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Day, read_values, refuse

from ..models import Decision, Happening, Recommendation
from .common import next_code, require_runner, tell
from .heads import keep_heads
from .recommendation_values import (
    ADOPTED_ONCE,
    Organizations,
    check_public,
    check_words,
    keep_text,
    put_parts,
    raise_version,
    read,
)

Status = Recommendation.Status
Kind = Happening.Kind
ANSWER_DAYS = 28
MOST_REASON = 1000


class WrongStep(Conflict):
    """The recommendation is not where this step begins."""

    code, field = "wrong-status", "status"


class WrongDecision(Conflict):
    """A recommendation is adopted only by a decision of its own committee that adopts it."""

    code, field = "wrong-decision", "decision"


class NothingToSay(Conflict):
    """A recommendation without a text cannot leave the draft."""

    code, field = "nothing-to-say", "text"


class NobodyAddressed(Conflict):
    """There is nobody to transmit it to, or everybody has it."""

    code, field = "nobody-addressed", "addressees"


class CodeTaken(Conflict):
    """Another recommendation got the code at the same moment."""

    code, field = "code-taken", "code"


class ReasonMissing(Problem):
    """This step is only taken with a reason."""

    code, field, status = "reason-missing", "reason", 422


class AlreadySuperseded(Conflict):
    """The recommendation whose place it takes has been replaced, or is not adopted any more."""

    code, field = "already-superseded", "supersedes"


@transaction.atomic
def draft_recommendation(*, by, committee, values, uid=None, is_sample=False):
    """Write down a draft. `values` by name: those of `recommendation_values.fields`. `by` becomes its proposer.

    Raises Invalid, UidTaken.
    """
    require_runner(by, committee.country_id)
    columns, parts = read(by, committee.country_id, values, complete=True)
    recommendation = Recommendation(
        committee=committee, country_id=committee.country_id, proposed_by=by, is_sample=is_sample, **columns
    )
    if uid:
        recommendation.uid = uid
    try:
        with transaction.atomic():
            recommendation.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    _before, told = put_parts(recommendation, parts)
    keep_text(recommendation, by)
    said = {name: value for name, value in columns.items() if value not in (None, "", {})}
    remember("drafted", recommendation, by=by, country=committee.country_id, after=said | told)
    return recommendation


@transaction.atomic
def change_recommendation(*, by, recommendation, values, version, reason=""):
    """Change what is said of it; another title or text becomes the next version.

    Raises Invalid (also for words that were adopted, and addressees that have it), StaleVersion.
    """
    country = recommendation.country_id
    require_runner(by, country)
    columns, parts = read(by, country, values, recommendation=recommendation)
    check_words(recommendation, columns)
    if "supersedes_id" in columns and recommendation.supersedes_id != columns["supersedes_id"]:
        _require(recommendation, Status.DRAFT, Status.IN_CONSULTATION, field="supersedes")
    reworded = any(
        name in columns and columns[name] != getattr(recommendation, name) for name in ("title", "text")
    )
    reason = _reason(reason)
    if "visibility" in columns and "addressees" not in parts:
        held = [each.organization for each in recommendation.addressees.select_related("organization")]
        check_public(recommendation, held, columns["visibility"])
    before, after = put_parts(recommendation, parts)
    if after:
        version = raise_version(
            recommendation, version, by=by, act="changed", before=before, after=after, reason=reason
        )
    update_record(recommendation, columns, by=by, version=version, country=country, reason=reason)
    if reworded:
        text = keep_text(recommendation, by)
        _tell(Kind.RECOMMENDATION_CHANGED, recommendation, number=text.number)
    return recommendation


@transaction.atomic
def open_for_consultation(*, by, recommendation, version):
    """The draft may be known to everybody from now on, under its code. Raises WrongStep, NothingToSay, StaleVersion."""
    require_runner(by, recommendation.country_id)
    _require(recommendation, Status.DRAFT)
    _require_text(recommendation)
    values = {"status": Status.IN_CONSULTATION, "consulted_at": timezone.now()}
    return _move(recommendation, values | _made_known(recommendation), "opened", by=by, version=version)


@transaction.atomic
def adopt_recommendation(*, by, recommendation, decision, version):
    """The committee adopted it by `decision`, which must adopt it. What it supersedes is superseded with it.

    Raises WrongStep, WrongDecision, NothingToSay, AlreadySuperseded, StaleVersion.
    """
    require_runner(by, recommendation.country_id)
    _require(recommendation, Status.DRAFT, Status.IN_CONSULTATION)
    _require_text(recommendation)
    if decision.outcome != Decision.Outcome.ADOPTED or decision.committee_id != recommendation.committee_id:
        raise WrongDecision(_("Only a decision of its committee that was adopted can adopt it."))
    if recommendation.supersedes_id:
        _supersede(recommendation.supersedes, recommendation, by)
    values = {"status": Status.ADOPTED, "adopted_at": decision.decided_at, "adopted_by_id": decision.pk}
    _move(recommendation, values | _made_known(recommendation), "adopted", by=by, version=version)
    _tell(Kind.RECOMMENDATION_ADOPTED, recommendation, decision=decision.code)
    return recommendation


def _supersede(former, successor, by):
    if former.status not in ADOPTED_ONCE:
        raise AlreadySuperseded(_("The recommendation that it takes the place of is not in force any more."))
    values = {"status": Status.SUPERSEDED, "closed_at": timezone.now()}
    _move(former, values, "superseded", by=by, version=former.version)
    _tell(Kind.RECOMMENDATION_SUPERSEDED, former)
    return former


@transaction.atomic
def transmit_recommendation(*, by, recommendation, values, version):
    """Send it to its addressees that do not have it yet. `values`: addressees (public identifiers, all of them;
    left out: as written down), answer_due_on (by default 28 days from today).

    Raises WrongStep, NobodyAddressed, Invalid, StaleVersion.
    """
    require_runner(by, recommendation.country_id)
    _require(recommendation, Status.ADOPTED, Status.TRANSMITTED)
    given = read_values({"addressees": Organizations(by=by, blank=list), "answer_due_on": Day()}, values)
    now, today = timezone.now(), timezone.localdate()
    due = given.get("answer_due_on") or today + timedelta(days=ANSWER_DAYS)
    if due < today:
        refuse("answer_due_on", "past", _("This day is past."))
    if given.get("addressees"):
        put_parts(recommendation, {"addressees": given["addressees"]})
    waiting = list(recommendation.addressees.filter(transmitted_at=None).select_related("organization"))
    if not waiting:
        raise NobodyAddressed(_("Name an organisation that it was not yet transmitted to."))
    recommendation.addressees.filter(pk__in=[each.pk for each in waiting]).update(
        transmitted_at=now, answer_due_on=due, updated_at=now
    )
    keep_heads([recommendation.pk])
    told = {"addressees": sorted(str(each.organization.uid) for each in waiting), "answer_due_on": due}
    raise_version(recommendation, version, by=by, act="transmitted", before={}, after=told)
    if recommendation.status == Status.ADOPTED:
        values = {"status": Status.TRANSMITTED, "transmitted_at": now}
        _move(recommendation, values, "transmitted", by=by, version=recommendation.version)
        _tell(Kind.RECOMMENDATION_TRANSMITTED, recommendation, answer_due_on=due.isoformat())
    keep_heads([recommendation.pk])
    return recommendation


@transaction.atomic
def close_recommendation(*, by, recommendation, version, reason):
    """It is no longer followed, and why. Raises WrongStep, ReasonMissing, StaleVersion."""
    return _end(recommendation, Status.CLOSED, (Status.ADOPTED, Status.TRANSMITTED), by, version, reason)


@transaction.atomic
def withdraw_recommendation(*, by, recommendation, version, reason):
    """The committee does not stand by it any more. Raises WrongStep, ReasonMissing, StaleVersion."""
    before = (Status.DRAFT, Status.IN_CONSULTATION, Status.ADOPTED, Status.TRANSMITTED)
    return _end(recommendation, Status.WITHDRAWN, before, by, version, reason)


NEWS_OF_END = {
    Status.CLOSED: Kind.RECOMMENDATION_CLOSED,
    Status.WITHDRAWN: Kind.RECOMMENDATION_WITHDRAWN,
}


def _end(recommendation, status, before, by, version, reason):
    require_runner(by, recommendation.country_id)
    _require(recommendation, *before)
    reason = _reason(reason)
    if not reason:
        raise ReasonMissing(_("Say why."))
    values = {"status": status, "closed_at": timezone.now(), "closing_reason": reason}
    _move(recommendation, values, status.value, by=by, version=version, reason=reason)
    _tell(NEWS_OF_END[status], recommendation, reason=reason)
    return recommendation


def _made_known(recommendation):
    """Its code and the time since when everybody may know of it, unless it has them."""
    known = {} if recommendation.published_at else {"published_at": timezone.now()}
    if recommendation.code:
        return known
    return known | {"code": next_code(recommendation.committee, "R", timezone.localdate())}


def _move(recommendation, values, act, *, by, version, reason=""):
    try:
        with transaction.atomic():
            return update_record(
                recommendation, values, by=by, version=version, act=act, country=recommendation.country_id,
                reason=reason,
            )  # fmt: skip
    except IntegrityError as error:
        raise CodeTaken(_("Another record was numbered at the same moment. Try again.")) from error


def _require(recommendation, *statuses, field="status"):
    if recommendation.status not in statuses:
        message = _("The recommendation is %(status)s: this step does not begin there.")
        raise WrongStep(message % {"status": recommendation.get_status_display()}, field=field)


def _require_text(recommendation):
    if not recommendation.text:
        raise NothingToSay(_("Write the text first."))


def _tell(kind, recommendation, **details):
    """News of it; of what was never published there is none."""
    if recommendation.published_at:
        tell(kind, recommendation.committee, recommendation=recommendation, **details)


def _reason(text):
    return clean_text(text or "", limit=MOST_REASON, field="reason")

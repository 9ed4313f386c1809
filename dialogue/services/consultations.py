"""Consultations: announced, changed, cancelled; at the end the report of what became of the comments."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Choice, Moment, Words, read_values, refuse

from ..models import Comment, Consultation, Happening, Recommendation, Visibility
from ..tasks.consultations import mail_report
from .common import require_runner, tell
from .consultation_subjects import subject_of_definition, subject_of_recommendation
from .recommendation_values import Named
from .recommendations import open_for_consultation

MOST_TITLE, MOST_INTRODUCTION, MOST_REASON = 300, 10_000, 1000
WIDTH = {Visibility.PUBLIC: 2, Visibility.COMMITTEE: 1, Visibility.SECRETARIAT: 0}
UNDER_WAY = (Recommendation.Status.DRAFT, Recommendation.Status.IN_CONSULTATION)


class NotUnderWay(Conflict):
    """What is adopted already is not consulted on."""

    code, field = "not-under-way", "about"


class NothingToComment(Conflict):
    """There is no text yet."""

    code, field = "nothing-to-comment", "about"


class ConsultationOver(Conflict):
    """It was cancelled, or its report is published: nothing of it changes any more."""

    code = "consultation-over"


class StillOpen(Conflict):
    """The report comes after the end."""

    code = "still-open"


class CommentsLeft(Conflict):
    """A comment waits to be looked at, or to be answered."""

    code = "comments-left"


class ReasonMissing(Problem):
    """A consultation is only cancelled with a reason."""

    code, field, status = "reason-missing", "reason", 422


FIELDS = {
    "title": Words(MOST_TITLE, required=True),
    "introduction": Words(MOST_INTRODUCTION),
    "opens_at": Moment(),
    "closes_at": Moment(required=True),
    "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
}


def _about(by, committee):
    """The two things that a consultation may be about, among those that `by` may know."""
    definitions = Consultation._meta.get_field("definition").remote_field.model.objects
    return {
        "recommendation": Named(
            among=lambda: Recommendation.objects.visible_to(by).of_committee(committee),
            missing=_("There is no such recommendation."),
        ),
        "definition": Named(
            among=lambda: definitions.visible_to(by).in_country(committee.country_id),
            missing=_("There is no such definition."),
        ),
    }


@transaction.atomic
def announce_consultation(*, by, committee, values, uid=None, is_sample=False):
    """Announce a consultation about a draft recommendation of the committee, or a draft definition of its country.

    `values` by name: recommendation or definition (public identifiers, one of them), title, introduction, opens_at
    (empty: now), closes_at, visibility. A public consultation makes a draft recommendation known to everybody, under
    its code. Raises Invalid, NotUnderWay, NothingToComment, UidTaken.
    """
    require_runner(by, committee.country_id)
    given = read_values(FIELDS | _about(by, committee), values, complete=True)
    given["opens_at"] = given["opens_at"] or timezone.now()
    _check_times(given["opens_at"], given["closes_at"], may_be_over=is_sample)
    subject = _taken(given)
    _check_visibility(committee, given["recommendation"], given["visibility"])
    consultation = Consultation(
        committee=committee, country_id=committee.country_id, subject=subject, is_sample=is_sample, **given
    )
    if uid:
        consultation.uid = uid
    try:
        with transaction.atomic():
            consultation.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    _make_known(consultation, by)
    told = {name: given[name] for name in FIELDS if given[name] not in (None, "", {})}
    remember("announced", consultation, by=by, country=committee.country_id, after=told)
    _tell(Happening.Kind.CONSULTATION_OPENED, consultation)
    return consultation


@transaction.atomic
def change_consultation(*, by, consultation, values, version, reason=""):
    """Change title, introduction, times or visibility; it may be made longer until its report is published.

    Raises Invalid, ConsultationOver, StaleVersion.
    """
    require_runner(by, consultation.country_id)
    _refuse_over(consultation)
    given = read_values(FIELDS, values)
    if not given.get("opens_at", True):
        del given["opens_at"]
    _check_moved(consultation, given)
    visibility = given.get("visibility", consultation.visibility)
    _check_visibility(consultation.committee, consultation.recommendation, visibility)
    update_record(
        consultation, given, by=by, version=version, country=consultation.country_id,
        reason=clean_text(reason or "", limit=MOST_REASON, field="reason"),
    )  # fmt: skip
    _make_known(consultation, by)
    return consultation


@transaction.atomic
def cancel_consultation(*, by, consultation, version, reason):
    """It does not take place, or ends without a report. Raises ReasonMissing, ConsultationOver, StaleVersion."""
    require_runner(by, consultation.country_id)
    _refuse_over(consultation)
    reason = clean_text(reason or "", limit=MOST_REASON, field="reason")
    if not reason:
        raise ReasonMissing(_("Say why."))
    # Nobody will be told what became of a comment: the addresses have served their purpose.
    Comment.objects.of_consultation(consultation).to_be_told().update(author_email="")
    return update_record(
        consultation, {"cancelled_at": timezone.now()}, by=by, version=version, act="cancelled",
        country=consultation.country_id, reason=reason,
    )  # fmt: skip


@transaction.atomic
def publish_report(*, by, consultation, version, site):
    """Publish what became of every comment, and mail to those who left an address.

    `site` is the portal's address, such as https://portal.example/. Raises StillOpen, CommentsLeft,
    ConsultationOver, StaleVersion.
    """
    require_runner(by, consultation.country_id)
    _refuse_over(consultation)
    if consultation.closes_at > timezone.now():
        raise StillOpen(_("The consultation is still open."))
    comments = Comment.objects.of_consultation(consultation)
    if comments.waiting().exists():
        raise CommentsLeft(_("Comments still wait to be looked at."))
    if comments.without_answer().exists():
        raise CommentsLeft(_("Comments still wait for an answer."))
    update_record(
        consultation, {"reported_at": timezone.now()}, by=by, version=version, act="reported",
        country=consultation.country_id,
    )  # fmt: skip
    _tell(Happening.Kind.CONSULTATION_REPORTED, consultation, comments=comments.shown().count())
    transaction.on_commit(partial(mail_report.enqueue, str(consultation.uid), site))
    return consultation


def _taken(given):
    """The subject as it stands now."""
    recommendation, definition = given["recommendation"], given["definition"]
    if bool(recommendation) == bool(definition):
        refuse("about", "one-thing", _("Choose the recommendation or the definition that it is about."))
    thing = recommendation or definition
    if thing.status not in (UNDER_WAY if recommendation else ("draft", "proposed")):
        raise NotUnderWay(_("It is adopted or withdrawn already."))
    subject = subject_of_recommendation(thing) if recommendation else subject_of_definition(thing)
    if not subject:
        raise NothingToComment(_("Write the text first."))
    return subject


def _check_times(opens_at, closes_at, *, may_be_over=False):
    if closes_at <= opens_at:
        refuse("closes_at", "ends-before-it-starts", _("The end must come after the beginning."))
    if closes_at <= timezone.now() and not may_be_over:
        refuse("closes_at", "past", _("This time is past."))


def _check_moved(consultation, given):
    """Who has commented did so in good faith: what has begun keeps its beginning, and no end lies in the past."""
    opens_at, closes_at = (given.get(name, getattr(consultation, name)) for name in ("opens_at", "closes_at"))
    begun = consultation.opens_at <= timezone.now()
    if begun and _minute(opens_at) == _minute(consultation.opens_at):
        # A form keeps no seconds.
        given.pop("opens_at", None)
    elif begun:
        refuse("opens_at", "begun", _("It has begun."))
    if "closes_at" in given and _minute(closes_at) == _minute(consultation.closes_at):
        del given["closes_at"]
        return
    _check_times(given.get("opens_at", consultation.opens_at), closes_at)


def _minute(moment):
    return moment.replace(second=0, microsecond=0)


def _check_visibility(committee, recommendation, visibility):
    around = [committee.visibility, *([recommendation.visibility] if recommendation else [])]
    if any(WIDTH[visibility] > WIDTH[each] for each in around):
        refuse("visibility", "too-wide", _("More people would see it than see what it is about."))


def _make_known(consultation, by):
    """A public consultation opens the draft that it is about."""
    recommendation = consultation.recommendation
    is_draft = recommendation and recommendation.status == Recommendation.Status.DRAFT
    if is_draft and consultation.visibility == Visibility.PUBLIC:
        open_for_consultation(by=by, recommendation=recommendation, version=recommendation.version)


def _refuse_over(consultation):
    if consultation.cancelled_at:
        raise ConsultationOver(_("The consultation was cancelled."))
    if consultation.reported_at:
        raise ConsultationOver(_("The report is published: nothing changes any more."))


def _tell(kind, consultation, **details):
    tell(
        kind, consultation.committee, recommendation=consultation.recommendation, consultation=consultation, **details
    )  # fmt: skip

"""Comments: taken in, let through or not, answered with a disposition and its reason."""

import re

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.services.choosing import AnOrganization
from sse_portal.accounts.services import is_member
from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Choice, Email, Flag, Language, Text, Words, read_values, refuse

from ..models import Comment
from ..querysets.common import committees_of
from .comment_guard import refuse_flood
from .common import require_runner

MOST_TEXT, MOST_REASON = 5_000, 5_000
# With more, a comment waits whoever sends it.
MOST_LINKS = 2
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
State = Comment.State


class NotOpen(Conflict):
    """Comments are taken while the consultation is open. `extra["typed"]` is what came too late."""

    code = "consultation-not-open"


class NotShown(Conflict):
    """Only what is shown is answered."""

    code, field = "not-shown", "state"


class ReportPublished(Conflict):
    """The report says what became of it: that stays. It can still be taken out of sight."""

    code = "report-published"


def fields(by):
    """What a comment is made of; `on_behalf_of` among the organisations that `by` may know."""
    return {
        "anchor": Text(40),
        "position": Choice(Comment.Position, required=True),
        "text": Text(MOST_TEXT, required=True),
        "language": Language(),
        "author_name": Text(200),
        "author_email": Email(),
        "shows_name": Flag(),
        "on_behalf_of": AnOrganization(by=by),
        "on_behalf_of_name": Text(200),
    }


def make_comment(*, by, consultation, values, uid=None, client=""):
    """Take in a comment; `by` None: somebody without an account, whom `client` tells from others.

    The same form, or the same text by the same person, sent again gives the comment that is there. It is shown at
    once when somebody with a role here, or of the committee, sends it for themselves; all others wait.
    Raises NotOpen, Invalid, TooManyComments, UidTaken.
    """
    require_open(consultation)
    given = read_values(fields(by), values, complete=True)
    if given["anchor"] and given["anchor"] not in {part["anchor"] for part in consultation.subject}:
        refuse("anchor", "unknown-part", _("There is no such part."))
    if given["shows_name"] and not given["author_name"]:
        refuse("author_name", "required", _("Give the name that is to be shown."))
    repeated = _sent_before(by, consultation, given, uid)
    if repeated:
        return repeated
    if uid and Comment.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    refuse_flood(consultation, by, client)
    comment = Comment(
        consultation=consultation, user=by, state=_first_state(by, consultation, given), **given
    )
    if uid:
        comment.uid = uid
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            told = {name: given[name] for name in ("anchor", "position")}
            remember("commented", comment, by=by, country=consultation.country_id, after=told)
    except IntegrityError as error:
        # Sent twice at the same moment.
        repeated = _sent_before(by, consultation, given, uid)
        if repeated is None:
            raise UidTaken(_("There is already a record with this identifier.")) from error
        return repeated
    return comment


def require_open(consultation):
    """Raise NotOpen unless comments are taken now."""
    now = timezone.now()
    if consultation.cancelled_at:
        raise NotOpen(_("The consultation was cancelled."))
    if consultation.closes_at <= now:
        raise NotOpen(_("The consultation is closed: comments are not taken any more."))
    if consultation.opens_at > now:
        raise NotOpen(_("The consultation has not begun."))


def _sent_before(by, consultation, given, uid):
    same = Comment.objects.of_consultation(consultation).saying(given["anchor"], given["text"])
    own = same.known_as([uid]).filter(user=by).first() if uid else None
    if own or not (by or given["author_email"] or given["author_name"]):
        return own
    names = ("position", "author_email", "author_name", "on_behalf_of", "on_behalf_of_name")
    return same.filter(user=by, **{name: given[name] for name in names}).first()


def _first_state(by, consultation, given):
    known = by is not None and (is_member(by) or consultation.committee_id in committees_of(by))
    speaks_for_others = given["on_behalf_of"] or given["on_behalf_of_name"]
    if not known or speaks_for_others or has_many_links(given["text"]):
        return State.WAITING
    repeats = Comment.objects.of_consultation(consultation).saying(given["anchor"], given["text"])
    return State.WAITING if repeats.exists() else State.SHOWN


def has_many_links(text):
    """Has a text more links than people usually give?"""
    return len(_LINK.findall(text)) > MOST_LINKS


MODERATION = {
    "state": Choice((State.SHOWN.value, State.REFUSED.value), required=True),
    "refusal": Text(1000),
}
ANSWER = {
    "disposition": Choice(Comment.Disposition, required=True),
    "disposition_reason": Words(MOST_REASON, required=True),
}


@transaction.atomic
def moderate_comment(*, by, comment, values, version):
    """Let it through, or not, with the reason. Raises Invalid, ReportPublished, StaleVersion."""
    consultation = comment.consultation
    require_runner(by, consultation.country_id)
    given = read_values(MODERATION, values, complete=True)
    if given["state"] == State.REFUSED and not given["refusal"]:
        refuse("refusal", "required", _("Say why it is not shown."))
    if given["state"] == State.SHOWN:
        given["refusal"] = ""
        _refuse_reported(consultation)
    moderated = {"moderated_by_id": by.pk, "moderated_at": timezone.now()}
    return update_record(
        comment, given | moderated, by=by, version=version, act="moderated", country=consultation.country_id
    )


@transaction.atomic
def dispose_comment(*, by, comment, values, version):
    """Say what becomes of a shown comment, and why; the public learns it with the report.

    Raises Invalid, NotShown, ReportPublished, StaleVersion.
    """
    consultation = comment.consultation
    require_runner(by, consultation.country_id)
    _refuse_reported(consultation)
    if comment.state != State.SHOWN:
        raise NotShown(_("Only a comment that is shown is answered."))
    given = read_values(ANSWER, values, complete=True)
    disposed = {"disposed_by_id": by.pk, "disposed_at": timezone.now()}
    return update_record(
        comment, given | disposed, by=by, version=version, act="answered", country=consultation.country_id
    )


def _refuse_reported(consultation):
    if consultation.reported_at:
        raise ReportPublished(_("The report is published: nothing changes any more."))

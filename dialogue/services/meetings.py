"""Meetings: drafted, convened, held, closed; also postponed and cancelled."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, differences, remember, update_record
from sse_portal.records.values import (
    Address,
    Choice,
    Kind,
    Moment,
    Refused,
    Text,
    Words,
    Zone,
    read_values,
    refuse,
)

from ..models import Happening, Meeting, Visibility
from .common import require_runner, tell
from .invitations import invite_committee, write_letters

Status, News = Meeting.Status, Happening.Kind
MOST_REASON = 1000
# Who comes has to know of a change in one of these: it raises the sequence (D8; RFC 5546, 2.1.4).
MATERIAL = ("starts_at", "ends_at", "timezone", "mode", "place", "status")
# What a public calendar shows besides.
SHOWN = (*MATERIAL, "title", "description", "visibility")
# What those who are invited read in their mails.
MAILED = (*MATERIAL, "title", "description", "online_address")


class WrongStatus(Conflict):
    """The meeting is not where this step begins."""

    code, field = "wrong-status", "status"


class ReasonMissing(Problem):
    """A meeting is only postponed or cancelled with a reason."""

    code, field, status = "reason-missing", "reason", 422


class OfficeMissing(Problem):
    """Invitations say whose they are: the address of the committee's office."""

    code, field, status = "office-missing", "email", 422


@dataclass(frozen=True)
class Step:
    """A step of a meeting's life: from which statuses to which, what is told, and the head of the letters."""

    before: frozenset
    after: str
    act: str
    sentence: Any
    news: str
    needs_reason: bool = False


STEPS = {
    "convene": Step(
        frozenset({Status.DRAFT, Status.POSTPONED}), Status.CONVENED, "convened",
        gettext_lazy("Only a draft or a postponed meeting can be convened."), News.MEETING_CONVENED,
    ),
    "postpone": Step(
        frozenset({Status.CONVENED}), Status.POSTPONED, "postponed",
        gettext_lazy("Only a convened meeting can be postponed."), News.MEETING_POSTPONED, needs_reason=True,
    ),
    "cancel": Step(
        frozenset({Status.CONVENED, Status.POSTPONED}), Status.CANCELLED, "cancelled",
        gettext_lazy("Only a convened or postponed meeting can be cancelled."), News.MEETING_CANCELLED,
        needs_reason=True,
    ),
    "hold": Step(
        frozenset({Status.CONVENED}), Status.HELD, "held",
        gettext_lazy("Only a convened meeting can have been held."), News.MEETING_HELD,
    ),
    "close": Step(
        frozenset({Status.HELD}), Status.CLOSED, "closed",
        gettext_lazy("Only a meeting that was held can be closed."), "",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class AMeeting(Kind):
    """A public identifier, read into the Meeting that `by` may know."""

    by: Any = None

    def typed(self, raw):
        uid = raw.uid if isinstance(raw, Meeting) else as_uid(raw)
        meeting = Meeting.objects.visible_to(self.by).known_as([uid]).first()
        if meeting is None:
            raise Refused("unknown-meeting", _("There is no such meeting."))
        return meeting


def as_uid(raw):
    """A public identifier; the one that nothing has for what is none."""
    try:
        return raw if isinstance(raw, uuid.UUID) else uuid.UUID(raw)
    except (ValueError, TypeError, AttributeError):
        return uuid.UUID(int=0)


def fields(by):
    """What one may say of a meeting; its committee is said once, by `draft_meeting`. Times carry their offset."""
    return {
        "title": Words(300, required=True),
        "description": Words(5000),
        "starts_at": Moment(required=True),
        "ends_at": Moment(required=True),
        "timezone": Zone(required=True),
        "mode": Choice(Meeting.Mode, blank=Meeting.Mode.IN_PERSON.value),
        "place": Text(300),
        "online_address": Address(),
        "previous": AMeeting(by=by),
        "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
    }


@transaction.atomic
def draft_meeting(*, by, committee, values, uid=None, is_sample=False):
    """Plan a meeting of a committee by raw `values` (names: `fields`); without a zone it has the committee's.

    Raises Invalid, UidTaken.
    """
    require_runner(by, committee.country_id)
    columns = read_values(fields(by), {"timezone": committee.timezone} | values, complete=True)
    _check(committee, None, columns)
    meeting = Meeting(committee=committee, is_sample=is_sample, **columns)
    if uid:
        meeting.uid = uid
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    told = {name: value for name, value in _told(columns).items() if value not in (None, "", {})}
    remember("drafted", meeting, by=by, country=committee.country_id, after=told)
    return meeting


@transaction.atomic
def change_meeting(*, by, meeting, values, version, site="", reason=""):
    """Change a meeting. Its sequence grows when time, place or mode change, and only then; those invited are told.

    Once it was held, time and place stay; closed and cancelled ones do not change. `site` is the portal's address
    for the letters; empty: none are written. Raises Invalid, WrongStatus, StaleVersion.
    """
    require_runner(by, meeting.committee.country_id)
    columns = read_values(fields(by), values)
    if meeting.status in (Status.CLOSED, Status.CANCELLED):
        raise WrongStatus(_("This meeting does not change any more."))
    kept = {name: getattr(meeting, name) for name in fields(by)}
    _check(meeting.committee, meeting, kept | columns)
    changed = _changed(meeting, columns)
    if meeting.status == Status.HELD and changed & set(MATERIAL):
        raise WrongStatus(_("It was held: time and place stay."))
    meeting = _write(meeting, columns, by=by, version=version, act="changed", reason=_reason(reason))
    if meeting.status == Status.CONVENED and changed & set(MAILED):
        if changed & set(MATERIAL):
            tell(
                News.MEETING_CHANGED,
                meeting.committee,
                meeting=meeting,
                changed=sorted(changed & set(MATERIAL)),
            )
        write_letters(meeting, "changed", site=site, ask_again=bool(changed & {"starts_at", "ends_at"}))
    return meeting


@transaction.atomic
def convene_meeting(*, by, meeting, version, site="", convened_at=None, reason=""):
    """Make it known and invite the committee: everybody in office on its day. Also after it was postponed.

    `convened_at` is when it was first made known, if that was earlier than now, outside the portal. Who cannot be
    reached for this purpose is invited without a letter. Raises WrongStatus, OfficeMissing, Invalid, StaleVersion.
    """
    require_runner(by, meeting.committee.country_id)
    _refuse_unless("convene", meeting)
    if not meeting.committee.email:
        raise OfficeMissing(
            _("Give the committee the address of its secretariat first: invitations carry it.")
        )
    moment = read_values({"convened_at": Moment()}, {"convened_at": convened_at})["convened_at"]
    now = timezone.now()
    if moment and moment > min(now, meeting.starts_at):
        refuse("convened_at", "not-yet", _("This time must be past, and before the meeting."))
    columns = {"convened_at": meeting.convened_at or moment or now, "reason": ""}
    meeting = _move("convene", meeting, columns, by=by, version=version, reason=reason)
    invite_committee(meeting, site=site)
    write_letters(meeting, "invited", site=site, ask_again=True)
    return meeting


@transaction.atomic
def postpone_meeting(*, by, meeting, version, reason, site=""):
    """It does not take place then; the new time follows. Raises WrongStatus, ReasonMissing, StaleVersion."""
    require_runner(by, meeting.committee.country_id)
    meeting = _move("postpone", meeting, {}, by=by, version=version, reason=reason)
    write_letters(meeting, "postponed", site=site)
    return meeting


@transaction.atomic
def cancel_meeting(*, by, meeting, version, reason, site=""):
    """It does not take place: calendars strike it out. Raises WrongStatus, ReasonMissing, StaleVersion."""
    require_runner(by, meeting.committee.country_id)
    meeting = _move("cancel", meeting, {}, by=by, version=version, reason=reason)
    write_letters(meeting, "cancelled", site=site)
    return meeting


@transaction.atomic
def hold_meeting(*, by, meeting, version, reason=""):
    """It took place. Raises WrongStatus, Invalid before its beginning, StaleVersion."""
    require_runner(by, meeting.committee.country_id)
    _refuse_unless("hold", meeting)
    if meeting.starts_at > timezone.now():
        refuse("starts_at", "not-yet", _("It has not begun yet."))
    return _move("hold", meeting, {}, by=by, version=version, reason=reason)


@transaction.atomic
def close_meeting(*, by, meeting, version, reason=""):
    """Its records are complete. Raises WrongStatus, StaleVersion."""
    require_runner(by, meeting.committee.country_id)
    return _move("close", meeting, {}, by=by, version=version, reason=reason)


def _move(name, meeting, columns, *, by, version, reason):
    step, reason = _refuse_unless(name, meeting), _reason(reason)
    if step.needs_reason:
        if not reason:
            raise ReasonMissing(_("Say why."))
        columns = columns | {"reason": reason}
    columns = columns | {"status": step.after.value}
    meeting = _write(meeting, columns, by=by, version=version, act=step.act, reason=reason)
    if step.news:
        tell(step.news, meeting.committee, meeting=meeting)
    return meeting


def _refuse_unless(name, meeting):
    step = STEPS[name]
    if meeting.status not in step.before:
        raise WrongStatus(str(step.sentence))
    return step


def _changed(meeting, columns):
    """The names of the columns that would differ."""
    return set(differences(meeting, _told(columns))[1])


def _write(meeting, columns, *, by, version, act, reason):
    """Write columns with what follows from them: `sequence` (D8), and `told_at`, which calendars carry."""
    changed, columns = _changed(meeting, columns), _told(columns)
    if changed & set(MATERIAL):
        columns["sequence"] = meeting.sequence + 1
    if changed & set(SHOWN):
        columns["told_at"] = timezone.now()
    return update_record(
        meeting, columns, by=by, version=version, act=act, country=meeting.committee.country_id, reason=reason
    )


def _told(columns):
    """The columns with foreign keys by their column, which the history can keep."""
    if "previous" not in columns:
        return dict(columns)
    previous = columns["previous"]
    rest = {name: value for name, value in columns.items() if name != "previous"}
    return rest | {"previous_id": previous.pk if previous else None}


def _check(committee, meeting, columns):
    previous = columns["previous"]
    if columns["starts_at"] >= columns["ends_at"]:
        refuse("ends_at", "ends-before-it-begins", _("The end must be after the beginning."))
    if columns["mode"] in (Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID) and not columns["place"]:
        refuse("place", "required", _("Say where it is."))
    if previous and (previous.committee_id != committee.pk or meeting and previous.pk == meeting.pk):
        refuse("previous", "unknown-meeting", _("There is no such meeting."))
    if previous and previous.starts_at >= columns["starts_at"]:
        refuse("previous", "not-earlier", _("The previous meeting must be an earlier one."))


def _reason(text):
    return clean_text(text or "", limit=MOST_REASON, field="reason")

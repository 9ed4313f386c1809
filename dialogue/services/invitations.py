"""Invitations: the committee, guests, and what they answer, by the link in their letter or through the secretariat."""

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.summaries.people import reachable_for
from sse_portal.basics.problems import Conflict, Problem
from sse_portal.records.services import remember, update_record
from sse_portal.records.values import Choice, Email, Language, Text, read_values, refuse

from ..models import Invitation, Meeting, Membership, Seat, SeatConstituency
from ..tasks.letters import send_waiting_letters
from .common import require_runner
from .letters import write_calendar_letter
from .meeting_days import day_of
from .outbox import PURPOSE

Answer, Role = Invitation.Answer, Invitation.Role
SALT = "dialogue.invitation"
GUEST = {
    "name": Text(200, required=True),
    "email": Email(),
    "language": Language(),
    "role": Choice(Role, blank=Role.GUEST.value),
}
ANSWER = {
    "answer": Choice([each.value for each in Answer if each != Answer.NEEDS_ACTION], required=True),
    "delegated_to": Text(200),
    "comment": Text(1000),
}


class NotInvited(Conflict):
    """The invitation was withdrawn."""

    code = "invitation-withdrawn"


class NotInviting(Conflict):
    """The meeting is over, or does not take place: nobody is invited any more."""

    code = "meeting-not-inviting"


class DeadLink(Problem):
    """The link is none of ours, or there is nothing to answer any more."""

    code, status = "dead-link", 403


def invite_committee(meeting, *, site):
    """Invite everybody in office on the day of the meeting who is not invited yet; withdraw from those who are not.

    Called in the transaction that convenes the meeting.
    """
    members = list(
        Membership.objects.of_committee(meeting.committee)
        .in_force_on(day_of(meeting)).select_related("seat", "person").by_id()
    )  # fmt: skip
    held = {each.membership_id: each for each in meeting.invitations.all() if each.membership_id}
    reached = reachable_for(PURPOSE, [each.person for each in members])
    for member in members:
        known = held.pop(member.pk, None)
        if known is None:
            _invite_member(meeting, member, reached.get(member.person_id))
        elif known.withdrawn_at:
            Invitation.objects.filter(pk=known.pk).update(withdrawn_at=None)
    for gone in held.values():
        if gone.withdrawn_at is None:
            Invitation.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
            _write(gone, meeting, "withdrawn", site)


def _invite_member(meeting, member, reached):
    Invitation.objects.create(
        meeting=meeting, membership=member, person=member.person, name=member.person.name,
        email=reached.emails[0] if reached and reached.emails else "",
        language=reached.language if reached else "", role=_role(member.seat),
    )  # fmt: skip


def _role(seat):
    if seat.alternate_of_id or seat.role == Seat.Role.OBSERVER or seat.constituency == SeatConstituency.OBS:
        return Role.OPTIONAL
    return Role.CHAIR if seat.role == Seat.Role.CHAIR else Role.REQUIRED


def write_letters(meeting, kind, *, site, ask_again=False):
    """A letter about the meeting to each who is invited; `kind` as in `letters.HEADS`.

    With `ask_again` the answers so far count no more: they were about another time. Nothing is written without a
    `site`, nor about what is over.
    """
    rows = Invitation.objects.of_meeting(meeting).in_force()
    if ask_again:
        rows.exclude(answer=Answer.NEEDS_ACTION).update(answer=Answer.NEEDS_ACTION, answered_at=None)
    invited = _with_addresses(list(rows.select_related("person").by_id()))
    for invitation in invited:
        _write(invitation, meeting, kind, site)


def _write(invitation, meeting, kind, site):
    if not site or not invitation.email or meeting.ends_at <= timezone.now():
        return
    write_calendar_letter(invitation, meeting, kind, site=site, token=link_token(invitation))
    transaction.on_commit(send_waiting_letters.enqueue, robust=True)


def _with_addresses(invitations):
    """The invitations with the addresses that may be used now: consents come, go and end between two letters."""
    reached = reachable_for(PURPOSE, [each.person for each in invitations if each.person])
    for each in invitations:
        if each.person is None:
            continue
        person = reached.get(each.person_id)
        emails = person.emails if person else ()
        address = each.email if each.email in emails else (emails[0] if emails else "")
        if address != each.email:
            Invitation.objects.filter(pk=each.pk).update(email=address)
            each.email = address
    return invitations


@transaction.atomic
def invite_guest(*, by, meeting, values, site=""):
    """Invite somebody who has no seat; a letter leaves if the meeting is convened. Raises Invalid, NotInviting."""
    require_runner(by, meeting.committee.country_id)
    if meeting.status not in (Meeting.Status.DRAFT, Meeting.Status.CONVENED, Meeting.Status.POSTPONED):
        raise NotInviting(_("Nobody is invited to this meeting any more."))
    columns = read_values(GUEST, values, complete=True)
    invitation = Invitation.objects.create(meeting=meeting, **columns)
    remember(
        "invited", invitation, by=by, country=meeting.committee.country_id, after={"role": columns["role"]}
    )
    if meeting.status == Meeting.Status.CONVENED:
        _write(invitation, meeting, "invited", site)
    return invitation


@transaction.atomic
def withdraw_invitation(*, by, invitation, version, site="", reason=""):
    """Somebody is no longer asked to come: their calendar strikes it out. Raises NotInvited, StaleVersion."""
    meeting = invitation.meeting
    require_runner(by, meeting.committee.country_id)
    _refuse_withdrawn(invitation)
    invitation = update_record(
        invitation, {"withdrawn_at": timezone.now()}, by=by, version=version, act="withdrawn",
        country=meeting.committee.country_id, reason=reason,
    )  # fmt: skip
    if invitation.letters.exists():
        _write(_with_addresses([invitation])[0], meeting, "withdrawn", site)
    return invitation


@transaction.atomic
def record_answer(*, by, invitation, values, version):
    """Note an answer that came by letter or telephone. Raises Invalid, NotInvited, StaleVersion."""
    require_runner(by, invitation.meeting.committee.country_id)
    return _answer(invitation, values, by=by, version=version)


@transaction.atomic
def answer_by_link(*, token, values):
    """Note what the person answers who has the link. Raises DeadLink, Invalid."""
    invitation = invitation_of_link(token)
    return _answer(invitation, values, by=None, version=invitation.version)


def _answer(invitation, values, *, by, version):
    _refuse_withdrawn(invitation)
    columns = read_values(ANSWER, values, complete=True)
    delegates = columns["answer"] == Answer.DELEGATED
    if delegates and not columns["delegated_to"]:
        refuse("delegated_to", "required", _("Say who comes instead."))
    if not delegates:
        columns["delegated_to"] = ""
    columns["answered_at"] = timezone.now()
    return update_record(
        invitation, columns, by=by, version=version, act="answered",
        country=invitation.meeting.committee.country_id,
    )  # fmt: skip


def _refuse_withdrawn(invitation):
    if invitation.withdrawn_at:
        raise NotInvited(_("This invitation was withdrawn."))


def link_token(invitation):
    """What the link in a letter carries: the invitation, signed."""
    return signing.dumps(str(invitation.uid), salt=SALT)


def invitation_of_link(token):
    """The invitation that a link opens. It is dead after the meeting. Raises DeadLink."""
    try:
        uid = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise DeadLink(_("This link does not work.")) from error
    known = Invitation.objects.in_force().known_as([uid]).select_related("meeting__committee")
    invitation = known.first()
    alive = (Meeting.Status.CONVENED, Meeting.Status.POSTPONED)
    if (
        invitation is None
        or invitation.meeting.status not in alive
        or invitation.meeting.ends_at <= timezone.now()
    ):
        raise DeadLink(_("This link does not work any more."))
    return invitation

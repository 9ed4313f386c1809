"""Who is invited to a meeting and what they answered.

Names and addresses are shown to the secretariat, which keeps these people; the committee sees how many come, and each
member their own invitation.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from ..models import Invitation, Letter, Meeting
from ..services.common import may_run

Answer = Invitation.Answer


@dataclass(frozen=True)
class InvitationRow:
    """An invitation in words. `letter` is how its newest letter stands ("": none was written)."""

    uid: str
    version: int
    name: str
    email: str
    role: str
    answer: str
    answer_label: str
    answered_at: datetime | None
    delegated_to: str
    comment: str
    is_withdrawn: bool
    letter: str
    letter_label: str


@dataclass(frozen=True)
class InvitationSection:
    """`answers`: (label, how many). `by_hand`: those in force who have no address and must be told otherwise.

    `rows` is for the secretariat, `own` the invitation of the reader.
    """

    meeting_uid: str
    count: int
    answers: tuple
    rows: tuple[InvitationRow, ...]
    by_hand: tuple[InvitationRow, ...]
    own: InvitationRow | None
    may_run: bool
    may_invite: bool


def section(meeting, user, language):
    """The invitations on the page of a meeting; None for who may not know of them."""
    runs = may_run(user, meeting.committee.country_id)
    invited = list(
        Invitation.objects.visible_to(user).of_meeting(meeting).select_related("membership").by_id()
    )
    if not (invited or runs):
        return None
    standing = [each for each in invited if each.withdrawn_at is None]
    counts = Counter(each.answer for each in standing)
    letters = _letters(invited) if runs else {}
    rows = tuple(row_of(each, letters) for each in invited) if runs else ()
    own = next((each for each in standing if each.membership and each.membership.user_id == user.pk), None)
    may_invite = runs and meeting.status in (
        Meeting.Status.DRAFT, Meeting.Status.CONVENED, Meeting.Status.POSTPONED,
    )  # fmt: skip
    return InvitationSection(
        meeting_uid=str(meeting.uid), count=len(standing),
        answers=tuple((str(answer.label), counts[answer]) for answer in Answer if counts[answer]),
        rows=rows, by_hand=tuple(row for row in rows if not row.email and not row.is_withdrawn),
        own=row_of(own, {}) if own else None, may_run=runs, may_invite=may_invite,
    )  # fmt: skip


def _letters(invited):
    """{invitation: state of the first letter that has not left, else of the last}."""
    found = {}
    rows = Letter.objects.filter(invitation__in=invited).by_id().values_list("invitation", "state")
    for key, state in rows:
        if found.get(key) in (None, Letter.State.SENT):
            found[key] = state
    return found


def row_of(invitation, letters):
    """An invitation as a row; `letters`: {key: state}."""
    state = letters.get(invitation.pk, "")
    return InvitationRow(
        uid=str(invitation.uid), version=invitation.version, name=invitation.name, email=invitation.email,
        role=str(invitation.get_role_display()), answer=invitation.answer,
        answer_label=str(invitation.get_answer_display()), answered_at=invitation.answered_at,
        delegated_to=invitation.delegated_to, comment=invitation.comment,
        is_withdrawn=invitation.withdrawn_at is not None, letter=state,
        letter_label=str(Letter.State(state).label) if state else "",
    )  # fmt: skip

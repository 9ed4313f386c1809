"""What is proposed about organisations: the queue of the secretariat, one's own, and one in full."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sse_portal.api.pagination import decode, encode

from ..models import Proposal
from ..services.organization_values import PARTED, present_values
from ..services.proposals import may_decide
from .directory import word
from .organization_words import LABELS, LANGUAGE_NAMES, in_words

PAGE = 50
State = Proposal.State


@dataclass(frozen=True)
class ProposalLine:
    """A proposal in a list: about whom, by whom, what it would change."""

    uid: str
    organization: str
    fields: tuple
    proposed_by: str
    proposed_at: object
    state: str
    state_label: str
    decided_at: object


@dataclass(frozen=True)
class ProposalQueue:
    """Some proposals, and the cursor of the next page (or None)."""

    rows: tuple
    next_cursor: str | None


@dataclass(frozen=True)
class Compared:
    """A field of a proposal: as it was read, as it is now, as it would be. `differs`: it changed since it was read."""

    label: str
    before: str
    now: str
    proposed: str
    differs: bool


@dataclass(frozen=True)
class ProposalPage:
    """A proposal in full. `changed`: the entry changed since it was read, so each field has three values."""

    uid: str
    organization: str
    organization_uid: str
    organization_version: int
    message: str
    proposed_by: str
    proposed_at: object
    state: str
    state_label: str
    decided_by: str
    decided_at: object
    answer: str
    rows: tuple
    changed: bool
    may_decide: bool
    may_withdraw: bool


def proposal_queue(user, state, cursor=None):
    """The proposals that `user` may see in a state: waiting ones the oldest first, answered ones the newest first.

    BadParameter for a cursor that is not ours.
    """
    found = Proposal.objects.visible_to(user).in_state(state).with_names()
    key = decode(cursor, (int,))[0] if cursor else None
    ordered = found.oldest_first(key) if state == State.OPEN else found.newest_first(key)
    rows = list(ordered[: PAGE + 1])
    more = encode([rows[PAGE - 1].pk]) if len(rows) > PAGE else None
    return ProposalQueue(tuple(map(_line, rows[:PAGE])), more)


def _line(proposal):
    return ProposalLine(
        uid=str(proposal.uid), organization=proposal.organization.name,
        fields=tuple(LABELS[name] for name in proposal.values if name in LABELS),
        proposed_by=str(proposal.proposed_by), proposed_at=proposal.created_at, state=proposal.state,
        state_label=word(State, proposal.state), decided_at=proposal.decided_at,
    )  # fmt: skip


def proposal_page(proposal, user, language):
    """A proposal with its values beside those of the directory. The caller has checked that it is visible."""
    organization, is_open = proposal.organization, proposal.state == State.OPEN
    now = present_values(organization) if is_open else {}
    rows = tuple(_compared(proposal, now, user, language))
    return ProposalPage(
        uid=str(proposal.uid), organization=organization.name, organization_uid=str(organization.uid),
        organization_version=organization.version, message=proposal.message,
        proposed_by=str(proposal.proposed_by), proposed_at=proposal.created_at, state=proposal.state,
        state_label=word(State, proposal.state),
        decided_by=str(proposal.decided_by) if proposal.decided_by_id else "",
        decided_at=proposal.decided_at, answer=proposal.answer, rows=rows,
        changed=any(row.differs for row in rows), may_decide=is_open and may_decide(user, proposal),
        may_withdraw=is_open and proposal.proposed_by_id == user.pk,
    )  # fmt: skip


def _compared(proposal, present, user, language):
    for name, proposed in proposal.values.items():
        before = proposal.before.get(name)
        now = present.get(name, before)
        label = LABELS.get(name, name)
        for part, values in _parts(name, before, now, proposed):
            texts = [in_words(name, value, language, user) for value in values]
            titled = _("%(label)s (%(language)s)") % {"label": label, "language": part} if part else label
            yield Compared(titled, *texts, differs=values[1] != values[0])


def _parts(name, *values):
    """(part, (before, now, proposed)): by language or by scheme, or the value as a whole."""
    if name not in PARTED:
        yield "", values
        return
    before, now, proposed = (value or {} for value in values)
    for key in proposed:
        blank = PARTED[name]
        found = (before.get(key, blank), now.get(key, blank), proposed[key])
        yield LANGUAGE_NAMES.get(key, key), found

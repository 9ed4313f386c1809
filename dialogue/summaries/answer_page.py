"""What an addressee sees of its own answer and actions, by the link of its letter."""

from dataclasses import dataclass
from datetime import date

from ..models import KeyAction, ManagementResponse
from ..services.heads import stored_head
from .tracking import Words


@dataclass(frozen=True)
class OwnAction:
    """`takes_lines`: something can still be told of it."""

    uid: str
    title: Words
    state: str
    label: str
    percent: int
    due_on: date | None
    takes_lines: bool


@dataclass(frozen=True)
class Own:
    """`position` is the word of the last answer, empty without one; `takes_actions`: it accepted."""

    due_on: date | None
    position: str
    justification: Words
    takes_actions: bool
    actions: tuple[OwnAction, ...]


def own_tracking(addressee, language):
    """The answer and the actions of an addressee."""
    last = ManagementResponse.objects.of_addressee(addressee).newest_first().first()
    rows = KeyAction.objects.of_addressee(addressee).in_order()
    return Own(
        due_on=addressee.answer_due_on, position=str(last.get_position_display()) if last else "",
        justification=Words.of(last.justification, language) if last else Words(),
        takes_actions=last is not None and last.position in ("accepted", "partially"),
        actions=tuple(_own(action, language) for action in rows),
    )  # fmt: skip


def _own(action, language):
    head = stored_head(action)
    return OwnAction(
        str(action.uid), Words.of(action.title, language), head.state, str(action.get_state_display()),
        head.percent, head.due_on, head.state != "verified",
    )  # fmt: skip

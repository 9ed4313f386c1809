"""Progress of key actions: lines that are only added, their proof, and the independent look at what was completed."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.services.proposals import is_steward
from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember
from sse_portal.records.values import Address, Choice, Day, Number, Text, Whole, Words, read_values, refuse

from ..models import ActionState, Happening, Membership, ProgressUpdate, Verification, Visibility
from .common import require_runner
from .following_up import MOST_REASON, MOST_WORDS, announce, keep_proof, locked
from .heads import keep_action

COMPLETED, VERIFIED, NOT_APPLICABLE = (
    ActionState.COMPLETED.value, ActionState.VERIFIED.value, ActionState.NOT_APPLICABLE.value,
)  # fmt: skip
TOLD = tuple(state for state in ActionState.values if state != VERIFIED)
LARGEST = Decimal("1e15")
FIELDS = {
    "state": Choice(choices=TOLD),
    "percent": Whole(least=0, most=100),
    "value": Number(least=-LARGEST, most=LARGEST),
    "narrative": Words(most=MOST_WORDS),
    "due_on": Day(),
    "proof_url": Address(most=500),
    "visibility": Choice(choices=Visibility, blank=Visibility.PUBLIC.value),
}
VERDICT_FIELDS = {
    "verdict": Choice(choices=Verification.Verdict, required=True),
    "reason": Text(MOST_REASON),
}


class AlreadyVerified(Conflict):
    """The action is verified: nothing is added to it any more."""

    code, field = "already-verified", "state"


class NothingToMove(Conflict):
    """What is completed or does not apply any more has no date to move."""

    code, field = "nothing-to-move", "due_on"


class NotCompleted(Conflict):
    """Only the newest line of an action, when it says completed, can be verified, and once."""

    code, field = "not-completed", "update"


class NotIndependent(PermissionDenied):
    """Who told it, or belongs to the organisation that is responsible, does not verify it (D6)."""


@transaction.atomic
def tell_progress(*, by, action, values, file=None, uid=None):
    """Add a line to an action. `values`: state (else as it is), percent (0 to 100), value (of its indicator),
    narrative (by language), due_on (left out: it stays; None: no date any more), proof_url, visibility.

    `file` is a proof. What is completed shows one (D6); what no longer applies says why. A line that not everybody
    may read is a note: it moves nothing. Raises Invalid, NotFollowed, AlreadyVerified, UidTaken.
    """
    require_runner(by, action.recommendation.country_id)
    return store_progress(action, values, by=by, file=file, uid=uid)


@transaction.atomic
def reschedule_action(*, by, action, values):
    """Move the date of an open action. `values`: due_on (None: no date any more) and narrative, which says why.

    Raises Invalid, NotFollowed, NothingToMove.
    """
    require_runner(by, action.recommendation.country_id)
    locked(action.recommendation_id)
    action.refresh_from_db()
    if action.state not in (ActionState.NOT_STARTED, ActionState.ONGOING):
        raise NothingToMove(_("Only an action that is still open has a date to move."))
    given = read_values(
        {"due_on": Day(), "narrative": Words(most=MOST_WORDS, required=True)}, values, complete=True
    )
    return store_progress(action, given, by=by)


def store_progress(action, values, *, by, file=None, uid=None, on_behalf_of=None):
    """`tell_progress` for those whose right was found otherwise; `by` None: the addressee itself, by its link."""
    recommendation = locked(action.recommendation_id)
    action.refresh_from_db()
    given = read_values(FIELDS, values, complete=True)
    if "due_on" not in values:
        given["due_on"] = action.due_on
    is_note = given["visibility"] != Visibility.PUBLIC
    given["state"] = given["state"] or action.state
    _check(action, given, file, is_note)
    if uid and ProgressUpdate.objects.filter(uid=uid).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    given["percent"] = None if is_note else _percent(action, given)
    proof = keep_proof(file, recommendation, by=by, visibility=given["visibility"])
    update = ProgressUpdate(
        action=action, at=timezone.now(), by=by, on_behalf_of_id=on_behalf_of, proof=proof, **given
    )
    if uid:
        update.uid = uid
    try:
        with transaction.atomic():
            update.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    told = {name: given[name] for name in ("state", "percent", "due_on", "visibility")}
    remember("told", update, by=by, country=recommendation.country_id, after=told)
    if not is_note:
        keep_action(action)
        announce(
            Happening.Kind.PROGRESS_TOLD, recommendation, action.responsible, action=str(action.uid),
            title=action.title, state=update.state, percent=update.percent,
        )  # fmt: skip
    return update


def _check(action, given, file, is_note):
    if is_note:
        if given["state"] != action.state or given["due_on"] != action.due_on or given["percent"] is not None:
            refuse(
                "visibility", "note-moves-nothing", _("What changes state, date or percent is for everybody.")
            )
        return
    if action.state == VERIFIED:
        raise AlreadyVerified(_("This action is verified: nothing is added any more."))
    if given["state"] == COMPLETED and not (file or given["proof_url"]):
        refuse("proof_url", "proof-missing", _("What is completed needs a proof: a file or an address."))
    if given["state"] == NOT_APPLICABLE and not given["narrative"]:
        refuse("narrative", "reason-missing", _("Say why."))


def _percent(action, given):
    """What is told; under way it stays what it was."""
    if given["state"] == COMPLETED:
        return 100
    if given["percent"] is None and given["state"] == ActionState.ONGOING:
        return action.percent if action.state == ActionState.ONGOING else 0
    return given["percent"]


@transaction.atomic
def verify_progress(*, by, update, values):
    """Say whether what is shown as done is done. `values`: verdict (adequate, inadequate) and, if not, the reason.

    Adequate: the action is verified. Inadequate: it is open again. Raises NotIndependent (D6), NotCompleted, Invalid,
    NotFollowed.
    """
    action = update.action
    require_runner(by, action.recommendation.country_id)
    recommendation = locked(action.recommendation_id)
    if not is_independent(by, update):
        raise NotIndependent(
            _("Somebody else verifies this: not who told it, and nobody of that organisation.")
        )
    newest = ProgressUpdate.objects.of_action(action).counting().newest_first().first()
    is_looked_at = Verification.objects.filter(update=update).exists()
    if newest is None or newest.pk != update.pk or update.state != COMPLETED or is_looked_at:
        raise NotCompleted(_("Only what was last told as completed can be verified, and once."))
    given = read_values(VERDICT_FIELDS, values, complete=True)
    if given["verdict"] == Verification.Verdict.INADEQUATE and not given["reason"]:
        refuse("reason", "reason-missing", _("Say why."))
    verification = Verification(update=update, by=by, at=max(timezone.now(), update.at), **given)
    verification.save(force_insert=True)
    keep_action(action)
    remember("verified", verification, by=by, country=recommendation.country_id, after=given)
    adequate = verification.verdict == Verification.Verdict.ADEQUATE
    kind = Happening.Kind.ACTION_VERIFIED if adequate else Happening.Kind.ACTION_REOPENED
    announce(kind, recommendation, action.responsible, action=str(action.uid), title=action.title)
    return verification


def is_independent(user, update):
    """D6: `user` neither told it nor belongs to the responsible organisation: keeps its page, or sits for it."""
    responsible = update.action.responsible
    sits_for_it = Membership.objects.of_user(user).in_force_on(timezone.localdate()).on_behalf_of(responsible)
    return update.by_id != user.pk and not is_steward(user, responsible) and not sits_for_it.exists()

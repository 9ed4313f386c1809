"""What addressees answer: recorded by the secretariat from a letter, or given by the link of their own letter."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember
from sse_portal.records.values import Choice, Day, Words, read_values, refuse

from ..models import Document, Happening, KeyAction, ManagementResponse
from .actions import store_action
from .common import require_runner
from .following_up import MOST_TITLE, MOST_WORDS, announce, keep_proof, locked
from .heads import keep_heads

Position = ManagementResponse.Position
NEEDS_REASON = (Position.REJECTED, Position.PARTIALLY)


class NotAsked(Conflict):
    """It was not transmitted to this addressee yet."""

    code, field = "not-asked", "addressee"


class ActionsStand(Conflict):
    """Who rejects plans nothing: the actions must first be told as no longer applicable (D5)."""

    code, field = "actions-stand", "position"


FIELDS = {
    "position": Choice(choices=Position, required=True),
    "justification": Words(most=MOST_WORDS),
    "responded_on": Day(),
    "action": Words(most=MOST_TITLE),
    "action_due_on": Day(),
}


@transaction.atomic
def respond(*, by, addressee, values, file=None, uid=None):
    """Record the answer of an addressee; it takes the place of an earlier one, which stays.

    `values`: position, justification (by language), responded_on (the day of the letter, else today), and with an
    acceptance the first `action` (by language) with action_due_on. `file` is the letter. Who does not accept the whole
    says why; who accepts says what will be done, or why nothing (D5). Raises Invalid, NotFollowed, NotAsked,
    ActionsStand, UidTaken.
    """
    require_runner(by, addressee.recommendation.country_id)
    return store_response(addressee, values, by=by, file=file, uid=uid)


def store_response(addressee, values, *, by, file=None, uid=None):
    """`respond` for those whose right was found otherwise; `by` None: the addressee itself, by its link."""
    recommendation = locked(addressee.recommendation_id)
    if addressee.transmitted_at is None:
        raise NotAsked(_("The recommendation was not transmitted to it yet."))
    given = read_values(FIELDS, values, complete=True)
    today = timezone.localdate()
    if given["responded_on"] and given["responded_on"] > today:
        refuse("responded_on", "not-yet", _("This day is still to come."))
    _check(addressee, given)
    if uid and ManagementResponse.objects.filter(uid=uid).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    document = keep_proof(file, recommendation, by=by, kind=Document.Kind.LETTER)
    response = ManagementResponse(
        addressee=addressee, position=given["position"], justification=given["justification"],
        responded_on=given["responded_on"] or today, document=document, at=timezone.now(), by=by,
    )  # fmt: skip
    if uid:
        response.uid = uid
    try:
        with transaction.atomic():
            response.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    keep_heads([recommendation.pk])
    told = {"position": response.position, "responded_on": response.responded_on}
    remember("responded", response, by=by, country=recommendation.country_id, after=told)
    announce(
        Happening.Kind.RESPONSE_RECEIVED, recommendation, addressee.organization, position=response.position
    )
    if given["action"]:
        first = {"title": given["action"], "due_on": given["action_due_on"]}
        store_action(addressee, recommendation, first, by=by)
    return response


def _check(addressee, given):
    """D5."""
    position, standing = given["position"], KeyAction.objects.of_addressee(addressee).applying().exists()
    if position in NEEDS_REASON and not given["justification"]:
        refuse("justification", "reason-missing", _("Say why."))
    if position in (Position.REJECTED, Position.NOTED) and given["action"]:
        refuse("action", "nothing-accepted", _("Actions belong to what is accepted."))
    if position == Position.REJECTED and standing:
        raise ActionsStand(_("Say first that its actions no longer apply."))
    if position == Position.ACCEPTED and not (given["action"] or given["justification"] or standing):
        refuse("action", "nothing-planned", _("Say what will be done, or why nothing."))
    if given["action_due_on"] and not given["action"]:
        refuse("action", "required", _("This field is required."))

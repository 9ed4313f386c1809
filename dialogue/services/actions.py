"""Key actions: planned for what an addressee accepted, their words mended. What becomes of them: `progress`."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.services.choosing import AnOrganization
from sse_portal.basics.problems import Conflict
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Day, Flag, Number, Text, Whole, Words, read_values

from ..models import Happening, KeyAction, ManagementResponse
from .common import require_runner
from .following_up import MOST_REASON, MOST_TITLE, announce, locked, next_position
from .heads import keep_action

LARGEST = Decimal("1e15")
MOST_WEIGHT = 100
WORDS = {
    "title": Words(most=MOST_TITLE, required=True),
    "depends_on_funding": Flag(),
    "indicator": Words(most=MOST_TITLE),
    "unit": Text(40),
    "baseline": Number(least=-LARGEST, most=LARGEST),
    "target": Number(least=-LARGEST, most=LARGEST),
}


class NothingAccepted(Conflict):
    """An action is planned for what the addressee accepted, in whole or in part (D5)."""

    code, field = "nothing-accepted", "addressee"


def fields(by):
    """What one may say of a new action. Weight and responsible organisation stay: past progress rests on them."""
    return WORDS | {
        "due_on": Day(), "weight": Whole(least=1, most=MOST_WEIGHT, blank=1), "responsible": AnOrganization(by=by),
    }  # fmt: skip


@transaction.atomic
def plan_action(*, by, addressee, values, uid=None):
    """Plan an action of an addressee that accepted. `values` by name: those of `fields`.

    `due_on` None: no date was set; `responsible` else the addressee itself; `weight` 1 to 100 is its part in the
    progress. Raises Invalid, NotFollowed, NothingAccepted, UidTaken.
    """
    require_runner(by, addressee.recommendation.country_id)
    return store_action(addressee, locked(addressee.recommendation_id), values, by=by, uid=uid)


def store_action(addressee, recommendation, values, *, by, uid=None):
    """`plan_action` for those whose right was found otherwise, under the lock of the recommendation."""
    last = ManagementResponse.objects.of_addressee(addressee).newest_first().first()
    accepted = (ManagementResponse.Position.ACCEPTED, ManagementResponse.Position.PARTIALLY)
    if last is None or last.position not in accepted:
        raise NothingAccepted(_("Actions belong to what is accepted."))
    given = read_values(fields(by), values, complete=True)
    due_on, responsible = given.pop("due_on"), given.pop("responsible") or addressee.organization
    action = KeyAction(
        recommendation=recommendation, addressee=addressee, responsible_id=responsible.pk, created_by=by,
        first_due_on=due_on, due_on=due_on, position=next_position(recommendation.actions), **given,
    )  # fmt: skip
    action.created_at = action.told_at = timezone.now()
    if uid:
        action.uid = uid
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    keep_action(action)
    told = {"title": action.title, "due_on": due_on, "responsible": responsible.uid, "weight": action.weight}
    remember("planned", action, by=by, country=recommendation.country_id, after=told)
    announce(
        Happening.Kind.ACTION_PLANNED, recommendation, responsible, action=str(action.uid), title=action.title,
        due_on=due_on.isoformat() if due_on else None,
    )  # fmt: skip
    return action


@transaction.atomic
def change_action(*, by, action, values, version, reason=""):
    """Mend the words of an action. Its date moves by `progress.reschedule_action`. Raises Invalid, StaleVersion."""
    require_runner(by, action.recommendation.country_id)
    locked(action.recommendation_id)
    return update_record(
        action, read_values(WORDS, values), by=by, version=version, country=action.recommendation.country_id,
        reason=clean_text(reason or "", limit=MOST_REASON, field="reason"),
    )  # fmt: skip

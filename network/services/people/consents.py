"""The ledger of consent: lines are added, never changed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.records.values import Choice, Moment, Text, read_values, refuse

from ...models import ConsentEvent, Purpose
from ..common import require_keeper
from .erasure import erase
from .writing import locked, note

Act = ConsentEvent.Act
FIELDS = {
    "purpose": Choice(required=True, choices=Purpose),
    "act": Choice(required=True, choices=Act),
    "basis": Choice(choices=ConsentEvent.Basis, blank=ConsentEvent.Basis.CONSENT.value),
    "method": Choice(required=True, choices=ConsentEvent.Method),
    "expires_at": Moment(),
    "note": Text(most=500),
}


@transaction.atomic
def record_consent(*, by, person, values):
    """Write that a person gave or withdrew consent for a purpose (or that another lawful basis began or ended).

    A withdrawal that leaves nothing in force for any purpose erases the person: `line.person.erased_at` tells.
    Raises Invalid, Erased.
    """
    require_keeper(by, person.country_id)
    return store_consent(person, values, by=by)


def store_consent(person, values, *, by, reason=""):
    """Add a line whose writer was judged already."""
    accepted = read_values(FIELDS, values, complete=True)
    held, now = locked(person), timezone.now()
    _refuse_expiry(accepted, now)
    line = ConsentEvent.objects.create(person=held, at=now, recorded_by=by, **accepted)
    told = {name: accepted[name] for name in ("purpose", "basis", "method", "expires_at") if accepted[name]}
    note(f"consent {line.act}", held, by=by, reason=reason, **told)
    if line.act == Act.WITHDRAWN and not held.consents.in_force(now).exists():
        erase(held, by=by, method=line.method, reason=reason)
    return line


def _refuse_expiry(values, now):
    expires_at = values["expires_at"]
    if expires_at and values["act"] == Act.WITHDRAWN:
        refuse("expires_at", "withdrawal-expires", _("A withdrawal does not expire."))
    if expires_at and expires_at <= now:
        refuse("expires_at", "expired-already", _("It would have expired already."))

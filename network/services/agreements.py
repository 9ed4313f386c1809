"""Agreements: written down, signed, suspended and resumed, terminated. Their parts: `agreement_parts`."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Choice, Day, Whole, Words, folded, read_values, refuse
from sse_portal.reference import summaries as reference

from ..models import Agreement, Visibility
from .agreement_parts import Parties, parties_told, put_parties, refuse_too_few, store_parties
from .common import require_keeper

MOST_REASON, MOST_NOTICE = 1000, 730
DRAFT, SIGNED, SUSPENDED, TERMINATED = Agreement.Status.values


class ReasonMissing(Problem):
    """An agreement is only suspended or terminated with a reason."""

    code, field, status = "reason-missing", "reason", 422


class NotADraft(Conflict):
    """It was signed already."""

    code = "not-a-draft"


class NotSigned(Conflict):
    """Only what is signed and stands can be suspended."""

    code = "not-signed"


class NotSuspended(Conflict):
    """Only what is suspended can be resumed."""

    code = "not-suspended"


class NotInForce(Conflict):
    """Only what was signed, and was not terminated, can be terminated."""

    code = "not-in-force"


class Ended(Conflict):
    """Its last day is over: nothing is left to suspend or to terminate."""

    code = "ended"


@dataclass(frozen=True)
class Transition:
    """A step of an agreement's life: from which statuses to which, and what is raised anywhere else."""

    before: frozenset
    after: str
    act: str
    refusal: type[Conflict]
    sentence: Any
    needs_reason: bool = False
    while_it_lasts: bool = False


TRANSITIONS = {
    "sign": Transition(
        frozenset({DRAFT}), SIGNED, "signed", NotADraft, gettext_lazy("This agreement was signed already."),
    ),
    "suspend": Transition(
        frozenset({SIGNED}), SUSPENDED, "suspended", NotSigned,
        gettext_lazy("Only a signed agreement can be suspended."), needs_reason=True, while_it_lasts=True,
    ),
    "resume": Transition(
        frozenset({SUSPENDED}), SIGNED, "resumed", NotSuspended, gettext_lazy("This agreement is not suspended."),
    ),
    "terminate": Transition(
        frozenset({SIGNED, SUSPENDED}), TERMINATED, "terminated", NotInForce,
        gettext_lazy("Only a signed agreement can be terminated, and only once."), needs_reason=True,
        while_it_lasts=True,
    ),
}  # fmt: skip


def fields(by):
    """What one may say of an agreement; its country is said once, by `create_agreement`."""
    return {
        "title": Words(most=300, required=True),
        "kind": Choice(choices=Agreement.Kind, required=True),
        "starts_on": Day(),
        "ends_on": Day(),
        "summary": Words(most=5_000),
        "reminder_days": Whole(least=0, most=MOST_NOTICE, blank=90),
        "visibility": Choice(choices=Visibility, blank=Visibility.PUBLIC.value),
        "parties": Parties(by=by),
    }


@transaction.atomic
def create_agreement(*, by, values, uid=None, is_sample=False):
    """Write down the draft of an agreement. `values` by name: country (None: the region) and those of `fields`.

    `ends_on` is the first day on which it no longer holds; `reminder_days` before it the secretariat is reminded;
    `parties` are [{"organization": public identifier, "role": code}, …]. Raises Invalid, UidTaken.
    """
    given = read_values(
        {"country": Choice(choices=reference.country_codes, blank=None)} | fields(by), values, complete=True
    )
    country, parties = given.pop("country"), given.pop("parties")
    require_keeper(by, country)
    _check_interval(given["starts_on"], given["ends_on"])
    agreement = Agreement(country_id=country, is_sample=is_sample, **_columns(given))
    if uid:
        agreement.uid = uid
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    store_parties(agreement, parties)
    told = {name: value for name, value in given.items() if value not in (None, "", {})}
    remember("drafted", agreement, by=by, country=country, after=told | {"parties": parties_told(parties)})
    return agreement


@transaction.atomic
def change_agreement(*, by, agreement, values, version, reason=""):
    """Change what is said of an agreement. Once it is amended, its end moves by amendments only.

    Parties that `by` may not know stay. Raises Invalid, TooFewParties, StaleVersion.
    """
    country = agreement.country_id
    require_keeper(by, country)
    given = read_values(fields(by), values)
    parties = given.pop("parties", None)
    _check_interval(*(given.get(name, getattr(agreement, name)) for name in ("starts_on", "ends_on")))
    moved = "ends_on" in given and given["ends_on"] != agreement.ends_on
    if moved and agreement.amendments.exists():
        refuse(
            "ends_on", "by-amendment", _("This agreement was amended: its end moves by another amendment.")
        )
    if parties is not None:
        version = put_parties(by, agreement, parties, version)
    return update_record(
        agreement, _columns(given), by=by, version=version, country=country, reason=_reason(reason)
    )


@transaction.atomic
def sign_agreement(*, by, agreement, values, version):
    """Two parties at least have signed it. `values`: signed_on, starts_on (else the day of signing), ends_on.

    Raises NotADraft, TooFewParties, Invalid, StaleVersion.
    """
    require_keeper(by, agreement.country_id)
    _refuse_unless("sign", agreement)
    names = {"signed_on": Day(required=True), "starts_on": Day(), "ends_on": Day()}
    kept = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    given = read_values(names, kept | values, complete=True)
    if given["signed_on"] > timezone.localdate():
        refuse("signed_on", "not-yet", _("This day is still to come."))
    given["starts_on"] = given["starts_on"] or given["signed_on"]
    _check_interval(given["starts_on"], given["ends_on"])
    refuse_too_few(agreement.parties.values_list("organization", "role"))
    return _move("sign", agreement, given, by=by, version=version)


@transaction.atomic
def suspend_agreement(*, by, agreement, version, reason):
    """It rests for a while. Raises NotSigned, Ended, ReasonMissing, StaleVersion."""
    require_keeper(by, agreement.country_id)
    return _move("suspend", agreement, {}, by=by, version=version, reason=reason)


@transaction.atomic
def resume_agreement(*, by, agreement, version, reason=""):
    """It holds again. Raises NotSuspended, StaleVersion."""
    require_keeper(by, agreement.country_id)
    return _move("resume", agreement, {}, by=by, version=version, reason=reason)


@transaction.atomic
def terminate_agreement(*, by, agreement, version, reason, terminated_on=None):
    """It ends before its time, on `terminated_on` (None: today). Raises NotInForce, Ended, ReasonMissing, Invalid."""
    require_keeper(by, agreement.country_id)
    given = read_values({"terminated_on": Day()}, {"terminated_on": terminated_on})
    day = given["terminated_on"] or timezone.localdate()
    _refuse_unless("terminate", agreement)
    if day < agreement.signed_on:
        refuse("terminated_on", "before-it-was-signed", _("It was signed after this day."))
    if agreement.ends_on and day >= agreement.ends_on:
        refuse("terminated_on", "after-its-end", _("By this day it has ended anyway."))
    return _move("terminate", agreement, {"terminated_on": day}, by=by, version=version, reason=reason)


def _move(name, agreement, values, *, by, version, reason=""):
    """Take the step `name` of TRANSITIONS; its refusal when the agreement is not where the step begins."""
    step = _refuse_unless(name, agreement)
    reason = _reason(reason)
    if step.needs_reason and not reason:
        raise ReasonMissing(_("Say why."))
    return update_record(
        agreement, values | {"status": step.after}, by=by, version=version, act=step.act,
        country=agreement.country_id, reason=reason,
    )  # fmt: skip


def _refuse_unless(name, agreement):
    step = TRANSITIONS[name]
    if agreement.status not in step.before:
        raise step.refusal(str(step.sentence))
    if step.while_it_lasts and agreement.ends_on and agreement.ends_on <= timezone.localdate():
        raise Ended(_("This agreement has ended."))
    return step


def _check_interval(starts_on, ends_on):
    if starts_on and ends_on and ends_on <= starts_on:
        refuse("ends_on", "ends-before-it-starts", _("The end must come after the beginning."))


def _reason(text):
    return clean_text(text or "", limit=MOST_REASON, field="reason")


def _columns(given):
    return given | ({"title_folded": folded(given["title"])} if "title" in given else {})

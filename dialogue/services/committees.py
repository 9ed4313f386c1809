"""Committees: set up, established, suspended and resumed, dissolved; and the versions of their rules."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.services.choosing import AnOrganization
from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import (
    Address,
    Choice,
    Day,
    Email,
    Text,
    Words,
    Zone,
    folded,
    read_values,
    refuse,
)
from sse_portal.reference import summaries as reference

from ..models import Committee, Decision, Happening, RuleSet, Visibility
from ..standing_orders import document_of, read_rules
from .common import require_runner, tell

Status = Committee.Status
MOST_REASON = 1000


class WrongStep(Conflict):
    """The committee is not where this step begins."""

    code, field = "wrong-status", "status"


class ReasonMissing(Problem):
    """A committee is only suspended or dissolved with a reason."""

    code, field, status = "reason-missing", "reason", 422


class RulesInUse(Conflict):
    """Rules that are in force, or by which something was decided, do not change: new ones take their place."""

    code, field = "rules-in-use", "document"


@dataclass(frozen=True)
class Step:
    """A step of a committee's life."""

    before: tuple
    after: str
    act: str
    sentence: Any
    needs_reason: bool = False


STEPS = {
    "establish": Step(
        (Status.FORMING,), Status.ESTABLISHED, "established",
        gettext_lazy("Only a committee that is being formed can be established."),
    ),
    "suspend": Step(
        (Status.ESTABLISHED,), Status.SUSPENDED, "suspended",
        gettext_lazy("Only an established committee can be suspended."), needs_reason=True,
    ),
    "resume": Step(
        (Status.SUSPENDED,), Status.ESTABLISHED, "resumed", gettext_lazy("This committee is not suspended.")
    ),
    "dissolve": Step(
        (Status.ESTABLISHED, Status.SUSPENDED), Status.DISSOLVED, "dissolved",
        gettext_lazy("Only an established committee can be dissolved."), needs_reason=True,
    ),
}  # fmt: skip


def fields(by):
    """What one may say of a committee; its country is said once, by `set_up_committee`."""
    return {
        "name": Words(300, required=True),
        "mandate": Words(20_000),
        "legal_basis": Words(1000),
        "timezone": Zone(required=True),
        "host": AnOrganization(by=by),
        "email": Email(),
        "website": Address(),
        "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
    }


@transaction.atomic
def set_up_committee(*, by, values, uid=None, is_sample=False):
    """Begin to form a committee. `values` by name: country (None: the region) and those of `fields`.

    Raises Invalid, UidTaken.
    """
    country_kind = {"country": Choice(reference.country_codes, blank=None)}
    given = read_values(country_kind | fields(by), values, complete=True)
    country = given.pop("country")
    require_runner(by, country)
    committee = Committee(country_id=country, is_sample=is_sample, **_columns(given))
    if uid:
        committee.uid = uid
    try:
        with transaction.atomic():
            committee.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    told = {name: value for name, value in _columns(given).items() if value not in (None, "", {})}
    remember("set up", committee, by=by, country=country, after=told)
    return committee


@transaction.atomic
def change_committee(*, by, committee, values, version, reason=""):
    """Change what is said of a committee. Raises Invalid, StaleVersion."""
    require_runner(by, committee.country_id)
    given = _columns(read_values(fields(by), values))
    return update_record(
        committee, given, by=by, version=version, country=committee.country_id, reason=_reason(reason)
    )


def _columns(given):
    """Foreign keys by their column, which the history can keep; the name also as searches compare it."""
    columns = dict(given)
    if "host" in columns:
        host = columns.pop("host")
        columns["host_id"] = host.pk if host else None
    if "name" in columns:
        columns["name_folded"] = folded(columns["name"])
    return columns


@transaction.atomic
def take_step(name, *, by, committee, version, on=None, reason=""):
    """Establish, suspend, resume or dissolve a committee (STEPS), from the day `on` (today).

    Raises WrongStep, ReasonMissing, Invalid, StaleVersion.
    """
    step = STEPS[name]
    require_runner(by, committee.country_id)
    if committee.status not in step.before:
        raise WrongStep(str(step.sentence))
    reason = _reason(reason)
    if step.needs_reason and not reason:
        raise ReasonMissing(_("Say why."))
    day = read_values({"on": Day()}, {"on": on})["on"] or timezone.localdate()
    values = {"status": step.after} | _dates(name, committee, day)
    update_record(
        committee, values, by=by, version=version, act=step.act, country=committee.country_id, reason=reason
    )
    if name == "establish":
        tell(Happening.Kind.COMMITTEE_ESTABLISHED, committee)
    return committee


def _dates(name, committee, day):
    if day > timezone.localdate():
        refuse("on", "not-yet", _("This day is still to come."))
    if name == "establish":
        return {"established_on": day}
    if name != "dissolve":
        return {}
    if day <= committee.established_on:
        refuse("on", "ends-before-it-starts", _("The end must come after the beginning."))
    return {"dissolved_on": day}


RULES = {"effective_from": Day(required=True), "note": Text(500)}


@transaction.atomic
def write_rules(*, by, committee, document, values, uid=None):
    """Add the next version of a committee's rules. `document` as `standing_orders.read_rules` takes it.

    `values`: effective_from, note. Raises Invalid, Conflict when rules begin on that day already.
    """
    require_runner(by, committee.country_id)
    given = read_values(RULES, values, complete=True)
    rules = document_of(read_rules(document))
    Committee.objects.select_for_update().get(pk=committee.pk)
    highest = max(committee.rule_sets.values_list("number", flat=True), default=0)
    rule_set = RuleSet(committee=committee, number=highest + 1, document=rules, **given)
    if uid:
        rule_set.uid = uid
    try:
        with transaction.atomic():
            rule_set.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Other rules begin on this day."), field="effective_from") from error
    remember("written", rule_set, by=by, country=committee.country_id, after={"number": rule_set.number})
    tell(Happening.Kind.COMMITTEE_CHANGED, committee, rules=rule_set.number)
    return rule_set


@transaction.atomic
def change_rules(*, by, rule_set, document, values, version):
    """Change rules that are not in force yet. Raises RulesInUse, Invalid, Conflict, StaleVersion."""
    country = rule_set.committee.country_id
    require_runner(by, country)
    begun = rule_set.effective_from <= timezone.localdate()
    if begun or Decision.objects.filter(rule_set=rule_set).exists():
        raise RulesInUse(_("These rules are in force. Write new ones that take their place."))
    given = read_values(RULES, values, complete=True) | {"document": document_of(read_rules(document))}
    try:
        with transaction.atomic():
            return update_record(rule_set, given, by=by, version=version, country=country)
    except IntegrityError as error:
        raise Conflict(_("Other rules begin on this day."), field="effective_from") from error


def _reason(text):
    return clean_text(text or "", limit=MOST_REASON, field="reason")

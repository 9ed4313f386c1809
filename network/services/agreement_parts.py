"""The parts of an agreement: its parties, numbered amendments, and documents."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import remember, stale
from sse_portal.records.storing import discard_file, read_upload
from sse_portal.records.values import (
    Choice,
    Day,
    Kind,
    Language,
    Refused,
    Text,
    Words,
    read_values,
    refuse,
)

from ..models import Agreement, AgreementDocument, AgreementParty, Amendment, Visibility
from .choosing import AnOrganization
from .common import require_keeper

MOST_PARTIES, FEWEST_PARTIES = 40, 2
ROLE = Choice(choices=AgreementParty.Role, blank=AgreementParty.Role.PARTY.value)
AMENDMENT = {"signed_on": Day(required=True), "ends_on": Day(), "summary": Words(most=5_000, required=True)}
DOCUMENT = {
    "title": Text(most=200, required=True),
    "language": Language(),
    "visibility": Choice(choices=Visibility, blank=Visibility.SECRETARIAT.value),
}


class TooFewParties(Conflict):
    """An agreement is signed by two parties at least; a witness is none."""

    code, field = "too-few-parties", "parties"


class NotAmendable(Conflict):
    """A draft is changed, not amended; what is terminated is neither."""

    code = "not-amendable"


@dataclass(frozen=True)
class Parties(Kind):
    """[{"organization": public identifier, "role": code}, …] as [(Organization, role), …], each once."""

    blank: Any = list
    by: Any = None

    def typed(self, raw):
        if not isinstance(raw, (list, tuple)) or not all(isinstance(row, dict) for row in raw):
            raise Refused("not-a-list", _("This must be a list of objects."))
        if len(raw) > MOST_PARTIES:
            raise Refused("too-many", _("At most %(most)d.") % {"most": MOST_PARTIES})
        if unknown := sorted({str(name) for row in raw for name in row} - {"organization", "role"}):
            raise Refused(
                "unknown-field", _("There is no field “%(name)s” here.") % {"name": unknown[0][:60]}
            )
        one = AnOrganization(by=self.by, required=True)
        pairs = [(one.read(row.get("organization")), ROLE.read(row.get("role"))) for row in raw]
        if len(set(pairs)) < len(pairs):
            raise Refused("party-twice", _("An organisation is named twice in the same role."))
        return pairs


def store_parties(agreement, pairs):
    """Write the parties of an agreement that has none yet, in their order."""
    rows = [AgreementParty(agreement=agreement, organization=who, role=role) for who, role in pairs]
    AgreementParty.objects.bulk_create(rows)


def parties_told(pairs):
    """Parties for the history: public identifiers and roles."""
    return [f"{organization.uid} {role}" for organization, role in pairs]


def refuse_too_few(pairs):
    """TooFewParties unless two of these (Organization or its key, role) sign."""
    signing = {organization for organization, role in pairs if role != AgreementParty.Role.WITNESS}
    if len(signing) < FEWEST_PARTIES:
        raise TooFewParties(_("An agreement is signed by two parties at least."))


def put_parties(by, agreement, pairs, version):
    """Make the parties that `by` may know exactly these; others stay. Returns the version afterwards."""
    known = list(agreement.parties.visible_to(by).in_order())
    before = [(party.organization, party.role) for party in known]
    if set(before) == set(pairs):
        return version
    hidden = agreement.parties.exclude(pk__in=[party.pk for party in known])
    if agreement.status != Agreement.Status.DRAFT:
        refuse_too_few(
            [(who.pk, role) for who, role in pairs] + list(hidden.values_list("organization", "role"))
        )
    version = _claim(agreement, version)
    agreement.parties.filter(pk__in=[p.pk for p in known if (p.organization, p.role) not in pairs]).delete()
    store_parties(agreement, [pair for pair in pairs if pair not in before])
    remember(
        "parties changed", agreement, by=by, country=agreement.country_id,
        before={"parties": parties_told(before)}, after={"parties": parties_told(pairs)},
    )  # fmt: skip
    return version


def _claim(agreement, version, **columns):
    """Raise the version if nobody did since, writing `columns`; others wait. StaleVersion otherwise."""
    now = timezone.now()
    rows = Agreement.objects.filter(pk=agreement.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=now, **columns):
        raise stale(agreement)
    for name, value in {**columns, "version": version + 1, "updated_at": now}.items():
        setattr(agreement, name, value)
    return agreement.version


@transaction.atomic
def amend_agreement(*, by, agreement, values, version):
    """Add the next amendment; it moves the end when it names one. `values`: signed_on, ends_on, summary (by language).

    Amendments are never changed: a wrong one is put right by the next. Raises NotAmendable, Invalid, StaleVersion.
    """
    require_keeper(by, agreement.country_id)
    if agreement.status not in (Agreement.Status.SIGNED, Agreement.Status.SUSPENDED):
        raise NotAmendable(_("Only a signed agreement can be amended."))
    given = read_values(AMENDMENT, values, complete=True)
    # Whoever amends in between raises the version: then `_claim` refuses.
    last = agreement.amendments.aggregate(number=Max("number"), signed_on=Max("signed_on"))
    _check_amendment(agreement, given, last["signed_on"] or agreement.signed_on)
    former = agreement.ends_on
    _claim(agreement, version, **({"ends_on": given["ends_on"]} if given["ends_on"] else {}))
    amendment = Amendment.objects.create(agreement=agreement, number=(last["number"] or 0) + 1, **given)
    remember(
        "amended", agreement, by=by, country=agreement.country_id, before={"ends_on": former},
        after={"number": amendment.number, "signed_on": amendment.signed_on, "ends_on": agreement.ends_on},
    )  # fmt: skip
    return amendment


def _check_amendment(agreement, given, earlier):
    if given["signed_on"] > timezone.localdate():
        refuse("signed_on", "not-yet", _("This day is still to come."))
    if given["signed_on"] < earlier:
        refuse(
            "signed_on", "out-of-order", _("Amendments are signed one after the other, after the agreement.")
        )
    if given["ends_on"] and agreement.starts_on and given["ends_on"] <= agreement.starts_on:
        refuse("ends_on", "ends-before-it-starts", _("The end must come after the beginning."))


@transaction.atomic
def add_document(*, by, agreement, values, file):
    """Keep a document of an agreement. `values`: title, language, visibility (else the secretariat's).

    `file` is an uploaded file. Raises Invalid, BadFile.
    """
    require_keeper(by, agreement.country_id)
    given = read_values(DOCUMENT, values, complete=True)
    if file is None:
        refuse("file", "required", _("This field is required."))
    document = AgreementDocument.objects.create(agreement=agreement, **given, **read_upload(file))
    told = given | {"document": document.uid, "file_name": document.file_name, "sha256": document.sha256}
    remember("document added", agreement, by=by, country=agreement.country_id, after=told)
    return document


@transaction.atomic
def remove_document(*, by, document):
    """Take away a document, and its file: it was the wrong one."""
    agreement = document.agreement
    require_keeper(by, agreement.country_id)
    told = {"document": document.uid, "title": document.title, "sha256": document.sha256}
    remember("document removed", agreement, by=by, country=agreement.country_id, before=told)
    discard_file(document)
    document.delete()

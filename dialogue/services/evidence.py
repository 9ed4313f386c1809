"""What a recommendation rests on: pinned as it was on the day, taken off again. Looking again: `evidence_checks`."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mapping.summaries import figures
from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, digest_of, remember, update_record
from sse_portal.records.values import Choice, Text, Whole, Words, read_values, refuse

from ..models import Document, Evidence, Minutes
from .common import require_runner
from .evidence_checks import look_again
from .paragraphs import paragraph_of
from .recommendation_values import Named

MOST_NOTE = 1000
ENDED = ("closed", "withdrawn", "superseded")
# Minutes whose text never changes again.
SEALED = ("approved", "published")
Kind = Evidence.Kind


class Ended(Conflict):
    """Nothing is pinned to a recommendation that was closed, withdrawn or superseded, nor taken off it."""

    code, field = "ended", "status"


class PinnedAlready(Conflict):
    """This very thing is pinned already."""

    code = "pinned-already"


class TakenOff(Conflict):
    """It was taken off before."""

    code = "taken-off"


def fields(by):
    """{name: Kind} of what one says to pin a piece of evidence; what its kind does not need is left out."""
    definitions = Evidence._meta.get_field("definition").remote_field.model.objects
    return {
        "kind": Choice(choices=Evidence.Kind, required=True),
        "note": Words(most=MOST_NOTE),
        "release": Named(among=_releases, missing=_("There is no such published release.")),
        "indicator": Text(12),
        "dimension": Text(30),
        "category": Text(40),
        "dimension_2": Text(30),
        "category_2": Text(40),
        "definition": Named(
            among=lambda: definitions.visible_to(by), missing=_("There is no such definition.")
        ),
        "document": Named(
            among=lambda: Document.objects.visible_to(by), missing=_("There is no such document.")
        ),
        "minutes": Named(
            among=lambda: Minutes.objects.visible_to(by).filter(status__in=SEALED),
            missing=_("There are no such approved minutes."),
        ),
        "paragraph": Whole(least=1, most=10_000),
    }


def _releases():
    releases = Evidence._meta.get_field("release").remote_field.model.objects
    return releases.published().select_related("definition")


@transaction.atomic
def pin_evidence(*, by, recommendation, values, uid=None):
    """Pin what the recommendation rests on as it is now, and look at it once. `values` by the names of `fields`.

    Raises Invalid, Ended, PinnedAlready, UidTaken.
    """
    require_runner(by, recommendation.country_id)
    _refuse_ended(recommendation)
    given = read_values(fields(by), values, complete=True)
    pinned = PINS[given["kind"]](given)
    if recommendation.evidence.in_force().filter(kind=given["kind"], digest=pinned["digest"]).exists():
        raise PinnedAlready(_("This is pinned already."))
    last = recommendation.evidence.aggregate(last=Max("position"))["last"] or 0
    evidence = Evidence(
        recommendation=recommendation, position=last + 1, kind=given["kind"], note=given["note"], pinned_by=by,
        **pinned,
    )  # fmt: skip
    if uid:
        evidence.uid = uid
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    told = {"evidence": str(evidence.uid), "kind": evidence.kind, "digest": evidence.digest}
    remember("evidence pinned", recommendation, by=by, country=recommendation.country_id, after=told)
    look_again([evidence], quietly=True)
    return evidence


@transaction.atomic
def remove_evidence(*, by, evidence, version, reason=""):
    """Take a piece of evidence off; it stays for the past. Raises TakenOff, Ended, StaleVersion."""
    recommendation = evidence.recommendation
    require_runner(by, recommendation.country_id)
    _refuse_ended(recommendation)
    if evidence.removed_at:
        raise TakenOff(_("It was taken off before."))
    values = {"removed_at": timezone.now()}
    update_record(
        evidence,
        values,
        by=by,
        version=version,
        act="removed",
        country=recommendation.country_id,
        reason=reason,
    )
    told = {"evidence": str(evidence.uid), "kind": evidence.kind}
    remember("evidence removed", recommendation, by=by, country=recommendation.country_id, before=told)
    return evidence


def _refuse_ended(recommendation):
    if recommendation.status in ENDED:
        raise Ended(_("The recommendation is %(status)s.") % {"status": recommendation.get_status_display()})


def _figure(given):
    release = _needed(given, "release")
    _needed(given, "indicator")
    cell = {name: given[name] for name in figures.CELL}
    found = figures.cells([release.pk], [cell["indicator"]]).get((release.pk, *cell.values()))
    if found is None:
        refuse("indicator", "no-such-figure", _("The release has no such figure."))
    if found.flag:
        refuse("indicator", "no-value", _("The release gives no value for it."))
    told = {"release": release.uid, "seal": release.digest, **cell, "value": found.value, "n": found.n}
    return cell | {
        "release": release, "definition": release.definition, "as_of": release.as_of or release.published_at,
        "value": found.value, "n": found.n, "digest": digest_of(told),
    }  # fmt: skip


def _definition(given):
    definition = _needed(given, "definition")
    told = {"definition": definition.uid, "digest": definition.digest}
    return {"definition": definition, "digest": digest_of(told)}


def _document(given):
    document = _needed(given, "document")
    if not document.sha256:
        refuse("document", "no-file", _("This document has no file."))
    return {"document": document, "digest": document.sha256}


def _paragraph(given):
    minutes, number = _needed(given, "minutes"), _needed(given, "paragraph")
    texts = paragraph_of(minutes.text, number)
    if not texts:
        refuse("paragraph", "no-such-paragraph", _("The minutes have no such paragraph."))
    return {"minutes": minutes, "paragraph": number, "digest": digest_of(texts)}


def _needed(given, name):
    if given[name] in (None, ""):
        refuse(name, "required", _("This field is required."))
    return given[name]


PINS = {
    Kind.FIGURE.value: _figure,
    Kind.DEFINITION.value: _definition,
    Kind.DOCUMENT.value: _document,
    Kind.PARAGRAPH.value: _paragraph,
}

"""Evidence looked at again: what was pinned against what is published now. Each difference is a line that stays."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mapping.summaries import figures
from sse_portal.records.services import digest_of

from ..models import Evidence, EvidenceCheck, Happening, Visibility
from .common import require_runner, tell
from .paragraphs import paragraph_of

Status = EvidenceCheck.Status
CURRENT, CHANGED, UNAVAILABLE = Status.CURRENT, Status.CHANGED, Status.UNAVAILABLE
FLAGS = {"c": "withheld", "x": "no-data"}
BATCH = 500
AROUND = (
    "release", "definition", "document", "minutes__meeting__committee", "recommendation__committee",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """How a piece of evidence stands; `reason` is a code, and release, definition, value are those of now."""

    status: str
    reason: str = ""
    release_id: Any = None
    definition_id: Any = None
    value: Decimal | None = None


@dataclass(frozen=True)
class Published:
    """What is published now: the newest releases, their cells, the definitions in force, corrected minutes."""

    releases: dict
    cells: dict
    definitions: dict
    corrected: dict


@transaction.atomic
def check_evidence(*, by, recommendation):
    """Look at all evidence of a recommendation again, on demand: a line for each piece, different or not.

    Returns the evidence with its `status` as it is now.
    """
    require_runner(by, recommendation.country_id)
    evidence = _locked(Evidence.objects.of_recommendation(recommendation).in_force())
    look_again(evidence, always=True)
    return evidence


def check_all(country):
    """Look at everything again that releases and definitions of a country (ISO code; None: the region) may change.

    Returns how many lines were written.
    """
    keys = Evidence.objects.to_look_at().touched_by(country).order_by("pk").values_list("pk", flat=True)
    keys, written = list(keys), 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            some = Evidence.objects.in_force().filter(pk__in=keys[start : start + BATCH])
            written += len(look_again(_locked(some)))
    return written


def _locked(evidence):
    """Nobody else looks at the same evidence at the same time: each difference is told once."""
    keys = list(evidence.select_for_update().order_by("pk").values_list("pk", flat=True))
    return list(Evidence.objects.filter(pk__in=keys).select_related(*AROUND).in_order())


def look_again(evidence, *, always=False, quietly=False):
    """Compare with what is published now, and write a line where something is different (`always`: for each).

    `quietly` tells no news: what was just pinned has not changed. Returns the lines.
    """
    now, published, last = timezone.now(), _published(evidence), _last_lines(evidence)
    lines = []
    for piece in evidence:
        finding, before = LOOKS[piece.kind](piece, published), last.get(piece.pk)
        if not always and before is not None and _same(finding, before):
            continue
        lines.append(EvidenceCheck(evidence=piece, at=now, **vars(finding)))
        if not quietly and _is_news(finding, before):
            _tell(piece, finding, published)
        _put_status(piece, finding.status)
    EvidenceCheck.objects.bulk_create(lines)
    return lines


def _last_lines(evidence):
    rows = EvidenceCheck.objects.of_evidence(piece.pk for piece in evidence).order_by("id")
    return {row.evidence_id: row for row in rows}


def _same(finding, line):
    return all(getattr(line, name) == value for name, value in vars(finding).items())


def _is_news(finding, before):
    said = (before.status, before.value, before.reason) if before else (CURRENT, None, "")
    return finding.status != CURRENT and said != (finding.status, finding.value, finding.reason)


def _put_status(piece, status):
    """The head of the lines, for filters."""
    if piece.status != status:
        Evidence.objects.filter(pk=piece.pk).update(status=status)
        piece.status = status


def _published(evidence):
    figured = [piece for piece in evidence if piece.kind == Evidence.Kind.FIGURE]
    releases = figures.newest_published({piece.release.country_id for piece in figured})
    keys, indicators = [each.pk for each in releases.values()], {piece.indicator for piece in figured}
    defined = [piece.definition.country_id for piece in evidence if piece.kind == Evidence.Kind.DEFINITION]
    minuted = {piece.minutes_id: piece.minutes for piece in evidence if piece.kind == Evidence.Kind.PARAGRAPH}
    return Published(
        releases=releases,
        cells=figures.cells(keys, indicators) if keys else {},
        definitions=figures.definitions_in_force(defined) if defined else {},
        corrected={key: _last_corrigendum(minutes) for key, minutes in minuted.items()},
    )


def _last_corrigendum(minutes):
    return minutes.corrigenda.order_by("-number").values_list("at", flat=True).first()


def _figure(piece, published):
    """Against the newest published release of the country: same indicator, same cell."""
    newest = published.releases.get(piece.release.country_id)
    is_withdrawn = piece.release.status == "withdrawn"
    if newest is None or is_withdrawn and newest.published_at <= piece.release.published_at:
        return Finding(UNAVAILABLE, "withdrawn" if is_withdrawn else "no-release")
    place = {"release_id": newest.pk, "definition_id": newest.definition_id}
    cell = published.cells.get((newest.pk, *(getattr(piece, name) for name in figures.CELL)))
    if cell is None:
        return Finding(UNAVAILABLE, "no-such-figure", **place)
    if cell.flag:
        return Finding(UNAVAILABLE, FLAGS.get(cell.flag, "no-data"), **place)
    reasons = [
        name
        for name, differs in (
            ("value", cell.value != piece.value),
            ("definition", newest.definition_id != piece.definition_id),
        )
        if differs
    ]
    return Finding(CHANGED if reasons else CURRENT, "+".join(reasons), value=cell.value, **place)


def _definition(piece, published):
    """A definition in force is current; a draft or a template too, as long as nobody adopted another one."""
    in_force = published.definitions.get(piece.definition.country_id)
    if in_force is None or in_force.pk == piece.definition_id:
        return Finding(CURRENT, definition_id=piece.definition_id)
    return Finding(CHANGED, "superseded", definition_id=in_force.pk)


def _document(piece, _published):
    document = piece.document
    if not document.file:
        return Finding(UNAVAILABLE, "removed")
    if piece.recommendation.visibility == Visibility.PUBLIC and document.visibility != Visibility.PUBLIC:
        return Finding(UNAVAILABLE, "hidden")
    return Finding(CURRENT) if document.sha256 == piece.digest else Finding(CHANGED, "replaced")


def _paragraph(piece, published):
    texts = paragraph_of(piece.minutes.text, piece.paragraph)
    if not texts:
        return Finding(UNAVAILABLE, "removed")
    if digest_of(texts) != piece.digest:
        return Finding(CHANGED, "replaced")
    corrected = published.corrected.get(piece.minutes_id)
    return Finding(CHANGED, "corrected") if corrected and corrected > piece.pinned_at else Finding(CURRENT)


LOOKS = {
    Evidence.Kind.FIGURE: _figure,
    Evidence.Kind.DEFINITION: _definition,
    Evidence.Kind.DOCUMENT: _document,
    Evidence.Kind.PARAGRAPH: _paragraph,
}


def _tell(piece, finding, published):
    """News for those who may know the recommendation and what the evidence points to."""
    recommendation = piece.recommendation
    if not recommendation.published_at:
        return
    known = Evidence.objects.public().filter(pk=piece.pk).exists()
    release = published.releases.get(piece.release.country_id) if piece.release_id else None
    tell(
        Happening.Kind.EVIDENCE_CHANGED, recommendation.committee, recommendation=recommendation,
        visibility=Visibility.PUBLIC if known else Visibility.SECRETARIAT,
        evidence=str(piece.uid), evidence_kind=piece.kind, status=finding.status, reason=finding.reason,
        indicator=piece.indicator, old=_text(piece.value), new=_text(finding.value),
        release=str(release.uid) if release else None, release_label=release.label if release else "",
    )  # fmt: skip


def _text(value):
    return None if value is None else f"{value.normalize():f}"

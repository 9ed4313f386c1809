"""The evidence of a recommendation as a reader may know it: what was pinned, and how it stands now."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.summaries import figures
from mapping.summaries.definitions import brief
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.formats import local_date

from ..models import Evidence, EvidenceCheck
from ..services.common import may_run
from ..services.evidence import ENDED
from ..services.paragraphs import paragraph_of
from .addresses import address

Kind = Evidence.Kind
PUBLISHED = "published"
REASONS = {
    "value": gettext_lazy("The newest release gives another value."),
    "definition": gettext_lazy("The same value, but under another version of the working definition."),
    "value+definition": gettext_lazy(
        "The newest release gives another value, under another version of the working definition."
    ),
    "withheld": gettext_lazy("The newest release withholds it for confidentiality."),
    "no-data": gettext_lazy("The newest release has no data for it."),
    "no-such-figure": gettext_lazy("The newest release has no such figure."),
    "no-release": gettext_lazy("There is no published release."),
    "withdrawn": gettext_lazy("The release that it came from was withdrawn."),
    "superseded": gettext_lazy("Another version of the definition was adopted."),
    "replaced": gettext_lazy("It was replaced since."),
    "corrected": gettext_lazy("The minutes were corrected since."),
    "removed": gettext_lazy("It was removed."),
    "hidden": gettext_lazy("It is not public any more: others do not see this evidence."),
}


@dataclass(frozen=True)
class Told:
    """A figure, definition or document at a moment: in words, where it is, and what it rests on."""

    text: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    """One piece. `then` as it was pinned, `now` as it is if that differs; `removal` the version to take it off by."""

    uid: str
    version: int
    kind: str
    kind_label: str
    title: str
    place: str
    note: str
    language: str
    quote: str
    then: Told
    now: Told | None
    status: str
    status_label: str
    reason: str
    checked_at: datetime | None
    pinned_at: datetime


@dataclass(frozen=True)
class EvidenceSection:
    """All evidence in force that the reader may know; `may_change`: they may pin, take off and look again."""

    uid: str
    rows: tuple[EvidenceRow, ...]
    changed: int
    may_run: bool
    may_change: bool


def section(recommendation, user, language):
    """The evidence on the page of a recommendation; None when there is none to show and nothing to add."""
    is_runner = may_run(user, recommendation.country_id)
    rows = evidence_rows(recommendation, user, language)
    may_change = is_runner and recommendation.status not in ENDED
    if not rows and not may_change:
        return None
    changed = sum(row.status != EvidenceCheck.Status.CURRENT for row in rows)
    return EvidenceSection(str(recommendation.uid), rows, changed, is_runner, may_change)


def evidence_rows(recommendation, user, language):
    """The pieces in force that `user` may know, in their order; the number of queries does not grow with them."""
    pieces = stored([recommendation.pk], user)
    lines = newest_lines(pieces)
    return tuple(_row(piece, lines.get(piece.pk), language) for piece in pieces)


def stored(recommendations, user):
    """The evidence in force of recommendations (keys) that `user` may know, with what it points to."""
    found = Evidence.objects.visible_to(user).in_force().of_recommendations(recommendations)
    return list(found.with_what_it_points_to())


def newest_lines(pieces):
    """{key of the evidence: its newest check, with the release and definition that it was compared with}."""
    lines = EvidenceCheck.objects.newest_of([piece.pk for piece in pieces])
    return {line.evidence_id: line for line in lines.select_related("release__definition", "definition")}


def is_told(release):
    """May the figures of a release be shown? Of a withdrawn one no more."""
    return release is not None and release.status == PUBLISHED


def _row(piece, line, language):
    title, place, then = TOLD[piece.kind](piece, language)
    quote = (
        in_language(paragraph_of(piece.minutes.text, piece.paragraph), language) if piece.minutes_id else ""
    )
    return EvidenceRow(
        uid=str(piece.uid), version=piece.version, kind=piece.kind, kind_label=piece.get_kind_display(),
        title=title, place=place, note=in_language(piece.note, language),
        language=language_chosen(piece.note, language), quote=quote, then=then,
        now=_now(piece, line), status=piece.status, status_label=piece.get_status_display(),
        reason=str(REASONS.get(line.reason, "")) if line else "", checked_at=line.at if line else None,
        pinned_at=piece.pinned_at,
    )  # fmt: skip


def _figure(piece, language):
    figure = figures.in_words(piece.release, piece, piece.value, piece.n, language)
    is_shown = is_told(piece.release)
    return (
        figure.title,
        figures.place_in_words(figure),
        Told(
            figure.text if is_shown else "",
            reverse("mapping:release-detail", args=[piece.release.uid])
            if not is_shown
            else reverse("mapping:release-indicator", args=[piece.release.uid, piece.indicator]),
            _source(piece.release, piece.definition, piece.as_of, piece.n if is_shown else None),
        ),
    )


def _source(release, definition, as_of, n=None):
    parts = [
        _("Release %(label)s") % {"label": release.label},
        brief(definition).label,
        _("as of %(day)s") % {"day": local_date(as_of)} if as_of else "",
        f"n = {n}" if n is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _definition(piece, _language):
    told = brief(piece.definition)
    return told.title, told.label, Told("", reverse("mapping:definition-detail", args=[told.uid]))


def _document(piece, _language):
    return piece.document.title, "", Told("", document_url(piece.document))


def document_url(document):
    """Where the file of a document is to be had."""
    return address("document-download", document.uid)


def _paragraph(piece, language):
    title = in_language(piece.minutes.meeting.title, language)
    place = _("Minutes, paragraph %(number)d") % {"number": piece.paragraph}
    return title, place, Told("", address("minutes-detail", piece.minutes.meeting.uid))


TOLD = {
    Kind.FIGURE.value: _figure,
    Kind.DEFINITION.value: _definition,
    Kind.DOCUMENT.value: _document,
    Kind.PARAGRAPH.value: _paragraph,
}


def _now(piece, line):
    """What is published in its place, if that is something else."""
    if line is None or piece.status == EvidenceCheck.Status.CURRENT:
        return None
    if piece.kind == Kind.FIGURE and line.value is not None and is_told(line.release):
        figure = figures.in_words(line.release, piece, line.value)
        url = reverse("mapping:release-indicator", args=[line.release.uid, piece.indicator])
        return Told(figure.text, url, _source(line.release, line.release.definition, line.release.as_of))
    if piece.kind == Kind.DEFINITION and line.definition:
        told = brief(line.definition)
        return Told(f"{told.title}, {told.label}", reverse("mapping:definition-detail", args=[told.uid]))
    return None

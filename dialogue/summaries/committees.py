"""Committees as a reader may know them: their list, the page of one, its rules and its papers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from network.summaries.choosing import choosable
from network.summaries.directory import country_name
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.prose import prose

from ..models import Committee, Document, RuleSet, Visibility
from ..services.committees import STEPS
from ..services.common import may_run
from ..standing_orders import read_rules
from . import composition as seats
from . import sections
from .rule_words import told

BADGES = {"forming": "draft", "established": "active", "suspended": "suspended", "dissolved": "closed"}


@dataclass(frozen=True)
class CommitteeRow:
    """A committee in a list."""

    uid: str
    name: str
    language: str
    country: str
    country_code: str
    status: str
    status_label: str
    badge: str
    seen_by: str


@dataclass(frozen=True)
class RulesRow:
    """A version of the rules. `is_in_force`: on the day that is shown."""

    uid: str
    number: int
    effective_from: date
    note: str
    is_in_force: bool
    may_change: bool
    version: int
    told: tuple


@dataclass(frozen=True)
class RulesSection:
    committee_uid: str
    rows: tuple[RulesRow, ...]
    may_run: bool


@dataclass(frozen=True)
class DocumentRow:
    """A paper: its words, its file, and who sees it ("": everybody)."""

    uid: str
    title: str
    language: str
    kind_label: str
    file_name: str
    size: int
    sha256: str
    seen_by: str
    embargo_until: datetime | None
    translations: tuple
    created_at: datetime


@dataclass(frozen=True)
class DocumentSection:
    committee_uid: str
    query: str
    rows: tuple[DocumentRow, ...]
    may_run: bool


@dataclass(frozen=True)
class CommitteePage:
    """A committee in full. `steps` are those of its life that may be taken now; `mandate` is safe HTML."""

    row: CommitteeRow
    version: int
    mandate: str
    mandate_language: str
    legal_basis: str
    legal_basis_language: str
    established_on: date | None
    dissolved_on: date | None
    timezone: str
    host: str
    host_uid: str
    email: str
    website: str
    is_public: bool
    may_run: bool
    steps: tuple[str, ...]
    sections: tuple


def committee_rows(user, language, country=None):
    """The committees that `user` may know, the regional one last, by country and name. One query."""
    rows = Committee.objects.visible_to(user)
    if country:
        rows = rows.in_country(country)
    found = [_row(committee, language) for committee in rows.by_id()]
    return tuple(sorted(found, key=lambda row: (not row.country_code, row.country, row.name)))


def _row(committee, language):
    public = committee.visibility == Visibility.PUBLIC
    return CommitteeRow(
        uid=str(committee.uid), name=in_language(committee.name, language),
        language=language_chosen(committee.name, language), country=country_name(committee.country_id, language),
        country_code=committee.country_id or "", status=committee.status,
        status_label=str(committee.get_status_display()), badge=BADGES[committee.status],
        seen_by="" if public else str(committee.get_visibility_display()),
    )  # fmt: skip


def committee_page(committee, user, language, day=None):
    """The page of a committee that `user` may know; `day` is the one whose composition is shown (today)."""
    committee.shown_on = day or timezone.localdate()
    host = choosable(user).filter(pk=committee.host_id).first() if committee.host_id else None
    keeps = may_run(user, committee.country_id)
    return CommitteePage(
        row=_row(committee, language), version=committee.version,
        mandate=prose(in_language(committee.mandate, language)) if committee.mandate else "",
        mandate_language=language_chosen(committee.mandate, language),
        legal_basis=in_language(committee.legal_basis, language) if committee.legal_basis else "",
        legal_basis_language=language_chosen(committee.legal_basis, language),
        established_on=committee.established_on, dissolved_on=committee.dissolved_on,
        timezone=committee.timezone, host=host.name if host else "", host_uid=str(host.uid) if host else "",
        email=committee.email, website=committee.website, is_public=committee.visibility == Visibility.PUBLIC,
        may_run=keeps, steps=_steps(committee) if keeps else (),
        sections=sections.shown(sections.COMMITTEE, committee, user, language),
    )  # fmt: skip


def _steps(committee):
    return tuple(name for name, step in STEPS.items() if committee.status in step.before)


def composition_section(committee, user, language):
    """Who sits on the committee on the day that the page shows."""
    today = timezone.localdate()
    return seats.composition(committee, getattr(committee, "shown_on", today), today, user, language)


def rules_section(committee, user, language):
    """The rules in force and their versions; None when there are none to show and nothing to do."""
    keeps, day = may_run(user, committee.country_id), getattr(committee, "shown_on", timezone.localdate())
    rows = list(RuleSet.objects.of_committee(committee).order_by("-effective_from", "-id"))
    if not (rows or keeps):
        return None
    current = next((row.pk for row in rows if row.effective_from <= day), None)
    return RulesSection(
        str(committee.uid), tuple(rules_row(row, row.pk == current, keeps) for row in rows), keeps
    )


def rules_row(row, is_in_force, keeps):
    """A version of the rules in words."""
    return RulesRow(
        uid=str(row.uid), number=row.number, effective_from=row.effective_from, note=row.note,
        is_in_force=is_in_force, may_change=keeps and row.effective_from > timezone.localdate(),
        version=row.version, told=tuple(told(read_rules(row.document))),
    )  # fmt: skip


def document_section(committee, user, language):
    """The papers of the committee itself."""
    rows = Document.objects.visible_to(user).of_committee(committee).of_the_committee_itself()
    return _documents(rows, committee, user, "")


def meeting_documents(meeting, user, language):
    """The papers of a meeting."""
    rows = Document.objects.visible_to(user).of_meeting(meeting)
    return _documents(rows, meeting.committee, user, f"?meeting={meeting.uid}")


def recommendation_documents(recommendation, user, language):
    """The papers of a recommendation."""
    rows = Document.objects.visible_to(user).of_recommendation(recommendation)
    return _documents(rows, recommendation.committee, user, f"?recommendation={recommendation.uid}")


def _documents(rows, committee, user, query):
    found, keeps = list(rows.newest_first()[:200]), may_run(user, committee.country_id)
    if not (found or keeps):
        return None
    by_original = {}
    for each in found:
        by_original.setdefault(each.translation_of_id, []).append(each)
    known = {each.pk for each in found}
    shown = tuple(
        _document(each, by_original.get(each.pk, ()))
        for each in found
        if each.translation_of_id not in known
    )  # fmt: skip
    return DocumentSection(str(committee.uid), query, shown, keeps)


def _document(document, translations):
    public = document.visibility == Visibility.PUBLIC
    waits = document.embargo_until if (document.embargo_until or timezone.now()) > timezone.now() else None
    return DocumentRow(
        uid=str(document.uid), title=document.title, language=document.language,
        kind_label=str(document.get_kind_display()), file_name=document.file_name, size=document.size or 0,
        sha256=document.sha256, seen_by="" if public else str(document.get_visibility_display()),
        embargo_until=waits, translations=tuple((str(each.uid), each.language or each.title) for each in translations),
        created_at=document.created_at,
    )  # fmt: skip

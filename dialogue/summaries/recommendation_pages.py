"""The page of a recommendation: what it says, how it stands, to whom it goes; its sections come from all parts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from network.summaries.directory import country_name
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.records.tag_words import tag_label
from sse_portal.ui.facts import Fact
from sse_portal.ui.formats import local_date
from sse_portal.ui.prose import prose

from ..models import Addressee, Decision, Recommendation, Visibility
from ..services.common import may_run
from . import sections
from .addresses import address

Status = Recommendation.Status
# The pages of the steps that make sense in each status.
STEPS = {
    Status.DRAFT: ("open", "withdraw"),
    Status.IN_CONSULTATION: ("withdraw",),
    Status.ADOPTED: ("transmit", "close", "withdraw"),
    Status.TRANSMITTED: ("transmit", "close", "withdraw"),
}


@dataclass(frozen=True)
class AddresseeRow:
    """An organisation that the reader may know; `answer_due_on` None: it has not been transmitted to it."""

    uid: str
    name: str
    url: str
    transmitted_at: datetime | None
    answer_due_on: date | None


@dataclass(frozen=True)
class TagLink:
    """What it is about, in words, with the list of what is about the same."""

    label: str
    url: str


@dataclass(frozen=True)
class RecommendationPage:
    """`key` is its code, or the identifier of a draft; `text` is safe HTML; `steps` are what the reader may do."""

    uid: str
    key: str
    code: str
    version: int
    title: str
    title_language: str
    text: str
    text_language: str
    status: str
    status_label: str
    seen_by: str
    country: str
    closing_reason: str
    facts: tuple[Fact, ...]
    tags: tuple[TagLink, ...]
    addressees: tuple[AddresseeRow, ...]
    versions: int
    may_run: bool
    steps: tuple[str, ...]
    sections: tuple


def key_of(recommendation):
    """What names it in an address."""
    return recommendation.code or str(recommendation.uid)


def address_of(recommendation):
    """The page of a recommendation."""
    return reverse("dialogue:recommendation-detail", args=[key_of(recommendation)])


def recommendation_page(recommendation, user, language):
    """The page as `user` may read it. The caller has checked that it is visible."""
    is_runner = may_run(user, recommendation.country_id)
    status = recommendation.status
    return RecommendationPage(
        uid=str(recommendation.uid), key=key_of(recommendation), code=recommendation.code or "",
        version=recommendation.version, title=in_language(recommendation.title, language),
        title_language=language_chosen(recommendation.title, language),
        text=prose(in_language(recommendation.text, language)),
        text_language=language_chosen(recommendation.text, language), status=status,
        status_label=recommendation.get_status_display(),
        seen_by="" if recommendation.visibility == Visibility.PUBLIC else recommendation.get_visibility_display(),
        country=country_name(recommendation.country_id, language), closing_reason=recommendation.closing_reason,
        facts=tuple(_facts(recommendation, user, language, is_runner)), tags=_tags(recommendation, language),
        addressees=addressee_rows(recommendation, user), versions=recommendation.texts.count(),
        may_run=is_runner, steps=STEPS.get(status, ()) if is_runner else (),
        sections=sections.shown(sections.RECOMMENDATION, recommendation, user, language),
    )  # fmt: skip


def _facts(recommendation, user, language, is_runner):
    committee = recommendation.committee
    found = [
        Fact(
            _("Committee"), in_language(committee.name, language),
            url=address("committee-detail", committee.uid),
        ),
        Fact(_("Origin"), recommendation.get_origin_display()),
        _study(recommendation, user, language),
        Fact(_("Consultation"), _day(recommendation.consulted_at)),
        _decision(recommendation, user),
        Fact(_("Transmitted"), _day(recommendation.transmitted_at)),
        Fact(_("Ended"), _day(recommendation.closed_at)),
        *_related(recommendation, user, language),
        Fact(_("Proposed by"), str(recommendation.proposed_by or "") if is_runner else ""),
    ]  # fmt: skip
    return (fact for fact in found if fact and fact.value)


def _day(moment):
    return local_date(moment) if moment else ""


def _study(recommendation, user, language):
    """The study it comes from, if the reader may know that one."""
    if recommendation.study_id is None:
        return None
    studies = type(recommendation)._meta.get_field("study").remote_field.model.objects
    study = studies.visible_to(user).filter(pk=recommendation.study_id).first()
    return Fact(_("Study"), in_language(study.title, language)) if study else None


def _decision(recommendation, user):
    """When it was adopted, with a link to the decision that the reader may know."""
    day = _day(recommendation.adopted_at)
    decision = Decision.objects.visible_to(user).filter(pk=recommendation.adopted_by_id).first()
    if decision is None:
        return Fact(_("Adopted"), day)
    return Fact(_("Adopted"), f"{day} ({decision.code})", address("decision-detail", decision.code))


def _related(recommendation, user, language):
    known = Recommendation.objects.visible_to(user)
    others = (
        (_("Takes the place of"), known.filter(pk=recommendation.supersedes_id)),
        (_("Superseded by"), known.filter(supersedes=recommendation, adopted_at__isnull=False)),
    )
    for label, rows in others:
        for other in rows.order_by("id"):
            title = in_language(other.title, language)
            yield Fact(label, f"{other.code or ''} {title}".strip(), address_of(other))


def _tags(recommendation, language):
    names = {"theme": "theme", "SDG": "sdg"}
    rows = recommendation.tags.order_by("scheme", "code").values_list("scheme", "code")
    listed = address("recommendation-list")
    return tuple(
        TagLink(tag_label(scheme, code, language), f"{listed}?{names[scheme]}={code}")
        for scheme, code in rows
        if scheme in names
    )


def addressee_rows(recommendation, user):
    """The addressees that the reader may know, in the order in which they were named."""
    rows = Addressee.objects.of_recommendations([recommendation.pk]).select_related("organization")
    rows = rows.filter(organization__in=choosable(user).order_by().values("pk"))
    return tuple(
        AddresseeRow(
            uid=str(row.organization.uid), name=row.organization.name,
            url=reverse("network:organization-detail", args=[row.organization.uid]),
            transmitted_at=row.transmitted_at, answer_due_on=row.answer_due_on,
        )
        for row in rows
    )  # fmt: skip

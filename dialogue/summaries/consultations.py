"""Consultations as a reader may know them: their list, the page of one, sections of other pages."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.summaries.definition_texts import shown_to
from sse_portal.api.pagination import bounded_count, page_from_newest
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.facts import Fact
from sse_portal.ui.prose import prose
from sse_portal.ui.related import Related

from ..models import Comment, Consultation, Recommendation, Visibility
from ..services.common import may_run
from .addresses import address
from .comments import CommentRow, rows_of

PAGE, MOST_IN_SECTION, MOST_OF_PART, COMMENTS_PAGE = 30, 20, 20, 50
WHOLE = "whole"
UPCOMING, OPEN, CLOSED, REPORTED, CANCELLED = "upcoming", "open", "closed", "reported", "cancelled"
STATES = (
    (OPEN, gettext_lazy("open")), (UPCOMING, gettext_lazy("still to begin")), (CLOSED, gettext_lazy("closed")),
    (REPORTED, gettext_lazy("report published")), (CANCELLED, gettext_lazy("cancelled")),
)  # fmt: skip
BADGES = {REPORTED: "published"}


@dataclass(frozen=True)
class ConsultationRow:
    """A consultation in words; its times are told by the clock of `timezone`. `seen_by` is empty for everybody."""

    uid: str
    title: str
    language: str
    committee: str
    committee_url: str
    opens_at: datetime
    closes_at: datetime
    timezone: str
    state: str
    state_label: str
    badge: str
    seen_by: str


@dataclass(frozen=True)
class ConsultationsPage:
    rows: tuple[ConsultationRow, ...]
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class SubjectPart:
    """A part of what is commented on, with the first comments on it; `count` of them are shown in all.

    `anchor` "" is the whole. `text` is safe HTML.
    """

    anchor: str
    key: str
    label: str
    label_language: str
    text: str
    text_language: str
    comments: tuple[CommentRow, ...] = ()
    count: int = 0
    more: bool = False
    next_cursor: str | None = None


@dataclass(frozen=True)
class Desk:
    """What the secretariat has to do: comments that wait to be looked at, and to be answered."""

    waiting: int
    unanswered: int
    may_change: bool
    may_report: bool


@dataclass(frozen=True)
class ConsultationPage:
    """A consultation in full, as one reader sees it."""

    row: ConsultationRow
    version: int
    introduction: str
    introduction_language: str
    facts: tuple[Fact, ...]
    parts: tuple[SubjectPart, ...]
    count: int
    is_open: bool
    is_reported: bool
    desk: Desk | None


@dataclass(frozen=True)
class ConsultationSection:
    """Consultations on another page; `create_url` is empty for those who may not announce one."""

    rows: tuple[ConsultationRow, ...] = ()
    more: bool = False
    create_url: str = ""


@dataclass(frozen=True)
class _Shown:
    """Comments by part, as `_comments` reads them."""

    rows: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)


def state_of(consultation, now):
    """How it stands at a moment; `ConsultationQuerySet.in_state` is the same as a question."""
    if consultation.cancelled_at:
        return CANCELLED
    if consultation.reported_at:
        return REPORTED
    if now < consultation.opens_at:
        return UPCOMING
    return OPEN if now < consultation.closes_at else CLOSED


def consultations_page(asked, user, language, cursor=None, size=PAGE):
    """One page of consultations that match {filter: value}: country, state. BadParameter for a foreign cursor."""
    rows, now = Consultation.objects.visible_to(user), timezone.now()
    if "country" in asked:
        rows = rows.in_country(asked["country"])
    if state := asked.get("state"):
        rows = rows.in_state(state, now)
    read, more = page_from_newest(rows.select_related("committee"), cursor=cursor, size=size)
    return ConsultationsPage(tuple(row_of(each, language, now) for each in read), more, *bounded_count(rows))


def row_of(consultation, language, now=None):
    """A consultation, loaded with its committee, in words."""
    state = state_of(consultation, now or timezone.now())
    committee = consultation.committee
    return ConsultationRow(
        uid=str(consultation.uid), title=in_language(consultation.title, language),
        language=language_chosen(consultation.title, language), committee=in_language(committee.name, language),
        committee_url=address("committee-detail", committee.uid), opens_at=consultation.opens_at,
        closes_at=consultation.closes_at, timezone=committee.timezone, state=state,
        state_label=str(dict(STATES)[state]), badge=BADGES.get(state, state),
        seen_by="" if consultation.visibility == Visibility.PUBLIC else str(consultation.get_visibility_display()),
    )  # fmt: skip


def consultation_page(consultation, user, language):
    """The page of a consultation that `user` may know, with the first comments on each of its parts."""
    now, shown = timezone.now(), _comments(consultation, user, language)
    row = row_of(consultation, language, now)
    whole = {"anchor": "", "title": {}, "text": {}}
    parts = [_part(part, shown, language) for part in [*consultation.subject, whole]]
    return ConsultationPage(
        row=row, version=consultation.version,
        introduction=prose(in_language(consultation.introduction, language)),
        introduction_language=language_chosen(consultation.introduction, language),
        facts=tuple(_facts(consultation, user, language)), parts=tuple(parts), count=sum(shown.counts.values()),
        is_open=row.state == OPEN, is_reported=row.state == REPORTED,
        desk=_desk(consultation, row.state) if may_run(user, consultation.country_id) else None,
    )  # fmt: skip


def part_page(consultation, key, user, language, cursor=None):
    """One part with all comments on it, a page at a time, the newest first; None when there is no such part."""
    parts = {part["anchor"]: part for part in consultation.subject} | {
        WHOLE: {"anchor": "", "title": {}, "text": {}}
    }
    if key not in parts:
        return None
    part = parts[key]
    known = Comment.objects.visible_to(user).of_consultation(consultation).about(part["anchor"]).on_page()
    read, more = page_from_newest(known, cursor=cursor, size=COMMENTS_PAGE)
    rows = tuple(rows_of(read, consultation, user, language))
    shown = _Shown({part["anchor"]: rows}, {part["anchor"]: len(rows)})
    return _part(part, shown, language, next_cursor=more)


def _comments(consultation, user, language):
    known = Comment.objects.visible_to(user).of_consultation(consultation).on_page()
    counts = dict(known.counted("anchor"))
    found = defaultdict(list)
    for row in rows_of(list(known.first_of_each_part(MOST_OF_PART)), consultation, user, language):
        found[row.anchor].append(row)
    return _Shown(found, counts)


def _part(part, shown, language, next_cursor=None):
    anchor = part["anchor"]
    rows, count = tuple(shown.rows.get(anchor, ())), shown.counts.get(anchor, 0)
    label, label_language = part_label(part, language)
    return SubjectPart(
        anchor=anchor, key=anchor or WHOLE, label=label, label_language=label_language,
        text=prose(in_language(part["text"], language)), text_language=language_chosen(part["text"], language),
        comments=rows, count=count, more=count > len(rows), next_cursor=next_cursor,
    )  # fmt: skip


def part_label(part, language):
    """(what a part is called, in which language): its title, its number, or that it is the whole."""
    if part["title"]:
        return in_language(part["title"], language), language_chosen(part["title"], language)
    if part["anchor"]:
        return _("Paragraph %(number)s") % {"number": part["anchor"].removeprefix("p")}, ""
    return _("The whole"), ""


def part_choices(consultation, language):
    """[(anchor, label), …] of what one may comment on: the whole, and each part."""
    whole = ("", _("The whole"))
    return [whole, *((part["anchor"], part_label(part, language)[0]) for part in consultation.subject)]


def _facts(consultation, user, language):
    recommendation = consultation.recommendation_id and (
        Recommendation.objects.visible_to(user).filter(pk=consultation.recommendation_id).first()
    )
    if recommendation:
        title = in_language(recommendation.title, language)
        yield Fact(
            _("About"), " ".join(filter(None, (recommendation.code, title))),
            address("recommendation-detail", recommendation.code or recommendation.uid),
        )  # fmt: skip
    definition = shown_to(consultation.definition_id, user)
    if definition:
        page = reverse("mapping:definition-detail", args=[definition.uid])
        yield Fact(_("About"), f"{definition.title}, {definition.label}", page)
    elif consultation.definition_id:
        # A draft is not public: what is asked about it stands here.
        yield Fact(_("About"), _("draft of a working definition"))


def _desk(consultation, state):
    comments = Comment.objects.of_consultation(consultation)
    waiting, unanswered = comments.waiting().count(), comments.without_answer().count()
    is_done = state in (CANCELLED, REPORTED)
    return Desk(waiting, unanswered, not is_done, state == CLOSED and not waiting and not unanswered)


def committee_section(committee, user, language):
    """The consultations of a committee on its page."""
    create = address("consultation-create", committee.uid)
    return _section(Consultation.objects.of_committee(committee), committee, user, language, create)


def recommendation_section(recommendation, user, language):
    """The consultations about a recommendation on its page."""
    under_way = recommendation.status in ("draft", "in_consultation")
    create = address("consultation-create", recommendation.committee.uid) if under_way else ""
    rows = Consultation.objects.about_recommendation(recommendation)
    query = f"?about=recommendation:{recommendation.uid}" if create else ""
    return _section(rows, recommendation.committee, user, language, f"{create}{query}")


def _section(rows, committee, user, language, create):
    found = rows.visible_to(user).select_related("committee").newest_first()
    read = list(found[: MOST_IN_SECTION + 1])
    url = create if user.is_authenticated and may_run(user, committee.country_id) else ""
    if not read and not url:
        return None
    shown = tuple(row_of(each, language) for each in read[:MOST_IN_SECTION])
    return ConsultationSection(shown, len(read) > MOST_IN_SECTION, url)


def about_definition(definition, user, language):
    """The consultations about a definition, for its page (`sse_portal.ui.related`)."""
    rows = Consultation.objects.visible_to(user).about_definition(definition.uid).newest_first()
    return tuple(
        Related(
            _("Consultation"), in_language(each.title, language), address("consultation-detail", each.uid)
        )
        for each in rows[:MOST_IN_SECTION]
    )

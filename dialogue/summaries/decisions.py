"""Decisions as a reader may know them: their list, one of them, sections of other pages."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sse_portal.api.pagination import bounded_count, page_from_newest
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.facts import Fact
from sse_portal.ui.prose import prose
from sse_portal.ui.related import Related

from ..models import Decision, Meeting, Visibility
from ..services.agenda import linkable
from ..services.common import may_run
from .addresses import address
from .agenda import ABOUT
from .rule_words import bench, sentences

PAGE, MOST_IN_SECTION = 30, 50
EFFECTS = ("definition", "recommendation", "minutes")
TONES = {
    "adopted": ("good", "check-circle"), "rejected": ("bad", "cross-circle"),
    "deferred": ("warn", "clock"), "withdrawn": ("quiet", "minus-circle"),
}  # fmt: skip
RESULTS = {"yes": "met", "no": "failed", "unknown": "unknown"}


@dataclass(frozen=True)
class DecisionRow:
    """A decision in words; `seen_by` is empty when everybody sees it."""

    code: str
    title: str
    language: str
    committee: str
    committee_url: str
    outcome_label: str
    tone: str
    icon: str
    method: str
    decided_at: datetime
    timezone: str
    seen_by: str


@dataclass(frozen=True)
class DecisionsPage:
    rows: tuple[DecisionRow, ...]
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class VoteRow:
    constituency: str
    votes_for: int
    votes_against: int
    abstentions: int


@dataclass(frozen=True)
class DecisionPage:
    """A decision in full. `quorum` is met, failed or unknown, `reasons` says why, in words; `text` is safe HTML."""

    row: DecisionRow
    text: str
    text_language: str
    quorum: str
    quorum_label: str
    reasons: tuple
    override_reason: str
    facts: tuple
    about: tuple
    votes: tuple[VoteRow, ...]


@dataclass(frozen=True)
class DecisionSection:
    """Decisions on another page; `meeting_uid` is set where the reader may record one."""

    rows: tuple[DecisionRow, ...]
    meeting_uid: str


def decisions_page(asked, user, language, cursor=None, size=PAGE):
    """One page of decisions that match {filter: value}: country, outcome. BadParameter for a foreign cursor."""
    rows = Decision.objects.visible_to(user)
    if "country" in asked:
        rows = rows.in_country(asked["country"])
    if outcome := asked.get("outcome"):
        rows = rows.with_outcome(outcome)
    read, more = page_from_newest(rows.with_places(), cursor=cursor, size=size)
    return DecisionsPage(tuple(row_of(each, language) for each in read), more, *bounded_count(rows))


def row_of(decision, language):
    """A decision, loaded with its committee and meeting, in words."""
    tone, icon = TONES[decision.outcome]
    return DecisionRow(
        code=decision.code, title=in_language(decision.title, language),
        language=language_chosen(decision.title, language),
        committee=in_language(decision.committee.name, language),
        committee_url=address("committee-detail", decision.committee.uid),
        outcome_label=str(decision.get_outcome_display()), tone=tone, icon=icon,
        method=str(decision.get_method_display()), decided_at=decision.decided_at,
        timezone=decision.meeting.timezone,
        seen_by="" if decision.visibility == Visibility.PUBLIC else str(decision.get_visibility_display()),
    )  # fmt: skip


def decision_page(decision, user, language):
    """The page of a decision that `user` may see; the caller has loaded its committee, meeting and rules."""
    text = decision.text
    return DecisionPage(
        row=row_of(decision, language), text=prose(in_language(text, language)),
        text_language=language_chosen(text, language), quorum=RESULTS[decision.quorum],
        quorum_label=str(decision.get_quorum_display()), reasons=sentences(decision.quorum_reasons),
        override_reason=decision.override_reason, facts=tuple(_facts(decision, user, language)),
        about=tuple(_about(decision, user, language)),
        votes=tuple(
            VoteRow(bench(row.constituency), row.votes_for, row.votes_against, row.abstentions)
            for row in decision.votes.order_by("id")
        ),
    )  # fmt: skip


def _facts(decision, user, language):
    meeting = decision.meeting
    if Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists():
        yield Fact(_("Meeting"), in_language(meeting.title, language), address("meeting-detail", meeting.uid))
    if decision.rule_set:
        yield Fact(
            _("Rules"), _("version %(number)s") % {"number": decision.rule_set.number},
            address("rule-set-detail", decision.rule_set.uid),
        )  # fmt: skip


def _about(decision, user, language):
    """What it adopts or approves, as far as the reader may know that."""
    for name in EFFECTS:
        key = getattr(decision, f"{name}_id")
        record = linkable(name, user).filter(pk=key).first() if key else None
        if record is not None:
            yield ABOUT[name](record, language)


def meeting_section(meeting, user, language):
    """The decisions of a meeting; who runs it may record one once it was held."""
    runs = may_run(user, meeting.committee.country_id) and meeting.status in ("held", "closed")
    rows = Decision.objects.visible_to(user).of_meeting(meeting)
    return _section(rows, language, str(meeting.uid) if runs else "")


def committee_section(committee, user, language):
    """The newest decisions of a committee."""
    return _section(Decision.objects.visible_to(user).of_committee(committee), language)


def recommendation_section(recommendation, user, language):
    """The decisions about a recommendation."""
    rows = Decision.objects.visible_to(user).about("recommendation", recommendation)
    return _section(rows, language)


def _section(rows, language, meeting_uid=""):
    found = rows.with_places().latest_first()[:MOST_IN_SECTION]
    shown = tuple(row_of(each, language) for each in found)
    return DecisionSection(shown, meeting_uid) if shown or meeting_uid else None


def about_definition(definition, user, language):
    """The decisions that adopted a definition, for its page (`sse_portal.ui.related`)."""
    rows = Decision.objects.visible_to(user).about("definition", definition).latest_first()
    return tuple(
        Related(
            _("Decision"),
            f"{row.code} {in_language(row.title, language)}",
            address("decision-detail", row.code),
        )
        for row in rows
    )

"""The sections of the pages of a committee, a meeting and a recommendation: each part of the dialogue adds its lines.

A part has a loader `section(record, user, language)`, which returns a frozen dataclass, or None when there is nothing
to show to this user, and a template `dialogue/…_section.html` that shows it as `section` (and `csrf_token`), with a
heading of its own (`<h2>`). The pages serve everybody: a loader starts from `visible_to(user)`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

COMMITTEE, MEETING, RECOMMENDATION = "committee", "meeting", "recommendation"


@dataclass(frozen=True)
class Part:
    """`load` is the dotted path of the loader, looked up when a page asks; at most `queries` queries each time."""

    page: str
    name: str
    order: int
    load: str
    template: str
    queries: int


@dataclass(frozen=True)
class Shown:
    """A section with its content, as the page draws it."""

    name: str
    template: str
    content: Any


SECTIONS: tuple[Part, ...] = (
    Part(MEETING, "presence", 30, "dialogue.summaries.presence.section", "dialogue/presence_section.html", 18),
    Part(MEETING, "minutes", 40, "dialogue.summaries.minutes.section", "dialogue/minutes_section.html", 4),
    Part(
        MEETING, "decisions", 50, "dialogue.summaries.decisions.meeting_section",
        "dialogue/decision_section.html", 3,
    ),
    Part(
        COMMITTEE, "decisions", 40, "dialogue.summaries.decisions.committee_section",
        "dialogue/decision_section.html", 2,
    ),
    Part(
        RECOMMENDATION, "decisions", 70, "dialogue.summaries.decisions.recommendation_section",
        "dialogue/decision_section.html", 2,
    ),
    Part(
        COMMITTEE, "composition", 10, "dialogue.summaries.committees.composition_section",
        "dialogue/composition_section.html", 8,
    ),
    Part(COMMITTEE, "rules", 20, "dialogue.summaries.committees.rules_section", "dialogue/rule_section.html", 2),
    Part(
        COMMITTEE, "documents", 70, "dialogue.summaries.committees.document_section",
        "dialogue/document_section.html", 3,
    ),
    Part(
        MEETING, "documents", 60, "dialogue.summaries.committees.meeting_documents",
        "dialogue/document_section.html", 3,
    ),
    Part(
        RECOMMENDATION, "documents", 60, "dialogue.summaries.committees.recommendation_documents",
        "dialogue/document_section.html", 3,
    ),
    Part(
        COMMITTEE, "recommendations", 50, "dialogue.summaries.committee_recommendations.section",
        "dialogue/recommendation_section.html", 8,
    ),
    Part(COMMITTEE, "meetings", 30, "dialogue.summaries.meetings.section", "dialogue/meeting_section.html", 13),
    Part(MEETING, "agenda", 10, "dialogue.summaries.agenda.section", "dialogue/agenda_section.html", 16),
    Part(
        MEETING, "invitations", 20, "dialogue.summaries.invitations.section",
        "dialogue/invitation_section.html", 5,
    ),
    Part(
        RECOMMENDATION, "evidence", 20, "dialogue.summaries.evidence.section",
        "dialogue/recommendation_evidence.html", 8,
    ),
    Part(
        COMMITTEE, "consultations", 60, "dialogue.summaries.consultations.committee_section",
        "dialogue/consultation_section.html", 3,
    ),
    Part(
        RECOMMENDATION, "consultations", 40, "dialogue.summaries.consultations.recommendation_section",
        "dialogue/consultation_section.html", 3,
    ),
    Part(
        RECOMMENDATION, "tracking", 30, "dialogue.summaries.tracking.section",
        "dialogue/tracking_section.html", 12,
    ),
    Part(
        RECOMMENDATION, "timeline", 50, "dialogue.summaries.tracking_timeline.section",
        "dialogue/timeline_section.html", 10,
    ),
)  # fmt: skip


def shown(page, record, user, language):
    """The sections of `page` (COMMITTEE, …) that have something to show to this user, in their order."""
    parts = sorted((part for part in SECTIONS if part.page == page), key=lambda part: (part.order, part.name))
    loaded = [(part, import_string(part.load)(record, user, language)) for part in parts]
    return tuple(Shown(part.name, part.template, content) for part, content in loaded if content is not None)

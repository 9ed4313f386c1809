"""Which addresses the dialogue serves."""

from sse_portal.api.registry import register

VIEWSETS: dict[str, str] = {
    "committees": "committees.Committees",
    "documents": "documents.Documents",
    "decisions": "decisions.Decisions",
    "meetings": "meetings.Meetings",
    "recommendations": "recommendations.Recommendations",
    "evidence": "evidence.EvidenceList",
    "management-responses": "tracking.ManagementResponses",
    "key-actions": "tracking.KeyActions",
    "progress-updates": "tracking.ProgressUpdates",
    "consultations": "consultations.Consultations",
    "comments": "comments.Comments",
    "news": "following.News",
    "follows": "following.Follows",
}


def register_all():
    """Called when the app is ready."""
    for prefix, viewset in VIEWSETS.items():
        register(prefix, f"dialogue.api.{viewset}")

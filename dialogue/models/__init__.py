from .committees import Committee, Document, Membership, RuleSet, Seat, SeatConstituency
from .common import Visibility
from .consultations import Comment, Consultation
from .decisions import Corrigendum, Decision, Minutes, VoteCount
from .following import Digest, Follow, Happening
from .meetings import AgendaItem, Invitation, Letter, Meeting, Presence
from .recommendations import (
    Addressee,
    Evidence,
    EvidenceCheck,
    Recommendation,
    RecommendationTag,
    RecommendationText,
)
from .tracked import Implementation
from .tracking import ActionState, KeyAction, ManagementResponse, ProgressUpdate, Verification

__all__ = [
    "ActionState",
    "Addressee",
    "AgendaItem",
    "Comment",
    "Committee",
    "Consultation",
    "Corrigendum",
    "Decision",
    "Digest",
    "Document",
    "Evidence",
    "EvidenceCheck",
    "Follow",
    "Happening",
    "Implementation",
    "Invitation",
    "KeyAction",
    "Letter",
    "ManagementResponse",
    "Meeting",
    "Membership",
    "Minutes",
    "Presence",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationTag",
    "RecommendationText",
    "RuleSet",
    "Seat",
    "SeatConstituency",
    "Verification",
    "Visibility",
    "VoteCount",
]

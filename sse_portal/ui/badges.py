"""Which word, icon and tone stand for a verdict or a status: a colour means one thing everywhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Badge:
    """`tone` is a CSS class (good, bad, warn, info, plum, quiet), `icon` a name in `icons.PATHS`."""

    label: Any
    tone: str
    icon: str


VERDICTS = {
    "in_scope": Badge(_("In scope"), "good", "check-circle"),
    "out_of_scope": Badge(_("Out of scope"), "plum", "minus-circle"),
    "undetermined": Badge(_("Undetermined"), "warn", "question-circle"),
}

RESULTS = {
    "met": Badge(_("Met"), "good", "check-circle"),
    "failed": Badge(_("Not met"), "plum", "minus-circle"),
    "unknown": Badge(_("Not known"), "warn", "question-circle"),
    "not_applicable": Badge(_("Does not apply"), "quiet", "minus-circle"),
    "off": Badge(_("Not used"), "quiet", "minus-circle"),
}

STATUSES = {
    "draft": Badge(_("Draft"), "quiet", "pencil"),
    "proposed": Badge(_("Proposed"), "info", "flag"),
    "planned": Badge(_("Planned"), "quiet", "clock"),
    "open": Badge(_("Open"), "info", "folder"),
    "active": Badge(_("Active"), "good", "check-circle"),
    "submitted": Badge(_("Submitted"), "info", "upload"),
    "verified": Badge(_("Verified"), "good", "check-circle"),
    "returned": Badge(_("Returned"), "warn", "alert"),
    "adopted": Badge(_("Adopted"), "good", "check-circle"),
    "superseded": Badge(_("Superseded"), "quiet", "clock"),
    "building": Badge(_("Being built"), "info", "clock"),
    "running": Badge(_("Running"), "info", "clock"),
    "queued": Badge(_("Waiting"), "quiet", "clock"),
    "uploaded": Badge(_("Uploaded"), "info", "upload"),
    "checking": Badge(_("Being checked"), "info", "clock"),
    "publishing": Badge(_("Being published"), "info", "clock"),
    "undoing": Badge(_("Being undone"), "info", "clock"),
    "cancelled": Badge(_("Cancelled"), "quiet", "cross-circle"),
    "create": Badge(_("New"), "good", "plus"),
    "update": Badge(_("Changed"), "info", "pencil"),
    "unchanged": Badge(_("Unchanged"), "quiet", "check"),
    "skipped": Badge(_("Skipped"), "quiet", "minus-circle"),
    "duplicate": Badge(_("Likely duplicate"), "warn", "question-circle"),
    "checked": Badge(_("Checked"), "info", "check"),
    "published": Badge(_("Published"), "good", "check-circle"),
    "withdrawn": Badge(_("Withdrawn"), "bad", "cross-circle"),
    "undone": Badge(_("Undone"), "quiet", "arrow-left"),
    "failed": Badge(_("Failed"), "bad", "cross-circle"),
    "refused": Badge(_("Refused"), "bad", "cross-circle"),
    "done": Badge(_("Done"), "good", "check-circle"),
    "closed": Badge(_("Closed"), "quiet", "lock"),
    "upcoming": Badge(_("Still to begin"), "quiet", "clock"),
    "expiring": Badge(_("Ends soon"), "warn", "alert"),
    "expired": Badge(_("Ended"), "quiet", "clock"),
    "suspended": Badge(_("Suspended"), "warn", "minus-circle"),
    "in_consultation": Badge(_("In consultation"), "info", "flag"),
    "transmitted": Badge(_("Transmitted"), "info", "arrow-right"),
    "current": Badge(_("Current"), "good", "check-circle"),
    "changed": Badge(_("Changed"), "warn", "alert"),
    "unavailable": Badge(_("Unavailable"), "bad", "cross-circle"),
    "not_transmitted": Badge(_("Not transmitted"), "quiet", "clock"),
    "awaiting_answer": Badge(_("Awaiting an answer"), "warn", "clock"),
    "rejected": Badge(_("Rejected"), "bad", "cross-circle"),
    "no_action": Badge(_("No action planned"), "quiet", "minus-circle"),
    "not_started": Badge(_("Not started"), "quiet", "clock"),
    "ongoing": Badge(_("Under way"), "info", "clock"),
    "completed": Badge(_("Completed"), "info", "check"),
    "not_applicable": Badge(_("No longer applicable"), "quiet", "minus-circle"),
    "terminated": Badge(_("Terminated"), "bad", "cross-circle"),
}


def of_verdict(verdict):
    """The badge of a verdict; an unknown code is shown as it is."""
    return VERDICTS.get(str(verdict)) or Badge(verdict, "quiet", "question-circle")


def of_result(result):
    """The badge of a criterion's result."""
    return RESULTS.get(str(result)) or Badge(result, "quiet", "question-circle")


def of_status(status):
    """The badge of a record's status; an unknown code is shown as it is."""
    return STATUSES.get(str(status)) or Badge(status, "quiet", "info")

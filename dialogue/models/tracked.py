"""What answers and progress of a recommendation add up to, kept beside it so that a list can ask for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Implementation(models.TextChoices):
    """How far a recommendation is carried out. Derived each time (`dialogue.implementation`), never stored."""

    NOT_TRANSMITTED = "not_transmitted", _("not transmitted")
    AWAITING_ANSWER = "awaiting_answer", _("awaiting an answer")
    REJECTED = "rejected", _("rejected")
    NO_ACTION = "no_action", _("no action planned")
    NOT_STARTED = "not_started", _("not started")
    ONGOING = "ongoing", _("under way")
    COMPLETED = "completed", _("completed")
    VERIFIED = "verified", _("verified")


class Tracked(models.Model):
    """The columns of `implementation.Heads`: facts that do not depend on the day. `services.heads` alone writes them.

    Implementation, overdue and stale are told from them when somebody asks.
    """

    asked_count = models.PositiveSmallIntegerField(default=0, editable=False)
    answered_count = models.PositiveSmallIntegerField(default=0, editable=False)
    rejected_count = models.PositiveSmallIntegerField(default=0, editable=False)
    planned_count = models.PositiveSmallIntegerField(default=0, editable=False)
    begun_count = models.PositiveSmallIntegerField(default=0, editable=False)
    done_count = models.PositiveSmallIntegerField(default=0, editable=False)
    verified_count = models.PositiveSmallIntegerField(default=0, editable=False)
    next_answer_due = models.DateField(null=True, blank=True, editable=False)
    next_action_due = models.DateField(null=True, blank=True, editable=False)
    silent_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


# All that the filters of the tracker ask, in front of which an index can begin: the list is found in it alone.
ASKED = (
    "-id", "country", "status", "visibility", "committee", "published_at", "asked_count", "answered_count",
    "rejected_count", "planned_count", "begun_count", "done_count", "verified_count", "next_answer_due",
    "next_action_due", "silent_since",
)  # fmt: skip

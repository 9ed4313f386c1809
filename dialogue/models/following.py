from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.columns import a_country

from ..querysets.following import DigestQuerySet, FollowQuerySet, HappeningQuerySet
from .committees import Committee
from .common import AppendOnly, Visibility
from .meetings import Meeting
from .recommendations import Recommendation


class Happening(AppendOnly):
    """Something that happened and that followers are told of: the source of news, feeds and digests.

    Written by `services.common.tell` in the transaction of what happened. Who may know of it must be allowed both by
    its own visibility and by the records that it names.
    """

    class Kind(models.TextChoices):
        COMMITTEE_ESTABLISHED = "committee_established", _("A committee was established")
        COMMITTEE_CHANGED = "committee_changed", _("The composition or the rules changed")
        MEETING_CONVENED = "meeting_convened", _("A meeting was convened")
        MEETING_CHANGED = "meeting_changed", _("Time or place of a meeting changed")
        MEETING_POSTPONED = "meeting_postponed", _("A meeting was postponed")
        MEETING_CANCELLED = "meeting_cancelled", _("A meeting was cancelled")
        MEETING_HELD = "meeting_held", _("A meeting was held")
        MINUTES_PUBLISHED = "minutes_published", _("Minutes were published")
        DECISION_TAKEN = "decision_taken", _("A decision was taken")
        DEFINITION_ADOPTED = "definition_adopted", _("A working definition was adopted")
        CONSULTATION_OPENED = "consultation_opened", _("A consultation was announced")
        CONSULTATION_REPORTED = "consultation_reported", _("What became of the comments was published")
        RECOMMENDATION_ADOPTED = "recommendation_adopted", _("A recommendation was adopted")
        RECOMMENDATION_TRANSMITTED = "recommendation_transmitted", _("A recommendation was transmitted")
        RECOMMENDATION_CHANGED = "recommendation_changed", _("The text of a recommendation changed")
        RECOMMENDATION_CLOSED = "recommendation_closed", _("A recommendation was closed")
        RECOMMENDATION_WITHDRAWN = "recommendation_withdrawn", _("A recommendation was withdrawn")
        RECOMMENDATION_SUPERSEDED = "recommendation_superseded", _("A recommendation was superseded")
        EVIDENCE_CHANGED = "evidence_changed", _("A figure that a recommendation rests on has changed")
        RESPONSE_RECEIVED = "response_received", _("An addressee answered")
        ACTION_PLANNED = "action_planned", _("A key action was planned")
        PROGRESS_TOLD = "progress_told", _("Progress was reported")
        ACTION_VERIFIED = "action_verified", _("A key action was verified")
        ACTION_REOPENED = "action_reopened", _("A key action was opened again")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=28, choices=Kind.choices)
    committee = models.ForeignKey(Committee, models.CASCADE, related_name="happenings")
    country = a_country("+", db_index=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="happenings")
    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, null=True, blank=True, related_name="happenings"
    )
    consultation = models.ForeignKey(
        "dialogue.Consultation", models.CASCADE, null=True, blank=True, related_name="happenings"
    )
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    details = models.JSONField(default=dict, help_text="What a sentence about it needs, by name.")

    objects = HappeningQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("news item"), _("news")
        indexes = [
            models.Index(fields=["committee", "-id"], name="happening_of_committee"),
            models.Index(fields=["country", "-id"], name="happening_of_country"),
            models.Index(fields=["recommendation", "-id"], name="happening_of_recommendation"),
        ]

    def __str__(self):
        return f"{self.kind} {self.committee_id}"


class Follow(models.Model):
    """Somebody wants to be told of a committee, a meeting or a recommendation."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    committee = models.ForeignKey(Committee, models.CASCADE, null=True, blank=True, related_name="follows")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="follows")
    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, null=True, blank=True, related_name="follows"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("followed record"), _("followed records")
        constraints = [
            models.CheckConstraint(
                condition=Q(committee__isnull=False, meeting=None, recommendation=None)
                | Q(committee=None, meeting__isnull=False, recommendation=None)
                | Q(committee=None, meeting=None, recommendation__isnull=False),
                name="follow_is_of_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "committee"], name="follow_committee_once"),
            models.UniqueConstraint(fields=["user", "meeting"], name="follow_meeting_once"),
            models.UniqueConstraint(fields=["user", "recommendation"], name="follow_recommendation_once"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.uid}"


class Digest(models.Model):
    """How far somebody has been told: their mails go on from the happening after `told_until`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_wanted = models.BooleanField(_("send me a mail a day when something changed"), default=True)
    told_until = models.BigIntegerField(default=0, help_text="Key of the last happening that was told.")
    looked_at = models.DateTimeField(
        default=timezone.now,
        help_text="Up to when consultations that opened were told: these are known before.",
    )
    sent_at = models.DateTimeField(null=True, help_text="Of the last mail.")

    objects = DigestQuerySet.as_manager()

    def __str__(self):
        return f"{self.user_id} {self.told_until}"

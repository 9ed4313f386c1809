from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7

from ..querysets.decisions import CorrigendumQuerySet, DecisionQuerySet, MinutesQuerySet
from .committees import Committee, RuleSet, SeatConstituency
from .common import AppendOnly, Kept
from .meetings import AgendaItem, Meeting


class Minutes(Kept):
    """The minutes of a meeting: draft → circulated → approved (by an item of a later meeting) → published.

    Approved, their text never changes again; what was wrong is put right by a corrigendum.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        CIRCULATED = "circulated", _("circulated")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    text = models.JSONField(_("text"), default=dict, blank=True, help_text=_("By language (Markdown)."))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    circulated_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="minutes_approved"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the text, set at approval.")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("minutes"), _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "published"])
                | Q(approved_at__isnull=False, approved_by_item__isnull=False) & ~Q(digest=""),
                name="minutes_approved_are_sealed",
            )
        ]

    def __str__(self):
        return str(self.uid)


class Corrigendum(AppendOnly):
    """What was found wrong in approved minutes, numbered."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrigenda")
    number = models.PositiveSmallIntegerField()
    text = models.JSONField(help_text=_("By language (Markdown)."))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CorrigendumQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="corrigendum_number_once_per_minutes")
        ]

    def __str__(self):
        return f"{self.minutes_id} / {self.number}"


class Decision(Kept):
    """What a meeting decided (Popolo Motion and VoteEvent), with the quorum as it was judged then."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("rejected")
        DEFERRED = "deferred", _("deferred")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Method(models.TextChoices):
        CONSENSUS = "consensus", _("by consensus")
        VOTE = "vote", _("by vote")
        WRITTEN = "written", _("in writing")

    class Quorum(models.TextChoices):
        YES = "yes", _("there was a quorum")
        NO = "no", _("there was no quorum")
        UNKNOWN = "unknown", _("it is not known whether there was a quorum")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions")
    code = models.CharField(max_length=20, unique=True, help_text=_("Readable, such as KHM-2026-D003."))
    title = models.JSONField(_("title"), help_text=_("By language."))
    text = models.JSONField(_("text"), default=dict, blank=True, help_text=_("By language (Markdown)."))
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    method = models.CharField(max_length=10, choices=Method.choices)
    decided_at = models.DateTimeField(help_text=_("The moment at which the quorum is judged."))
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="decisions")
    quorum = models.CharField(max_length=8, choices=Quorum.choices)
    quorum_reasons = models.JSONField(
        default=list, help_text="What was met, failed or unknown, as it was judged."
    )
    seats_present = models.JSONField(default=list, help_text="Public ids of the seats that were present.")
    override_reason = models.CharField(
        max_length=1000, blank=True, help_text=_("Why it stands although the quorum is not known.")
    )
    definition = models.ForeignKey(
        "mapping.WorkingDefinition", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The working definition that it adopts."),
    )  # fmt: skip
    recommendation = models.ForeignKey(
        "dialogue.Recommendation", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    minutes = models.ForeignKey(
        Minutes, models.PROTECT, null=True, blank=True, related_name="decisions",
        help_text=_("The minutes that it approves."),
    )  # fmt: skip
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("decision"), _("decisions")
        constraints = [
            # D2: no decision without a quorum; where it is not known, somebody says why it stands.
            models.CheckConstraint(
                condition=~Q(outcome="adopted")
                | Q(quorum="yes")
                | Q(quorum="unknown") & ~Q(override_reason=""),
                name="decision_adopted_had_a_quorum",
            ),
            models.UniqueConstraint(
                fields=["definition"],
                condition=Q(outcome="adopted", definition__isnull=False),
                name="definition_is_adopted_by_one_decision",
            ),
        ]
        indexes = [models.Index(fields=["committee", "decided_at", "id"], name="decision_of_committee")]

    def __str__(self):
        return self.code


class VoteCount(models.Model):
    """How one constituency voted (Popolo Count with its group)."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="votes")
    constituency = models.CharField(max_length=3, choices=SeatConstituency.choices)
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstentions = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "constituency"], name="votes_once_per_constituency")
        ]

    def __str__(self):
        return f"{self.decision_id} {self.constituency}"

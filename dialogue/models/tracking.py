from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.models import Record

from ..querysets.tracking import KeyActionQuerySet, ProgressQuerySet, ResponseQuerySet
from .committees import Document
from .common import AppendOnly, Visibility
from .recommendations import Addressee, Recommendation


class ManagementResponse(AppendOnly):
    """An addressee's answer. A later line takes the place of an earlier one; all of them stay."""

    class Position(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTIALLY = "partially", _("partially accepted")
        REJECTED = "rejected", _("rejected")
        NOTED = "noted", _("noted")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="responses")
    position = models.CharField(max_length=10, choices=Position.choices)
    justification = models.JSONField(default=dict, blank=True, help_text=_("By language."))
    responded_on = models.DateField(help_text=_("The day of the letter."))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, help_text="When it was recorded.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        help_text="Empty: the addressee, by the link in its letter.",
    )  # fmt: skip

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("management response"), _("management responses")
        constraints = [
            # D5: who does not accept the whole says why.
            models.CheckConstraint(
                condition=~Q(position__in=["rejected", "partially"]) | ~Q(justification={}),
                name="response_that_refuses_says_why",
            )
        ]
        indexes = [models.Index(fields=["addressee", "-id"], name="response_newest")]

    def __str__(self):
        return f"{self.addressee_id} {self.position}"


class ActionState(models.TextChoices):
    """Where a key action stands. `verified` comes from a verification only."""

    NOT_STARTED = "not_started", _("not started")
    ONGOING = "ongoing", _("under way")
    COMPLETED = "completed", _("completed")
    VERIFIED = "verified", _("verified")
    NOT_APPLICABLE = "not_applicable", _("no longer applicable")


class KeyAction(Record):
    """What an addressee will do. `state`, `due_on`, `told_at` and `percent` are what its public updates add up to."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="actions")
    addressee = models.ForeignKey(Addressee, models.PROTECT, null=True, blank=True, related_name="actions")
    responsible = models.ForeignKey("network.Organization", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.JSONField(_("title"), help_text=_("By language."))
    depends_on_funding = models.BooleanField(_("depends on funding"), default=False)
    first_due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("As it was first planned. Empty: no date was set.")
    )
    indicator = models.JSONField(
        _("indicator"), default=dict, blank=True, help_text=_("What is measured, by language.")
    )
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    weight = models.PositiveSmallIntegerField(
        default=1, help_text=_("In the progress of the recommendation; shares are taken of the sum.")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=14, choices=ActionState.choices, default=ActionState.NOT_STARTED, editable=False
    )
    due_on = models.DateField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(default=timezone.now, editable=False, help_text="Of the newest update.")
    percent = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = KeyActionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("key action"), _("key actions")
        indexes = [
            models.Index(fields=["recommendation", "state", "due_on"], name="action_of_recommendation"),
            models.Index(
                fields=["due_on", "recommendation"],
                condition=Q(state__in=["not_started", "ongoing"]),
                name="action_open_by_due",
            ),
        ]

    def __str__(self):
        return str(self.uid)


class ProgressUpdate(AppendOnly):
    """What was told of a key action. Append-only: the state at any moment is what the lines until then add up to."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    action = models.ForeignKey(KeyAction, models.PROTECT, related_name="updates")
    at = models.DateTimeField(default=timezone.now, help_text="When it was recorded.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        help_text="Empty: the addressee, by the link in its letter.",
    )  # fmt: skip
    on_behalf_of = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=14, choices=ActionState.choices)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Of the indicator.")
    )
    narrative = models.JSONField(default=dict, blank=True, help_text=_("By language."))
    due_on = models.DateField(null=True, blank=True, help_text="The due date from now on.")
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    proof_url = models.URLField(max_length=500, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("progress update"), _("progress updates")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="update_percent_is_a_share"
            ),
            # D6: what is completed shows it. A note, which moves nothing, repeats the state.
            models.CheckConstraint(
                condition=~Q(state="completed", visibility="public")
                | Q(proof__isnull=False)
                | ~Q(proof_url=""),
                name="update_completed_has_proof",
            ),
        ]
        indexes = [models.Index(fields=["action", "-id"], name="update_newest")]

    def __str__(self):
        return f"{self.action_id} {self.state}"


class Verification(AppendOnly):
    """Somebody independent looked at what was completed. Inadequate: the action is open again."""

    class Verdict(models.TextChoices):
        ADEQUATE = "adequate", _("adequate")
        INADEQUATE = "inadequate", _("not adequate")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    update = models.OneToOneField(ProgressUpdate, models.PROTECT, related_name="verification")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("verification"), _("verifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="adequate") | ~Q(reason=""), name="verification_that_refuses_says_why"
            )
        ]

    def __str__(self):
        return f"{self.update_id} {self.verdict}"

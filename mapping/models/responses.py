from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..definition.codebook import response_variables
from ..querysets.responses import PublishedResponses, ResponseQuerySet
from .entities import Entity
from .imports import ImportBatch
from .studies import Study

MONEY_DIGITS, SHARE_DIGITS = 20, 14


def answer_column(variable):
    """The typed column of a codebook variable. NULL, or an empty code, is a question without an answer."""
    label = variable.label["en"]
    match variable.type:
        case "integer":
            return models.BigIntegerField(label, null=True, blank=True)
        case "decimal":
            return models.DecimalField(
                label, max_digits=SHARE_DIGITS, decimal_places=4, null=True, blank=True
            )
        case "money":
            return models.DecimalField(
                label, max_digits=MONEY_DIGITS, decimal_places=2, null=True, blank=True
            )
        case "date":
            return models.DateField(label, null=True, blank=True)
        case "select_multiple":
            return models.JSONField(label, null=True, blank=True)
        case "select_one":
            return models.CharField(label, max_length=40, null=True, blank=True)
    return models.CharField(label, max_length=200, null=True, blank=True)


class Answers(models.Model):
    """The harmonised core questionnaire, one typed column per variable of the codebook."""

    class Meta:
        abstract = True


for _variable in response_variables():
    Answers.add_to_class(_variable.name, answer_column(_variable))


class SurveyResponse(Record, Answers):
    """What an entity answered in a study. Draft → submitted → verified, or returned and submitted again."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        VERIFIED = "verified", _("verified")

    study = models.ForeignKey(Study, models.PROTECT, related_name="responses")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="responses")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    weight = models.DecimalField(max_digits=12, decimal_places=6, default=1)
    interviewer = models.CharField(max_length=80, blank=True, default="")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed = models.JSONField(
        default=dict, blank=True, help_text="Soft rules broken on purpose: {code: reason}."
    )
    extra = models.JSONField(default=dict, blank=True, help_text="The country's own module.")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="responses")
    pending = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        help_text="The import that prepares this response: nobody sees it before it is published.",
    )  # fmt: skip

    objects = PublishedResponses()
    with_pending = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("survey response"), _("survey responses")
        constraints = [
            models.UniqueConstraint(fields=["study", "entity"], name="response_once_per_study_and_entity"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="response_weight_is_positive"),
            models.CheckConstraint(
                condition=~Q(status="verified") | Q(verified_at__isnull=False),
                name="response_verified_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["study", "status", "id"], name="response_by_study_and_status"),
            models.Index(fields=["pending"], condition=Q(pending__isnull=False), name="response_pending"),
        ]

    def __str__(self):
        return f"{self.entity_id} in {self.study_id}: {self.status}"


class ReviewComment(models.Model):
    """What a reviewer asks about one answer, until a later submission settles it."""

    response = models.ForeignKey(SurveyResponse, models.CASCADE, related_name="comments")
    variable = models.CharField(max_length=40, blank=True, help_text=_("Empty: about the whole response."))
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.text

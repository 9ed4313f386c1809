from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..querysets.studies import StudyQuerySet


class Study(Record):
    """A mapping study: one wave of data collection in one country."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("in the field")
        CLOSED = "closed", _("closed")

    country = models.ForeignKey("reference.Country", models.PROTECT, to_field="iso2", related_name="studies")
    title = models.JSONField(help_text=_("Per language: {“en”: …, “km”: …}."))
    wave = models.PositiveSmallIntegerField(default=1)
    period_start = models.DateField(help_text=_("First day of the reference period."))
    period_end = models.DateField(help_text=_("The day after the last day of the reference period."))
    lead_organisation = models.CharField(max_length=200, blank=True)
    description = models.JSONField(default=dict, blank=True)
    target_responses = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    is_sample = models.BooleanField(
        default=False, help_text=_("Synthetic data; every page that shows it says so.")
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("study"), _("studies")
        constraints = [
            models.UniqueConstraint(fields=["country", "wave"], name="study_wave_once_per_country"),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="study_period_is_not_empty"
            ),
        ]

    def __str__(self):
        return f"{self.country_id} {self.wave}: {self.title.get('en', '')}"

    @property
    def takes_responses(self):
        return self.status == self.Status.OPEN

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..querysets.releases import ObservationQuerySet, ReleaseQuerySet
from .definitions import Classification, WorkingDefinition
from .studies import Study


class Release(Record):
    """A frozen set of figures of a country. Published, it never changes; it can only be withdrawn."""

    class Status(models.TextChoices):
        BUILDING = "building", _("being built")
        BUILT = "built", _("built, not published")
        FAILED = "failed", _("failed")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    country = models.ForeignKey("reference.Country", models.PROTECT, to_field="iso2", related_name="releases")
    label = models.CharField(max_length=80)
    studies = models.ManyToManyField(Study, related_name="releases")
    definition = models.ForeignKey(WorkingDefinition, models.PROTECT, related_name="releases")
    geography_date = models.DateField(help_text=_("The regions are those of this day."))
    as_of = models.DateTimeField(null=True, help_text=_("The state of the responses that it froze."))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BUILDING)
    step = models.CharField(max_length=40, blank=True, help_text="What the build is doing.")
    done = models.PositiveSmallIntegerField(default=0, help_text="Progress of the build in percent.")
    error = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the figures and what they rest on."
    )
    entities = models.PositiveIntegerField(null=True, help_text="Verified responses that were classified.")
    is_sample = models.BooleanField(default=False)
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=1000, blank=True)
    audit = models.JSONField(default=dict, blank=True, help_text="What the disclosure audit found.")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("release"), _("releases")
        constraints = [
            models.UniqueConstraint(fields=["country", "label"], name="release_label_once_per_country"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False) & ~Q(digest=""),
                name="release_published_is_sealed",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawal_reason=""),
                name="release_withdrawn_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["country", "status", "-published_at"], name="release_latest")]

    def __str__(self):
        return f"{self.country_id} {self.label}"


class ReleaseUnit(models.Model):
    """An entity as a release froze it: restricted, kept for the audit and for later releases to compare with."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="units", db_index=False)
    entity = models.ForeignKey("mapping.Entity", models.PROTECT, related_name="+")
    response = models.ForeignKey("mapping.SurveyResponse", models.PROTECT, related_name="+")
    region = models.CharField(max_length=12, blank=True)
    organisation_type = models.CharField(max_length=40, blank=True)
    isic_main = models.CharField(max_length=40, blank=True)
    legal_form = models.CharField(max_length=20, blank=True)
    verdict = models.PositiveSmallIntegerField(choices=Classification.Verdict.choices)
    met = models.BigIntegerField()
    failed = models.BigIntegerField()
    unknown = models.BigIntegerField()
    weight = models.DecimalField(max_digits=12, decimal_places=6)
    values = models.JSONField(default=dict, help_text="The restricted numbers that enter sums.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "entity"], name="release_holds_an_entity_once")
        ]

    def __str__(self):
        return f"{self.release_id}:{self.entity_id}"


class Observation(models.Model):
    """A published figure: release × indicator × breakdown of at most two dimensions."""

    class Flag(models.TextChoices):
        NONE = "", _("as computed")
        CONFIDENTIAL = "c", _("withheld for confidentiality")
        NO_DATA = "x", _("no data")

    release = models.ForeignKey(Release, models.CASCADE, related_name="observations")
    indicator = models.CharField(max_length=12)
    dimension = models.CharField(max_length=30, blank=True, default="", help_text="Empty: the whole country.")
    category = models.CharField(max_length=40, blank=True, default="")
    dimension_2 = models.CharField(max_length=30, blank=True, default="")
    category_2 = models.CharField(max_length=40, blank=True, default="")
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    n = models.PositiveIntegerField(null=True, help_text="Entities that answered; empty when withheld.")
    missing_share = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Percent.")
    flag = models.CharField(max_length=1, choices=Flag.choices, blank=True, default="")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "dimension", "category", "dimension_2", "category_2"],
                name="observation_once_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(flag="") | Q(value=None), name="observation_withheld_has_no_value"
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.dimension} {self.category}"

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..querysets.definitions import DefinitionQuerySet


class WorkingDefinition(Record):
    """A version of a country's working definition of the SSE. Adopted, it never changes again."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted")
        SUPERSEDED = "superseded", _("superseded")

    class Shape(models.TextChoices):
        LIST = "list", _("by a list of legal forms")
        TEST = "test", _("by tests")
        MIXED = "mixed", _("by legal form, or by form and tests")

    country = models.ForeignKey(
        "reference.Country",
        models.PROTECT,
        to_field="iso2",
        null=True,
        blank=True,
        related_name="definitions",
        help_text=_("Empty: the regional baseline."),
    )
    number = models.PositiveIntegerField(help_text=_("Version, counted within the country."))
    title = models.JSONField()
    text = models.JSONField(
        default=dict, blank=True, help_text=_("The definition in words, per language (Markdown).")
    )
    shape = models.CharField(max_length=5, choices=Shape.choices, default=Shape.MIXED)
    optional_at_least = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_template = models.BooleanField(default=False, help_text=_("A starting point that nobody has adopted."))
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adoption_reference = models.CharField(
        max_length=200, blank=True, help_text=_("The decision that adopted it.")
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the document, set at adoption."
    )

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("working definition"), _("working definitions")
        constraints = [
            models.UniqueConstraint(fields=["country", "number"], name="definition_version_once_per_country"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(country=None), name="definition_version_once_in_the_region"
            ),
            models.UniqueConstraint(
                fields=["country"], condition=Q(status="adopted"), name="definition_adopted_once_per_country"
            ),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="adopted", country=None),
                name="definition_adopted_once_in_the_region",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "superseded"]) | Q(adopted_at__isnull=False),
                name="definition_adopted_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by=None) | Q(proposed_by=None) | ~Q(adopted_by=models.F("proposed_by")),
                name="definition_proposer_does_not_adopt",
            ),
        ]

    def __str__(self):
        return f"{self.country_id or '-'} {self.number}"

    @property
    def may_change(self):
        return self.status == self.Status.DRAFT


class DefinitionCriterion(models.Model):
    """One criterion of a definition: a requirement in words, and the same as an expression over answers."""

    class Role(models.TextChoices):
        EXCLUSION = "exclusion", _("exclusion")
        CORE = "core", _("core")
        OPTIONAL = "optional", _("optional")
        OFF = "off", _("not used")

    definition = models.ForeignKey(WorkingDefinition, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    principle = models.CharField(max_length=80)
    title = models.JSONField()
    wording = models.JSONField()
    expression = models.JSONField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.CORE)
    organisation_types = models.JSONField(default=list, blank=True, help_text=_("Empty: all types."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "code"], name="criterion_once_per_definition"),
            models.UniqueConstraint(
                fields=["definition", "position"], name="criterion_position_once_per_definition"
            ),
        ]

    def __str__(self):
        return self.code


class DefinitionForm(models.Model):
    """What a definition says of a legal form: in, out, or in under conditions."""

    class Status(models.TextChoices):
        IN = "in", _("in by form")
        OUT = "out", _("out by form")
        CONDITIONAL = "conditional", _("in under conditions")

    definition = models.ForeignKey(WorkingDefinition, models.CASCADE, related_name="forms")
    legal_form = models.ForeignKey("reference.LegalForm", models.PROTECT, to_field="code", related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices)
    criteria = models.JSONField(
        default=list, blank=True, help_text=_("Codes that must hold; empty: the core criteria.")
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "legal_form", "valid_from"], name="form_once_per_definition_and_date"
            ),
            models.UniqueConstraint(
                fields=["definition", "legal_form"],
                condition=Q(valid_from=None),
                name="form_without_date_once_per_definition",
            ),
        ]

    def __str__(self):
        return self.legal_form_id


class Classification(models.Model):
    """The verdict of a definition on a response, with its reasons as bit masks (bit i: the i-th criterion)."""

    class Verdict(models.IntegerChoices):
        OUT_OF_SCOPE = 0, _("out of scope")
        UNDETERMINED = 1, _("undetermined")
        IN_SCOPE = 2, _("in scope")

    # The unique constraint's index serves both keys: further indexes would slow the one-statement write.
    definition = models.ForeignKey(WorkingDefinition, models.CASCADE, related_name="+", db_index=False)
    response = models.ForeignKey("mapping.SurveyResponse", models.CASCADE, related_name="classifications")
    verdict = models.PositiveSmallIntegerField(choices=Verdict.choices)
    met = models.BigIntegerField()
    failed = models.BigIntegerField()
    unknown = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "response"], name="classified_once_per_definition")
        ]

    def __str__(self):
        return f"{self.response_id}: {self.verdict}"

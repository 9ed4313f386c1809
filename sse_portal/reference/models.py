"""Reference data: changed by deployment only (`manage.py load_reference`), never by users."""

import re

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .querysets import ClassificationItemQuerySet, LegalFormQuerySet, PopulationQuerySet, RegionQuerySet

# "memory" without a level, or with one below high, is not good enough to publish as a fact.
_DOUBTFUL = re.compile(r"unsure|medium|low\b|check|memory(?!/high)")


def is_doubtful(confidence):
    """True when the national committee still has to confirm what has this confidence."""
    return bool(_DOUBTFUL.search(confidence))


class Sourced(models.Model):
    """Where a row comes from, and how sure we are of it."""

    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def to_be_confirmed(self):
        """True when the national committee still has to confirm the row."""
        return is_doubtful(self.confidence)


class Country(Sourced):
    """A country of the project, by its ISO 3166-1 codes."""

    iso2 = models.CharField(max_length=2, unique=True)
    iso3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    names = models.JSONField(help_text=_("Short name by language."))
    official_names = models.JSONField(default=dict)
    capitals = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    currency_minor_units = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list, help_text=_("Official languages, BCP 47."))
    ui_languages = models.JSONField(default=list)
    script = models.CharField(max_length=4)
    timezone = models.CharField(max_length=40)
    un_subregion = models.CharField(max_length=60)
    phone_prefix = models.CharField(max_length=5)
    calendar_note = models.TextField(blank=True)
    min_longitude = models.DecimalField(max_digits=9, decimal_places=6)
    min_latitude = models.DecimalField(max_digits=9, decimal_places=6)
    max_longitude = models.DecimalField(max_digits=9, decimal_places=6)
    max_latitude = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        verbose_name, verbose_name_plural = _("country"), _("countries")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    min_longitude__lt=F("max_longitude"),
                    min_latitude__lt=F("max_latitude"),
                ),
                name="country_box_has_an_area",
            ),
        ]

    def __str__(self):
        return self.names["en"]


class Region(Sourced):
    """A first-level subdivision (ISO 3166-2, or the statistical office's code where ISO has none)."""

    class Change(models.TextChoices):
        UNCHANGED = "unchanged", _("unchanged")
        RENAMED = "rename", _("renamed")
        MERGED = "merge", _("merged")
        SPLIT = "split", _("split")

    code = models.CharField(max_length=10, unique=True)
    iso_3166_2 = models.CharField(max_length=6, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, to_field="iso2", related_name="regions")
    names = models.JSONField()
    alt = models.CharField(max_length=80, blank=True)
    type = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer valid."),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="merged_from",
    )
    change_kind = models.CharField(max_length=10, choices=Change.choices, blank=True)
    nso_code = models.CharField(max_length=10, blank=True)
    has_shape = models.BooleanField(default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("region"), _("regions")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="region_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(valid_to__isnull=False) & ~Q(change_kind="")),
                name="region_with_successor_has_ended_by_a_named_change",
            ),
        ]
        indexes = [models.Index(fields=["country", "code"], name="region_by_country")]

    def __str__(self):
        return self.names["en"]


class LegalForm(Sourced):
    """A legal form under a law of one country, and how it stands towards the SSE."""

    class Status(models.TextChoices):
        BY_FORM = "by_form", _("SSE by its form")
        CONDITIONAL = "conditional", _("SSE under conditions")
        OUT = "out", _("outside the SSE")

    class Personality(models.TextChoices):
        YES = "yes", _("legal person")
        OPTIONAL = "optional", _("legal person or not")
        NO = "no", _("no legal person")

    code = models.CharField(max_length=10, unique=True)
    country = models.ForeignKey(Country, models.PROTECT, to_field="iso2", related_name="legal_forms")
    names = models.JSONField()
    alt = models.CharField(max_length=80, blank=True)
    law = models.TextField(blank=True)
    law_year = models.PositiveSmallIntegerField(null=True, blank=True)
    law_number = models.TextField(blank=True)
    registrar = models.TextField(blank=True)
    organisation_type = models.CharField(max_length=20)
    sse_status = models.CharField(max_length=12, choices=Status.choices)
    condition_criteria = models.JSONField(
        default=list, help_text=_("Codes of the criteria a conditional form must meet.")
    )
    icls_coop_type = models.CharField(max_length=20, blank=True)
    tse_component = models.CharField(max_length=10, blank=True)
    legal_personality = models.CharField(max_length=8, choices=Personality.choices)
    min_members = models.PositiveIntegerField(null=True, blank=True)
    min_members_note = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=10)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer valid."),
    )
    note = models.TextField(blank=True)

    objects = LegalFormQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("legal form"), _("legal forms")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="legal_form_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(sse_status__in=["by_form", "conditional", "out"]),
                name="legal_form_has_a_known_sse_status",
            ),
        ]
        indexes = [models.Index(fields=["country", "code"], name="legal_form_by_country")]

    def __str__(self):
        return self.names["en"]


class ClassificationItem(Sourced):
    """An entry of an international classification, known by scheme and code: a letter alone is ambiguous."""

    class Scheme(models.TextChoices):
        ISIC4 = "ISIC4", _("ISIC Rev. 4")
        ISIC5 = "ISIC5", _("ISIC Rev. 5")
        ICNP = "ICNP", _("ICNP/TSO")
        SDG = "SDG", _("Sustainable Development Goals")

    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    code = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    parent_code = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(help_text=_("Its place in the published order."))
    titles = models.JSONField()
    extra = models.JSONField(default=dict)

    objects = ClassificationItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = (
            _("classification item"),
            _("classification items"),
        )
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="classification_code_once_per_scheme"),
        ]

    def __str__(self):
        return f"{self.scheme}:{self.code}"


class Population(models.Model):
    """How many people live in a country or one of its regions, as its statistical office says for a year."""

    country = models.ForeignKey(Country, models.PROTECT, to_field="iso2", related_name="+")
    region = models.ForeignKey(
        Region, models.PROTECT, to_field="code", null=True, blank=True, related_name="+",
        help_text=_("Empty: the whole country."),
    )  # fmt: skip
    year = models.PositiveSmallIntegerField()
    persons = models.PositiveBigIntegerField()
    source = models.CharField(max_length=300)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("population"), _("populations")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"],
                condition=Q(region__isnull=False),
                name="population_once_per_region_and_year",
            ),
            models.UniqueConstraint(
                fields=["country", "year"],
                condition=Q(region=None),
                name="population_once_per_country_and_year",
            ),
            models.CheckConstraint(condition=Q(persons__gt=0), name="population_is_not_nobody"),
            models.CheckConstraint(condition=~Q(source=""), name="population_names_its_source"),
        ]

    def __str__(self):
        return f"{self.region_id or self.country_id} {self.year}: {self.persons}"


class Edition(models.Model):
    """A state of the data files that was loaded: its digest tells when there is nothing to do."""

    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("edition"), _("editions")

    def __str__(self):
        return self.digest[:12]

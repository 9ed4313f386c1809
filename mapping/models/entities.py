from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.models import Record

from ..definition.codebook import CODEBOOK
from ..querysets.entities import EntityQuerySet, PublishedEntities

LISTED = Q(is_listed=True)


def code_column(variable, **options):
    """A column that holds one code of a codebook variable."""
    return models.CharField(CODEBOOK[variable].label["en"], max_length=40, blank=True, default="", **options)


class Entity(Record):
    """The unit of the register: an organisation, whether or not it turns out to be SSE, registered by law or not.

    Legal form, type and sector are the facts of the register; a survey response keeps its own answers.
    """

    # The page indexes below begin with country and region: indexes of their own would only slow the writes.
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, to_field="iso2", related_name="entities", db_index=False
    )
    region = models.ForeignKey(
        "reference.Region",
        models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="entities",
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=200)
    name_local = models.CharField(_("name in national language"), max_length=200, blank=True, default="")
    other_names = models.JSONField(default=list, blank=True, help_text=_("[{“name”: …, “language”: …}]"))
    names_folded = models.TextField(editable=False, help_text="All names, folded; what searches compare.")
    legal_form = models.ForeignKey(
        "reference.LegalForm", models.PROTECT, to_field="code", null=True, blank=True, related_name="entities"
    )
    organisation_type = code_column("organisation_type")
    isic_main = code_column("isic_main", help_text="Scheme and code: ISIC4:A.")
    locality = models.CharField(_("locality"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    year_established = models.PositiveSmallIntegerField(null=True, blank=True)
    operational_status = code_column("operational_status")
    consent_public_listing = code_column("consent_public_listing")
    website = models.URLField(blank=True, default="")
    is_listed = models.BooleanField(
        default=False, help_text=_("On the public register: consented, and verified by a reviewer.")
    )
    is_sample = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    pending = models.ForeignKey(
        "mapping.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        help_text="The import that prepares this entity: nobody sees it before it is published.",
    )  # fmt: skip

    objects = PublishedEntities()
    with_pending = EntityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("entity"), _("entities")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entity_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(consent_public_listing="yes", removed_at=None),
                name="entity_is_listed_only_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="entity_location_is_on_earth",
            ),
        ]
        # Every list is read in pages by (name, id): each index ends there.
        indexes = [
            models.Index(fields=["name", "id"], name="entity_page"),
            models.Index(fields=["pending"], condition=Q(pending__isnull=False), name="entity_pending"),
            models.Index(fields=["country", "name", "id"], name="entity_country_page"),
            models.Index(fields=["region", "name", "id"], name="entity_region_page"),
            models.Index(fields=["name", "id"], condition=LISTED, name="entity_listed_page"),
            models.Index(
                fields=["country", "name", "id"], condition=LISTED, name="entity_listed_country_page"
            ),
            models.Index(fields=["region", "name", "id"], condition=LISTED, name="entity_listed_region_page"),
            models.Index(
                fields=["country", "organisation_type", "name", "id"],
                condition=LISTED,
                name="entity_listed_type_page",
            ),
            models.Index(
                fields=["country", "isic_main", "name", "id"],
                condition=LISTED,
                name="entity_listed_isic_page",
            ),
            models.Index(
                fields=["country", "legal_form", "name", "id"],
                condition=LISTED,
                name="entity_listed_form_page",
            ),
        ]

    def __str__(self):
        return self.name


class EntityIdentifier(models.Model):
    """An identifier given by a register: org-id scheme and value. The natural key of imports."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=20, help_text=_("As listed by org-id: KH-MOI, VN-TIN, XI-ROR."))
    value = models.CharField(max_length=100)
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once_per_scheme")]

    def __str__(self):
        return f"{self.scheme} {self.value}"


class EntityContact(models.Model):
    """Personal data, apart from the entity: who to call. Never leaves the portal without the right to it."""

    entity = models.OneToOneField(Entity, models.CASCADE, related_name="contact", primary_key=True)
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    contact_name = models.CharField(max_length=200, blank=True, default="")
    contact_email = models.EmailField(max_length=254, blank=True, default="")
    contact_phone = models.CharField(max_length=20, blank=True, default="", help_text="E.164")
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.uid)

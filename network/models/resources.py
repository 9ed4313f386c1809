from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country
from sse_portal.records.files import StoredFile
from sse_portal.records.tags import Tag

from ..querysets.resources import HarvestQuerySet, ResourceQuerySet, ResourceTagQuerySet
from .common import Shared
from .organizations import Organization


class Resource(Shared, StoredFile):
    """Something to read or use, with the fifteen elements of Dublin Core; a file of ours, or a link."""

    class Type(models.TextChoices):
        REPORT = "report", _("Report")
        STUDY = "study", _("Study")
        LAW = "law", _("Law or policy")
        TOOLKIT = "toolkit", _("Toolkit or manual")
        COURSE = "course", _("Course material")
        CASE = "case", _("Case study")
        DATASET = "dataset", _("Data set")
        SLIDES = "slides", _("Presentation")
        VIDEO = "video", _("Video")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    title = models.JSONField(help_text=_("DC title, by language."))
    creators = models.JSONField(default=list, blank=True, help_text=_("DC creator: names, in order."))
    contributors = models.JSONField(default=list, blank=True, help_text=_("DC contributor: names."))
    description = models.JSONField(default=dict, blank=True, help_text=_("DC description, by language."))
    publisher = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="resources",
        help_text=_("DC publisher: an organisation of the directory."),
    )  # fmt: skip
    publisher_name = models.CharField(max_length=200, blank=True, help_text=_("A publisher outside of it."))
    issued_on = models.DateField(null=True, blank=True, help_text=_("DC date."))
    type = models.CharField(max_length=10, choices=Type.choices, default=Type.OTHER)
    language = models.CharField(max_length=8, blank=True, help_text=_("DC language, BCP 47."))
    licence = models.CharField(
        max_length=40, blank=True, help_text=_("DC rights: SPDX code, such as CC-BY-4.0.")
    )
    rights = models.CharField(max_length=300, blank=True, help_text=_("DC rights in words."))
    origin = models.CharField(max_length=300, blank=True, help_text=_("DC source: what it was made from."))
    relation = models.CharField(max_length=300, blank=True, help_text=_("DC relation."))
    country = a_country("resources", help_text=_("DC coverage. Empty: the whole region."))
    link = models.URLField(
        max_length=500, blank=True, help_text=_("Where it is, when we do not hold the file.")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    text_folded = models.TextField(editable=False, help_text="Titles, descriptions, names, folded.")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("resource"), _("resources")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="resource_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(file="") | ~Q(link=""),
                name="resource_published_can_be_had",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at", "id"], name="resource_newest")]

    def __str__(self):
        return str(self.uid)

    @property
    def is_public(self):
        return super().is_public and self.state == self.State.PUBLISHED


class ResourceTag(Tag):
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="tags")

    objects = ResourceTagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "scheme", "code"], name="resource_tag_once")
        ]
        indexes = [models.Index(fields=["scheme", "code"], name="resource_tag_code")]


class HarvestRecord(models.Model):
    """What a harvester was ever told of: one row per public record, kept for good (OAI-PMH: persistent tombstones).

    Services write it in the transaction that changes what is public; the harvest reads nothing else for its order.
    """

    class Kind(models.TextChoices):
        RESOURCE = "resource", "resource"
        ORGANIZATION = "organization", "organization"

    record = models.UUIDField(unique=True, help_text="Public id of the resource or organisation.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    country = models.CharField(max_length=2, blank=True)
    type = models.CharField(max_length=20, blank=True)
    datestamp = models.DateTimeField(help_text="Last change of what is public, whole seconds.")
    is_deleted = models.BooleanField(default=False)
    digest = models.CharField(
        max_length=32, blank=True, help_text="Of what is public: only when it differs did that change."
    )

    objects = HarvestQuerySet.as_manager()

    class Meta:
        # A harvest is read in pages by (datestamp, id), of all or of one set: each index ends there.
        indexes = [
            models.Index(fields=["datestamp", "id"], name="harvest_order"),
            models.Index(fields=["country", "datestamp", "id"], name="harvest_country_order"),
            models.Index(fields=["kind", "type", "datestamp", "id"], name="harvest_type_order"),
        ]

    def __str__(self):
        return str(self.record)

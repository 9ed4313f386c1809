from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country
from sse_portal.records.models import Record
from sse_portal.records.tags import Tag

from ..querysets.recommendations import (
    AddresseeQuerySet,
    EvidenceCheckQuerySet,
    EvidenceQuerySet,
    RecommendationQuerySet,
)
from .committees import Committee, Document
from .common import AppendOnly, Kept
from .decisions import Decision, Minutes
from .tracked import ASKED, Tracked


class Recommendation(Tracked, Kept):
    """What a committee recommends, followed from its evidence to verified action.

    draft → in_consultation → adopted → transmitted → closed; withdrawn; superseded. Each step keeps its time, so that
    the state at any past moment can be told (D10). How far it is carried out is derived, never stored.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_CONSULTATION = "in_consultation", _("in consultation")
        ADOPTED = "adopted", _("adopted")
        TRANSMITTED = "transmitted", _("transmitted")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUPERSEDED = "superseded", _("superseded")

    class Origin(models.TextChoices):
        DECISION = "decision", _("the work of the committee")
        STUDY = "study", _("a mapping study")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="recommendations")
    country = a_country("recommendations", db_index=False)
    code = models.CharField(
        max_length=20, unique=True, null=True, blank=True,
        help_text=_("Such as KHM-2026-R003; given when it leaves the draft."),
    )  # fmt: skip
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.DECISION)
    study = models.ForeignKey("mapping.Study", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.JSONField(_("title"), help_text=_("By language."))
    text = models.JSONField(_("text"), default=dict, blank=True, help_text=_("By language (Markdown)."))
    title_folded = models.TextField(editable=False)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    adopted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="recommendations_adopted"
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="When it first could be known to everybody."
    )
    consulted_at = models.DateTimeField(null=True, blank=True, help_text="When its consultation began.")
    adopted_at = models.DateTimeField(null=True, blank=True)
    transmitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Closed, withdrawn or superseded.")
    closing_reason = models.CharField(max_length=1000, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("recommendation"), _("recommendations")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(code__isnull=False),
                name="recommendation_out_of_draft_has_a_code",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "transmitted", "closed", "superseded"])
                | Q(adopted_at__isnull=False),
                name="recommendation_adopted_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="transmitted") | Q(transmitted_at__isnull=False),
                name="recommendation_transmitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["closed", "withdrawn", "superseded"]) | Q(closed_at__isnull=False),
                name="recommendation_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
                name="recommendation_does_not_supersede_itself",
            ),
        ]
        # Every list is read in pages by id, and found in one of these indexes alone: the texts stay out of it.
        indexes = [
            models.Index(fields=ASKED, name="recommendation_tracked"),
            models.Index(
                fields=["country", *(name for name in ASKED if name != "country")],
                name="recommendation_of_country",
            ),
        ]

    def __str__(self):
        return self.code or str(self.uid)


class RecommendationText(AppendOnly):
    """A version of title and text, kept as it was. The newest one is what the recommendation says."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    title = models.JSONField()
    text = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendation_text_number_once"
            )
        ]

    def __str__(self):
        return f"{self.recommendation_id} / {self.number}"


class RecommendationTag(Tag):
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="tags")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "scheme", "code"], name="recommendation_tag_once"
            )
        ]
        indexes = [models.Index(fields=["scheme", "code", "recommendation"], name="recommendation_tag_code")]


class Addressee(Record):
    """An organisation that must answer a recommendation. It needs no account: the link in its letter is enough."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="addressees")
    organization = models.ForeignKey("network.Organization", models.PROTECT, related_name="+")
    transmitted_at = models.DateTimeField(null=True, blank=True)
    answer_due_on = models.DateField(
        null=True, blank=True, help_text=_("By default 28 days after it was transmitted.")
    )
    link_key = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of the key in its letter; empty: no link works.",
    )
    link_ends_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("addressee"), _("addressees")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "organization"], name="addressee_once_per_recommendation"
            ),
            models.UniqueConstraint(
                fields=["link_key"], condition=~Q(link_key=""), name="addressee_link_opens_one"
            ),
        ]
        indexes = [models.Index(fields=["organization", "recommendation"], name="addressee_organization")]

    def __str__(self):
        return str(self.uid)


class EvidenceStatus(models.TextChoices):
    """How evidence stands when it is looked at again."""

    CURRENT = "current", _("current")
    CHANGED = "changed", _("changed")
    UNAVAILABLE = "unavailable", _("unavailable")


class Evidence(Record):
    """What a recommendation rests on, pinned: a published figure as it was, a definition, a document, a paragraph.

    Taken off, it keeps its time, so that the past can be told.
    """

    class Kind(models.TextChoices):
        FIGURE = "figure", _("published figure")
        DEFINITION = "definition", _("working definition")
        DOCUMENT = "document", _("document")
        PARAGRAPH = "paragraph", _("paragraph of minutes")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="evidence")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.JSONField(default=dict, blank=True, help_text=_("What it shows, by language."))
    release = models.ForeignKey("mapping.Release", models.PROTECT, null=True, blank=True, related_name="+")
    definition = models.ForeignKey(
        "mapping.WorkingDefinition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    indicator = models.CharField(max_length=12, blank=True)
    dimension = models.CharField(max_length=30, blank=True)
    category = models.CharField(max_length=40, blank=True)
    dimension_2 = models.CharField(max_length=30, blank=True)
    category_2 = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    as_of = models.DateTimeField(null=True, blank=True, help_text="The state of the data behind the figure.")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, blank=True, related_name="+")
    paragraph = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Counted from 1.")
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what was pinned: the figure, file or paragraph."
    )
    pinned_at = models.DateTimeField(default=timezone.now)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=EvidenceStatus.choices, default=EvidenceStatus.CURRENT, editable=False,
        help_text="That of its newest check.",
    )  # fmt: skip

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("evidence"), _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="figure")
                | Q(release__isnull=False, definition__isnull=False, as_of__isnull=False) & ~Q(indicator=""),
                name="evidence_figure_is_pinned",
            ),
            models.CheckConstraint(
                condition=~Q(kind="definition") | Q(definition__isnull=False),
                name="evidence_definition_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind="document") | Q(document__isnull=False), name="evidence_document_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(kind="paragraph") | Q(minutes__isnull=False, paragraph__isnull=False),
                name="evidence_paragraph_is_named",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "id"], name="evidence_by_indicator"),
            models.Index(fields=["recommendation", "status"], name="evidence_of_recommendation"),
            # All that the filter of the tracker asks.
            models.Index(
                fields=[
                    "status",
                    "recommendation",
                    "kind",
                    "definition",
                    "document",
                    "minutes",
                    "removed_at",
                ],
                name="evidence_standing",
            ),
        ]

    def __str__(self):
        return str(self.uid)


class EvidenceCheck(AppendOnly):
    """The evidence looked at again. The last line says how it stands: current, changed or unavailable."""

    Status = EvidenceStatus

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="checks")
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status.choices)
    release = models.ForeignKey("mapping.Release", models.PROTECT, null=True, blank=True, related_name="+")
    definition = models.ForeignKey(
        "mapping.WorkingDefinition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    reason = models.CharField(
        max_length=40, blank=True, help_text="A code: why it is changed or unavailable."
    )

    objects = EvidenceCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["evidence", "-id"], name="evidence_newest_check")]

    def __str__(self):
        return f"{self.evidence_id} {self.status}"

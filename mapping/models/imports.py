from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..querysets.imports import BatchQuerySet
from .studies import Study


class ImportBatch(Record):
    """A file on its way into a study: uploaded → mapped → checked → publishing → published, or undone."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        PUBLISHING = "publishing", _("being published")
        PUBLISHED = "published", _("published")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    study = models.ForeignKey(Study, models.PROTECT, related_name="batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file = models.FileField(upload_to="imports/")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    shape = models.JSONField(
        default=dict, help_text="Kind, encoding, delimiter, sheet, header, as found or chosen."
    )
    mapping = models.JSONField(
        default=dict, help_text="{column: {to, codes}}; see mapping/imports/columns.py."
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    total_rows = models.PositiveIntegerField(null=True)
    done_rows = models.PositiveIntegerField(default=0, help_text="Progress of the present step.")
    counts = models.JSONField(default=dict, help_text="{outcome: rows} of the dry run.")
    error = models.CharField(max_length=1000, blank=True)
    claim = models.UUIDField(
        null=True, editable=False, help_text="The process that works on it; the last one wins."
    )
    published_at = models.DateTimeField(null=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("import"), _("imports")

    def __str__(self):
        return self.file_name

    @property
    def path(self):
        """Where the file lies."""
        return Path(self.file.path)


class ImportRow(models.Model):
    """One row of a file in staging: what it would do, and after publication what it did."""

    class Outcome(models.TextChoices):
        CREATE = "create", _("create")
        UPDATE = "update", _("update")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")
        DUPLICATE = "duplicate", _("likely duplicate")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Line of the file, the header being line 1.")
    raw = models.JSONField(help_text="The cells as read, by column.")
    values = models.JSONField(
        default=dict, help_text="What is written: {columns, identifiers, contact, answers}."
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    problems = models.JSONField(
        default=list, help_text="[{column, code, message, note}]; a note refuses nothing."
    )
    candidates = models.JSONField(default=list, help_text="Likely duplicates: [{entity, name, score}].")
    decision = models.CharField(max_length=45, blank=True, help_text="new, skip, or the entity's public id.")
    entity_uid = models.UUIDField(null=True, help_text="The entity it belongs to, known or to be created.")
    response_uid = models.UUIDField(null=True)
    told = models.JSONField(null=True, help_text="New values for the history: {entity, response}.")
    before = models.JSONField(null=True, help_text="Former values of what changes, for the history and undo.")
    versions = models.JSONField(null=True, help_text="Versions after publication: {entity, response}.")
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once_per_line")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome")]

    def __str__(self):
        return f"{self.batch_id}:{self.number}"


class RememberedMapping(models.Model):
    """How columns of such a header were mapped the last time, for the next file of the same shape."""

    country = models.ForeignKey("reference.Country", models.CASCADE, to_field="iso2", related_name="+")
    header_digest = models.CharField(max_length=64)
    mapping = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "header_digest"], name="mapping_once_per_country_and_header"
            )
        ]

    def __str__(self):
        return self.header_digest

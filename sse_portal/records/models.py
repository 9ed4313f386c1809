from django.conf import settings
from django.db import models
from django.utils import timezone

from sse_portal.basics.ids import uuid7

from .querysets import ChangeQuerySet


class Record(models.Model):
    """Base of what people edit: a public id, a version that every write raises, and its times."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Change(models.Model):
    """One line of the history. Append-only; its order is `id`, not the clock. Persons are referred to by id."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(
        max_length=40, help_text="What was done, as a past participle: registered, verified."
    )
    kind = models.CharField(max_length=60, help_text="Model label, e.g. mapping.entity.")
    record = models.UUIDField(help_text="The record's public id.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, or empty.")
    before = models.JSONField(null=True, help_text="Former values of the fields that changed.")
    after = models.JSONField(null=True, help_text="New values of the fields that changed.")
    reason = models.CharField(max_length=1000, blank=True)
    batch = models.UUIDField(null=True, help_text="Ties the lines of one import or job together.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["record", "id"], name="change_by_record"),
            models.Index(fields=["batch", "id"], name="change_by_batch"),
        ]

    def __str__(self):
        return f"{self.kind} {self.record} {self.act}"


class Reading(models.Model):
    """Somebody read or exported restricted data: who, what, how many rows, under which filter."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=[("read", "read"), ("export", "export")])
    kind = models.CharField(max_length=60)
    country = models.CharField(max_length=2, blank=True)
    record = models.UUIDField(null=True)
    rows = models.PositiveIntegerField(null=True, help_text="Empty while a stream has no known end.")
    asked = models.JSONField(default=dict, help_text="The filter that was asked for.")

    def __str__(self):
        return f"{self.by_id} {self.act} {self.kind}"


class IdempotencyKey(models.Model):
    """The first result of a creating request, kept so that a repeat gets the same answer."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    act = models.CharField(max_length=60, help_text="The address and method that the key was used for.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the request's content.")
    record = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="idempotency_key_once_per_user")]

    def __str__(self):
        return self.key

"""A file that belongs to a record: what every model with a file keeps about it."""

from django.db import models
from django.utils import timezone

from sse_portal.basics.ids import uuid7


def place_of(instance, filename):
    """Where a file lies in MEDIA_ROOT. Its given name is kept in a column: here it would only do harm."""
    return f"files/{timezone.now():%Y-%m}/{uuid7()}"


class StoredFile(models.Model):
    """Base of what has one file. Without a file all of it is empty."""

    file = models.FileField(upload_to=place_of, blank=True)
    file_name = models.CharField(
        max_length=200, blank=True, help_text="As it was given; what a download is called."
    )
    media_type = models.CharField(
        max_length=100, blank=True, help_text="By its first bytes, not by its name."
    )
    size = models.PositiveIntegerField(null=True, blank=True, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

from django.db import models
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record


class Visibility(models.TextChoices):
    """Who may know of a record. What is not public leaves no trace in any public output."""

    PUBLIC = "public", _("everybody")
    COMMITTEE = "committee", _("the committee")
    SECRETARIAT = "secretariat", _("the secretariat")


class Kept(Record):
    """A record of the dialogue with its visibility: within what its committee or meeting allows."""

    visibility = models.CharField(
        _("who sees it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A line that is written once. What holds is what the lines add up to; the database refuses to change one."""

    class Meta:
        abstract = True

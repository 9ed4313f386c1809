from django.db import models
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record


class Visibility(models.TextChoices):
    """Who may know of a record. What is not public leaves no trace in any public output."""

    PUBLIC = "public", _("everybody")
    NETWORK = "network", _("members of the network")
    SECRETARIAT = "secretariat", _("the secretariat")


class Shared(Record):
    """A record of the network with its visibility."""

    visibility = models.CharField(
        _("who sees it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    @property
    def is_public(self):
        return self.visibility == Visibility.PUBLIC

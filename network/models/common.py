from django.db import models
from django.db.models import F, Q
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


def a_country(related_name, **options):
    """The country that a record belongs to; empty: the region, or another part of the world."""
    plain = {"null": True, "blank": True, "help_text": _("Empty: the whole region.")}
    return models.ForeignKey(
        "reference.Country", models.PROTECT, to_field="iso2", related_name=related_name, **plain | options
    )


class Tag(models.Model):
    """What a record is about: a theme, an SDG goal or target, a principle of the working definition."""

    class Scheme(models.TextChoices):
        THEME = "theme", _("theme")
        SDG = "SDG", _("Sustainable Development Goals")
        PRINCIPLE = "principle", _("principle of the working definition")

    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    code = models.CharField(max_length=30)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.scheme}:{self.code}"


def interval_in_order(name, start="starts_on", end="ends_on"):
    """The constraint that a half-open interval [start, end) is not empty; either side may be open."""
    condition = Q(**{start: None}) | Q(**{end: None}) | Q(**{f"{start}__lt": F(end)})
    return models.CheckConstraint(condition=condition, name=name)

"""Columns and constraints that records of several outcomes share."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def a_country(related_name, **options):
    """The country that a record belongs to; empty: the region, or another part of the world."""
    plain = {"null": True, "blank": True, "help_text": _("Empty: the whole region.")}
    return models.ForeignKey(
        "reference.Country", models.PROTECT, to_field="iso2", related_name=related_name, **plain | options
    )


def interval_in_order(name, start="starts_on", end="ends_on"):
    """The constraint that a half-open interval [start, end) is not empty; either side may be open."""
    condition = Q(**{start: None}) | Q(**{end: None}) | Q(**{f"{start}__lt": F(end)})
    return models.CheckConstraint(condition=condition, name=name)

"""Days in forms: people name the last day, the records keep the day after it."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

DAY = timedelta(days=1)
# The day after the last one must still be taken by `records.values.Day`.
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2150, 12, 30)


def day_field(label, help_text="", *, required=False):
    """A day, chosen with the browser's own calendar."""
    return forms.DateField(
        label=label, help_text=help_text, required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )  # fmt: skip


def day_after(day):
    """The end of a half-open interval whose last day is `day`; None stays None."""
    return day + DAY if day else None


def last_day(end):
    """The last day of a half-open interval that ends at `end`; None stays None."""
    return end - DAY if end else None

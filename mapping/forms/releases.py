"""The steps of a release."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .definitions import VersionForm


class BuildForm(forms.Form):
    label = forms.CharField(
        label=_("Label"),
        max_length=80,
        required=False,
        help_text=_("How the release is called, once in a country. Empty: year and number."),
    )


class PublishForm(VersionForm):
    """Nothing but the confirmation."""


class WithdrawForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who follows a link to the release reads it."),
    )

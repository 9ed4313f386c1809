from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text

from .roles import Role
from .services import TOKEN_DAYS


class CleanCharField(forms.CharField):
    """One line of text through the portal's one cleaner."""

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return clean_text(text)
        except Problem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem


class ProfileForm(forms.Form):
    name = CleanCharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=[("", _("as the browser asks")), *settings.LANGUAGES],
        required=False,
    )


class TokenForm(forms.Form):
    name = CleanCharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(
        label=_("Valid for how many days"), min_value=1, max_value=TOKEN_DAYS, initial=90
    )
    may_write = forms.BooleanField(label=_("It may also write"), required=False)


class GrantForm(forms.Form):
    """A role in a country; an empty country means all."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args, countries, **kwargs):
        """`countries`: pairs of code and name that the granter may choose from; "" stands for all."""
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries

    def clean_country(self):
        return self.cleaned_data["country"] or None


class InvitationForm(GrantForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = CleanCharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    field_order = ["email", "name", "language", "role", "country"]

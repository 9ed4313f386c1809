"""What the forms above lists share: a text to search by, menus that begin with “all”, and what of it is in use."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, in_language
from sse_portal.reference import summaries as reference

MOST_TYPED = 100
ALL = _("all")


class SearchText(forms.CharField):
    """A text to search by, of at most 100 characters; empty when nothing is searched for."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def clean(self, value):
        try:
            return clean_text(super().clean(value), limit=MOST_TYPED)
        except Problem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem


class ListFilter(forms.Form):
    """What one may ask of a list. `beside` names the fields that narrow nothing: its order, its tab."""

    beside: tuple[str, ...] = ()

    def offer(self, name, choices, none=ALL):
        """Let a menu offer `choices`, [(code, label), …], behind the one that asks for nothing."""
        self.fields[name].choices = [("", none), *choices]

    @property
    def asked(self):
        """The filters in use: {name: value}."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in self.beside}

    @property
    def active(self):
        """How many filters are in use."""
        return len(self.asked)


def by_label(choices):
    """Choices in the order of their labels."""
    return sorted(choices, key=lambda choice: choice[1])


def country_choices():
    """[(code, name)] of every country, by its name in the active language."""
    language = get_language()
    return by_label((row.iso2, in_language(row.names, language)) for row in reference.countries())

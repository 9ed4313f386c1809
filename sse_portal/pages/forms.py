"""The shape of what the pages are asked."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, in_language
from sse_portal.reference import summaries as reference

MOST_TYPED = 100


class SearchForm(forms.Form):
    """A piece of a name or title, in any script."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def clean_q(self):
        try:
            return clean_text(self.cleaned_data["q"], limit=MOST_TYPED)
        except Problem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem


class CompareForm(forms.Form):
    """Which countries, and which indicator. The address may name the countries as one list: kh,th."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data, indicators, **kwargs):
        """`indicators`: [(code, title)]. What is not asked for is the first of them, and all countries."""
        codes = [row.iso2 for row in reference.countries()]
        asked = [code.upper() for text in data.getlist("countries") for code in text.split(",") if code]
        given = {
            "countries": list(dict.fromkeys(asked)) or codes,
            "indicator": data.get("indicator") or indicators[0][0],
        }
        super().__init__(given, **kwargs)
        language = get_language()
        names = [(row.iso2, in_language(row.names, language)) for row in reference.countries()]
        self.fields["countries"].choices = sorted(names, key=lambda pair: pair[1])
        self.fields["indicator"].choices = indicators

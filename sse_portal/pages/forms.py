"""The shape of what the pages are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import SearchText, country_choices


class SearchForm(forms.Form):
    """A piece of a name or title, in any script."""

    q = SearchText(label=_("Search"), widget=forms.TextInput(attrs={"type": "search"}))


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
        self.fields["countries"].choices = country_choices()
        self.fields["indicator"].choices = indicators

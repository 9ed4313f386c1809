from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, in_language
from sse_portal.reference import summaries as reference

from ..definition.codebook import CODEBOOK
from ..definition.options import options

MOST_TYPED = 100


class RegisterFilter(forms.Form):
    """What one may ask of the public register. A region or legal form of another country is a contradiction."""

    q = forms.CharField(
        label=_("Name"), required=False, help_text=_("Any part of a name, in any script."), strip=True
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False)
    organisation_type = forms.ChoiceField(label=_("Type of organisation"), required=False)
    isic_main = forms.ChoiceField(label=_("Main activity"), required=False)
    operational_status = forms.ChoiceField(label=_("Operating status"), required=False)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        language = get_language()
        country = reference.country(self.data.get("country", "")[:2] or "-")
        self._offer(
            "country", [(row.iso2, in_language(row.names, language)) for row in reference.countries()]
        )
        for name, rows in (("region", reference.regions_of), ("legal_form", reference.legal_forms_of)):
            found = rows(country.iso2) if country else ()
            self._offer(name, [(row.code, in_language(row.names, language)) for row in found])
            if not country:
                del self.fields[name]
        for name in ("organisation_type", "isic_main", "operational_status"):
            self._offer(name, _choices(name, language))

    def _offer(self, name, choices):
        self.fields[name].choices = [("", _("all")), *sorted(choices, key=lambda choice: choice[1])]

    def clean_q(self):
        try:
            return clean_text(self.cleaned_data["q"], limit=MOST_TYPED)
        except Problem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem

    def clean(self):
        """A region or legal form asked for without its country, or with another one, finds nothing: say so."""
        for name, row_of in (("region", reference.region), ("legal_form", reference.legal_form)):
            asked = self.data.get(name, "")
            if asked and name not in self.fields:
                self.add_error(None, _("Choose the country first, then its region or legal form."))
            elif asked and (row := row_of(asked)) and row.country != self.data.get("country"):
                self.add_error(None, _("That region or legal form belongs to another country."))
        return super().clean()

    @property
    def asked(self):
        """The filters in use: {name: value}."""
        return {name: value for name, value in self.cleaned_data.items() if value}


def _choices(name, language):
    return [(option.code, in_language(option.label, language)) for option in options(CODEBOOK[name])]

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import ListFilter, SearchText, by_label, country_choices

from ..definition.codebook import CODEBOOK
from ..definition.options import options


class RegisterFilter(ListFilter):
    """What one may ask of the public register. A region or legal form of another country is a contradiction."""

    q = SearchText(label=_("Name"), help_text=_("Any part of a name, in any script."))
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
        self.offer("country", country_choices())
        for name, rows in (("region", reference.regions_of), ("legal_form", reference.legal_forms_of)):
            found = rows(country.iso2) if country else ()
            self.offer(name, by_label((row.code, in_language(row.names, language)) for row in found))
            if not country:
                del self.fields[name]
        for name in ("organisation_type", "isic_main", "operational_status"):
            self.offer(name, by_label(_choices(name, language)))

    def clean(self):
        """A region or legal form asked for without its country, or with another one, finds nothing: say so."""
        for name, row_of in (("region", reference.region), ("legal_form", reference.legal_form)):
            asked = self.data.get(name, "")
            if asked and name not in self.fields:
                self.add_error(None, _("Choose the country first, then its region or legal form."))
            elif asked and (row := row_of(asked)) and row.country != self.data.get("country"):
                self.add_error(None, _("That region or legal form belongs to another country."))
        return super().clean()


def _choices(name, language):
    return [(option.code, in_language(option.label, language)) for option in options(CODEBOOK[name])]

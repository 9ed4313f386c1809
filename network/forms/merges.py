"""Forms of merging: the other entry, a choice for each field in dispute, a country to look through."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import Tells

from ..services.merge_fields import ABSORBED, SURVIVOR
from .choosing import OrganizationField, offer_organizations

CHOICE = "choice-"


class OtherEntryForm(Tells, forms.Form):
    """Which entry is the same organisation."""

    other = OrganizationField(label=_("The other entry"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_organizations(self, user)


class MergeForm(Tells, forms.Form):
    """One side for each field in dispute, both versions that were seen, and why."""

    def __init__(self, data=None, *, comparison):
        super().__init__(data)
        for choice in comparison.choices:
            sides = [(SURVIVOR, choice.survivor), (ABSORBED, choice.absorbed)]
            self.fields[CHOICE + choice.key] = forms.ChoiceField(
                label=choice.label, choices=sides, initial=choice.default, widget=forms.RadioSelect
            )
        for side, entry in (("survivor", comparison.survivor), ("absorbed", comparison.absorbed)):
            self.fields[f"version_{side}"] = forms.IntegerField(
                initial=entry.version, widget=forms.HiddenInput, max_value=2_000_000_000
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.own_names = {choice.key: CHOICE + choice.key for choice in comparison.choices}
        self.comparison = comparison

    def values(self):
        """As the service takes them."""
        given = self.cleaned_data
        return {
            "choices": {choice.key: given[CHOICE + choice.key] for choice in self.comparison.choices},
            "version_survivor": given["version_survivor"],
            "version_absorbed": given["version_absorbed"],
            "reason": given["reason"],
        }

    def rows(self):
        """For the page: each field in dispute with both values and the side that is marked."""
        for choice in self.comparison.choices:
            field = self[CHOICE + choice.key]
            yield {
                "choice": choice,
                "name": field.html_name,
                "marked": field.value(),
                "errors": field.errors,
                "id": field.auto_id,
            }


class CountryForm(forms.Form):
    """Which of the reader's countries to look through."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data, *, places):
        super().__init__(data)
        self.fields["country"].choices = places

    @property
    def chosen(self):
        """The code that was asked for, else the first one."""
        return self.cleaned_data["country"] or self.fields["country"].choices[0][0]

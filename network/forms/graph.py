"""What one may ask of the picture of the network."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.reference.choices import Constituency
from sse_portal.ui.filtering import ListFilter, country_choices

from ..models import Organization
from ..summaries.graph import FIRST_DAY, LAST_DAY, WAYS, View

WAY_LABELS = {
    "relationship": _("relationships"),
    "agreement": _("agreements in force"),
    "activity": _("activities under way"),
    "part_of": _("being a part of another"),
}


class DayField(forms.DateField):
    """A day that history knows."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("This day is out of range."), code="out-of-range")
        return day


class GraphFilter(ListFilter):
    """A day, a part of the directory, the ways of being linked, and a day to compare with."""

    as_of = DayField(label=_("As of"), required=False)
    since = DayField(
        label=_("Compare with"), required=False, help_text=_("An earlier day: what came and what went.")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    constituency = forms.ChoiceField(label=_("Constituency"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    ways = forms.MultipleChoiceField(
        label=_("Linked by"), required=False, choices=[(way, WAY_LABELS[way]) for way in WAYS],
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing chosen: all of them."),
    )  # fmt: skip

    def __init__(self, data):
        super().__init__(data)
        self.offer("country", country_choices())
        self.offer("constituency", Constituency.choices)
        self.offer("kind", Organization.Kind.choices)

    def clean(self):
        cleaned = super().clean()
        since, day = cleaned.get("since"), cleaned.get("as_of") or timezone.localdate()
        if since and since >= day:
            self.add_error("since", _("Choose a day before the other one."))
        return cleaned

    def view(self, day=None):
        """The View that was asked for, on its own day or on another."""
        given = self.cleaned_data
        return View(
            as_of=day or given["as_of"] or timezone.localdate(),
            country=given["country"],
            constituency=given["constituency"],
            kind=given["kind"],
            ways=tuple(given["ways"]) or WAYS,
        )

"""Forms about offers, needs and matches, and the filters of their list."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import RecordForm
from sse_portal.reference.choices import Principle, Theme
from sse_portal.ui.filtering import ListFilter, SearchText, country_choices

from ..models import Offer, Visibility
from ..services.offers import tags_of
from ..services.sides import organizations_spoken_for
from ..summaries.directory import REGIONAL
from ..summaries.offers import ALL, STANDING, STATES, goal_label, language_label
from .choices import goal_choices
from .choosing import OrganizationField


def day_field(label, help_text=""):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def checkboxes(label, help_text=""):
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class OfferForm(RecordForm):
    """An offer or a need; whose it is and which way it goes are asked of a new one only."""

    words = {"title": (_("Title"), 1), "description": (_("Description"), 4)}
    organization = OrganizationField(label=_("Organisation"))
    direction = forms.ChoiceField(
        label=_("Which way it goes"), widget=forms.RadioSelect, initial="offer",
        choices=[("offer", _("We offer it to others")), ("need", _("We need it from others"))],
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Offer.Kind.choices)
    country = forms.ChoiceField(
        label=_("Where it is to be had or needed"), required=False, help_text=_("Empty: the whole region.")
    )
    languages = checkboxes(_("Languages"), _("In which it can be had. None: any language will do."))
    themes = checkboxes(_("Themes"))
    principles = checkboxes(_("Principles of the working definition"), _("That it helps to live by."))
    sdg = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Goals and targets that it works for; hold Ctrl to choose several."),
    )  # fmt: skip
    expires_on = day_field(
        _("Expires on"), _("The first day on which it no longer stands, at most two years ahead.")
    )
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, initial="public")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("the whole region")), *country_choices()]
        held = self.initial.get("languages") or []
        codes = [*dict(settings.LANGUAGES), *held]
        self.fields["languages"].choices = [(code, language_label(code)) for code in dict.fromkeys(codes)]
        self.fields["themes"].choices = Theme.choices
        self.fields["principles"].choices = Principle.choices
        self.fields["sdg"].choices = list(goal_choices(label=goal_label))
        if self.record:
            del self.fields["organization"], self.fields["direction"]
        else:
            self.fields["organization"].among = organizations_spoken_for(user)
        texts = [f"title_{code}" for code in dict(settings.LANGUAGES)]
        self.order_fields(["organization", "direction", "kind", *texts, *self._descriptions()])

    def _descriptions(self):
        return [name for name in self.fields if name.startswith("description_")]

    def initial_of(self, record):
        if record is None:
            return {}
        return super().initial_of(record) | tags_of(record) | {"country": record.country_id}


class OfferFilter(ListFilter):
    """What one may ask of the list of offers and needs. `direction` is the tab that it is asked on."""

    beside = ("direction",)
    direction = forms.ChoiceField(
        required=False, choices=Offer.Direction.choices, widget=forms.HiddenInput, initial="offer"
    )
    q = SearchText(label=_("Title"), help_text=_("Any part of a title, in any script."))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sdg = forms.ChoiceField(label=_("Sustainable Development Goal"), required=False)
    principle = forms.ChoiceField(label=_("Principle of the working definition"), required=False)
    country = forms.ChoiceField(label=_("Country of the organisation"), required=False)
    place = forms.ChoiceField(label=_("Where it is to be had or needed"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        countries = country_choices()
        self.offer("kind", Offer.Kind.choices)
        self.offer("theme", Theme.choices)
        self.offer("sdg", goal_choices(label=goal_label))
        self.offer("principle", Principle.choices)
        self.offer("country", [*countries, (REGIONAL, _("Whole region"))])
        self.offer("place", countries)
        self.offer("language", [(code, language_label(code)) for code in dict(settings.LANGUAGES)])
        others = [(code, label) for code, label in STATES.items() if code != STANDING]
        self.offer("state", [*others, (ALL, _("all"))], STATES[STANDING])

    @property
    def tab(self):
        return self.cleaned_data["direction"] or Offer.Direction.OFFER.value


class ReopenForm(RecordForm):
    """The day until which it stands again."""

    expires_on = day_field(
        _("Expires on"), _("The first day on which it no longer stands, at most two years ahead.")
    )

    def initial_of(self, record):
        return {}


class FulfilForm(RecordForm):
    """When it was done, and what came of it."""

    fulfilled_on = day_field(_("Done on"))
    note = forms.CharField(
        label=_("What came of it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def initial_of(self, record):
        return {}


class DeclineForm(RecordForm):
    """The reason, which both sides read."""

    note = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def initial_of(self, record):
        return {}


class AcceptForm(RecordForm):
    """Acting for a side from outside is done with a note."""

    note = forms.CharField(
        label=_("Why you act for this side"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def initial_of(self, record):
        return {}

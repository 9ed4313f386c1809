"""Forms of the library: its filters, a resource with its file, the reason of a withdrawal."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import RecordForm
from sse_portal.records.storing import ACCEPTED
from sse_portal.records.tags import Tag
from sse_portal.reference.choices import Principle, Theme
from sse_portal.ui.filtering import ListFilter, SearchText, country_choices

from ..models import Resource, Visibility
from ..services.common import may_keep
from ..services.resource_values import OWN_LICENCE, tags_of
from ..summaries.directory import REGIONAL
from ..summaries.dublin_core import LICENCES
from ..summaries.resources import language_name
from .choices import goal_choices
from .choosing import OrganizationField, offer_organizations
from .dates import FIRST_DAY, LAST_DAY, day_field

OWN_LICENCES = {
    f"{OWN_LICENCE}all-rights-reserved": _("All rights reserved"),
    f"{OWN_LICENCE}own": _("Other terms, as said below"),
}


def language_choices():
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


def licence_choices():
    return [(licence.code, licence.name) for licence in LICENCES.values()]


class ResourceFilter(ListFilter):
    """What one may ask of the library. `keeps`: also for drafts, and for what was withdrawn."""

    beside = ("order",)
    q = SearchText(
        label=_("Words"),
        help_text=_("In the title, the description or the subjects; in any script. All of them have to be there."),
    )  # fmt: skip
    type = forms.ChoiceField(label=_("Type"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sdg = forms.ChoiceField(label=_("Sustainable Development Goal"), required=False)
    principle = forms.ChoiceField(label=_("Principle of the working definition"), required=False)
    licence = forms.ChoiceField(label=_("Licence"), required=False)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=FIRST_DAY.year, max_value=LAST_DAY.year
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=[("", _("Newest first")), ("relevance", _("Words in the title first"))],
    )  # fmt: skip

    def __init__(self, data, *, keeps=False, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("type", Resource.Type.choices)
        self.offer("language", language_choices())
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        self.offer("theme", Theme.choices)
        self.offer("sdg", goal_choices(targets=self._asks_target()))
        self.offer("principle", Principle.choices)
        self.offer("licence", licence_choices())
        if keeps:
            others = [Resource.State.DRAFT, Resource.State.WITHDRAWN]
            self.offer("state", [(each.value, each.label) for each in others], Resource.State.PUBLISHED.label)
        else:
            del self.fields["state"]

    def _asks_target(self):
        """A link may lead to one target; the menu has goals only."""
        return "." in self.data.get("sdg", "")

    @property
    def ordered_by(self):
        return self.cleaned_data["order"] or "newest"


class Lines(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def validate(self, value):
        """The service says how many there may be, and how long."""


def several(label, choices, help_text=""):
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class ResourceForm(RecordForm):
    """What is said of a resource, and its file."""

    words = {"title": (_("Title"), 1), "description": (_("Description"), 4)}
    type = forms.ChoiceField(label=_("Type"), choices=Resource.Type.choices, initial=Resource.Type.REPORT)
    creators = Lines(label=_("Authors"), required=False, help_text=_("One on each line, in their order."))
    contributors = Lines(
        label=_("Contributors"), required=False, help_text=_("One on each line: editors, translators.")
    )
    publisher = OrganizationField(
        label=_("Publisher"),
        required=False,
        help_text=_("An organisation of the directory: any part of its name."),
    )
    publisher_name = forms.CharField(
        label=_("Publisher outside the directory"),
        required=False,
        help_text=_("Only without one from the directory."),
    )
    issued_on = day_field(_("Date"), _("When it was issued."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    file = forms.FileField(
        label=_("File"), required=False, allow_empty_file=True,
        help_text=_("PDF, image, plain text or office document without macros, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )  # fmt: skip
    without_file = forms.BooleanField(label=_("Take the present file away"), required=False)
    link = forms.CharField(
        label=_("Link"), required=False, help_text=_("Where it is, when the portal does not hold the file."),
        widget=forms.URLInput,
    )  # fmt: skip
    licence = forms.ChoiceField(
        label=_("Licence"), required=False, help_text=_("What others may do with it.")
    )
    rights = forms.CharField(
        label=_("Rights"), required=False, help_text=_("In words: whose they are, other terms.")
    )
    origin = forms.CharField(label=_("Made from"), required=False, help_text=_("What it was made from."))
    relation = forms.CharField(
        label=_("Belongs to"), required=False, help_text=_("A series, an earlier edition.")
    )
    themes = several(_("Themes"), Theme.choices)
    sdg = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Goals and targets that it is about. Hold Ctrl to choose several."),
    )  # fmt: skip
    principles = several(_("Principles of the working definition"), Principle.choices)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.initial
        self.fields["country"].choices = self._countries(user, held.get("country"))
        self.fields["language"].choices = _with(language_choices(), held.get("language"))
        licences = [*licence_choices(), *OWN_LICENCES.items()]
        self.fields["licence"].choices = _with(licences, held.get("licence"))
        self.fields["sdg"].choices = list(goal_choices())
        if self.record and self.record.file:
            self.fields["without_file"].help_text = self.record.file_name
        else:
            del self.fields["without_file"]
        offer_organizations(self, user)
        self.order_fields([name for name in self.fields if name.startswith(("title_", "description_"))])

    def _countries(self, user, held):
        """Those whose library the user keeps; the region for who keeps all."""
        kept = [choice for choice in country_choices() if may_keep(user, choice[0]) or choice[0] == held]
        return [("", _("the whole region")), *kept] if may_keep(user, None) else kept

    def initial_of(self, record):
        if record is None:
            return {}
        tags = tags_of(record)
        names = {"themes": Tag.Scheme.THEME, "sdg": Tag.Scheme.SDG, "principles": Tag.Scheme.PRINCIPLE}
        return (
            super().initial_of(record)
            | {name: tags[scheme.value] for name, scheme in names.items()}
            | {"country": record.country_id, "file": None}
        )


def _with(choices, held):
    """The choices and, before them, none; what the record holds stays one of them."""
    known = [code for code, _label in choices]
    return [("", _("not said")), *choices, *([(held, held)] if held and held not in known else [])]


class WithdrawForm(RecordForm):
    """Why a resource is taken off the library."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def initial_of(self, record):
        return {}

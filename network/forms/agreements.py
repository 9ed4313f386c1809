"""Forms about agreements, and the filters of their list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import LANGUAGE_NAMES, RecordForm
from sse_portal.records.storing import ACCEPTED
from sse_portal.ui.filtering import ListFilter, SearchText, country_choices

from ..models import Agreement, AgreementParty, Visibility
from ..models.agreement_states import State
from ..summaries.directory import REGIONAL
from .choices import countries_kept
from .choosing import OrganizationsField, TypedRows, offer_organizations
from .dates import day_after, day_field, last_day


class AgreementForm(RecordForm):
    """What is said of an agreement; its country only at the beginning. `user` says which organisations are offered."""

    words = {"title": (_("Title"), 1), "summary": (_("Summary"), 4)}
    own_names = {"ends_on": "last_day"}

    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Whose secretariat keeps it.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Agreement.Kind.choices)
    parties = OrganizationsField(
        label=_("Parties"),
        roles=AgreementParty.Role,
        role=AgreementParty.Role.PARTY.value,
        required=False,
        help_text=_("Any part of a name, in any script. Empty a row to take it out."),
    )
    starts_on = day_field(_("First day"), _("Empty: the day on which it is signed."))
    last_day = day_field(_("Last day"), _("Empty: open ended."))
    reminder_days = forms.IntegerField(
        label=_("Reminder"),
        initial=90,
        min_value=0,
        max_value=730,
        required=False,
        help_text=_("Days before the end on which the secretariat is reminded; 0: never."),
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC,
        help_text=_("A draft is seen by the secretariat only, until it is signed."),
    )  # fmt: skip

    def __init__(self, *args, user, record=None, **options):
        self.user = user
        super().__init__(*args, record=record, **options)
        if record:
            del self.fields["country"]
            # Once amended, the end moves by amendments only.
            if record.amendments.exists():
                del self.fields["last_day"]
        else:
            self.fields["country"].choices = countries_kept(user)
        words = [[f"{name}_{code}" for code in LANGUAGE_NAMES] for name in self.words]
        self.order_fields([*words[0], "country", "kind", *words[1], "parties"])
        offer_organizations(self, user)

    def initial_of(self, record):
        if record is None:
            return {}
        pairs = [(row.organization, row.role) for row in record.parties.visible_to(self.user).in_order()]
        initial = super().initial_of(record)
        return initial | {"parties": TypedRows.of(pairs), "last_day": last_day(record.ends_on)}

    def filled_from(self, record):
        return type(self)(user=self.user, record=record)

    def values(self):
        values = super().values()
        if "last_day" in values:
            values["ends_on"] = day_after(values.pop("last_day"))
        return values


class SignForm(RecordForm):
    """When it was signed and from when to when it holds."""

    own_names = {"ends_on": "last_day"}

    signed_on = day_field(_("Signed on"), required=True)
    starts_on = day_field(_("First day"), _("Empty: the day on which it is signed."))
    last_day = day_field(_("Last day"), _("Empty: open ended."))

    def initial_of(self, record):
        initial = super().initial_of(record)
        return initial | {"last_day": last_day(record.ends_on)} if record else initial

    def values(self):
        values = super().values()
        return values | {"ends_on": day_after(values.pop("last_day"))}


class ReasonForm(RecordForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1000)

    def initial_of(self, record):
        return {}


class TerminateForm(ReasonForm):
    """From when on it holds no longer, and why."""

    terminated_on = day_field(_("First day on which it no longer holds"), required=True)
    field_order = ("terminated_on", "reason")


class AmendForm(RecordForm):
    """The next amendment."""

    words = {"summary": (_("What changes"), 4)}
    own_names = {"ends_on": "last_day"}

    signed_on = day_field(_("Signed on"), required=True)
    last_day = day_field(_("New last day"), _("Empty: the end does not move."))

    def initial_of(self, record):
        return {}

    def values(self):
        values = super().values()
        return values | {"ends_on": day_after(values.pop("last_day"))}


class DocumentForm(RecordForm):
    """A file, what it is, and who may have it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=500,
        help_text=_("PDF, office document, image or text, up to 20 MB."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.SECRETARIAT,
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["language"].choices = [("", _("not known")), *LANGUAGE_NAMES.items()]

    def initial_of(self, record):
        return {}


class AgreementFilter(ListFilter):
    """What one may ask of the list of agreements."""

    q = SearchText(label=_("Title"), help_text=_("Any part of a title, in any script."))
    party = SearchText(label=_("Party"), help_text=_("Any part of a name, in any script."))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, **options):
        super().__init__(data, **options)
        self.offer("kind", Agreement.Kind.choices)
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        self.offer("state", State.choices)

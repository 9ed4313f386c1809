"""Forms about answers, actions and progress, and the filters of the tracker."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.forms.choosing import OrganizationField, offer_organizations
from network.forms.dates import day_field
from network.summaries.directory import REGIONAL
from sse_portal.records.editing import RecordForm
from sse_portal.records.storing import ACCEPTED
from sse_portal.records.tag_words import SDG, tag_label
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Theme
from sse_portal.ui.filtering import ListFilter, SearchText, by_label, country_choices

from ..models import ActionState, Implementation, ManagementResponse, Recommendation, Verification, Visibility
from ..models.recommendations import EvidenceStatus
from ..summaries.tracker import OF_TODAY


def _goals(asked):
    """The goals; a target only where a link asks for it: there are ten times as many."""
    return [code for code in reference.sdg_codes() if "." not in code or code == asked]


class TrackerFilter(ListFilter):
    """What one may ask of the tracker."""

    beside = ("on",)

    country = forms.ChoiceField(label=_("Country"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sdg = forms.ChoiceField(label=_("Sustainable Development Goals"), required=False)
    addressee = SearchText(label=_("Addressee"), help_text=_("Any part of a name, in any script."))
    status = forms.ChoiceField(label=_("Status"), required=False)
    implementation = forms.ChoiceField(label=_("Implementation"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    stale = forms.BooleanField(
        label=_("Silent"), required=False, help_text=_("No due date, and nothing told for 180 days.")
    )
    evidence = forms.ChoiceField(label=_("Evidence"), required=False)
    on = day_field(_("As it was on"), _("A past day. Empty: today."))

    def __init__(self, data, **options):
        super().__init__(data, **options)
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        self.offer("theme", by_label(Theme.choices))
        self.offer("sdg", [(code, tag_label(SDG, code, get_language())) for code in _goals(data.get("sdg"))])
        self.offer("status", Recommendation.Status.choices)
        self.offer("implementation", Implementation.choices)
        self.offer("evidence", EvidenceStatus.choices)

    def clean(self):
        """The past is told row by row, and cannot be asked for."""
        if self.cleaned_data.get("on"):
            for name in OF_TODAY:
                if self.cleaned_data.get(name):
                    self.add_error(name, _("This filter is for today: take away the past day."))
        return self.cleaned_data

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return None if day == timezone.localdate() else day

    @property
    def asked_of_list(self):
        """The filters in use, with the day."""
        return self.asked | ({"on": self.cleaned_data["on"]} if self.cleaned_data.get("on") else {})


class Plain(RecordForm):
    """A form that begins empty, whatever it is about."""

    def initial_of(self, record):
        return {}


def file_field(label):
    return forms.FileField(
        label=label, required=False, max_length=500, widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, office document, image or text, up to 20 MB."),
    )  # fmt: skip


class ResponseForm(Plain):
    """The answer of an addressee. `is_own`: it answers itself, by its link, today."""

    words = {"justification": (_("Justification"), 4), "action": (_("First action"), 1)}

    position = forms.ChoiceField(
        label=_("Answer"), choices=ManagementResponse.Position.choices, widget=forms.RadioSelect
    )
    responded_on = day_field(_("Day of the letter"), _("Empty: today."))
    action_due_on = day_field(_("Action due on"), _("Empty: no date is set."))
    file = file_field(_("The letter"))

    def __init__(self, *args, is_own=False, **options):
        super().__init__(*args, **options)
        if is_own:
            del self.fields["responded_on"]
        order = ["position", *_languages(self, "justification"), "responded_on", "file"]
        self.order_fields([*order, *_languages(self, "action"), "action_due_on"])


def _languages(form, name):
    return [field for field in form.fields if field.rpartition("_")[0] == name]


class ActionForm(RecordForm):
    """A key action; with a record only its words."""

    words = {"title": (_("What will be done"), 1), "indicator": (_("What is measured"), 1)}
    own_names = {"first_due_on": "due_on"}

    due_on = day_field(_("Due on"), _("Empty: no date is set."))
    responsible = OrganizationField(
        label=_("Responsible organisation"), required=False, help_text=_("Empty: the addressee itself.")
    )
    weight = forms.IntegerField(
        label=_("Weight"), required=False, min_value=1, max_value=100, initial=1,
        help_text=_("In the progress of the recommendation. It cannot be changed later."),
    )  # fmt: skip
    depends_on_funding = forms.BooleanField(label=_("Depends on funding"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=40)
    baseline = forms.DecimalField(label=_("Baseline"), required=False, max_digits=18, decimal_places=2)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=18, decimal_places=2)

    def __init__(self, *args, user=None, record=None, **options):
        self.user = user
        super().__init__(*args, record=record, **options)
        if record:
            for name in ("due_on", "responsible", "weight"):
                del self.fields[name]
        elif user is None:
            del self.fields["responsible"]
        else:
            offer_organizations(self, user)
        self.order_fields([*_languages(self, "title"), "due_on", "responsible", "depends_on_funding"])

    def filled_from(self, record):
        return type(self)(user=self.user, record=record)


class ProgressForm(Plain):
    """A line of progress. `is_own`: told by the addressee itself, for everybody."""

    words = {"narrative": (_("What was done"), 4)}

    state = forms.ChoiceField(
        label=_("State"), choices=[(code, label) for code, label in ActionState.choices if code != "verified"]
    )
    percent = forms.IntegerField(label=_("Percent done"), required=False, min_value=0, max_value=100)
    value = forms.DecimalField(
        label=_("Value of the indicator"), required=False, max_digits=18, decimal_places=2
    )
    due_on = day_field(_("Due on"), _("Empty: no date any more."))
    proof_url = forms.URLField(
        label=_("Address of the proof"), required=False, max_length=500, assume_scheme="https",
        help_text=_("What is completed needs a proof: a file or an address."),
    )  # fmt: skip
    file = file_field(_("Proof"))
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC,
        help_text=_("What not everybody sees is a note: it moves nothing."),
    )  # fmt: skip

    def __init__(self, *args, action, is_own=False, **options):
        self.action = action
        super().__init__(*args, **options)
        self.initial |= {"state": action.state, "due_on": action.due_on}
        if is_own:
            del self.fields["visibility"]
        if not action.indicator:
            del self.fields["value"]


class RescheduleForm(Plain):
    """Another date, and why."""

    words = {"narrative": (_("Reason"), 3)}

    due_on = day_field(_("Due on"), _("Empty: no date any more."))


class VerificationForm(Plain):
    """Whether what is shown as done is done."""

    verdict = forms.ChoiceField(
        label=_("Is it done?"), choices=Verification.Verdict.choices, widget=forms.RadioSelect,
        help_text=_("Not adequate: the action is open again."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class MatrixForm(TrackerFilter):
    """The same filters, and what stands across."""

    beside = ("on", "by")

    by = forms.ChoiceField(
        label=_("Columns"), required=False,
        choices=[("implementation", _("Implementation")), ("status", _("Status")), ("theme", _("Theme"))],
    )  # fmt: skip
    on = None
    field_order = ("by",)

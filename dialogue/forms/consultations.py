"""Forms about consultations and comments, and the filters of their list."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mapping.summaries.definition_texts import under_way
from network.forms.choosing import OrganizationField, offer_organizations
from sse_portal.basics.text import in_language
from sse_portal.records.editing import LANGUAGE_NAMES, RecordForm
from sse_portal.ui.filtering import ListFilter, country_choices

from ..models import Comment, Recommendation, Visibility
from ..services.comments import MOST_TEXT
from ..summaries.consultations import STATES, part_choices
from .meetings import CLOCK, clock_field, in_zone

MOST_OFFERED = 200
NO_ANSWER = ("", "–")


class ConsultationForm(RecordForm):
    """What a consultation is about, when, and for whom; what it is about only at the beginning."""

    words = {"title": (_("Title"), 1), "introduction": (_("Introduction"), 5)}
    own_names = {"recommendation": "about", "definition": "about"}

    about = forms.ChoiceField(
        label=_("About"),
        help_text=_("Its text is taken as it stands now: paragraphs and criteria are commented on."),
    )
    opens_at = clock_field(_("Begins"), _("Empty: now."))
    closes_at = clock_field(_("Ends"))
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC,
        help_text=_("A draft recommendation gets its code and is known to everybody at once when everybody sees it."),
    )  # fmt: skip

    def __init__(self, *args, user, committee, record=None, **options):
        self.user, self.committee = user, committee
        super().__init__(*args, record=record, **options)
        if record:
            del self.fields["about"]
        else:
            self.fields["about"].choices = self._subjects()
        for name in ("opens_at", "closes_at"):
            field = self.fields.get(name)
            field.help_text = " ".join(filter(None, (str(field.help_text), committee.timezone)))
        self.order_fields(["about", *(f"{name}_{code}" for name in self.words for code in LANGUAGE_NAMES)])

    def _subjects(self):
        language = get_language()
        known = Recommendation.objects.visible_to(self.user).of_committee(self.committee)
        rows = known.in_status("draft") | known.in_status("in_consultation")
        recommendations = [
            (f"recommendation:{row.uid}", f"{row.code or _('draft')} {in_language(row.title, language)}")
            for row in rows.newest_first()[:MOST_OFFERED]
        ]
        definitions = [
            (f"definition:{row.uid}", f"{row.title}, {row.label}")
            for row in under_way(self.committee.country_id, self.user)
        ]
        groups = ((_("Recommendations"), recommendations), (_("Working definitions"), definitions))
        return [NO_ANSWER, *((label, choices) for label, choices in groups if choices)]

    def initial_of(self, record):
        if record is None:
            return {"visibility": self.committee.visibility}
        zone = ZoneInfo(self.committee.timezone)
        clock = {
            name: getattr(record, name).astimezone(zone).strftime(CLOCK) for name in ("opens_at", "closes_at")
        }
        return super().initial_of(record) | clock

    def filled_from(self, record):
        return type(self)(user=self.user, committee=self.committee, record=record)

    def values(self):
        values = super().values()
        for name in ("opens_at", "closes_at"):
            values[name] = in_zone(values[name], self.committee.timezone)
        kind, _colon, uid = values.pop("about", "").partition(":")
        return values | ({kind: uid} if kind else {})


class ReasonForm(RecordForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1000)

    def initial_of(self, record):
        return {}


class CommentForm(RecordForm):
    """A comment. `token` and the trap (`website`) keep machines away; people see neither."""

    anchor = forms.ChoiceField(label=_("About"), required=False)
    position = forms.ChoiceField(
        label=_("Position"), choices=Comment.Position.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Comment"), widget=forms.Textarea({"rows": 8}), max_length=MOST_TEXT,
    )  # fmt: skip
    on_behalf_of = OrganizationField(label=_("On behalf of an organisation of the directory"), required=False)
    on_behalf_of_name = forms.CharField(
        label=_("On behalf of"), required=False, max_length=200,
        help_text=_("The name of an organisation or group; it is shown. Empty: you speak for yourself."),
    )  # fmt: skip
    author_name = forms.CharField(label=_("Your name"), required=False, max_length=200)
    shows_name = forms.BooleanField(label=_("Show my name with the comment"), required=False)
    author_email = forms.CharField(
        label=_("Your e-mail address"), required=False, max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("Never shown. You get one mail: what became of your comment. Then it is erased."),
    )  # fmt: skip
    website = forms.CharField(
        label=_("Leave this field empty"), required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, consultation, **options):
        super().__init__(*args, **options)
        self.fields["anchor"].choices = part_choices(consultation, get_language())
        if user.is_authenticated:
            offer_organizations(self, user)
        else:
            del self.fields["on_behalf_of"]

    def values(self):
        """What the service takes; `token` and `website` are asked for by name."""
        values = super().values()
        language = (get_language() or "en").split("-")[0]
        return {name: value for name, value in values.items() if name not in ("token", "website")} | {
            "language": language
        }

    def renewed(self, token):
        """Give the form that comes back another token."""
        self.data = self.data.copy()
        self.data["token"] = token


class DisposeForm(RecordForm):
    """What becomes of a comment, and why."""

    words = {"disposition_reason": (_("Reason"), 4)}

    disposition = forms.ChoiceField(
        label=_("What becomes of it"), choices=[NO_ANSWER, *Comment.Disposition.choices]
    )


class ConsultationFilter(ListFilter):
    """What one may ask of the list of consultations."""

    state = forms.ChoiceField(label=_("State"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data, **options):
        super().__init__(data, **options)
        self.offer("state", STATES)
        self.offer("country", country_choices())

"""The steps of a working definition, each with the version that the reader saw."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal import rules
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..definition.messages import say


class VersionForm(forms.Form):
    """A step that is refused when somebody else took one in the meantime."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ProposeForm(VersionForm):
    """Nothing but the confirmation."""


class ReturnForm(VersionForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class AdoptForm(VersionForm):
    decision = forms.CharField(
        label=_("Decision of the committee"),
        max_length=200,
        help_text=_("Meeting, date and number of the minutes or act."),
    )


class ChangeForm(VersionForm):
    document = forms.CharField(
        label=_("Document"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
        help_text=_("JSON, format 1, as the download gives it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("For the history: what was changed and why."),
    )

    def clean_document(self):
        """The JSON read exactly; what it says is the service's business."""
        try:
            return rules.loads(self.cleaned_data["document"])
        except rules.RuleError as error:
            raise forms.ValidationError([say(problem) for problem in error.problems]) from error


class DraftForm(forms.Form):
    """For which country; `countries` are those that the user writes definitions for, None being the region."""

    country = forms.TypedChoiceField(label=_("For"), required=False, empty_value=None)

    def __init__(self, *args, countries, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [(code or "", _name(code)) for code in countries]


def _name(code):
    return in_language(reference.country(code).names, get_language()) if code else _("The region")

"""Forms about studies, and the filters of lists of responses."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, in_language
from sse_portal.records.editing import Tells
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import ListFilter, by_label

from ..definition.codebook import CODEBOOK, LANGUAGES
from ..definition.options import options
from ..models import SurveyResponse

MOST_TYPED = 100
LANGUAGE_NAMES = dict(settings.LANGUAGES)
DAY = timedelta(days=1)
# The day after the last one must still be a day.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 30)


def day_field(label, help_text=""):
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )  # fmt: skip


class StudyForm(Tells, forms.Form):
    """A study. People name the last day; the records keep the day after it."""

    own_names = {"period_end": "last_day", "title": "title_en", "description": "description_en"}

    wave = forms.IntegerField(label=_("Number of the round"), min_value=1, max_value=1_000, initial=1)
    period_start = day_field(_("First day of the reference period"))
    last_day = day_field(_("Last day of the reference period"))
    lead_organisation = forms.CharField(label=_("Lead organisation"), max_length=200, required=False)
    target_responses = forms.IntegerField(
        label=_("Responses aimed at"), min_value=1, max_value=10_000_000, required=False
    )

    def __init__(self, *args, country, study=None, **kwargs):
        super().__init__(*args, initial=_initial(study) if study else None, **kwargs)
        self.languages = [code for code in LANGUAGES if code in ("en", *country.languages)]
        for code in self.languages:
            language = {"language": LANGUAGE_NAMES[code]}
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % language, max_length=200, required=code == "en",
                widget=forms.TextInput(attrs={"lang": code}),
            )  # fmt: skip
            self.fields[f"description_{code}"] = forms.CharField(
                label=_("Description (%(language)s)") % language, max_length=5_000, required=False,
                widget=forms.Textarea(attrs={"lang": code, "rows": 3}),
            )  # fmt: skip
        self.order_fields([f"title_{code}" for code in self.languages])

    def values(self, study=None):
        """The typed values as the service takes them; texts in languages that are not asked for stay."""
        given = self.cleaned_data
        values = {
            name: given[name] for name in ("wave", "period_start", "lead_organisation", "target_responses")
        }
        for name in ("title", "description"):
            kept = getattr(study, name, {})
            values[name] = kept | {code: given[f"{name}_{code}"] for code in self.languages}
        return values | {"period_end": given["last_day"] + DAY}

    def differences(self, study):
        """What is typed and what is saved, where they differ, for components/side_by_side.html."""
        saved = _initial(study)
        rows = ((self[name].label, self.cleaned_data[name], saved.get(name, "")) for name in self.fields)
        return [
            {"label": label, "mine": mine, "theirs": theirs, "differs": True}
            for label, mine, theirs in rows
            if (mine or "") != (theirs or "")
        ]


def _initial(study):
    plain = ("wave", "period_start", "lead_organisation", "target_responses")
    initial = {name: getattr(study, name) for name in plain} | {"last_day": study.period_end - DAY}
    for name in ("title", "description"):
        initial |= {f"{name}_{code}": text for code, text in getattr(study, name).items()}
    return initial


class CleanText(forms.CharField):
    """A line of text without anything that no database row should hold."""

    def clean(self, value):
        try:
            return super().clean(clean_text(value or "", limit=MOST_TYPED))
        except Problem as problem:
            raise forms.ValidationError(
                _("This text cannot be searched for."), code=problem.code
            ) from problem


class ResponseFilter(ListFilter):
    """What one may ask of the responses of a study."""

    q = CleanText(label=_("Name"), required=False, help_text=_("Any part of a name, in any script."))
    status = forms.ChoiceField(label=_("Status"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    interviewer = forms.ChoiceField(label=_("Interviewer"), required=False)

    def __init__(self, data, *, country, interviewers):
        super().__init__(data)
        language = get_language()
        regions = [(row.code, in_language(row.names, language)) for row in reference.regions_of(country)]
        self.offer("status", SurveyResponse.Status.choices)
        self.offer("region", by_label(regions))
        self.offer("interviewer", [(name, name) for name in interviewers])


class FindForm(forms.Form):
    """Which organisation a response is about: a piece of its name, or its number."""

    q = CleanText(
        label=_("Name or registration number"),
        help_text=_("Any part of the name, in any script. Look first: it may be on the register already."),
    )


class RegisterForm(Tells, forms.Form):
    """The little that a new entity needs. What is no value is refused by the service, beside its field."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As registered or used, in Latin letters if there is such a name.")
    )
    name_local = forms.CharField(label=_("Name in the national language"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False)
    registration_number = forms.CharField(label=_("Registration number"), required=False)

    def __init__(self, *args, country, on, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language()
        for name in ("region", "legal_form"):
            offered = options(CODEBOOK[name], country, on)
            named = sorted(
                ((each.code, in_language(each.label, language)) for each in offered), key=lambda pair: pair[1]
            )
            self.fields[name].choices = [("", _("Choose")), *named]

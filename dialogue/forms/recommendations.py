"""Forms about recommendations: what one says, to whom it goes, why it ends."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.forms.choices import goal_choices
from network.forms.choosing import OrganizationsField, offer_organizations
from network.forms.dates import day_field
from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm
from sse_portal.reference.choices import Theme

from ..models import Recommendation, Visibility
from ..services.recommendation_values import ADOPTED_ONCE, tags_of


class Part(TextChoices):
    """The only part an addressee takes."""

    ADDRESSEE = "addressee", _("addressee")


def addressees_field():
    return OrganizationsField(
        label=_("Addressees"), roles=Part, required=False,
        help_text=_("Organisations that have to answer it. They need no account."),
    )  # fmt: skip


def _pairs(recommendation):
    rows = recommendation.addressees.select_related("organization").order_by("id")
    return [(row.organization, Part.ADDRESSEE.value) for row in rows]


class RecommendationForm(RecordForm):
    """What is said of a recommendation."""

    words = {"title": (_("Title"), 1), "text": (_("Text"), 12)}
    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )
    sdg = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Goals and targets that it is about. Hold Ctrl to choose several."),
    )  # fmt: skip
    addressees = addressees_field()
    origin = forms.ChoiceField(label=_("Origin"), choices=Recommendation.Origin.choices)
    study = forms.ChoiceField(label=_("Study"), required=False)
    supersedes = forms.ChoiceField(label=_("Takes the place of"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC
    )

    def __init__(self, *args, user, country, **options):
        super().__init__(*args, **options)
        self.fields["sdg"].choices = list(goal_choices())
        self.fields["study"].choices = [("", _("none")), *_studies(user, country)]
        self.fields["supersedes"].choices = [("", _("none")), *_former(user, country, self.record)]
        self.order_fields([name for name in self.fields if name.startswith(("title_", "text_"))])
        offer_organizations(self, user)

    def initial_of(self, record):
        if record is None:
            return {}
        own = super().initial_of(record) | tags_of(record) | {"addressees": _pairs(record)}
        return own | {name: _uid(getattr(record, name)) for name in ("study", "supersedes")}


def _uid(record):
    return str(record.uid) if record else ""


def _studies(user, country):
    studies = Recommendation._meta.get_field("study").remote_field.model.objects.visible_to(user)
    rows = studies.order_by("-id") if country is None else studies.filter(country=country).order_by("-id")
    return [(str(study.uid), in_language(study.title, get_language())) for study in rows]


def _former(user, country, record):
    """What it may take the place of: adopted ones, and the one that it names already."""
    rows = Recommendation.objects.visible_to(user).in_country(country).newest_first()
    kept = record.supersedes_id if record else None
    return [
        (str(row.uid), f"{row.code} {in_language(row.title, get_language())}")
        for row in rows
        if row.status in ADOPTED_ONCE and (record is None or row.pk != record.pk) or row.pk == kept
    ]


class TransmitForm(RecordForm):
    """To whom it goes, and until when an answer is asked for."""

    addressees = addressees_field()
    answer_due_on = day_field(_("Answer due on"), _("Empty: 28 days from today."))

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        offer_organizations(self, user)

    def initial_of(self, record):
        return {"addressees": _pairs(record)} if record else {}


class ReasonForm(RecordForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1000)

    def initial_of(self, record):
        return {}

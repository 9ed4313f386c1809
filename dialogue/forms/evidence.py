"""Pinning evidence, without JavaScript: first what it is of, then the very figure or paragraph."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mapping.summaries import figures
from mapping.summaries.definitions import brief
from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm

from ..models import Document, Evidence, Minutes
from ..services.evidence import SEALED
from ..services.paragraphs import paragraphs

Kind = Evidence.Kind
APART = "|"
SHOWN = 90


class EvidenceChoice(forms.Form):
    """What kind of evidence, and for a figure the release and the indicator, for a paragraph the minutes."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    release = forms.ChoiceField(label=_("Release"), required=False)
    indicator = forms.ChoiceField(label=_("Indicator"), required=False)
    minutes = forms.ChoiceField(label=_("Minutes"), required=False)

    def __init__(self, data, *, recommendation, user):
        super().__init__(data)
        self.releases = {
            str(each.uid): each for each in figures.published_releases(recommendation.country_id)
        }
        self.sealed = {str(each.uid): each for each in _minutes(recommendation, user)}
        own = {Kind.FIGURE: ("release", "indicator"), Kind.PARAGRAPH: ("minutes",)}
        chosen = self.data.get("kind", "")
        for name in {"release", "indicator", "minutes"} - set(own.get(chosen, ())):
            del self.fields[name]
        self._offer(
            "release", [(uid, f"{each.country_id} {each.label}") for uid, each in self.releases.items()]
        )
        language = get_language()
        self._offer("indicator", figures.indicator_choices(language))
        self._offer(
            "minutes", [(uid, in_language(each.meeting.title, language)) for uid, each in self.sealed.items()]
        )

    def _offer(self, name, choices):
        if name in self.fields:
            self.fields[name].choices = [("", "–"), *choices]

    @property
    def is_enough(self):
        """Is everything chosen that the second step needs?"""
        return self.is_valid() and all(self.cleaned_data.values())


def _minutes(recommendation, user):
    rows = Minutes.objects.visible_to(user).of_committee(recommendation.committee).select_related("meeting")
    return rows.filter(status__in=SEALED).newest_first()


class EvidenceForm(RecordForm):
    """The very thing to pin, out of what was chosen, and what it shows."""

    words = {"note": (_("What it shows"), 2)}
    own_names = dict.fromkeys(
        ("indicator", "definition", "document", "paragraph", "minutes", "release"), "which"
    )
    which = forms.ChoiceField(label=_("Evidence"))

    def __init__(self, *args, choice, recommendation, user, **options):
        super().__init__(*args, **options)
        self.choice = choice
        kind = choice.cleaned_data["kind"]
        self.fields["which"].label = capfirst(Kind(kind).label)
        self.fields["which"].choices = list(OFFERS[kind](choice, recommendation, user))

    def values(self):
        values = super().values()
        which, chosen = values.pop("which"), self.choice.cleaned_data
        if chosen["kind"] == Kind.FIGURE:
            cell = dict(zip(figures.CELL[1:], which.split(APART), strict=True))
            return values | cell | {name: chosen[name] for name in ("kind", "release", "indicator")}
        if chosen["kind"] == Kind.PARAGRAPH:
            return values | {"kind": chosen["kind"], "minutes": chosen["minutes"], "paragraph": which}
        return values | {"kind": chosen["kind"], chosen["kind"]: which}


def _cells(choice, _recommendation, _user):
    release = choice.releases[choice.cleaned_data["release"]]
    for cell, figure in figures.choices_of(release, choice.cleaned_data["indicator"]):
        yield APART.join(cell), f"{figures.place_in_words(figure)}: {figure.text}"


def _definitions(_choice, recommendation, user):
    definitions = Evidence._meta.get_field("definition").remote_field.model.objects.visible_to(user)
    for row in definitions.in_country(recommendation.country_id).newest_first():
        told = brief(row)
        yield str(row.uid), f"{told.title}, {told.label}"


def _documents(_choice, recommendation, user):
    for row in Document.objects.visible_to(user).of_committee(recommendation.committee).newest_first():
        if row.sha256:
            yield str(row.uid), row.title


def _paragraphs(choice, _recommendation, _user):
    minutes = choice.sealed[choice.cleaned_data["minutes"]]
    parts = paragraphs(in_language(minutes.text, get_language()))
    for number, text in enumerate(parts, start=1):
        yield str(number), f"{number}. {text[:SHOWN]}"


OFFERS = {
    Kind.FIGURE.value: _cells,
    Kind.DEFINITION.value: _definitions,
    Kind.DOCUMENT.value: _documents,
    Kind.PARAGRAPH.value: _paragraphs,
}

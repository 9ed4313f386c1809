"""Forms about presence, minutes and decisions. Times are typed by the clock of the meeting."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm, Tells
from sse_portal.ui.filtering import ListFilter, country_choices

from ..models import Decision, Presence, SeatConstituency, Visibility
from ..services.agenda import linkable
from .meetings import clock_field, in_zone

NONE = ("", "–")
STATES = [("", _("not recorded")), *Presence.State.choices]
MOST_GUESTS, MOST_OFFERED = 10, 200


class PresenceForm(Tells, forms.Form):
    """A row for each seat (`SeatPresence`): state, when they came and left; below them guests by name."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, meeting, rows, guests=(), **options):
        super().__init__(*args, **options)
        self.meeting, self.rows = meeting, rows
        for number, row in enumerate(rows):
            self.fields[f"state_{number}"] = forms.ChoiceField(
                label=row.label, required=False, choices=STATES, initial=row.state
            )
            for name, moment in (("arrived", row.arrived_at), ("left", row.left_at)):
                self.fields[f"{name}_{number}"] = forms.TimeField(
                    required=False, initial=moment.strftime("%H:%M") if moment else None,
                    label=_("came at") if name == "arrived" else _("left at"),
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )  # fmt: skip
        self.fields["guests"] = forms.CharField(
            label=_("Guests, one name on a line"), required=False, max_length=5_000, initial="\n".join(guests),
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    def lines(self):
        """[(row, its fields)] for the table."""
        return [
            (row, self[f"state_{number}"], self[f"arrived_{number}"], self[f"left_{number}"])
            for number, row in enumerate(self.rows)
        ]

    def values(self):
        """The rows as `record_presence` takes them."""
        data, found = self.cleaned_data, []
        for number, row in enumerate(self.rows):
            times = {f"{name}_at": self._moment(data[f"{name}_{number}"]) for name in ("arrived", "left")}
            found.append({"seat": row.uid, "state": data[f"state_{number}"]} | times)
        names = [name.strip() for name in data["guests"].splitlines() if name.strip()]
        return found + [{"name": name, "state": Presence.State.PRESENT.value} for name in names]

    def _moment(self, time):
        """A time of the day of the meeting, in its zone."""
        if time is None:
            return None
        zone = ZoneInfo(self.meeting.timezone)
        return self.meeting.starts_at.astimezone(zone).replace(
            hour=time.hour, minute=time.minute, second=0, microsecond=0
        )  # fmt: skip

    def tell(self, problem):
        """A mistake of a row stands beside its field."""
        names = {"state": "state", "arrived_at": "arrived", "left_at": "left", "seat": "state"}
        for entry in problem.errors:
            _rows, _dot, place = entry["field"].partition(".")
            number, _dot, name = place.partition(".")
            entry["field"] = f"{names.get(name, '')}_{number}"
        super().tell(problem)


class MinutesForm(RecordForm):
    """The text of minutes, in Markdown, in the languages of the committee."""

    words = {"text": (_("Text (Markdown)"), 18)}
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, required=False)


class CorrigendumForm(RecordForm):
    """What is put right."""

    words = {"text": (_("What is put right"), 5)}


class DecisionForm(RecordForm):
    """What was decided, how, and what it adopts."""

    words = {"title": (_("Title"), 1), "text": (_("Text (Markdown)"), 6)}
    item = forms.ChoiceField(label=_("Agenda item"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Decision.Outcome.choices)
    method = forms.ChoiceField(label=_("How it was decided"), choices=Decision.Method.choices)
    decided_at = clock_field(_("Decided at"), _("The quorum is judged at this moment. Empty: at the end."))
    definition = forms.ChoiceField(label=_("Adopts the working definition"), required=False)
    recommendation = forms.ChoiceField(label=_("Adopts the recommendation"), required=False)
    override_reason = forms.CharField(
        label=_("Why it stands although the quorum is not known"), required=False, max_length=1000
    )
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, required=False)

    def __init__(self, *args, user, meeting, **options):
        super().__init__(*args, **options)
        self.meeting = meeting
        language = get_language()
        items = [(str(each.uid), in_language(each.title, language)) for each in meeting.agenda.in_order()]
        self.fields["item"].choices = [NONE, *items]
        country = meeting.committee.country_id
        proposed = linkable("definition", user).filter(country=country, status="proposed")[:MOST_OFFERED]
        self.fields["definition"].choices = [
            NONE, *((str(each.uid), f"{in_language(each.title, language)} ({each.number})") for each in proposed)
        ]  # fmt: skip
        drafts = linkable("recommendation", user).of_committee(meeting.committee)
        drafts = drafts.filter(status__in=["draft", "in_consultation"])[:MOST_OFFERED]
        self.fields["recommendation"].choices = [
            NONE, *((str(each.uid), in_language(each.title, language)) for each in drafts)
        ]  # fmt: skip
        for code, label in SeatConstituency.choices:
            for name, word in (("for", _("for")), ("against", _("against")), ("abstain", _("abstained"))):
                self.fields[f"{name}_{code}"] = forms.IntegerField(
                    label=f"{label}: {word}", required=False, min_value=0, max_value=500
                )

    def plain_fields(self):
        """The fields without those of the votes."""
        return [field for field in self if not self._is_vote(field.name)]

    def vote_lines(self):
        """[(constituency, for, against, abstained)] for the table."""
        return [
            (label, self[f"for_{code}"], self[f"against_{code}"], self[f"abstain_{code}"])
            for code, label in SeatConstituency.choices
        ]

    @staticmethod
    def _is_vote(name):
        return name.rpartition("_")[0] in ("for", "against", "abstain")

    def values(self):
        values, votes = super().values(), []
        for code in SeatConstituency.values:
            counts = [values.pop(f"{name}_{code}") for name in ("for", "against", "abstain")]
            if any(counts):
                names = ("votes_for", "votes_against", "abstentions")
                votes.append({"constituency": code} | {n: c or 0 for n, c in zip(names, counts, strict=True)})
        if values["decided_at"]:
            values["decided_at"] = in_zone(values["decided_at"], self.meeting.timezone)
        return values | {"votes": votes}


class DecisionFilter(ListFilter):
    """Which decisions."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.offer("country", country_choices())
        self.offer("outcome", Decision.Outcome.choices)

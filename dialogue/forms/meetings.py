"""Forms about meetings. Times are typed by the clock of the place and sent on with their zone."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mapping.summaries import definitions, studies
from sse_portal.basics.text import in_language
from sse_portal.records.editing import LANGUAGE_NAMES, RecordForm
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import ListFilter, country_choices

from ..models import AgendaItem, Committee, Invitation, Meeting, Visibility
from ..services.agenda import linkable
from ..summaries.meetings import REGIONAL

CLOCK = "%Y-%m-%dT%H:%M"
MORE_ZONES = ("Asia/Manila", "Asia/Tokyo", "Europe/Zurich", "UTC")
MOST_OFFERED = 200
NONE = ("", "–")


def clock_field(label, help_text=""):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def zone_choices(*held):
    """The zones of the countries, a few more, and what a record has."""
    zones = [country.timezone for country in reference.countries()]
    known = dict.fromkeys([*zones, *MORE_ZONES, *filter(None, held)])
    return [(zone, zone.replace("_", " ")) for zone in known]


def in_zone(text, zone):
    """A time by the clock of a zone, with its offset; what is no time stays, for the service to refuse."""
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    except (TypeError, ValueError, ZoneInfoNotFoundError, OSError):
        return text


class MeetingForm(RecordForm):
    """Title, time, place, and who may know of it."""

    words = {"title": (_("Title"), 1), "description": (_("Description"), 4)}
    starts_at = clock_field(_("Begins"))
    ends_at = clock_field(_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("The clock by which the times are given."))
    mode = forms.ChoiceField(label=_("How"), choices=Meeting.Mode.choices)
    place = forms.CharField(label=_("Place"), required=False, help_text=_("Address, room."))
    online_address = forms.CharField(
        label=_("Address of the call"), required=False, help_text=_("Only those who are invited see it.")
    )
    previous = forms.ChoiceField(label=_("Previous meeting"), required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)

    def __init__(self, *args, user, committee, record=None, **options):
        self.user, self.committee = user, committee
        super().__init__(*args, record=record, **options)
        self.fields["timezone"].choices = zone_choices(committee.timezone, record.timezone if record else "")
        earlier = Meeting.objects.visible_to(user).of_committee(committee).latest_first()[:MOST_OFFERED]
        offered = [
            (str(each.uid), self._name(each)) for each in earlier if not record or each.pk != record.pk
        ]
        self.fields["previous"].choices = [NONE, *offered]
        self.order_fields([f"{name}_{code}" for name in self.words for code in LANGUAGE_NAMES])

    @staticmethod
    def _name(meeting):
        day = meeting.starts_at.astimezone(ZoneInfo(meeting.timezone)).date()
        return f"{day.isoformat()} · {in_language(meeting.title, get_language())}"

    def initial_of(self, record):
        if record is None:
            return {"timezone": self.committee.timezone, "visibility": self.committee.visibility}
        zone = ZoneInfo(record.timezone)
        clock = {
            name: getattr(record, name).astimezone(zone).strftime(CLOCK) for name in ("starts_at", "ends_at")
        }
        previous = str(record.previous.uid) if record.previous else ""
        return super().initial_of(record) | clock | {"previous": previous}

    def filled_from(self, record):
        return type(self)(user=self.user, committee=self.committee, record=record)

    def values(self):
        values = super().values()
        for name in ("starts_at", "ends_at"):
            values[name] = in_zone(values[name], values["timezone"])
        return values


class ConveneForm(RecordForm):
    """When it was first made known, if that was outside the portal."""

    convened_at = clock_field(
        _("Made known on"),
        _("Only if it was made known before, outside the portal. By the clock of the meeting."),
    )

    def initial_of(self, record):
        return {}

    def values(self):
        values = super().values()
        return {"convened_at": in_zone(values["convened_at"], self.record.timezone) or None}


class ReasonForm(RecordForm):
    """Why something is done: told to those who are invited, and shown."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1000)

    def initial_of(self, record):
        return {}


class NothingForm(RecordForm):
    """An act that needs no more than a yes."""

    def initial_of(self, record):
        return {}


class AgendaItemForm(RecordForm):
    """A point of the agenda and what it is about, among what the user may know."""

    words = {"title": (_("Title"), 1), "text": (_("Text (Markdown)"), 8)}
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    minutes_planned = forms.CharField(
        label=_("Time planned"), required=False, help_text=_("In minutes."),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    study = forms.ChoiceField(label=_("Study"), required=False)
    definition = forms.ChoiceField(label=_("Working definition"), required=False)
    recommendation = forms.ChoiceField(label=_("Recommendation"), required=False)
    minutes = forms.ChoiceField(label=_("Minutes to approve"), required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)

    def __init__(self, *args, user, meeting, record=None, **options):
        self.user, self.meeting = user, meeting
        super().__init__(*args, record=record, **options)
        language, country = get_language(), meeting.committee.country_id
        namers = {
            "study": lambda row: studies.study_brief(row, language).title,
            "definition": _definition_name,
            "recommendation": lambda row: f"{row.code or ''} {in_language(row.title, language)}".strip(),
            "minutes": lambda row: in_language(row.meeting.title, language),
        }
        rows = {
            "study": linkable("study", user).in_country(country).newest_first(),
            "definition": linkable("definition", user).in_country(country).order_by("-id"),
            "recommendation": linkable("recommendation", user).of_committee(meeting.committee).newest_first(),
            "minutes": self._earlier_minutes(),
        }
        for name, namer in namers.items():
            offered = {str(row.uid): namer(row) for row in rows[name][:MOST_OFFERED]}
            held = getattr(record, f"{name}_id") if record else None
            for row in linkable(name, user).filter(pk=held) if held else ():
                offered.setdefault(str(row.uid), namer(row))
            self.fields[name].choices = [NONE, *offered.items()]
        self.order_fields([f"{name}_{code}" for name in self.words for code in LANGUAGE_NAMES])

    def _earlier_minutes(self):
        rows = linkable("minutes", self.user).of_committee(self.meeting.committee).select_related("meeting")
        return rows.filter(meeting__starts_at__lt=self.meeting.starts_at).newest_first()

    def initial_of(self, record):
        if record is None:
            return {"kind": AgendaItem.Kind.DISCUSSION.value, "visibility": Visibility.PUBLIC.value}
        links = {name: getattr(record, name) for name in ("study", "definition", "recommendation", "minutes")}
        chosen = {name: str(row.uid) if row else "" for name, row in links.items()}
        return super().initial_of(record) | chosen

    def filled_from(self, record):
        return type(self)(user=self.user, meeting=self.meeting, record=record)


def _definition_name(row):
    brief = definitions.brief(row)
    return f"{brief.title}, {brief.label}"


class GuestForm(RecordForm):
    """Somebody without a seat."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.CharField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"), required=False, choices=[NONE, *LANGUAGE_NAMES.items()]
    )

    def initial_of(self, record):
        return {}


class AnswerForm(RecordForm):
    """Does the person come?"""

    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[choice for choice in Invitation.Answer.choices if choice[0] != "needs_action"],
    )  # fmt: skip
    delegated_to = forms.CharField(label=_("Who comes instead"), required=False, max_length=200)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def initial_of(self, record):
        answered = record is not None and record.answer != Invitation.Answer.NEEDS_ACTION
        return super().initial_of(record) if answered else {}


class MeetingFilter(ListFilter):
    """What one may ask of the list of meetings: of those that the reader may know."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, data, *, user, **options):
        super().__init__(data, **options)
        language = get_language()
        known = Committee.objects.visible_to(user).by_id()[:MOST_OFFERED]
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        self.offer("committee", [(str(each.uid), in_language(each.name, language)) for each in known])
        self.offer("status", Meeting.Status.choices)

"""Forms about events. Times are typed by the clock of the place and sent on with their zone."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import ListFilter, country_choices

from ..models import Event, Visibility
from ..summaries.activities import known_to
from .activities import kept_choices
from .choosing import OrganizationField, offer_organizations

CLOCK = "%Y-%m-%dT%H:%M"
MORE_ZONES = ("Asia/Manila", "Asia/Tokyo", "Europe/Zurich", "UTC")
MOST_ACTIVITIES = 200


def clock_field(label):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.CharField(label=label, required=False, widget=widget)


def zone_choices(*held):
    """The zones of the countries, a few more, and what a record has."""
    zones = [country.timezone for country in reference.countries()]
    return [
        (zone, zone.replace("_", " ")) for zone in dict.fromkeys([*zones, *MORE_ZONES, *filter(None, held)])
    ]


class EventForm(RecordForm):
    """A workshop, a training or a visit."""

    words = {"title": (_("Title"), 1), "description": (_("Description"), 4)}
    starts_at = clock_field(_("Begins"))
    ends_at = clock_field(_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("The clock by which the times are given."))
    mode = forms.ChoiceField(label=_("How"), choices=Event.Mode.choices, required=False)
    place = forms.CharField(label=_("Place"), required=False, help_text=_("Address, room."))
    website = forms.CharField(label=_("Website"), required=False)
    organizer = OrganizationField(label=_("Organiser"), required=False)
    activity = forms.ChoiceField(label=_("Part of the activity"), required=False)
    country = forms.ChoiceField(label=_("Who keeps it"), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Event.Status.choices, required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, required=False)

    def __init__(self, *args, user, activities, **kwargs):
        super().__init__(*args, **kwargs)
        record, language = self.record, get_language()
        self.fields["timezone"].choices = zone_choices(record.timezone if record else "")
        self.fields["country"].choices = kept_choices(user)
        offered = [
            (str(each.uid), in_language(each.title, language)) for each in activities[:MOST_ACTIVITIES]
        ]
        held = activities.among([record.activity_id]).first() if record and record.activity_id else None
        if held:
            offered.append((str(held.uid), in_language(held.title, language)))
            self.initial["activity"] = str(held.uid)
        self.fields["activity"].choices = [("", "–"), *dict(offered).items()]
        organizer = known_to(user).among([record.organizer_id]).first() if record else None
        self.initial["organizer"] = organizer
        offer_organizations(self, user)
        self.order_fields([name for name in self.fields if name.startswith(("title_", "description_"))])

    def initial_of(self, record):
        if record is None:
            return {"visibility": Visibility.PUBLIC.value, "status": Event.Status.CONFIRMED.value}
        zone = ZoneInfo(record.timezone)
        clock = {
            name: getattr(record, name).astimezone(zone).strftime(CLOCK) for name in ("starts_at", "ends_at")
        }
        return super().initial_of(record) | clock | {"country": record.country_id or ""}

    def values(self):
        values = super().values()
        for name in ("starts_at", "ends_at"):
            values[name] = in_zone(values[name], values["timezone"])
        return values


def in_zone(text, zone):
    """A time by the clock of a zone, with its offset; what is no time stays, for the service to refuse."""
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return text


class EventFilter(ListFilter):
    """What one may ask of the list of events and of the feed."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("country", country_choices())

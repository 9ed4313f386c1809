"""Events: workshops, trainings and visits; the calendar feed of them is at /network/events.ics."""

from rest_framework import serializers

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Moment, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of

from ..models import Activity, Event, Visibility
from ..services import events as services
from ..summaries.activities import known_to


class EventRow(serializers.Serializer):
    """An event, as a calendar shows it (RFC 5545). `id` is its UID."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; never changes.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    sequence = serializers.IntegerField(help_text="Raised when time, place or status changes (RFC 5546).")
    title = Words(help_text="Title.")
    description = Words(help_text="Description.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="Who keeps it, ISO 3166-1; null: the region."
    )
    starts_at = serializers.DateTimeField(help_text="Beginning, UTC.")
    ends_at = serializers.DateTimeField(help_text="End, UTC.")
    timezone = serializers.CharField(help_text="IANA name of the zone of the place.")
    mode = serializers.CharField(help_text=f"How: {', '.join(Event.Mode.values)}.")
    place = serializers.CharField(allow_blank=True, help_text="Address, room.")
    website = serializers.CharField(allow_blank=True, help_text="Address of its website, or of the call.")
    status = serializers.CharField(help_text=f"One of {', '.join(Event.Status.values)}.")
    visibility = serializers.CharField(help_text=f"Who sees it: {', '.join(Visibility.values)}.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    organizer = serializers.UUIDField(
        source="organizer.uid", allow_null=True, help_text="Organisation; null: none that you may know."
    )
    activity = serializers.UUIDField(
        source="activity.uid", allow_null=True, help_text="Activity that it is a part of; null as above."
    )


class ChangedEvent(serializers.Serializer):
    """What is said of an event; fields left out stay as they are."""

    title = Words(required=False, help_text="Title, all languages.")
    description = Words(required=False, allow_null=True, help_text="Description, all languages.")
    country = serializers.CharField(
        required=False, allow_null=True, help_text="Who keeps it, ISO 3166-1; null: the region."
    )
    starts_at = serializers.DateTimeField(required=False, help_text="Beginning, with an offset.")
    ends_at = serializers.DateTimeField(required=False, help_text="End, with an offset.")
    timezone = serializers.CharField(required=False, help_text="IANA name of the zone of the place.")
    mode = serializers.CharField(required=False, help_text=f"How: {', '.join(Event.Mode.values)}.")
    place = serializers.CharField(required=False, allow_null=True, help_text="Needed unless it is online.")
    website = serializers.CharField(required=False, allow_null=True, help_text="http or https address.")
    status = serializers.CharField(required=False, help_text=f"One of {', '.join(Event.Status.values)}.")
    visibility = serializers.CharField(
        required=False, help_text=f"Who sees it: {', '.join(Visibility.values)}."
    )
    organizer = serializers.UUIDField(required=False, allow_null=True, help_text="Organisation.")
    activity = serializers.UUIDField(
        required=False, allow_null=True, help_text="Activity that it is a part of."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewEvent(ChangedEvent):
    """An event to announce. Without a country the region keeps it."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    title = Words(help_text="Title, at least in one language.")
    starts_at = serializers.DateTimeField(help_text="Beginning, with an offset: 2027-03-02T09:00:00+07:00.")
    ends_at = serializers.DateTimeField(help_text="End, with an offset.")
    timezone = serializers.CharField(help_text="IANA name of the zone of the place: Asia/Phnom_Penh.")
    reason = None


class Events(Creates, Changes, Rows):
    """Events, by time. Everybody sees public ones, members of the network theirs too."""

    row = EventRow
    act = "register event"
    bodies = {"create": NewEvent, "partial_update": ChangedEvent}
    takes = {
        "list": (
            country_parameter("Only its events.", lambda rows, value: rows.in_country(value)),
            Uid("activity", "Only those of this activity."),
            Choice(
                "status",
                "Only in this state.",
                lambda rows, value: rows.with_status(value),
                choices=tuple(Event.Status.values),
            ),
            Moment(
                "not_over_at",
                "Only those that end after this time.",
                lambda rows, value: rows.not_over_at(value),
            ),
            Moment(
                "updated_since", "Only those changed since.", lambda rows, value: rows.changed_since(value)
            ),
        )
    }

    def visible(self):
        return Event.objects.visible_to(self.request.user)

    def filtered(self):
        rows = super().filtered()
        if self.asked.get("activity"):
            rows = rows.of_activities(self._activities().known_as([self.asked["activity"]]))
        return rows

    def _activities(self):
        return Activity.objects.visible_to(self.request.user)

    def complete(self, rows):
        """Organisers and activities that the caller may not know are left out: two queries for all rows."""
        known = {
            "organizer": known_to(self.request.user).present(),
            "activity": self._activities(),
        }
        for name, records in known.items():
            uids = {row[name] for row in rows} - {None}
            seen = set(records.known_as(uids).values_list("uid", flat=True)) if uids else set()
            for row in rows:
                row[name] = row[name] if row[name] in seen else None

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.register_event(by=by, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change an event. What is left out stays as it is."""
        body = body_of(request, ChangedEvent().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        with self.edit(request, body) as (event, version):
            services.change_event(
                by=request.user, event=event, values=values, version=version, reason=text_of(body, "reason")
            )
        return self.written(request, event.uid)

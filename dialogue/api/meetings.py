"""Meetings with their agenda; the calendars of them are at /dialogue/calendar.ics and its kin."""

from collections import defaultdict

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Moment, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of, uid_of
from sse_portal.records.values import refuse

from ..models import AgendaItem, Committee, Invitation, Meeting, Visibility
from ..services import agenda
from ..services import meetings as services
from ..services.agenda import LINKS, linkable
from .proceedings import Proceedings

STATUSES, MODES = tuple(Meeting.Status.values), tuple(Meeting.Mode.values)
KINDS, LEVELS = tuple(AgendaItem.Kind.values), tuple(Visibility.values)
ZONE = "IANA name of the zone in which its times are said."


class AgendaItemRow(serializers.Serializer):
    """A point of the agenda. Links lead to what the caller may know; else they are null."""

    id = serializers.UUIDField(help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change.")
    position = serializers.IntegerField(help_text="Order; 1 comes first. There may be gaps.")
    title = Words(help_text="Title.")
    text = Words(help_text="Markdown.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What is asked of the meeting.")
    minutes_planned = serializers.IntegerField(
        allow_null=True, help_text="Minutes of time; null: not planned."
    )
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    study = serializers.UUIDField(allow_null=True, help_text="Identifier of /studies/.")
    definition = serializers.UUIDField(allow_null=True, help_text="Identifier of /definitions/.")
    recommendation = serializers.UUIDField(allow_null=True, help_text="Identifier of /recommendations/.")
    minutes = serializers.UUIDField(allow_null=True, help_text="Identifier of the minutes to approve.")


class MeetingRow(serializers.Serializer):
    """A meeting, as a calendar shows it (RFC 5545). `id` is its UID. A draft is seen by its secretariat only."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; never changes.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    sequence = serializers.IntegerField(
        help_text="Raised when time, place, mode or status change, and only then (RFC 5546)."
    )
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    country = serializers.CharField(
        source="committee.country_id",
        allow_null=True,
        help_text="ISO 3166-1 alpha-2; null: the whole region.",
    )
    title = Words(help_text="Title.")
    description = Words(help_text="Description.")
    starts_at = serializers.DateTimeField(help_text="Beginning, UTC.")
    ends_at = serializers.DateTimeField(help_text="End, UTC.")
    timezone = serializers.CharField(help_text=ZONE)
    mode = serializers.ChoiceField(choices=MODES, help_text="How it takes place.")
    place = serializers.CharField(allow_blank=True, help_text="Address, room.")
    online_address = serializers.CharField(
        allow_blank=True, help_text="Address of the call; empty for those who are not invited."
    )
    status = serializers.ChoiceField(choices=STATUSES, help_text="The last step taken.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it was postponed or cancelled.")
    convened_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was first made known, UTC; null: a draft."
    )
    previous = serializers.UUIDField(
        source="previous.uid", allow_null=True, help_text="The meeting before; null: none that you may know."
    )
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class FullMeetingRow(MeetingRow):
    """With its agenda."""

    agenda = AgendaItemRow(
        source="*", many=True, required=False,
        help_text="Items that you may know, in their order. Of one record only.",
    )  # fmt: skip


class ChangedMeeting(serializers.Serializer):
    """What is said of it; fields left out stay as they are."""

    title = Words(required=False, help_text="All of its texts.")
    description = Words(required=False, allow_empty=True, help_text="All of its texts.")
    starts_at = serializers.DateTimeField(required=False, help_text="Beginning, with an offset.")
    ends_at = serializers.DateTimeField(required=False, help_text="End, with an offset.")
    timezone = serializers.CharField(required=False, help_text=f"{ZONE} Default: the committee's.")
    mode = serializers.ChoiceField(required=False, choices=MODES, help_text="Default in_person.")
    place = serializers.CharField(
        required=False, allow_null=True, help_text="Needed unless online or written."
    )
    online_address = serializers.CharField(
        required=False, allow_null=True, help_text="http or https; shown to those who are invited."
    )
    previous = serializers.UUIDField(required=False, allow_null=True, help_text="An earlier meeting of it.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Default public.")
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewMeeting(ChangedMeeting):
    """The draft of a meeting, by who runs the dialogue of the committee's country."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    committee = serializers.UUIDField(help_text="Identifier of /committees/. It stays.")
    title = Words(help_text="All of its texts.")
    starts_at = serializers.DateTimeField(help_text="Beginning, with an offset: 2027-03-02T09:00:00+07:00.")
    ends_at = serializers.DateTimeField(help_text="End, with an offset.")
    reason = None


class Convening(serializers.Serializer):
    convened_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When it was made known before, outside the portal."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class WhyNot(serializers.Serializer):
    reason = serializers.CharField(
        help_text="Told to those who are invited, and shown; at most 1,000 characters."
    )


class NoteOfStep(serializers.Serializer):
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewAgendaItem(serializers.Serializer):
    """An item behind the others. Links are identifiers of what you may know."""

    id = serializers.UUIDField(required=False, help_text="Your own UUID for it: a repeat is refused (409).")
    title = Words(help_text="All of its texts.")
    text = Words(required=False, allow_empty=True, help_text="Markdown.")
    kind = serializers.ChoiceField(required=False, choices=KINDS, help_text="Default discussion.")
    minutes_planned = serializers.IntegerField(required=False, allow_null=True, help_text="1 to 600.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Default public.")
    study = serializers.UUIDField(required=False, allow_null=True, help_text="Identifier of /studies/.")
    definition = serializers.UUIDField(required=False, allow_null=True, help_text="Of /definitions/.")
    recommendation = serializers.UUIDField(required=False, allow_null=True, help_text="Of /recommendations/.")
    minutes = serializers.UUIDField(
        required=False, allow_null=True, help_text="Minutes of an earlier meeting of the committee."
    )


class Meetings(Proceedings, Creates, Changes, Rows):
    """Meetings of committees. Everybody sees public ones once they are convened."""

    row = MeetingRow
    described_row = FullMeetingRow
    act = "draft meeting"
    versioned = (
        "partial_update", "convene", "postpone", "cancel", "hold", "close", "agenda",
        *Proceedings.proceedings_versioned,
    )  # fmt: skip
    answers = Proceedings.proceedings_answers
    bodies = Proceedings.proceedings_bodies | {
        "create": NewMeeting,
        "partial_update": ChangedMeeting,
        "convene": Convening,
        "postpone": WhyNot,
        "cancel": WhyNot,
        "hold": NoteOfStep,
        "close": NoteOfStep,
        "agenda": NewAgendaItem,
    }
    takes = {
        "list": (
            country_parameter("Only those of its committees.", lambda rows, value: rows.in_country(value)),
            Uid("committee", "Only those of this committee."),
            Choice(
                "status", "Only in this state.", lambda rows, value: rows.in_status(value), choices=STATUSES
            ),
            Moment(
                "not_over_at", "Only those that end after this time.",
                lambda rows, value: rows.not_over_at(value),
            ),
            Moment("over_at", "Only those that are over by then.", lambda rows, value: rows.over_at(value)),
            Moment(
                "updated_since", "Only those changed since.", lambda rows, value: rows.changed_since(value)
            ),
        )
    }  # fmt: skip

    def visible(self):
        return Meeting.objects.visible_to(self.request.user)

    def filtered(self):
        rows, committee = super().filtered(), self.asked["committee"]
        if committee:
            known = Committee.objects.visible_to(self.request.user).known_as([committee])
            rows = rows.filter(committee__in=known)
        return rows

    def complete(self, rows):
        """What depends on who asks: three queries for all rows, and those of the agenda for one."""
        uids, user = [row["id"] for row in rows], self.request.user
        may_join = self._may_join(uids)
        before = {row["previous"] for row in rows} - {None}
        known = set(self.visible().known_as(before).values_list("uid", flat=True)) if before else set()
        for row in rows:
            row["online_address"] = row["online_address"] if row["id"] in may_join else ""
            row["previous"] = row["previous"] if row["previous"] in known else None
        if self.action != "list":
            items = agenda_of(uids, user)
            for row in rows:
                row["agenda"] = items[row["id"]]

    def _may_join(self, uids):
        """The identifiers of the meetings that the caller runs or is invited to."""
        user = self.request.user
        if not user.is_authenticated:
            return set()
        run = Meeting.objects.editable_by(user).known_as(uids).values_list("uid", flat=True)
        asked = Invitation.objects.in_force().of_user(user).filter(meeting__uid__in=uids)
        return {*run, *asked.values_list("meeting__uid", flat=True)}

    def make(self, by, uid, body):
        committee = self._committee(uid_of(body, "committee"))
        values = {name: value for name, value in body.items() if name not in ("id", "committee")}
        return services.draft_meeting(by=by, committee=committee, values=values, uid=uid)

    def _committee(self, uid):
        found = Committee.objects.visible_to(self.request.user).known_as([uid]).first() if uid else None
        if found is None:
            refuse("committee", "unknown-committee", _("There is no such committee."))
        return found

    def partial_update(self, request, **_place):
        """Change what is said of it; those who are invited are told. What is left out stays as it is."""
        body = body_of(request, ChangedMeeting().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        return self._step(request, body, services.change_meeting, values=values, site=self._site())

    @action(detail=True, methods=["post"])
    def convene(self, request, **_place):
        """Make it known and invite the committee."""
        body = body_of(request, Convening().fields)
        moment = body.get("convened_at")
        return self._step(request, body, services.convene_meeting, convened_at=moment, site=self._site())

    @action(detail=True, methods=["post"])
    def postpone(self, request, **_place):
        """It does not take place then; the new time follows."""
        return self._step(
            request, body_of(request, WhyNot().fields), services.postpone_meeting, site=self._site()
        )

    @action(detail=True, methods=["post"])
    def cancel(self, request, **_place):
        """It does not take place."""
        return self._step(
            request, body_of(request, WhyNot().fields), services.cancel_meeting, site=self._site()
        )

    @action(detail=True, methods=["post"])
    def hold(self, request, **_place):
        """It took place."""
        return self._step(request, body_of(request, NoteOfStep().fields), services.hold_meeting)

    @action(detail=True, methods=["post"])
    def close(self, request, **_place):
        """Its records are complete."""
        return self._step(request, body_of(request, NoteOfStep().fields), services.close_meeting)

    @action(detail=True, methods=["post"])
    def agenda(self, request, **_place):
        """Add an item to its agenda."""
        body = body_of(request, NewAgendaItem().fields)
        values = {name: value for name, value in body.items() if name != "id"}
        with self.edit(request, body) as (meeting, _version):
            agenda.add_agenda_item(by=request.user, meeting=meeting, values=values, uid=uid_of(body, "id"))
        return self.written(request, meeting.uid)

    def _step(self, request, body, service, **values):
        """Call a service with the version that the caller saw; the record as it is then."""
        reason = text_of(body, "reason")
        with self.edit(request, body) as (meeting, version):
            service(by=request.user, meeting=meeting, version=version, reason=reason, **values)
        return self.written(request, meeting.uid)

    def _site(self):
        return self.request.build_absolute_uri("/")


ITEM = {"id": "uid"} | {
    name: name for name in ("version", "position", "title", "text", "kind", "minutes_planned", "visibility")
}


def agenda_of(uids, user):
    """{identifier of a meeting: its items as rows} that `user` may know; a query, and one for each link in use."""
    items = list(
        AgendaItem.objects.visible_to(user).filter(meeting__uid__in=uids).select_related("meeting").in_order()
    )
    known = {}
    for name in LINKS:
        keys = {getattr(item, f"{name}_id") for item in items} - {None}
        rows = linkable(name, user).filter(pk__in=keys).values_list("pk", "uid") if keys else ()
        known[name] = dict(rows)
    found = defaultdict(list)
    for item in items:
        row = {name: getattr(item, path) for name, path in ITEM.items()}
        row |= {name: known[name].get(getattr(item, f"{name}_id")) for name in LINKS}
        found[item.meeting.uid].append(row)
    return found

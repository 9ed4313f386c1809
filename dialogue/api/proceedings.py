"""What is kept of a meeting at its own addresses: who was there, and its minutes."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.conditional import answer, version_of
from sse_portal.api.fields import Words
from sse_portal.api.writes import body_of, text_of

from ..models import Minutes, Presence, Visibility
from ..querysets.common import committees_of
from ..services import minutes as services
from ..services.common import may_run
from ..services.presence import presence_digest, record_presence

STATES, LEVELS = tuple(Presence.State.values), tuple(Visibility.values)


class PresenceRow(serializers.Serializer):
    """A seat, or a guest by name. Somebody who came and went has several rows."""

    seat = serializers.UUIDField(required=False, allow_null=True, help_text="A seat of the committee.")
    name = serializers.CharField(required=False, allow_blank=True, help_text="Of a guest.")
    state = serializers.ChoiceField(choices=STATES, help_text="Was it there?")
    arrived_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="During the meeting; null: from its beginning."
    )
    left_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="During the meeting; null: until its end."
    )


class PresenceList(serializers.Serializer):
    """The whole presence; a seat that is not among the rows was not recorded, which is unknown."""

    rows = PresenceRow(many=True, help_text="At most 400.")
    seen = serializers.CharField(
        required=False, help_text="What the answer said: refused (409) when it was changed since."
    )


class CorrigendumRow(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 is the first one.")
    at = serializers.DateTimeField(help_text="When it was added, UTC.")
    text = Words(help_text="Markdown.")


class MinutesRow(serializers.Serializer):
    """The minutes of a meeting, with what was found wrong in them."""

    id = serializers.UUIDField(help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    status = serializers.ChoiceField(choices=tuple(Minutes.Status.values), help_text="The last step taken.")
    text = Words(help_text="Markdown.")
    digest = serializers.CharField(allow_blank=True, help_text="SHA-256 of the approved text.")
    circulated_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not yet.")
    approved_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not yet.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: not yet.")
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of them.")
    corrigenda = CorrigendumRow(many=True, help_text="In their order.")


class WrittenMinutes(serializers.Serializer):
    text = Words(required=False, allow_empty=True, help_text="All of its texts; they stay once approved.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Default public.")


class NoBody(serializers.Serializer):
    """Nothing needs to be sent."""


class NewCorrigendum(serializers.Serializer):
    text = Words(help_text="All of its texts.")


class Proceedings:
    """The presence and the minutes of a meeting, as acts of its resource."""

    proceedings_bodies = {
        "record_presence": PresenceList,
        "write_minutes": WrittenMinutes,
        "change_minutes": WrittenMinutes,
        "circulate_minutes": NoBody,
        "publish_minutes": NoBody,
        "corrigenda": NewCorrigendum,
    }
    proceedings_answers = {"presence": PresenceList, "record_presence": PresenceList} | dict.fromkeys(
        (
            "minutes", "write_minutes", "change_minutes", "circulate_minutes", "publish_minutes", "corrigenda",
        ),
        MinutesRow,
    )  # fmt: skip
    proceedings_versioned = ("change_minutes", "circulate_minutes", "publish_minutes")

    @action(detail=True, methods=["get"])
    def presence(self, request, **_place):
        """Who was there, for its committee and secretariat."""
        meeting = self.record()
        committee = meeting.committee
        if not (may_run(request.user, committee.country_id) or committee.pk in committees_of(request.user)):
            raise Http404
        return self._presence(request, meeting)

    @presence.mapping.post
    def record_presence(self, request, **_place):
        """Write down the whole presence; what was recorded before is replaced."""
        body, meeting = body_of(request, PresenceList().fields, required=["rows"]), self.record()
        seen = text_of(body, "seen") or None
        record_presence(by=request.user, meeting=meeting, rows=body["rows"], seen=seen)
        return self._presence(request, meeting)

    def _presence(self, request, meeting):
        rows = Presence.objects.visible_to(request.user).of_meeting(meeting).by_id()
        names = ("name", "state", "arrived_at", "left_at")
        told = [
            {"seat": seat} | dict(zip(names, values, strict=True))
            for seat, *values in rows.values_list("seat__uid", *names)
        ]
        return answer(request, {"rows": told, "seen": presence_digest(meeting)}, restricted=True)

    @action(detail=True, methods=["get"])
    def minutes(self, request, **_place):
        """Its minutes: the published ones for everybody, circulated ones for the committee."""
        return self._told(request, self._minutes())

    @minutes.mapping.post
    def write_minutes(self, request, **_place):
        """Write the first draft of its minutes."""
        body, meeting = body_of(request, WrittenMinutes().fields), self.record()
        made = services.write_minutes(by=request.user, meeting=meeting, values=dict(body))
        return self._told(request, made, status=201)

    @minutes.mapping.patch
    def change_minutes(self, request, **_place):
        """Change the minutes until they are approved. If-Match is the ETag of the minutes."""
        body, minutes = body_of(request, WrittenMinutes().fields), self._minutes()
        changed = services.write_minutes(
            by=request.user, meeting=minutes.meeting, values=dict(body), version=version_of(request)
        )
        return self._told(request, changed)

    @action(detail=True, methods=["post"], url_path="minutes/circulate")
    def circulate_minutes(self, request, **_place):
        """Let the members read them. If-Match is the ETag of the minutes."""
        return self._take(request, services.circulate_minutes)

    @action(detail=True, methods=["post"], url_path="minutes/publish")
    def publish_minutes(self, request, **_place):
        """Make approved minutes public. If-Match is the ETag of the minutes."""
        return self._take(request, services.publish_minutes)

    @action(detail=True, methods=["post"], url_path="minutes/corrigenda")
    def corrigenda(self, request, **_place):
        """Put right what was found wrong in approved minutes."""
        body, minutes = body_of(request, NewCorrigendum().fields, required=["text"]), self._minutes()
        services.add_corrigendum(by=request.user, minutes=minutes, text=body["text"])
        return self._told(request, minutes)

    def _take(self, request, service):
        body_of(request, ())
        minutes = self._minutes()
        service(by=request.user, minutes=minutes, version=version_of(request))
        return self._told(request, self._minutes())

    def _minutes(self):
        found = Minutes.objects.visible_to(self.request.user).of_meeting(self.record())
        minutes = found.select_related("meeting__committee").first()
        if minutes is None:
            raise Http404
        return minutes

    def _told(self, request, minutes, status=200):
        names = (
            "version", "status", "text", "digest", "circulated_at", "approved_at", "published_at", "visibility",
        )  # fmt: skip
        row = {"id": minutes.uid} | {name: getattr(minutes, name) for name in names}
        row["corrigenda"] = list(minutes.corrigenda.in_order().values("number", "at", "text"))
        return answer(request, row, status=status, version=minutes.version, restricted=self.is_restricted())

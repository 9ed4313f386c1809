"""News of the dialogue, and what the caller follows."""

from django.db.models import Value
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.conditional import answer
from sse_portal.api.parameters import Choice, Moment, Uid
from sse_portal.api.permissions import SignedIn
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Creates, body_of, uid_of
from sse_portal.records.values import refuse

from ..models import Follow, Happening
from ..services import following as services
from ..summaries.news import GROUPS, items_of

WHAT = tuple(services.FOLLOWED)


class NewsRow(serializers.Serializer):
    """Something that happened. Its records are named by their identifiers; the sentence is in English."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; never changes.")
    at = serializers.DateTimeField(source="moment", help_text="When it could first be known, UTC.")
    kind = serializers.ChoiceField(choices=Happening.Kind.values, help_text="What happened.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    meeting = serializers.UUIDField(
        source="meeting.uid", allow_null=True, help_text="Identifier of /meetings/."
    )
    recommendation = serializers.UUIDField(
        source="recommendation.uid", allow_null=True, help_text="Identifier of /recommendations/."
    )
    consultation = serializers.UUIDField(
        source="consultation.uid", allow_null=True, help_text="Identifier of /consultations/."
    )
    sentence = serializers.CharField(source="*", help_text="The same as one sentence.")


class News(Rows):
    """What changed in the dialogue, the newest last. The same as the page of news and the Atom feeds."""

    row = NewsRow
    takes = {
        "list": (
            country_parameter("Only there.", lambda rows, value: rows.in_country(value)),
            Uid(
                "committee", "Only of this committee.",
                lambda rows, value: rows.filter(committee__uid=value),
            ),
            Uid(
                "recommendation", "Only of this recommendation.",
                lambda rows, value: rows.filter(recommendation__uid=value),
            ),
            Choice(
                "group", "What it is about.", lambda rows, value: rows.of_kinds(GROUPS[value]),
                choices=tuple(GROUPS),
            ),
            Moment("since", "Only known at or after this time.", lambda rows, value: rows.known_since(value)),
        )
    }  # fmt: skip

    def visible(self):
        return Happening.objects.visible_to(self.request.user).with_moment()

    def complete(self, rows):
        found = Happening.objects.known_as([row["id"] for row in rows]).with_records().with_moment()
        told = {item.uid: item.sentence for item in items_of(list(found), self.request.user, "en")}
        for row in rows:
            row["sentence"] = told[str(row["id"])]


class FollowRow(serializers.Serializer):
    """A committee, a meeting or a recommendation that the caller follows: one of the three is not null."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Always 1: it is there or not.")
    created_at = serializers.DateTimeField(help_text="Since when, UTC.")
    committee = serializers.UUIDField(
        source="committee.uid", allow_null=True, help_text="Identifier of /committees/."
    )
    meeting = serializers.UUIDField(
        source="meeting.uid", allow_null=True, help_text="Identifier of /meetings/."
    )
    recommendation = serializers.UUIDField(
        source="recommendation.uid", allow_null=True, help_text="Identifier of /recommendations/."
    )


class NewFollow(serializers.Serializer):
    """What to follow: exactly one of the three."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    committee = serializers.UUIDField(required=False, help_text="Identifier of /committees/.")
    meeting = serializers.UUIDField(required=False, help_text="Identifier of /meetings/.")
    recommendation = serializers.UUIDField(required=False, help_text="Identifier of /recommendations/.")


class Nothing(serializers.Serializer):
    """No content is needed."""


class Follows(Creates, Rows):
    """What the caller follows and may still know. Nobody sees what others follow."""

    permission_classes = [SignedIn]
    row = FollowRow
    act = "follow"
    restricted = True
    bodies = {"create": NewFollow, "end": Nothing}

    def visible(self):
        follows = Follow.objects.of_user(self.request.user).of_known(self.request.user)
        return follows.annotate(version=Value(1))

    def make(self, by, uid, body):
        names = [name for name in WHAT if body.get(name)]
        if len(names) != 1:
            refuse("committee", "one-of", "Give one of committee, meeting, recommendation.")
        (name,) = names
        found = services.FOLLOWED[name].objects.visible_to(by).known_as([uid_of(body, name)]).first()
        if found is None:
            raise services.NotKnown(field=name)
        return services.follow(by=by, record=found, uid=uid)

    @action(detail=True, methods=["post"])
    def end(self, request, **_place):
        """Be told of it no more. Answers with what it was."""
        body_of(request, Nothing().fields)
        row = self.one(self.visible(), self.key())
        services.end_follow(by=request.user, follow=self.record())
        return answer(request, row, restricted=True)

"""Matches of offers with needs, for their two sides only."""

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.parameters import Choice, Uid
from sse_portal.api.permissions import SignedIn
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, misshapen, text_of, uid_of

from ..models import Match, Offer
from ..services import matches as services


class MatchReason(serializers.Serializer):
    code = serializers.CharField(help_text="What the two have in common: kind, themes, sdg_target …")
    points = serializers.IntegerField(help_text="Points of 100.")
    values = serializers.ListField(child=serializers.CharField(), help_text="The codes it rests on.")


class MatchApiRow(serializers.Serializer):
    """An offer and a need that were brought together, and what both sides made of it."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    created_at = serializers.DateTimeField(help_text="When it was first proposed, UTC.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    offer = serializers.UUIDField(source="offer.uid", help_text="Identifier of /offers/.")
    offered_by = serializers.UUIDField(
        source="offer.organization.uid", help_text="Identifier of /organizations/."
    )
    need = serializers.UUIDField(source="need.uid", help_text="Identifier of /offers/.")
    needed_by = serializers.UUIDField(
        source="need.organization.uid", help_text="Identifier of /organizations/."
    )
    score = serializers.IntegerField(help_text="1 to 100 points, as it was when they were brought together.")
    reasons = MatchReason(many=True, help_text="What the points come from.")
    state = serializers.ChoiceField(Match.State.values, help_text="How far it is.")
    offer_side_at = serializers.DateTimeField(
        allow_null=True, help_text="When the side that offers accepted, UTC; null: not yet."
    )
    need_side_at = serializers.DateTimeField(
        allow_null=True, help_text="When the side that needs accepted, UTC; null: not yet."
    )
    fulfilled_on = serializers.DateField(allow_null=True, help_text="When it was done; null: not yet.")
    note = serializers.CharField(allow_blank=True, help_text="Why it was declined, or what came of it.")


class NewMatch(serializers.Serializer):
    """Two to bring together."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    offer = serializers.UUIDField(help_text="Identifier of /offers/: the offer.")
    need = serializers.UUIDField(help_text="Identifier of /offers/: the need.")


class Acceptance(serializers.Serializer):
    """Accept for one side."""

    side = serializers.CharField(help_text="For which side: offer or need.")
    note = serializers.CharField(
        required=False, help_text="Why; needed from a regional administrator who acts for a country."
    )


class Declination(serializers.Serializer):
    """Decline, with the reason."""

    note = serializers.CharField(help_text="Why; both sides read it. At most 1,000 characters.")


class Fulfilment(serializers.Serializer):
    """What was agreed on was done."""

    fulfilled_on = serializers.DateField(help_text="When, from the day of the proposal to today.")
    note = serializers.CharField(required=False, help_text="What came of it; at most 1,000 characters.")


class Matches(Creates, Changes, Rows):
    """Matches in which you keep the country or the page of an organisation on either side."""

    permission_classes = [SignedIn]
    row = MatchApiRow
    restricted = True
    act = "propose match"
    versioned = ("accept", "decline", "fulfil")
    bodies = {"create": NewMatch, "accept": Acceptance, "decline": Declination, "fulfil": Fulfilment}
    takes = {
        "list": (
            Choice(
                "state", "How far they are.", lambda rows, value: rows.in_state(value),
                choices=tuple(Match.State.values),
            ),
            Uid("offer", "Only with this offer or need.", lambda rows, value: rows.of_known_as(value)),
        )
    }  # fmt: skip

    def visible(self):
        return Match.objects.visible_to(self.request.user)

    def make(self, by, uid, body):
        sides = {name: self.side(by, body, name) for name in services.SIDES}
        return services.propose_match(by=by, uid=uid, site=self.site(), **sides)

    def side(self, by, body, name):
        """The offer or need that the body refers to by its public identifier."""
        visible = Offer.objects.visible_to(by).with_organization()
        found = visible.known_as([uid_of(body, name)]).first()
        if found is None:
            raise misshapen(name, _("There is no such record."))
        return found

    def site(self):
        return self.request.build_absolute_uri("/")

    @action(detail=True, methods=["post"])
    def accept(self, request, **_place):
        """Accept for one side. When both have, the two are matched."""
        body = body_of(request, Acceptance().fields, required=["side"])
        with self.edit(request, body) as (match, version):
            services.accept_match(
                by=request.user, match=match, side=text_of(body, "side"), version=version,
                note=text_of(body, "note"), site=self.site(),
            )  # fmt: skip
        return self.written(request, match.uid)

    @action(detail=True, methods=["post"])
    def decline(self, request, **_place):
        """Decline a proposed or accepted match. Both stand again."""
        body = body_of(request, Declination().fields, required=["note"])
        with self.edit(request, body) as (match, version):
            services.decline_match(by=request.user, match=match, version=version, note=text_of(body, "note"))
        return self.written(request, match.uid)

    @action(detail=True, methods=["post"])
    def fulfil(self, request, **_place):
        """Record that it was done. Both are closed by it."""
        body = body_of(request, Fulfilment().fields, required=["fulfilled_on"])
        with self.edit(request, body) as (match, version):
            services.fulfil_match(
                by=request.user, match=match, version=version, fulfilled_on=body["fulfilled_on"],
                note=text_of(body, "note"),
            )  # fmt: skip
        return self.written(request, match.uid)

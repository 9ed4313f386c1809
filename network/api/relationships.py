"""Relationships between organisations: stored once, read from both sides."""

from rest_framework import serializers

from sse_portal.api.parameters import Choice, Day, Moment, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of

from ..models import Organization, Relationship, Visibility
from ..models.relations import INVERSES
from ..services import relationships as services

KINDS = tuple(Relationship.Kind.values)
INVERSE_CODES = {str(kind): code for kind, (code, _label) in INVERSES.items()}
OPEN = "null: not known, or open."


class RelationshipRow(serializers.Serializer):
    """What `subject` is to `object`, in the half-open interval [starts_on, ends_on)."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    subject = serializers.UUIDField(source="subject.uid", help_text="Identifier of /organizations/.")
    subject_name = serializers.CharField(source="subject.name", help_text="Its name.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What the subject is to the object.")
    object = serializers.UUIDField(source="object.uid", help_text="Identifier of /organizations/.")
    object_name = serializers.CharField(source="object.name", help_text="Its name.")
    inverse = serializers.ChoiceField(
        source="*", choices=tuple(INVERSE_CODES.values()),
        help_text="The same, read from the other side: what the object is to the subject.",
    )  # fmt: skip
    starts_on = serializers.DateField(allow_null=True, help_text=f"First day; {OPEN}")
    ends_on = serializers.DateField(
        allow_null=True, help_text=f"The first day on which it no longer holds; {OPEN}"
    )
    source = serializers.CharField(allow_blank=True, help_text="Where this is known from.")
    visibility = serializers.ChoiceField(choices=Visibility.values, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class ChangedRelationship(serializers.Serializer):
    """What is said of it; fields left out stay as they are, null takes a day away. The two sides stay."""

    kind = serializers.ChoiceField(
        required=False, choices=KINDS, help_text="What the subject is to the object."
    )
    starts_on = serializers.DateField(required=False, allow_null=True, help_text=f"First day; {OPEN}")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text=f"The first day on which it no longer holds; {OPEN}"
    )
    source = serializers.CharField(
        required=False, allow_blank=True, help_text="Where this is known from; at most 300 characters."
    )
    visibility = serializers.ChoiceField(
        required=False, choices=Visibility.values, help_text="Who may know of it; default public."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewRelationship(ChangedRelationship):
    """A relationship to put down, by a keeper of the subject's country."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    subject = serializers.UUIDField(help_text="Identifier of /organizations/; it cannot be changed later.")
    object = serializers.UUIDField(help_text="Identifier of /organizations/; it cannot be changed later.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What the subject is to the object.")
    reason = None


def of_organization(rows, uid):
    """Those of an organisation on either side. Found first: a join of both sides would read every relationship."""
    organization = Organization.objects.known_as([uid]).first()
    return rows.of(organization) if organization else rows.none()


class Relationships(Creates, Changes, Rows):
    """Relationships. Everybody sees public ones of public organisations."""

    row = RelationshipRow
    act = "relate organizations"
    bodies = {"create": NewRelationship, "partial_update": ChangedRelationship}
    takes = {
        "list": (
            Uid(
                "organization", "Only those of this organisation, on either side.",
                of_organization,
            ),
            Choice(
                "kind", "What the subject is to the object.", lambda rows, value: rows.of_kind(value), choices=KINDS
            ),
            Day("as_of", "Only those in force on this day (ISO 8601).", lambda rows, value: rows.in_force_on(value)),
            country_parameter("Only with an organisation of it.", lambda rows, value: rows.in_country(value)),
            Moment(
                "updated_since", "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
        )
    }  # fmt: skip

    def visible(self):
        return Relationship.objects.visible_to(self.request.user)

    def complete(self, rows):
        for row in rows:
            row["inverse"] = INVERSE_CODES[row["kind"]]

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.relate_organizations(by=by, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedRelationship().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        with self.edit(request, body) as (relationship, version):
            services.change_relationship(
                by=request.user, relationship=relationship, values=values, version=version,
                reason=text_of(body, "reason"),
            )  # fmt: skip
        return self.written(request, relationship.uid)

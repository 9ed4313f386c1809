"""Consultations: what is asked, when and of whom; writes are those of the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from mapping.summaries.definition_texts import shown_to
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of, uid_of
from sse_portal.records.values import refuse

from ..models import Committee, Consultation, Recommendation, Visibility
from ..services import consultations as services
from ..summaries.consultations import STATES, state_of

CONSULTATION_STATES = tuple(code for code, _label in STATES)


class PartRow(serializers.Serializer):
    anchor = serializers.CharField(help_text="What comments name: p1, p2, … a paragraph, c-… a criterion.")
    title = Words(allow_empty=True, help_text="Of a criterion; empty for a paragraph.")
    text = Words(help_text="What it said when the consultation was announced (Markdown).")


class ConsultationRow(serializers.Serializer):
    """A window in which a draft recommendation or definition is commented on."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    title = Words(help_text="What it is called.")
    introduction = Words(allow_empty=True, help_text="What is asked (Markdown).")
    opens_at = serializers.DateTimeField(help_text="From when comments are taken, UTC.")
    closes_at = serializers.DateTimeField(help_text="From when they are taken no more, UTC.")
    cancelled_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: it was not cancelled.")
    reported_at = serializers.DateTimeField(
        allow_null=True, help_text="When its report was published, UTC; null: not yet."
    )
    visibility = serializers.ChoiceField(Visibility.values, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    state = serializers.ChoiceField(
        CONSULTATION_STATES, source="*", help_text="How it stands now, from its times."
    )


class FullConsultationRow(ConsultationRow):
    """With what it is about."""

    recommendation = serializers.UUIDField(
        source="*",
        required=False,
        allow_null=True,
        help_text="Identifier of /recommendations/. Of one record only.",
    )
    definition = serializers.UUIDField(
        source="*", required=False, allow_null=True,
        help_text="Identifier of /definitions/, if you may know it: a draft is not public. Of one record only.",
    )  # fmt: skip
    subject = PartRow(
        source="*", many=True, required=False, help_text="What is commented on, in parts. Of one record only."
    )


class ChangedConsultation(serializers.Serializer):
    """What is said of it; fields left out stay as they are."""

    title = Words(required=False, help_text="All of its texts; at most 300 characters.")
    introduction = Words(
        required=False, allow_empty=True, help_text="All of its texts (Markdown); at most 10,000 characters."
    )
    opens_at = serializers.DateTimeField(
        required=False, help_text="With its zone; stays once it has begun. For a new one by default now."
    )
    closes_at = serializers.DateTimeField(required=False, help_text="With its zone; to come.")
    visibility = serializers.ChoiceField(
        Visibility.values, required=False, help_text="Who may know of it; default public."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewConsultation(ChangedConsultation):
    """By the secretariat of the committee, about one recommendation of it or one definition of its country."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    committee = serializers.UUIDField(help_text="Identifier of /committees/. It stays.")
    recommendation = serializers.UUIDField(
        required=False, help_text="Identifier of /recommendations/; a draft becomes public with it."
    )
    definition = serializers.UUIDField(required=False, help_text="Identifier of /definitions/.")
    title = Words(help_text="All of its texts; at most 300 characters.")
    closes_at = serializers.DateTimeField(help_text="With its zone; to come.")
    reason = None


class Cancellation(serializers.Serializer):
    reason = serializers.CharField(help_text="Why, for the history; at most 1,000 characters.")


class NoBody(serializers.Serializer):
    """No body is needed."""


class Consultations(Creates, Changes, Rows):
    """Consultations. Everybody sees public ones once they have begun."""

    row = ConsultationRow
    described_row = FullConsultationRow
    act = "announce consultation"
    versioned = ("partial_update", "cancel", "publish")
    bodies = {
        "create": NewConsultation, "partial_update": ChangedConsultation, "cancel": Cancellation,
        "publish": NoBody,
    }  # fmt: skip
    takes = {
        "list": (
            country_parameter("Only of its committees.", lambda rows, value: rows.in_country(value)),
            Uid("committee", "Only of this committee.", lambda rows, value: rows.of_committee_known_as(value)),
            Choice(
                "state", "How it stands now.", lambda rows, value: rows.in_state(value, timezone.now()),
                choices=CONSULTATION_STATES,
            ),
        ),
    }  # fmt: skip

    def visible(self):
        return Consultation.objects.visible_to(self.request.user)

    def complete(self, rows):
        records = Consultation.objects.known_as([row["id"] for row in rows]) if rows else ()
        found, now = {each.uid: each for each in records}, timezone.now()
        for row in rows:
            row["state"] = state_of(found[row["id"]], now)
        if self.action != "list":
            for row in rows:
                row |= self._about(found[row["id"]])

    def _about(self, consultation):
        user = self.request.user
        recommendation = (
            Recommendation.objects.visible_to(user).filter(pk=consultation.recommendation_id).first()
        )
        definition = shown_to(consultation.definition_id, user)
        return {
            "recommendation": recommendation.uid if recommendation else None,
            "definition": definition.uid if definition else None,
            "subject": consultation.subject,
        }

    def make(self, by, uid, body):
        committee = Committee.objects.visible_to(by).known_as([uid_of(body, "committee")]).first()
        if committee is None:
            refuse("committee", "unknown-record", _("There is no such committee."))
        values = {name: value for name, value in body.items() if name not in ("id", "committee")}
        return services.announce_consultation(by=by, committee=committee, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it, or make it longer. What is left out stays as it is."""
        body = body_of(request, ChangedConsultation().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        reason = text_of(body, "reason")
        return self._step(request, body, services.change_consultation, values=values, reason=reason)

    @action(detail=True, methods=["post"])
    def cancel(self, request, **_place):
        """It does not take place, or ends without a report."""
        body = body_of(request, Cancellation().fields)
        return self._step(request, body, services.cancel_consultation, reason=text_of(body, "reason"))

    @action(detail=True, methods=["post"])
    def publish(self, request, **_place):
        """Publish what became of every comment, and mail to those who left an address."""
        body, site = body_of(request, ()), request.build_absolute_uri("/")
        return self._step(request, body, services.publish_report, site=site)

    def _step(self, request, body, service, **values):
        """Call a service on the version that the caller saw; the record as it is then."""
        with self.edit(request, body) as (consultation, version):
            service(by=request.user, consultation=consultation, version=version, **values)
        return self.written(request, consultation.uid)

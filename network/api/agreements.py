"""Agreements: with the parties that the caller may know, and the state that they are in on a day."""

from collections import defaultdict

from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Day, Moment, Search, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of

from ..models import Agreement, AgreementDocument, AgreementParty, Amendment, Visibility
from ..models.agreement_states import State
from ..services import agreement_parts
from ..services import agreements as services
from ..summaries.choosing import choosable

LEVELS = tuple(Visibility.values)
KINDS = tuple(Agreement.Kind.values)
ROLES = tuple(AgreementParty.Role.values)
END = "The first day on which it no longer holds; null: open ended."


class PartyRow(serializers.Serializer):
    organization = serializers.UUIDField(help_text="Identifier of /organizations/.")
    name = serializers.CharField(help_text="Its name.")
    role = serializers.ChoiceField(choices=ROLES, help_text="What part it takes.")


class AmendmentRow(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 for the first.")
    signed_on = serializers.DateField(help_text="When it was signed.")
    ends_on = serializers.DateField(allow_null=True, help_text="The new end; null: it does not move.")
    summary = Words(help_text="What it changes.")


class DocumentRow(serializers.Serializer):
    id = serializers.UUIDField(help_text="Public identifier; the file is at /network/documents/{id}/.")
    title = serializers.CharField(help_text="What it is.")
    language = serializers.CharField(allow_blank=True, help_text="BCP 47; empty: not known.")
    media_type = serializers.CharField(help_text="By its first bytes.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="Digest of the file, hexadecimal.")


class AgreementRow(serializers.Serializer):
    """An agreement in the half-open interval [starts_on, ends_on). A draft is seen by its secretariat only."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    title = Words()
    kind = serializers.ChoiceField(choices=KINDS, help_text="What sort of agreement.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    status = serializers.ChoiceField(choices=Agreement.Status.values, help_text="The last step taken.")
    state = serializers.ChoiceField(
        choices=State.values, help_text="How it stands on the day `as_of` (else today): from status and days."
    )
    signed_on = serializers.DateField(allow_null=True, help_text="null: not signed.")
    starts_on = serializers.DateField(allow_null=True, help_text="First day.")
    ends_on = serializers.DateField(allow_null=True, help_text=END)
    terminated_on = serializers.DateField(
        allow_null=True, help_text="First day on which it no longer holds, when it is ended before its time."
    )
    summary = Words(allow_empty=True, help_text="What it is about.")
    reminder_days = serializers.IntegerField(help_text="Days before its end from which it is expiring.")
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    parties = PartyRow(source="*", many=True, help_text="Those that you may know.")


class FullAgreementRow(AgreementRow):
    """With its amendments and the documents that the caller may have."""

    amendments = AmendmentRow(
        source="*", many=True, required=False, help_text="In their order. Of one record only."
    )
    documents = DocumentRow(
        source="*", many=True, required=False, help_text="Those that you may have. Of one record only."
    )


class GivenParty(serializers.Serializer):
    organization = serializers.UUIDField(help_text="Identifier of /organizations/.")
    role = serializers.ChoiceField(
        required=False, choices=ROLES, help_text="What part it takes; default party."
    )


class ChangedAgreement(serializers.Serializer):
    """What is said of it; fields left out stay as they are, null takes a value away."""

    title = Words(required=False, help_text="All of its texts.")
    kind = serializers.ChoiceField(required=False, choices=KINDS, help_text="What sort of agreement.")
    starts_on = serializers.DateField(required=False, allow_null=True, help_text="First day.")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text=f"{END} Once amended, it moves by amendments only."
    )
    summary = Words(required=False, allow_empty=True, help_text="All of its texts.")
    reminder_days = serializers.IntegerField(
        required=False, allow_null=True, help_text="Days, 0 (never) to 730; default 90."
    )
    visibility = serializers.ChoiceField(
        required=False, choices=LEVELS, help_text="Who may know of it; default public."
    )
    parties = GivenParty(
        many=True, required=False, help_text="All of those that you may know, at most 40; others stay."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewAgreement(ChangedAgreement):
    """The draft of an agreement, by a keeper of its country."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    country = serializers.CharField(
        required=False, allow_null=True, help_text="ISO 3166-1 alpha-2; null: the region. It stays."
    )
    title = Words(help_text="All of its texts.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What sort of agreement.")
    reason = None


class Signature(serializers.Serializer):
    signed_on = serializers.DateField(help_text="Not after today.")
    starts_on = serializers.DateField(
        required=False, allow_null=True, help_text="First day; else as written down, else the day of signing."
    )
    ends_on = serializers.DateField(required=False, allow_null=True, help_text=END)


class Why(serializers.Serializer):
    reason = serializers.CharField(help_text="Why, for the history; at most 1,000 characters.")


class Perhaps(serializers.Serializer):
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class Termination(Why):
    terminated_on = serializers.DateField(
        required=False, allow_null=True, help_text="First day on which it no longer holds; else today."
    )


class NewAmendment(serializers.Serializer):
    signed_on = serializers.DateField(help_text="Not after today nor before the last amendment.")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="The new end, if it moves.")
    summary = Words(help_text="What it changes.")


AS_OF = Day("as_of", "The day that `state` is told and asked for (ISO 8601); else today.")


class Agreements(Creates, Changes, Rows):
    """Agreements between organisations. Everybody sees public ones once they are signed."""

    row = AgreementRow
    described_row = FullAgreementRow
    act = "draft agreement"
    versioned = ("partial_update", "sign", "suspend", "resume", "terminate", "amend")
    bodies = {
        "create": NewAgreement,
        "partial_update": ChangedAgreement,
        "sign": Signature,
        "suspend": Why,
        "resume": Perhaps,
        "terminate": Termination,
        "amend": NewAmendment,
    }
    takes = {
        "list": (
            Search("q", "Part of a title in any script.", lambda rows, value: rows.named(value)),
            Choice("kind", "What sort of agreement.", lambda rows, value: rows.of_kind(value), choices=KINDS),
            country_parameter("Only those kept there.", lambda rows, value: rows.in_country(value)),
            Uid("organization", "Only those to which this organisation is a party."),
            Choice("state", "How it stands on the day `as_of`.", choices=tuple(State.values)),
            AS_OF,
            Moment(
                "updated_since", "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
        ),
        "retrieve": (AS_OF,),
    }  # fmt: skip

    def visible(self):
        return Agreement.objects.visible_to(self.request.user).with_state(
            self.asked.get("as_of") or timezone.localdate()
        )

    def filtered(self):
        """What is asked of a party depends on who asks: a party that one may not know finds nothing."""
        rows, party, state = super().filtered(), self.asked["organization"], self.asked["state"]
        if party:
            rows = rows.with_party_among(choosable(self.request.user).known_as([party]))
        return rows.filter(state=state) if state else rows

    def complete(self, rows):
        uids = [row["id"] for row in rows]
        parties = self._parts(AgreementParty.objects.visible_to(self.request.user), uids, PARTY)
        for row in rows:
            row["parties"] = parties[row["id"]]
        if self.action == "list":
            return
        amendments = self._parts(Amendment.objects.all(), uids, AMENDMENT)
        documents = self._parts(AgreementDocument.objects.visible_to(self.request.user), uids, DOCUMENT)
        for row in rows:
            row["amendments"], row["documents"] = amendments[row["id"]], documents[row["id"]]

    @staticmethod
    def _parts(queryset, uids, columns):
        """{identifier of the agreement: its parts as rows with these columns}, by one query."""
        found = defaultdict(list)
        rows = queryset.filter(agreement__uid__in=uids).order_by("id")
        for uid, *values in rows.values_list("agreement__uid", *columns.values()):
            found[uid].append(dict(zip(columns, values, strict=True)))
        return found

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.create_agreement(by=by, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedAgreement().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        return self._done(
            request, body,
            lambda agreement, version: services.change_agreement(
                by=request.user, agreement=agreement, values=values, version=version, reason=text_of(body, "reason")
            ),
        )  # fmt: skip

    @action(detail=True, methods=["post"])
    def sign(self, request, **_place):
        """Say that the draft was signed, by two parties at least."""
        body = body_of(request, Signature().fields)
        return self._done(
            request, body,
            lambda agreement, version: services.sign_agreement(
                by=request.user, agreement=agreement, values=body, version=version
            ),
        )  # fmt: skip

    @action(detail=True, methods=["post"])
    def suspend(self, request, **_place):
        """Let it rest."""
        return self._step(request, services.suspend_agreement, Why)

    @action(detail=True, methods=["post"])
    def resume(self, request, **_place):
        """Let it hold again."""
        return self._step(request, services.resume_agreement, Perhaps)

    @action(detail=True, methods=["post"])
    def terminate(self, request, **_place):
        """End it before its time."""
        body = body_of(request, Termination().fields)
        return self._step(
            request, services.terminate_agreement, Termination, terminated_on=body.get("terminated_on")
        )

    @action(detail=True, methods=["post"])
    def amend(self, request, **_place):
        """Add the next amendment, which may move the end."""
        body = body_of(request, NewAmendment().fields)
        return self._done(
            request, body,
            lambda agreement, version: agreement_parts.amend_agreement(
                by=request.user, agreement=agreement, values=body, version=version
            ),
        )  # fmt: skip

    def _step(self, request, service, shape, **values):
        body = body_of(request, shape().fields)
        reason = text_of(body, "reason")
        return self._done(
            request, body,
            lambda agreement, version: service(
                by=request.user, agreement=agreement, version=version, reason=reason, **values
            ),
        )  # fmt: skip

    def _done(self, request, body, act):
        """Do `act(agreement, version)` on the version that the caller saw; the record as it is then."""
        with self.edit(request, body) as (agreement, version):
            act(agreement, version)
        return self.written(request, agreement.uid)


PARTY = {"organization": "organization__uid", "name": "organization__name", "role": "role"}
AMENDMENT = {name: name for name in ("number", "signed_on", "ends_on", "summary")}
DOCUMENT = {"id": "uid"} | {name: name for name in ("title", "language", "media_type", "size", "sha256")}

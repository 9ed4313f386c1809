"""Committees: who sits on them, by which rules, and which of these they do not meet."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from network.summaries.choosing import choosable
from sse_portal.api.conditional import answer
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, day_of, object_of, text_of, uid_of
from sse_portal.records.values import refuse

from ..models import Committee, RuleSet, Seat, SeatConstituency, Visibility
from ..services import committees as services
from ..services import seats
from ..summaries.composition import composition
from ..summaries.meeting_rules import rules_not_met

STATUSES, LEVELS = tuple(Committee.Status.values), tuple(Visibility.values)
BENCHES, ROLES = tuple(SeatConstituency.values), tuple(Seat.Role.values)
OWN_ID = "Your own UUID for it: a repeat is refused (409)."
RULES = "Format 1: seats, balance, quorum, decision, notice_days, meetings_a_year, minutes_days."


class HolderRow(serializers.Serializer):
    """Who sits there. A name needs the consent of its person, or the right to know it."""

    id = serializers.UUIDField(source="uid", help_text="Identifier of the membership.")
    name = serializers.CharField(allow_null=True, help_text="Null: not published.")
    organization = serializers.UUIDField(allow_null=True, help_text="On whose behalf, in /organizations/.")
    starts_on = serializers.DateField(help_text="First day.")
    ends_on = serializers.DateField(allow_null=True, help_text="First day without them; null: open.")


class SeatRow(serializers.Serializer):
    """A seat of today."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    constituency = serializers.ChoiceField(choices=BENCHES, help_text="On whose bench it stands.")
    role = serializers.ChoiceField(choices=ROLES, help_text="Role on the committee.")
    title = serializers.CharField(allow_blank=True, help_text="In the language of the answer.")
    is_voting = serializers.BooleanField(help_text="Does it have a vote?")
    is_alternate = serializers.BooleanField(help_text="Does it stand in for another seat?")
    holder = HolderRow(allow_null=True, help_text="Null: vacant.")


class BalanceRow(serializers.Serializer):
    """Are the seats spread as the rules ask?"""

    verdict = serializers.CharField(allow_null=True, help_text="yes, no, unknown; null: without rules.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="In words.")


class RulesRow(serializers.Serializer):
    """A version of the rules, in force until the next one."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    number = serializers.IntegerField(help_text="1 is the first version.")
    effective_from = serializers.DateField(help_text="First day.")
    note = serializers.CharField(allow_blank=True, help_text="What changed.")
    document = serializers.JSONField(help_text=RULES)


class RulesList(serializers.Serializer):
    """All versions of the rules of a committee, the newest first."""

    results = RulesRow(many=True, help_text="The versions.")


class NotMetRow(serializers.Serializer):
    """A rule about meetings that is not met."""

    code = serializers.CharField(help_text="Machine-readable and stable.")
    text = serializers.CharField(help_text="In words.")
    since = serializers.DateField(help_text="First day on which it was not met.")
    meeting = serializers.UUIDField(allow_null=True, help_text="The meeting at fault, in /meetings/.")


class CommitteeRow(serializers.Serializer):
    """A committee of a country, or of the region."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; never changes.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    name = Words(help_text="Name.")
    mandate = Words(help_text="Markdown.")
    legal_basis = Words(help_text="The act that set it up.")
    status = serializers.ChoiceField(choices=STATUSES, help_text="The last step of its life.")
    established_on = serializers.DateField(allow_null=True, help_text="Null: it is being formed.")
    dissolved_on = serializers.DateField(allow_null=True, help_text="Null: it is not dissolved.")
    timezone = serializers.CharField(help_text="IANA name of its zone.")
    host = serializers.UUIDField(
        source="host.uid", allow_null=True, help_text="The organisation that keeps its secretariat."
    )
    email = serializers.CharField(allow_blank=True, help_text="Of the office of its secretariat.")
    website = serializers.CharField(allow_blank=True, help_text="Address.")
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class FullCommitteeRow(CommitteeRow):
    """With its composition of today."""

    seats = SeatRow(source="*", many=True, required=False, help_text="Of one record only.")
    vacancies = serializers.IntegerField(source="*", required=False, help_text="Seats without a holder.")
    balance = BalanceRow(source="*", required=False, help_text="Of one record only.")
    rules = RulesRow(source="*", required=False, allow_null=True, help_text="In force today; null: none.")
    rules_not_met = NotMetRow(source="*", many=True, required=False, help_text="Of one record only.")


class ChangedCommittee(serializers.Serializer):
    """What is said of it; fields left out stay as they are."""

    name = Words(required=False, help_text="All of its texts.")
    mandate = Words(required=False, allow_empty=True, help_text="All of its texts.")
    legal_basis = Words(required=False, allow_empty=True, help_text="All of its texts.")
    timezone = serializers.CharField(required=False, help_text="IANA name.")
    host = serializers.UUIDField(required=False, allow_null=True, help_text="In /organizations/.")
    email = serializers.CharField(required=False, allow_null=True, help_text="Of its office.")
    website = serializers.CharField(required=False, allow_null=True, help_text="http or https.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Default public.")
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewCommittee(ChangedCommittee):
    """A committee that is being formed, by who runs the dialogue of its country."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    country = serializers.CharField(
        allow_null=True, help_text="ISO 3166-1 alpha-2; null: the region. It stays."
    )
    name = Words(help_text="All of its texts.")
    timezone = serializers.CharField(help_text="IANA name.")
    reason = None


class StepOfLife(serializers.Serializer):
    on = serializers.DateField(required=False, allow_null=True, help_text="The day of it; default today.")
    reason = serializers.CharField(required=False, help_text="Needed to suspend and to dissolve.")


class NewRules(serializers.Serializer):
    id = serializers.UUIDField(required=False, help_text=OWN_ID)
    effective_from = serializers.DateField(help_text="First day.")
    note = serializers.CharField(required=False, help_text="What changed; at most 500 characters.")
    document = serializers.JSONField(help_text=RULES)


class NewSeat(serializers.Serializer):
    id = serializers.UUIDField(required=False, help_text=OWN_ID)
    constituency = serializers.ChoiceField(choices=BENCHES, help_text="On whose bench it stands.")
    role = serializers.ChoiceField(required=False, choices=ROLES, help_text="Default member.")
    title = Words(required=False, help_text="All of its texts.")
    is_voting = serializers.BooleanField(required=False, help_text="Default true.")
    nominated_by = serializers.UUIDField(required=False, allow_null=True, help_text="In /organizations/.")
    alternate_of = serializers.UUIDField(required=False, allow_null=True, help_text="A seat of it.")
    position = serializers.IntegerField(required=False, help_text="Order, 0 to 1000.")
    starts_on = serializers.DateField(required=False, allow_null=True, help_text="First day.")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="First day without it.")


class NewMembership(serializers.Serializer):
    id = serializers.UUIDField(required=False, help_text=OWN_ID)
    seat = serializers.UUIDField(help_text="A seat of the committee.")
    person = serializers.UUIDField(required=False, help_text="Somebody whom you keep in the directory.")
    name = serializers.CharField(required=False, help_text="Of a person who is not in the directory yet.")
    sex = serializers.CharField(required=False, help_text="Of that person.")
    on_behalf_of = serializers.UUIDField(required=False, allow_null=True, help_text="In /organizations/.")
    account = serializers.CharField(required=False, allow_null=True, help_text="Address of their login.")
    starts_on = serializers.DateField(help_text="First day.")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="First day without them.")


FILTERS = (
    country_parameter("Only those of this country.", lambda rows, value: rows.in_country(value)),
    Choice("status", "Only in this state.", lambda rows, value: rows.in_status(value), choices=STATUSES),
)


class Committees(Creates, Changes, Rows):
    """Committees. Everybody sees public ones."""

    row = CommitteeRow
    described_row = FullCommitteeRow
    act = "set up committee"
    versioned = ("partial_update", *services.STEPS)
    bodies = {
        "create": NewCommittee,
        "partial_update": ChangedCommittee,
        **dict.fromkeys(services.STEPS, StepOfLife),
        "add_rules": NewRules,
        "seats": NewSeat,
        "memberships": NewMembership,
    }
    answers = {"rules": RulesList}
    takes = {"list": FILTERS}

    def visible(self):
        return Committee.objects.visible_to(self.request.user)

    def complete(self, rows):
        """A host that the caller may not know is null; one query for all rows, more for one record."""
        hosts = {row["host"] for row in rows} - {None}
        known = choosable(self.request.user).known_as(hosts).values_list("uid", flat=True) if hosts else ()
        known = set(known)
        for row in rows:
            row["host"] = row["host"] if row["host"] in known else None
        if self.action != "list":
            for row in rows:
                row |= further(Committee.objects.get(uid=row["id"]), self.request.user)

    def make(self, by, uid, body):
        return services.set_up_committee(by=by, values=_without(body, "id"), uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedCommittee().fields)
        with self.edit(request, body) as (committee, version):
            services.change_committee(
                by=request.user, committee=committee, values=_without(body, "reason"), version=version,
                reason=text_of(body, "reason"),
            )  # fmt: skip
        return self.written(request, committee.uid)

    @action(detail=True, methods=["post"])
    def establish(self, request, **_place):
        """It begins its work."""
        return self._step("establish", request)

    @action(detail=True, methods=["post"])
    def suspend(self, request, **_place):
        """It does not work for a while."""
        return self._step("suspend", request)

    @action(detail=True, methods=["post"])
    def resume(self, request, **_place):
        """It works again."""
        return self._step("resume", request)

    @action(detail=True, methods=["post"])
    def dissolve(self, request, **_place):
        """It ends."""
        return self._step("dissolve", request)

    def _step(self, name, request):
        body = body_of(request, StepOfLife().fields)
        with self.edit(request, body) as (committee, version):
            services.take_step(
                name, by=request.user, committee=committee, version=version, on=day_of(body, "on"),
                reason=text_of(body, "reason"),
            )  # fmt: skip
        return self.written(request, committee.uid)

    @action(detail=True, methods=["get"])
    def rules(self, request, **_place):
        """All versions of its rules, the newest first."""
        found = RuleSet.objects.of_committee(self.record()).order_by("-effective_from", "-id")
        rows = {"results": [rules_row(each) for each in found]}
        return answer(request, rows, restricted=self.is_restricted())

    @rules.mapping.post
    def add_rules(self, request, **_place):
        """Add the next version of its rules."""
        body, committee = body_of(request, NewRules().fields, required=["document"]), self.record()
        services.write_rules(
            by=request.user, committee=committee, document=object_of(body, "document"),
            values=_without(body, "id", "document"), uid=uid_of(body, "id"),
        )  # fmt: skip
        return self.written(request, committee.uid)

    @action(detail=True, methods=["post"])
    def seats(self, request, **_place):
        """Add a seat."""
        body, committee = body_of(request, NewSeat().fields), self.record()
        values = {"is_voting": True} | _without(body, "id")
        seats.add_seat(by=request.user, committee=committee, values=values, uid=uid_of(body, "id"))
        return self.written(request, committee.uid)

    @action(detail=True, methods=["post"])
    def memberships(self, request, **_place):
        """Let somebody sit on a seat of it."""
        body, committee = body_of(request, NewMembership().fields), self.record()
        seat = Seat.objects.of_committee(committee).known_as([uid_of(body, "seat")]).first()
        if seat is None:
            refuse("seat", "unknown-seat", _("The committee has no such seat."))
        seats.seat_member(
            by=request.user, seat=seat, values=_without(body, "id", "seat"), uid=uid_of(body, "id")
        )
        return self.written(request, committee.uid)


def _without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


def further(committee, user):
    """What only the record of one committee says."""
    today = timezone.localdate()
    found = composition(committee, today, today, user, get_language())
    rules = RuleSet.objects.of_committee(committee).in_force_on(today).first()
    return {
        "seats": [_seat(row) for row in found.rows],
        "vacancies": found.vacancies,
        "balance": {"verdict": found.balance or None, "reasons": [each.text for each in found.reasons]},
        "rules": rules_row(rules) if rules else None,
        "rules_not_met": [
            {"code": each.code, "text": each.text, "since": each.since, "meeting": each.meeting or None}
            for each in rules_not_met(committee, today, user)
        ],
    }


def _seat(row):
    plain = ("constituency", "role", "title", "is_voting", "is_alternate")
    return {"id": row.uid} | {name: getattr(row, name) for name in plain} | {"holder": _holder(row.holder)}


def _holder(holder):
    if holder is None:
        return None
    return {
        "id": holder.uid, "name": holder.name if holder.is_known else None,
        "organization": holder.organization_uid or None, "starts_on": holder.starts_on, "ends_on": holder.ends_on,
    }  # fmt: skip


def rules_row(rule_set):
    """A version of the rules as RulesRow tells."""
    names = ("number", "effective_from", "note", "document")
    return {"id": rule_set.uid} | {name: getattr(rule_set, name) for name in names}

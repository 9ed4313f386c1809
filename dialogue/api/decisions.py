"""Decisions: what meetings decided, with the quorum as it was judged then."""

import uuid
from collections import defaultdict

from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Creates, uid_of
from sse_portal.records.values import refuse

from ..models import AgendaItem, Decision, Meeting, SeatConstituency, Visibility, VoteCount
from ..services.agenda import linkable
from ..services.decisions import EFFECTS, record_decision

OUTCOMES, METHODS = tuple(Decision.Outcome.values), tuple(Decision.Method.values)
VERDICTS, LEVELS = tuple(Decision.Quorum.values), tuple(Visibility.values)


class VotesRow(serializers.Serializer):
    """How one constituency voted."""

    constituency = serializers.ChoiceField(
        choices=tuple(SeatConstituency.values), help_text="Each of them once."
    )
    votes_for = serializers.IntegerField(required=False, help_text="0 to 500.")
    votes_against = serializers.IntegerField(required=False, help_text="0 to 500.")
    abstentions = serializers.IntegerField(required=False, help_text="0 to 500.")


class DecisionRow(serializers.Serializer):
    """A decision. Links lead to what the caller may know; else they are null."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; never changes.")
    code = serializers.CharField(help_text="Readable, such as KHM-2026-D003.")
    version = serializers.IntegerField(help_text="Raised by every change.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    country = serializers.CharField(
        source="committee.country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the region."
    )
    meeting = serializers.UUIDField(
        source="meeting.uid", allow_null=True, help_text="Identifier of /meetings/."
    )
    item = serializers.UUIDField(source="item.uid", allow_null=True, help_text="Item of its agenda.")
    title = Words(help_text="Title.")
    text = Words(help_text="Markdown.")
    outcome = serializers.ChoiceField(choices=OUTCOMES, help_text="What became of it.")
    method = serializers.ChoiceField(choices=METHODS, help_text="How it was decided.")
    decided_at = serializers.DateTimeField(help_text="The moment at which the quorum was judged, UTC.")
    rules = serializers.UUIDField(
        source="rule_set.uid", allow_null=True, help_text="The version of the rules that it was judged by."
    )
    quorum = serializers.ChoiceField(choices=VERDICTS, help_text="Was there a quorum?")
    quorum_reasons = serializers.ListField(
        child=serializers.DictField(),
        help_text="Each with its rule, its result (met, failed, unknown) and the numbers.",
    )
    override_reason = serializers.CharField(
        allow_blank=True, help_text="Why it stands although the quorum is not known."
    )
    definition = serializers.UUIDField(
        source="definition.uid", allow_null=True, help_text="The definition that it adopts."
    )
    recommendation = serializers.UUIDField(
        source="recommendation.uid", allow_null=True, help_text="The recommendation that it adopts."
    )
    minutes = serializers.UUIDField(
        source="minutes.uid", allow_null=True, help_text="The minutes that it approves."
    )
    votes = VotesRow(source="*", many=True, help_text="By constituency; empty without a vote.")
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class NewDecision(serializers.Serializer):
    """What a meeting decided. Adopted, it adopts or approves what it names, in the same step."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    meeting = serializers.UUIDField(help_text="A meeting that was held.")
    item = serializers.UUIDField(required=False, allow_null=True, help_text="Item of its agenda.")
    title = Words(help_text="All of its texts.")
    text = Words(required=False, allow_empty=True, help_text="Markdown.")
    outcome = serializers.ChoiceField(choices=OUTCOMES, help_text="What became of it.")
    method = serializers.ChoiceField(choices=METHODS, help_text="How it was decided.")
    decided_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="During the meeting, with an offset; default its end."
    )
    votes = VotesRow(many=True, required=False, help_text="By constituency.")
    override_reason = serializers.CharField(
        required=False, help_text="Needed to adopt when the quorum is not known."
    )
    definition = serializers.UUIDField(required=False, allow_null=True, help_text="Of /definitions/.")
    recommendation = serializers.UUIDField(required=False, allow_null=True, help_text="Of /recommendations/.")
    minutes = serializers.UUIDField(required=False, allow_null=True, help_text="Of an earlier meeting.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Default public.")


class Decisions(Creates, Rows):
    """Decisions, by code or identifier. They do not change. Everybody sees public ones."""

    row = DecisionRow
    act = "record decision"
    lookup_value_converter = "code"
    bodies = {"create": NewDecision}
    takes = {
        "list": (
            country_parameter("Only of its committees.", lambda rows, value: rows.in_country(value)),
            Uid("committee", "Only of this committee.", lambda rows, value: rows.of_committee_known_as(value)),
            Choice(
                "outcome", "Only with this outcome.", lambda rows, value: rows.with_outcome(value),
                choices=OUTCOMES,
            ),
        )
    }  # fmt: skip

    def visible(self):
        return Decision.objects.visible_to(self.request.user)

    def key(self):
        """The address names it by its code, or by its identifier."""
        text = self.kwargs[self.lookup_url_kwarg]
        try:
            return {"uid": uuid.UUID(text)}
        except ValueError:
            return {"code": text}

    def complete(self, rows):
        """Votes, and which links the caller may know: a query for each kind that is in use."""
        user, votes = self.request.user, votes_of([row["id"] for row in rows])
        seen = {name: linkable(name, user) for name in EFFECTS}
        seen |= {"meeting": Meeting.objects.visible_to(user), "item": AgendaItem.objects.visible_to(user)}
        for name, among in seen.items():
            uids = {row[name] for row in rows} - {None}
            known = set(among.filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()
            for row in rows:
                row[name] = row[name] if row[name] in known else None
        for row in rows:
            row["votes"] = votes[row["id"]]

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name not in ("id", "meeting")}
        asked = uid_of(body, "meeting")
        meeting = Meeting.objects.visible_to(by).known_as([asked]).select_related("committee").first()
        if meeting is None:
            refuse("meeting", "unknown-record", _("There is no such record."))
        return record_decision(by=by, meeting=meeting, values=values, uid=uid)


def votes_of(uids):
    """{identifier of a decision: its votes by constituency}, by one query."""
    found = defaultdict(list)
    names = ("constituency", "votes_for", "votes_against", "abstentions")
    rows = VoteCount.objects.filter(decision__uid__in=uids).order_by("id")
    for key, *values in rows.values_list("decision__uid", *names):
        found[key].append(dict(zip(names, values, strict=True)))
    return found

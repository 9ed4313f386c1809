"""Recommendations: what committees recommend, on what it rests, to whom it goes; writes are those of the pages."""

import uuid
from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from network.summaries.choosing import choosable
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Flag, Moment, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of, uid_of
from sse_portal.records.values import refuse
from sse_portal.reference.choices import Theme
from sse_portal.reference.summaries import sdg_codes

from ..models import (
    Addressee,
    Committee,
    Implementation,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    Visibility,
)
from ..models.recommendations import EvidenceStatus
from ..services import recommendations as services
from ..services.evidence_checks import check_evidence
from ..services.recommendation_values import TAGS
from ..summaries.evidence import newest_lines, stored
from ..summaries.implementation import implementation_of
from .evidence import EvidenceRow, whole

STATUSES = tuple(Recommendation.Status.values)
ORIGINS = tuple(Recommendation.Origin.values)


def _codes(help_text, **options):
    return serializers.ListField(child=serializers.CharField(), help_text=help_text, **options)


def _time(help_text):
    return serializers.DateTimeField(allow_null=True, help_text=f"{help_text}, UTC; null: not yet.")


class AddresseeRow(serializers.Serializer):
    id = serializers.UUIDField(help_text="Public identifier, to record its answer with.")
    organization = serializers.UUIDField(help_text="Identifier of /organizations/.")
    name = serializers.CharField(help_text="Its name.")
    transmitted_at = _time("When it was transmitted to it")
    answer_due_on = serializers.DateField(allow_null=True, help_text="When its answer is due.")


class TextRow(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 for the first version.")
    at = serializers.DateTimeField(help_text="When it was written, UTC.")
    title = Words(help_text="The title then.")
    text = Words(help_text="The text then (Markdown).")


class RecommendationRow(serializers.Serializer):
    """A recommendation of a committee. A draft is known to the committee and its secretariat only."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    code = serializers.CharField(allow_null=True, help_text="Such as KHM-2026-R003; null: a draft.")
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    title = Words(help_text="What it is called.")
    text = Words(help_text="What it says (Markdown).")
    origin = serializers.ChoiceField(ORIGINS, help_text="Where it comes from.")
    status = serializers.ChoiceField(STATUSES, help_text="How far it is.")
    consulted_at = _time("When its consultation began")
    adopted_at = _time("When it was adopted")
    transmitted_at = _time("When it was first transmitted")
    closed_at = _time("When it was closed, withdrawn or superseded")
    closing_reason = serializers.CharField(allow_blank=True, help_text="Why it was closed or withdrawn.")
    themes = _codes("Codes of themes.", source="*")
    sdg = _codes("Codes of SDG goals (8) and targets (8.3).", source="*")
    visibility = serializers.ChoiceField(Visibility.values, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    addressees = AddresseeRow(source="*", many=True, help_text="Those that you may know.")


class FullRecommendationRow(RecommendationRow):
    """With its evidence, how far it is carried out, the versions of its text, and what it takes the place of."""

    implementation_status = serializers.ChoiceField(
        Implementation.values,
        source="*",
        required=False,
        help_text="How far it is carried out, by now. Of one record only.",
    )

    supersedes = serializers.UUIDField(
        source="*",
        required=False,
        allow_null=True,
        help_text="The one whose place it takes. Of one record only.",
    )
    evidence = EvidenceRow(
        source="*",
        many=True,
        required=False,
        help_text="What you may know of what it rests on. Of one record only.",
    )
    texts = TextRow(
        source="*", many=True, required=False, help_text="Its versions, the first first. Of one record only."
    )


class ChangedRecommendation(serializers.Serializer):
    """What is said of it; fields left out stay as they are. Once adopted, only other languages can be added."""

    title = Words(required=False, help_text="All of its texts; at most 300 characters.")
    text = Words(required=False, help_text="All of its texts (Markdown); at most 20,000 characters.")
    origin = serializers.ChoiceField(ORIGINS, required=False, help_text="Where it comes from.")
    study = serializers.UUIDField(required=False, allow_null=True, help_text="Identifier of /studies/.")
    supersedes = serializers.UUIDField(
        required=False, allow_null=True, help_text="An adopted one, superseded when this one is adopted."
    )
    themes = _codes("Codes of themes, all of them.", required=False)
    sdg = _codes("Codes of SDG goals and targets, all of them.", required=False)
    addressees = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text="Identifiers of /organizations/, all of them.",
    )
    visibility = serializers.ChoiceField(
        Visibility.values, required=False, help_text="Who may know of it; default public."
    )
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewRecommendation(ChangedRecommendation):
    """The draft of a recommendation, by the secretariat of its committee."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    committee = serializers.UUIDField(help_text="Identifier of /committees/. It stays.")
    title = Words(help_text="All of its texts; at most 300 characters.")
    reason = None


class Nothing(serializers.Serializer):
    """No body is needed."""


class Transmission(serializers.Serializer):
    addressees = serializers.ListField(
        child=serializers.UUIDField(), required=False,
        help_text="Identifiers of /organizations/, all of them; left out: as written down.",
    )  # fmt: skip
    answer_due_on = serializers.DateField(
        required=False, help_text="When answers are due; default 28 days from today."
    )


class Ending(serializers.Serializer):
    reason = serializers.CharField(help_text="Why; it is published. At most 1,000 characters.")


FILTERS = (
    country_parameter("Only of its committees.", lambda rows, value: rows.in_country(value)),
    Uid("committee", "Only of this committee.", lambda rows, value: rows.of_committee_known_as(value)),
    Choice("status", "How far it is.", lambda rows, value: rows.in_status(value), choices=STATUSES),
    Choice("theme", "About this theme.", lambda rows, value: rows.tagged("theme", value), choices=tuple(Theme.values)),
    Choice(
        "sdg", "For this SDG goal, its targets included, or for this target.",
        lambda rows, value: rows.tagged("SDG", value), choices=sdg_codes,
    ),
    Uid("addressee", "Only those addressed to this organisation."),
    Choice("evidence", "Only those with evidence that stands like this.", choices=tuple(EvidenceStatus.values)),
    Choice(
        "implementation", "How far it is carried out, by now.", lambda rows, code: rows.implemented(code),
        choices=tuple(Implementation.values),
    ),
    Flag(
        "overdue", "Only those with an answer or an action that is late today.",
        lambda rows, yes: rows.overdue_on(timezone.localdate()) if yes else rows,
    ),
    Flag(
        "stale", "Only those with an open action without a date of which nothing was told for 180 days.",
        lambda rows, yes: rows.stale_at(timezone.now()) if yes else rows,
    ),
    Moment(
        "updated_since", "Only those changed at or after this time (ISO 8601).",
        lambda rows, value: rows.changed_since(value),
    ),
)  # fmt: skip


class Recommendations(Creates, Changes, Rows):
    """Recommendations, by code or identifier. Everybody sees public ones from their consultation on."""

    row = RecommendationRow
    described_row = FullRecommendationRow
    act = "draft recommendation"
    lookup_value_converter = "code"
    versioned = ("partial_update", "open", "transmit", "close", "withdraw")
    bodies = {
        "create": NewRecommendation,
        "partial_update": ChangedRecommendation,
        "open": Nothing,
        "transmit": Transmission,
        "close": Ending,
        "withdraw": Ending,
        "check_evidence": Nothing,
    }
    takes = {"list": FILTERS}

    def visible(self):
        return Recommendation.objects.visible_to(self.request.user)

    def key(self):
        """The address names it by its code, or by its identifier."""
        text = self.kwargs[self.lookup_url_kwarg]
        try:
            return {"uid": uuid.UUID(text)}
        except ValueError:
            return {"code": text}

    def filtered(self):
        """What is asked of organisations and evidence depends on who asks."""
        rows, user = super().filtered(), self.request.user
        if addressee := self.asked["addressee"]:
            rows = rows.addressed_to(choosable(user).known_as([addressee]))
        status = self.asked["evidence"]
        return rows.resting_on(status, user) if status else rows

    def complete(self, rows):
        uids = [row["id"] for row in rows]
        tags, addressees = _tags(uids), self._addressees(uids)
        for row in rows:
            row |= {name: tags[row["id"], scheme] for name, (scheme, _kind) in TAGS.items()}
            row["addressees"] = addressees[row["id"]]
        if self.action != "list":
            for row in rows:
                row |= self._further(row["id"])

    def _addressees(self, uids):
        """{identifier: its addressees that the caller may know}, by one query."""
        found = defaultdict(list)
        known = choosable(self.request.user).order_by().values("pk")
        rows = Addressee.objects.filter(recommendation__uid__in=uids, organization__in=known).order_by("id")
        columns = ("uid", "organization__uid", "organization__name", "transmitted_at", "answer_due_on")
        names = ("id", "organization", "name", "transmitted_at", "answer_due_on")
        for key, *values in rows.values_list("recommendation__uid", *columns):
            found[key].append(dict(zip(names, values, strict=True)))
        return found

    def _further(self, uid):
        """What only the detail of one says."""
        user = self.request.user
        record = Recommendation.objects.get(uid=uid)
        former = Recommendation.objects.visible_to(user).filter(pk=record.supersedes_id).first()
        pieces = stored([record.pk], user)
        lines = newest_lines(pieces)
        texts = RecommendationText.objects.filter(recommendation=record).order_by("number")
        return {
            "implementation_status": implementation_of(record).status,
            "supersedes": former.uid if former else None,
            "evidence": [whole(piece, lines.get(piece.pk)) for piece in pieces],
            "texts": list(texts.values("number", "at", "title", "text")),
        }

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name not in ("id", "committee")}
        return services.draft_recommendation(by=by, committee=_committee(by, body), values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedRecommendation().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        return self._step(
            request, body, services.change_recommendation, values=values, reason=text_of(body, "reason")
        )

    @action(detail=True, methods=["post"])
    def open(self, request, **_place):
        """Put the draft to consultation: everybody may know of it from now on."""
        return self._step(request, body_of(request, ()), services.open_for_consultation)

    @action(detail=True, methods=["post"])
    def transmit(self, request, **_place):
        """Send it to its addressees that do not have it yet."""
        body = body_of(request, Transmission().fields)
        return self._step(request, body, services.transmit_recommendation, values=dict(body))

    @action(detail=True, methods=["post"])
    def close(self, request, **_place):
        """It is no longer followed."""
        body = body_of(request, Ending().fields)
        return self._step(request, body, services.close_recommendation, reason=text_of(body, "reason"))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, **_place):
        """The committee does not stand by it any more."""
        body = body_of(request, Ending().fields)
        return self._step(request, body, services.withdraw_recommendation, reason=text_of(body, "reason"))

    @action(detail=True, methods=["post"], url_path="check-evidence")
    def check_evidence(self, request, **_place):
        """Look at all of its evidence again, now."""
        body_of(request, ())
        record = self.record()
        check_evidence(by=request.user, recommendation=record)
        return self.written(request, record.uid)

    def _step(self, request, body, service, **values):
        """Call a service on the version that the caller saw; the record as it is then."""
        with self.edit(request, body) as (recommendation, version):
            service(by=request.user, recommendation=recommendation, version=version, **values)
        return self.written(request, recommendation.uid)


def _tags(uids):
    """{(identifier, scheme): codes}, by one query."""
    found = defaultdict(list)
    rows = RecommendationTag.objects.filter(recommendation__uid__in=uids)
    for uid, scheme, code in sorted(rows.values_list("recommendation__uid", "scheme", "code")):
        found[uid, scheme].append(code)
    return found


def _committee(by, body):
    """The committee in the body; Invalid when the caller knows of none."""
    uid = uid_of(body, "committee")
    committee = Committee.objects.visible_to(by).known_as([uid]).first()
    if committee is None:
        refuse("committee", "unknown-record", _("There is no such committee."))
    return committee

"""Evidence of recommendations: pinned figures, definitions, documents and paragraphs, and how they stand now."""

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action

from mapping.summaries.figures import CELL
from sse_portal.api.fields import Exact, Words
from sse_portal.api.parameters import Choice, Code, Uid
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of, uid_of
from sse_portal.records.values import refuse

from ..models import Evidence, Recommendation
from ..models.recommendations import EvidenceStatus
from ..services import evidence as services
from ..summaries.evidence import is_told, newest_lines

STATUSES = tuple(EvidenceStatus.values)
KINDS = tuple(Evidence.Kind.values)


def _uid(help_text):
    return serializers.UUIDField(source="*", allow_null=True, help_text=help_text)


class EvidenceRow(serializers.Serializer):
    """A piece of evidence as it was pinned, and what is published in its place now."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    recommendation = serializers.UUIDField(
        source="recommendation.uid", help_text="What rests on it: identifier of /recommendations/."
    )
    kind = serializers.ChoiceField(KINDS, help_text="What was pinned.")
    note = Words(help_text="What it shows.")
    value = Exact(
        source="*",
        allow_null=True,
        help_text="The figure as it was pinned; null: no figure, or withdrawn since.",
    )
    n = serializers.IntegerField(source="*", allow_null=True, help_text="Organisations behind the figure.")
    release = _uid("The release that it was taken from: identifier of /releases/.")
    indicator = serializers.CharField(allow_blank=True, help_text="Code of /indicators/.")
    dimension = serializers.CharField(allow_blank=True, help_text="Empty: the whole country.")
    category = serializers.CharField(allow_blank=True, help_text="Code in that dimension.")
    dimension_2 = serializers.CharField(allow_blank=True, help_text="The second dimension, or empty.")
    category_2 = serializers.CharField(allow_blank=True, help_text="Code in the second dimension.")
    definition = _uid("The definition that was pinned, or that the figure was counted by: /definitions/.")
    definition_number = serializers.IntegerField(source="*", allow_null=True, help_text="Its version.")
    as_of = serializers.DateTimeField(allow_null=True, help_text="The state of the data behind it, UTC.")
    document = _uid("The document: identifier of /documents/.")
    minutes = _uid("The minutes.")
    paragraph = serializers.IntegerField(allow_null=True, help_text="Paragraph of the minutes, from 1.")
    digest = serializers.CharField(
        source="*", help_text="SHA-256 of what was pinned; empty: withdrawn since."
    )
    pinned_at = serializers.DateTimeField(help_text="UTC.")
    status = serializers.ChoiceField(STATUSES, help_text="How it stands, by the newest look.")
    reason = serializers.CharField(
        source="*", allow_blank=True, help_text="A code: value, definition, value+definition, withheld, …"
    )
    new_value = Exact(
        source="*", allow_null=True, help_text="What the newest release gives for the same cell."
    )
    new_release = _uid("The release that it was compared with.")
    new_definition = _uid("The definition of now.")
    checked_at = serializers.DateTimeField(source="*", allow_null=True, help_text="The newest look, UTC.")


class NewEvidence(serializers.Serializer):
    """What to pin. What its kind does not need is left out."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    recommendation = serializers.UUIDField(help_text="Identifier of /recommendations/.")
    kind = serializers.ChoiceField(KINDS, help_text="What to pin.")
    note = Words(required=False, help_text="What it shows; at most 1,000 characters.")
    release = serializers.UUIDField(required=False, help_text="figure: a published release.")
    indicator = serializers.CharField(required=False, help_text="figure: code of /indicators/.")
    dimension = serializers.CharField(required=False, help_text="figure: empty for the whole country.")
    category = serializers.CharField(required=False, help_text="figure: code in that dimension.")
    dimension_2 = serializers.CharField(required=False, help_text="figure: the second dimension.")
    category_2 = serializers.CharField(required=False, help_text="figure: code in the second dimension.")
    definition = serializers.UUIDField(required=False, help_text="definition: identifier of /definitions/.")
    document = serializers.UUIDField(required=False, help_text="document: identifier of /documents/.")
    minutes = serializers.UUIDField(required=False, help_text="paragraph: approved or published minutes.")
    paragraph = serializers.IntegerField(required=False, help_text="paragraph: its number, from 1.")


class Removal(serializers.Serializer):
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


JOINED = (
    "value", "n", "release", "definition", "definition_number", "document", "minutes", "digest", "reason",
    "new_value", "new_release", "new_definition", "checked_at",
)  # fmt: skip


def joined(piece, line):
    """What a row of evidence says beside its own columns: {name of JOINED: value}."""
    is_shown = piece.kind != Evidence.Kind.FIGURE or is_told(piece.release)
    values = (
        piece.value if is_shown else None, piece.n if is_shown else None, _of(piece.release), _of(piece.definition),
        piece.definition.number if piece.definition else None, _of(piece.document), _of(piece.minutes),
        piece.digest if is_shown else "", line.reason if line else "",
        line.value if line and is_told(line.release) else None,
        _of(line.release) if line else None, _of(line.definition) if line else None, line.at if line else None,
    )  # fmt: skip
    return dict(zip(JOINED, values, strict=True))


def _of(record):
    return record.uid if record else None


def whole(piece, line):
    """A piece of evidence as `EvidenceRow` describes it, for the detail of its recommendation."""
    own = {name: getattr(piece, name) for name in (*CELL, "version", "kind", "note", "as_of", "paragraph")}
    own |= {"id": piece.uid, "pinned_at": piece.pinned_at, "status": piece.status}
    return own | {"recommendation": piece.recommendation.uid} | joined(piece, line)


class EvidenceList(Creates, Changes, Rows):
    """What recommendations rest on, as far as the caller may know both. Taken off, it is listed no more."""

    row = EvidenceRow
    act = "pin evidence"
    versioned = ("remove",)
    bodies = {"create": NewEvidence, "remove": Removal}
    takes = {
        "list": (
            Uid(
                "recommendation", "Only that of this recommendation.",
                lambda rows, value: rows.of_recommendation_known_as(value),
            ),
            Choice("kind", "Only of this kind.", lambda rows, value: rows.of_kind(value), choices=KINDS),
            Choice("status", "How it stands.", lambda rows, value: rows.in_status(value), choices=STATUSES),
            Code("indicator", "Only figures of it.", lambda rows, value: rows.of_indicator(value), most=12),
        )
    }  # fmt: skip

    def visible(self):
        rows = Evidence.objects.visible_to(self.request.user)
        return rows if self.action == "remove" else rows.in_force()

    def complete(self, rows):
        pieces = list(Evidence.objects.known_as([row["id"] for row in rows]).with_what_it_points_to())
        lines, by_uid = newest_lines(pieces), {piece.uid: piece for piece in pieces}
        for row in rows:
            piece = by_uid[row["id"]]
            row.update(joined(piece, lines.get(piece.pk)))

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name not in ("id", "recommendation")}
        return services.pin_evidence(by=by, recommendation=_meant(by, body), values=values, uid=uid)

    @action(detail=True, methods=["post"])
    def remove(self, request, **_place):
        """Take it off. It stays for the past, and is listed no more."""
        body = body_of(request, Removal().fields)
        with self.edit(request, body) as (evidence, version):
            services.remove_evidence(
                by=request.user, evidence=evidence, version=version, reason=text_of(body, "reason")
            )
        return self.written(request, evidence.uid)


def _meant(by, body):
    """The recommendation in the body; Invalid when the caller knows of none."""
    uid = uid_of(body, "recommendation")
    found = Recommendation.objects.visible_to(by).select_related("committee").known_as([uid]).first()
    if found is None:
        refuse("recommendation", "unknown-record", _("There is no such recommendation."))
    return found

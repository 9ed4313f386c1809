"""Papers of committees: what is said of them, and where the file is. Files come and go by the browser."""

from django.urls import reverse
from rest_framework import serializers

from sse_portal.api.parameters import Choice, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, body_of

from ..models import Document, Visibility
from ..services.documents import change_document

KINDS, LEVELS = tuple(Document.Kind.values), tuple(Visibility.values)


class PaperRow(serializers.Serializer):
    """A paper of a committee, of one of its meetings, or of one of its recommendations."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    committee = serializers.UUIDField(source="committee.uid", help_text="Identifier of /committees/.")
    meeting = serializers.UUIDField(
        source="meeting.uid", allow_null=True, help_text="Identifier of /meetings/."
    )
    recommendation = serializers.UUIDField(
        source="recommendation.uid", allow_null=True, help_text="Identifier of /recommendations/."
    )
    title = serializers.CharField(help_text="In its language.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="What it is.")
    language = serializers.CharField(allow_blank=True, help_text="BCP 47; empty: not said.")
    translation_of = serializers.UUIDField(
        source="translation_of.uid", allow_null=True, help_text="The original, if you may know it."
    )
    visibility = serializers.ChoiceField(choices=LEVELS, help_text="Who may know of it.")
    embargo_until = serializers.DateTimeField(
        allow_null=True, help_text="Before, only the secretariat knows of it; UTC."
    )
    file = serializers.CharField(source="*", help_text="Address of the file.")
    file_name = serializers.CharField(help_text="What the download is called.")
    media_type = serializers.CharField(help_text="Media type of the file.")
    size = serializers.IntegerField(allow_null=True, help_text="Of the file, in bytes.")
    sha256 = serializers.CharField(help_text="Of the file, 64 hexadecimal digits.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class ChangedDocument(serializers.Serializer):
    """What is said of it; fields left out stay as they are, and so does the file."""

    title = serializers.CharField(required=False, help_text="At most 300 characters.")
    kind = serializers.ChoiceField(required=False, choices=KINDS, help_text="What it is.")
    language = serializers.CharField(required=False, allow_null=True, help_text="BCP 47.")
    visibility = serializers.ChoiceField(required=False, choices=LEVELS, help_text="Who may know of it.")
    embargo_until = serializers.DateTimeField(required=False, allow_null=True, help_text="With an offset.")
    translation_of = serializers.UUIDField(
        required=False, allow_null=True, help_text="The original, of the same committee."
    )


FILTERS = (
    country_parameter("Only of its committees.", lambda rows, value: rows.in_country(value)),
    Uid("committee", "Only of this committee.", lambda rows, value: rows.of_committee_known_as(value)),
    Choice("kind", "Only of this kind.", lambda rows, value: rows.of_kind(value), choices=KINDS),
)


class Documents(Changes, Rows):
    """Papers. Everybody sees public ones that are under no embargo."""

    row = PaperRow
    bodies = {"partial_update": ChangedDocument}
    takes = {"list": FILTERS}

    def visible(self):
        return Document.objects.visible_to(self.request.user)

    def complete(self, rows):
        """The address of each file; an original that the caller may not know is null (one query)."""
        originals = {row["translation_of"] for row in rows} - {None}
        known = self.visible().known_as(originals).values_list("uid", flat=True) if originals else ()
        known = set(known)
        for row in rows:
            address = reverse("dialogue:document-download", args=[row["id"]])
            row["file"] = self.request.build_absolute_uri(address)
            row["translation_of"] = row["translation_of"] if row["translation_of"] in known else None

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedDocument().fields)
        with self.edit(request, body) as (document, version):
            change_document(by=request.user, document=document, values=body, version=version)
        return self.retrieve(request)

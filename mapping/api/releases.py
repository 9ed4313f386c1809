"""Releases: frozen sets of figures, with what they rest on."""

from rest_framework import serializers

from sse_portal.api.parameters import Choice
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows

from ..models import Release, Study


class ReleaseRow(serializers.Serializer):
    """A frozen set of figures. Published, it never changes; it can only be withdrawn, with a reason."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier; its address is permanent.")
    version = serializers.IntegerField(help_text="Raised by every change of the record.")
    updated_at = serializers.DateTimeField(help_text="Last change of the record, UTC.")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    label = serializers.CharField(help_text="Unique within the country.")
    status = serializers.ChoiceField(choices=Release.Status.values, help_text="How far it is.")
    definition = serializers.UUIDField(source="definition.uid", help_text="The definition that classified.")
    definition_number = serializers.IntegerField(source="definition.number", help_text="Its version.")
    definition_status = serializers.CharField(
        source="definition.status", help_text="How far that one is now."
    )
    geography_date = serializers.DateField(help_text="The regions are those of this day.")
    as_of = serializers.DateTimeField(
        allow_null=True, help_text="The state of the responses that it froze, UTC."
    )
    entities = serializers.IntegerField(allow_null=True, help_text="Verified responses that were classified.")
    digest = serializers.CharField(
        allow_blank=True, help_text="SHA-256 of the figures and what they rest on."
    )
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="UTC.")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="UTC; null: stands.")
    withdrawal_reason = serializers.CharField(allow_blank=True, help_text="Why it was withdrawn.")
    studies = serializers.ListField(source="*", child=serializers.UUIDField(), help_text="The studies in it.")


class Releases(Rows):
    """Releases of figures. Everybody sees published and withdrawn ones."""

    row = ReleaseRow
    takes = {
        "list": (
            country_parameter("Only its releases.", lambda rows, value: rows.in_country(value)),
            Choice(
                "status",
                "How far it is.",
                lambda rows, value: rows.in_status(value),
                choices=tuple(Release.Status.values),
            ),
        )
    }

    def visible(self):
        return Release.objects.visible_to(self.request.user)

    def complete(self, rows):
        """The studies of each release, by one query for all; those that the caller may know of."""
        uids = [row["id"] for row in rows]
        visible = Study.objects.visible_to(self.request.user).filter(releases__uid__in=uids)
        found = {}
        for release, study in visible.order_by("id").values_list("releases__uid", "uid"):
            found.setdefault(release, []).append(study)
        for row in rows:
            row["studies"] = found.get(row["id"], [])

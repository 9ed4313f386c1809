"""Mapping studies."""

from rest_framework import serializers

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Rows

from ..models import Study


class StudyRow(serializers.Serializer):
    """A mapping study: one wave of data collection in one country."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    title = Words()
    wave = serializers.IntegerField(help_text="Counted within the country.")
    period_start = serializers.DateField(help_text="First day of the reference period.")
    period_end = serializers.DateField(help_text="The day after its last day.")
    lead_organisation = serializers.CharField(allow_blank=True, help_text="Who leads the study.")
    description = Words(allow_empty=True)
    target_responses = serializers.IntegerField(allow_null=True, help_text="Responses aimed at.")
    status = serializers.ChoiceField(
        choices=Study.Status.values, help_text="Planned, in the field, or closed."
    )
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class Studies(Rows):
    """Mapping studies. Everybody sees those with a published release."""

    row = StudyRow
    takes = {
        "list": (
            country_parameter("Only its studies.", lambda rows, value: rows.in_country(value)),
            Choice(
                "status",
                "How far the study is.",
                lambda rows, value: rows.in_status(value),
                choices=tuple(Study.Status.values),
            ),
        )
    }

    def visible(self):
        return Study.objects.visible_to(self.request.user)

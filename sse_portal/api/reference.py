"""Reference data: countries, regions, legal forms, classifications."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.reference import geo, summaries
from sse_portal.reference.models import ClassificationItem, Country, LegalForm, Region
from sse_portal.reference.summaries import country_codes, region_codes

from .fields import Words
from .parameters import BadParameter, Choice, Day
from .renderers import MAPPED_EXPORTS
from .rows import Lists, Rows

CODE_IN_PATH = {"code": (str, "The code of the record.")}


def legal_form_codes():
    """Codes of all legal forms, of any date."""
    return [form.code for iso2 in country_codes() for form in summaries.legal_forms_of(iso2)]


def country_parameter(description, apply):
    return Choice(
        "country", f"ISO 3166-1 alpha-2 code, such as KH. {description}", apply, choices=country_codes
    )


def region_parameter(description, apply):
    return Choice("region", f"Code of /regions/, such as KH-1. {description}", apply, choices=region_codes)


def legal_form_parameter(description, apply):
    return Choice("legal_form", f"Code of /legal-forms/. {description}", apply, choices=legal_form_codes)


def refuse_contradictions(asked):
    """A region or a legal form of another country finds nothing, slowly: say so instead."""
    country = asked.get("country")
    rows = {"region": summaries.region, "legal_form": summaries.legal_form}
    for name, find in rows.items():
        row = find(asked[name]) if country and asked.get(name) else None
        if row and row.country != country:
            raise BadParameter(
                name,
                _("“%(value)s” is not in %(country)s.") % {"value": row.code, "country": country},
                code="contradictory-filter",
            )


def source_field():
    return serializers.CharField(allow_blank=True, help_text="Where the row comes from.")


def confidence_field():
    return serializers.CharField(
        allow_blank=True, help_text="How sure it is, as noted when it was collected."
    )


class CountryRow(serializers.Serializer):
    """A country."""

    iso2 = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    iso3 = serializers.CharField(help_text="ISO 3166-1 alpha-3.")
    m49 = serializers.CharField(help_text="UN M49, three digits.")
    names = Words(help_text="Short name.")
    official_names = Words()
    currency = serializers.CharField(help_text="ISO 4217: the unit of all money of this country.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="Official languages, BCP 47.")
    timezone = serializers.CharField(help_text="IANA name.")
    un_subregion = serializers.CharField(help_text="UN geoscheme.")
    source = source_field()
    confidence = confidence_field()


class Countries(Rows):
    """The countries of the project."""

    row = CountryRow
    order = ("iso2",)
    lookup_field = lookup_url_kwarg = "iso2"
    lookup_value_converter = "code"
    path_parameters = {"iso2": (str, "ISO 3166-1 alpha-2, such as KH.")}

    def visible(self):
        return Country.objects.all()

    def key(self):
        return {"iso2": self.kwargs["iso2"].upper()}


class RegionRow(serializers.Serializer):
    """A first-level subdivision, valid in the half-open interval [valid_from, valid_to)."""

    code = serializers.CharField(help_text="ISO 3166-2, or the statistical office's code where ISO has none.")
    iso_3166_2 = serializers.CharField(allow_blank=True, help_text="Empty when ISO has none.")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    names = Words()
    type = serializers.CharField(help_text="Province, city, aimag …")
    valid_from = serializers.DateField(allow_null=True, help_text="null: open.")
    valid_to = serializers.DateField(
        allow_null=True, help_text="First day on which it is not valid; null: open."
    )
    successor = serializers.CharField(
        source="successor_id", allow_null=True, help_text="The region that it went into."
    )
    change_kind = serializers.CharField(allow_blank=True, help_text="How: unchanged, rename, merge, split.")
    source = source_field()
    confidence = confidence_field()


class Regions(Rows):
    """First-level subdivisions. `format=geojson` adds boundaries (Natural Earth, geoBoundaries CC BY)."""

    row = RegionRow
    order = ("code",)
    exports = MAPPED_EXPORTS
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_converter = "code"
    path_parameters = CODE_IN_PATH
    takes = {
        "list": (
            country_parameter("Only its regions.", lambda rows, value: rows.in_country(value)),
            Day("on", "Only regions valid on this day (ISO 8601).", lambda rows, value: rows.valid_on(value)),
        )
    }

    def visible(self):
        return Region.objects.all()

    def complete(self, rows):
        if self.request.accepted_renderer.format == "geojson":
            for row in rows:
                row["geometry"] = self._shapes(row["country"]).get(row["code"])

    def _shapes(self, country):
        """{code: geometry} of a country's map on the day asked for, else of today."""
        features = geo.shapes(country, self.asked["on"] or timezone.localdate())
        return {feature["properties"]["region_code"]: feature["geometry"] for feature in features}


class LegalFormRow(serializers.Serializer):
    """A legal form under a law, and how it stands towards the SSE."""

    code = serializers.CharField(help_text="Country and number.")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    names = Words()
    law = serializers.CharField(allow_blank=True, help_text="The law that it rests on.")
    law_year = serializers.IntegerField(allow_null=True, help_text="Year of the law.")
    registrar = serializers.CharField(allow_blank=True, help_text="Who registers it.")
    organisation_type = serializers.CharField(help_text="Code of the variable organisation_type.")
    sse_status = serializers.ChoiceField(
        choices=LegalForm.Status.values, help_text="SSE by its form, conditionally, or not."
    )
    legal_personality = serializers.ChoiceField(
        choices=LegalForm.Personality.values, help_text="Is it a legal person?"
    )
    min_members = serializers.IntegerField(allow_null=True, help_text="Fewest founding members, persons.")
    valid_from = serializers.DateField(allow_null=True, help_text="null: open.")
    valid_to = serializers.DateField(
        allow_null=True, help_text="First day on which it is not valid; null: open."
    )
    source = source_field()
    confidence = confidence_field()


class LegalForms(Rows):
    """Legal forms with their law."""

    row = LegalFormRow
    order = ("code",)
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_converter = "code"
    path_parameters = CODE_IN_PATH
    takes = {
        "list": (
            country_parameter("Only its legal forms.", lambda rows, value: rows.in_country(value)),
            Day("on", "Only forms valid on this day (ISO 8601).", lambda rows, value: rows.valid_on(value)),
            Choice(
                "sse_status",
                "How the form stands towards the SSE.",
                lambda rows, value: rows.filter(sse_status=value),
                choices=tuple(LegalForm.Status.values),
            ),
        )
    }

    def visible(self):
        return LegalForm.objects.all()


class ClassificationRow(serializers.Serializer):
    """An entry of an international classification."""

    scheme = serializers.ChoiceField(
        choices=ClassificationItem.Scheme.values, help_text="Which classification."
    )
    code = serializers.CharField(help_text="Within the scheme; answers store ISIC codes as scheme:code.")
    level = serializers.IntegerField(help_text="1: the top.")
    parent_code = serializers.CharField(allow_blank=True, help_text="Empty at the top.")
    titles = Words()


class Classifications(Lists):
    """ISIC, ICNP/TSO and SDG: the code lists that answers use."""

    row = ClassificationRow
    order = ("position", "id")
    takes = {
        "list": (
            Choice(
                "scheme",
                "Which classification.",
                lambda rows, value: rows.in_scheme(value),
                choices=tuple(ClassificationItem.Scheme.values),
            ),
        )
    }

    def visible(self):
        return ClassificationItem.objects.all()

"""The register of entities: public fields for everybody, restricted ones where the right to them is held."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.fields import Exact
from sse_portal.api.parameters import Choice, Code, Moment, Search
from sse_portal.api.reference import (
    country_codes,
    country_parameter,
    legal_form_parameter,
    refuse_contradictions,
    region_parameter,
)
from sse_portal.api.renderers import MAPPED_EXPORTS
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, misshapen, text_of
from sse_portal.records.services import audit_reading

from ..definition.codebook import CODEBOOK
from ..models import Entity, EntityIdentifier
from ..services import entities as services
from .audit import asked_of


def codes_of(variable):
    return tuple(code.code for code in CODEBOOK[variable].codes)


class Identifier(serializers.Serializer):
    scheme = serializers.CharField(help_text="As listed by org-id: KH-MOI, XI-ROR.")
    value = serializers.CharField(help_text="The identifier within the scheme.")


class OtherName(serializers.Serializer):
    name = serializers.CharField(help_text="The name.")
    language = serializers.CharField(required=False, help_text="BCP 47.")


class EntityRow(serializers.Serializer):
    """An organisation on the register, whether or not it is part of the SSE."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    region = serializers.CharField(source="region_id", allow_null=True, help_text="Code of /regions/.")
    name = serializers.CharField(help_text="Name as registered or used.")
    name_local = serializers.CharField(allow_blank=True, help_text="Name in the national language.")
    other_names = OtherName(many=True, help_text="Further names.")
    legal_form = serializers.CharField(
        source="legal_form_id", allow_null=True, help_text="Code of /legal-forms/; null: none or unknown."
    )
    organisation_type = serializers.CharField(
        allow_blank=True, help_text="Code of the codebook; empty: unknown."
    )
    isic_main = serializers.CharField(allow_blank=True, help_text="Main activity as scheme:code, ISIC4:A.")
    year_established = serializers.IntegerField(allow_null=True, help_text="Year, Gregorian calendar.")
    operational_status = serializers.CharField(
        allow_blank=True, help_text="Code of the codebook; empty: unknown."
    )
    website = serializers.CharField(allow_blank=True, help_text="Address of its website.")
    is_listed = serializers.BooleanField(help_text="On the public register.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    identifiers = Identifier(source="*", many=True, help_text="Identifiers given by registers.")


class RestrictedEntityRow(EntityRow):
    """With the fields that need the right to read restricted data."""

    locality = serializers.CharField(
        required=False, allow_blank=True, help_text="Restricted. Place or address."
    )
    latitude = Exact(required=False, allow_null=True, help_text="Restricted. Degrees, WGS 84.")
    longitude = Exact(required=False, allow_null=True, help_text="Restricted. Degrees, WGS 84.")
    consent_public_listing = serializers.CharField(
        required=False, allow_blank=True, help_text="Restricted. May it be listed: yes, no; empty: not asked."
    )


class GivenIdentifier(Identifier):
    is_public = serializers.BooleanField(required=False, help_text="May everybody see it; default no.")


class ChangedEntity(serializers.Serializer):
    """What the register says; fields left out stay as they are, null or an empty text takes a value away."""

    name = serializers.CharField(required=False, help_text="Name as registered or used.")
    name_local = serializers.CharField(required=False, allow_null=True, help_text="In the national language.")
    other_names = OtherName(many=True, required=False, help_text="Further names, all of them.")
    region = serializers.CharField(required=False, allow_null=True, help_text="Code of /regions/.")
    legal_form = serializers.CharField(required=False, allow_null=True, help_text="Code of /legal-forms/.")
    organisation_type = serializers.CharField(
        required=False, allow_null=True, help_text="Code of the codebook."
    )
    isic_main = serializers.CharField(required=False, allow_null=True, help_text="ISIC section: ISIC4:A.")
    year_established = serializers.IntegerField(required=False, allow_null=True, help_text="Gregorian year.")
    operational_status = serializers.CharField(
        required=False, allow_null=True, help_text="Code of the codebook."
    )
    website = serializers.CharField(required=False, allow_null=True, help_text="http or https address.")
    locality = serializers.CharField(
        required=False, allow_null=True, help_text="Restricted. Place or address."
    )
    latitude = Exact(
        required=False, allow_null=True, help_text="Restricted. Degrees, WGS 84; with longitude."
    )
    longitude = Exact(
        required=False, allow_null=True, help_text="Restricted. Degrees, WGS 84; with latitude."
    )
    consent_public_listing = serializers.CharField(
        required=False, allow_null=True, help_text="May it be listed: yes or no."
    )
    identifiers = GivenIdentifier(many=True, required=False, help_text="Set by scheme; other schemes stay.")
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewEntity(ChangedEntity):
    """An organisation to put on the register. It is listed once a reviewer verified a response of it."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2; it cannot be changed later.")
    name = serializers.CharField(help_text="Name as registered or used.")
    reason = None


INCLUDE = Choice(
    "include",
    "`restricted` adds locality, coordinates, consent and all identifiers, for entities of the countries "
    "where you hold the right to them; a list then has these entities only. Each such read is noted.",
    choices=("restricted",),
)


class Entities(Creates, Changes, Rows):
    """The register of entities. Everybody sees listed ones, workers of a country all of its entities."""

    order = ("name", "id")
    exports = MAPPED_EXPORTS
    described_row = RestrictedEntityRow
    act = "register entity"
    bodies = {"create": NewEntity, "partial_update": ChangedEntity}
    takes = {
        "list": (
            country_parameter("Only its entities.", lambda rows, value: rows.in_country(value)),
            region_parameter("Only entities there.", lambda rows, value: rows.in_region(value)),
            legal_form_parameter("Only of this form.", lambda rows, value: rows.of_legal_form(value)),
            Choice(
                "organisation_type",
                "Code of the codebook.",
                lambda rows, value: rows.of_type(value),
                choices=codes_of("organisation_type"),
            ),
            Code(
                "isic_main",
                "Main activity: ISIC section with its scheme, such as ISIC4:A.",
                lambda rows, value: rows.in_sector(value),
                pattern=r"ISIC[45]:[A-Z][0-9]{0,4}",
            ),
            Choice(
                "operational_status",
                "Code of the codebook.",
                lambda rows, value: rows.in_operation(value),
                choices=codes_of("operational_status"),
            ),
            Search(
                "q",
                "Part of a name in any script, without regard to case and accents.",
                lambda rows, value: rows.named(value),
            ),
            Moment(
                "updated_since",
                "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
            INCLUDE,
        ),
        "retrieve": (INCLUDE,),
    }

    @property
    def row(self):
        return RestrictedEntityRow if self.is_restricted() else EntityRow

    def is_restricted(self):
        return self.asked.get("include") == "restricted"

    def check(self, asked):
        refuse_contradictions(asked)

    def visible(self):
        rows = Entity.objects.visible_to(self.request.user)
        if not self.is_restricted():
            return rows
        right = Can.EXPORT_RESTRICTED if self.is_export() else Can.READ_RESTRICTED
        if not can(self.request.user, right):
            self.permission_denied(self.request)
        if self.is_export():
            return rows.exportable_by(self.request.user)
        return rows.restricted_for(self.request.user)

    def complete(self, rows):
        """Identifiers, by one query for all rows: the public ones, or all where the caller may read them."""
        found = {}
        for uid, scheme, value in self.identifiers([row["id"] for row in rows]):
            found.setdefault(uid, []).append({"scheme": scheme, "value": value})
        for row in rows:
            row["identifiers"] = found.get(row["id"], [])

    def identifiers(self, uids):
        rows = EntityIdentifier.objects.filter(entity__uid__in=uids)
        if not self.is_restricted():
            rows = rows.filter(is_public=True)
        return rows.order_by("id").values_list("entity__uid", "scheme", "value")

    def audit(self, act, *, rows=None, record=None):
        if self.is_restricted():
            audit_reading(
                by=self.request.user,
                kind="mapping.entity",
                act=act,
                country=self.asked.get("country") or "",
                record=record,
                rows=rows,
                asked=asked_of(self),
            )

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name not in ("id", "country")}
        return services.register_entity(by=by, country=country_of(body), values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what the register says. What is left out stays as it is."""
        body = body_of(request, ChangedEntity().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        with self.edit(request, body) as (entity, version):
            services.change_entity(
                by=request.user, entity=entity, values=values, version=version, reason=text_of(body, "reason")
            )
        return self.written(request, entity.uid)


def country_of(body):
    """The country in the body, one that the portal serves."""
    if body["country"] not in country_codes():
        raise misshapen("country", _("There is no such country."))
    return body["country"]

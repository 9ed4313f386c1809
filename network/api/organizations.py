"""The directory: public entries for everybody, those of the network for its members."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.api.conditional import vary
from sse_portal.api.fields import Exact, Words
from sse_portal.api.parameters import Choice, Code, Moment, Search
from sse_portal.api.reference import country_codes, refuse_contradictions, region_parameter
from sse_portal.api.renderers import MAPPED_EXPORTS
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, misshapen, text_of
from sse_portal.reference.choices import Constituency

from ..models import Organization, OrganizationIdentifier, Visibility
from ..services import organizations as services
from ..summaries.directory import REGIONAL, in_country
from ..summaries.organization_pages import survivor_of


def one_of(choices):
    """The codes of a TextChoices class, for the description of a field."""
    return f"One of {', '.join(choices.values)}."


SHOWN_STATUSES = (Organization.Status.ACTIVE.value, Organization.Status.DISSOLVED.value)


class OrganizationIdentifierRow(serializers.Serializer):
    scheme = serializers.CharField(help_text="List of org-id.guide: XI-ROR, XI-WIKIDATA, KH-MOI.")
    value = serializers.CharField(
        allow_blank=True, help_text="The identifier within the scheme; sent empty it takes the scheme away."
    )


class OrganizationRow(serializers.Serializer):
    """An organisation of the directory (Popolo Organization)."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    region = serializers.CharField(source="region_id", allow_null=True, help_text="Code of /regions/.")
    name = serializers.CharField(help_text="As it is known in the region.")
    names = Words(help_text="Its name.")
    acronym = serializers.CharField(allow_blank=True, help_text="Acronym.")
    other_names = serializers.ListField(
        child=serializers.CharField(), help_text="Former and other names, in any language."
    )
    kind = serializers.CharField(help_text=f"What it is. {one_of(Organization.Kind)}")
    constituency = serializers.CharField(
        allow_blank=True, help_text=f"Whom it speaks for; empty: nobody in particular. {one_of(Constituency)}"
    )
    locality = serializers.CharField(allow_blank=True, help_text="Place or address.")
    latitude = Exact(allow_null=True, help_text="Degrees, WGS 84.")
    longitude = Exact(allow_null=True, help_text="Degrees, WGS 84.")
    parent = serializers.UUIDField(
        source="parent.uid", allow_null=True, help_text="The organisation that it is a part of."
    )
    founded = serializers.IntegerField(allow_null=True, help_text="Year, Gregorian calendar.")
    dissolved = serializers.IntegerField(allow_null=True, help_text="Year, Gregorian calendar.")
    website = serializers.CharField(allow_blank=True, help_text="Address of its website.")
    description = Words(help_text="What it does.")
    status = serializers.CharField(help_text="active, or dissolved.")
    visibility = serializers.CharField(help_text=f"Who sees the entry. {one_of(Visibility)}")
    entity = serializers.UUIDField(
        source="entity.uid",
        allow_null=True,
        help_text="The same organisation in /entities/, when listed there.",
    )
    source = serializers.CharField(allow_blank=True, help_text="Where the entry comes from.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    identifiers = OrganizationIdentifierRow(source="*", many=True, help_text="Given by registers.")


class ChangedOrganization(serializers.Serializer):
    """What the directory says; fields left out stay as they are, null or an empty text takes a value away."""

    name = serializers.CharField(required=False, help_text="As it is known in the region.")
    names = Words(required=False, allow_null=True, help_text="Its name, all languages.")
    acronym = serializers.CharField(required=False, allow_null=True, help_text="At most 30 characters.")
    other_names = serializers.ListField(
        child=serializers.CharField(), required=False, allow_null=True, help_text="At most 50, all of them."
    )
    kind = serializers.CharField(required=False, help_text=f"What it is. {one_of(Organization.Kind)}")
    constituency = serializers.CharField(
        required=False, allow_null=True, help_text=f"Whom it speaks for. {one_of(Constituency)}"
    )
    region = serializers.CharField(
        required=False, allow_null=True, help_text="Code of /regions/, of today and of the same country."
    )
    locality = serializers.CharField(required=False, allow_null=True, help_text="Place or address.")
    latitude = Exact(required=False, allow_null=True, help_text="Degrees, WGS 84; with longitude.")
    longitude = Exact(required=False, allow_null=True, help_text="Degrees, WGS 84; with latitude.")
    parent = serializers.UUIDField(
        required=False, allow_null=True, help_text="The organisation that it is a part of; never in a circle."
    )
    founded = serializers.IntegerField(required=False, allow_null=True, help_text="Year, 800 or later.")
    website = serializers.CharField(required=False, allow_null=True, help_text="http or https address.")
    description = Words(required=False, allow_null=True, help_text="What it does, all languages.")
    identifiers = OrganizationIdentifierRow(
        many=True, required=False, help_text="Set by scheme; other schemes stay."
    )
    visibility = serializers.CharField(required=False, help_text=f"Who sees it. {one_of(Visibility)}")
    entity = serializers.UUIDField(
        required=False, allow_null=True, help_text="The same organisation in /entities/."
    )
    source = serializers.CharField(required=False, allow_null=True, help_text="Where the entry comes from.")
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewOrganization(ChangedOrganization):
    """An organisation to put into the directory."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    country = serializers.CharField(
        allow_null=True,
        help_text="ISO 3166-1 alpha-2, or null for the whole region; it cannot be changed later.",
    )
    name = serializers.CharField(help_text="As it is known in the region.")
    reason = None


def _in_country_codes():
    return [*country_codes(), REGIONAL]


def _identified(rows, text):
    scheme, _colon, value = text.partition(":")
    return rows.identified_by(scheme, value)


class Organizations(Creates, Changes, Rows):
    """The directory. Everybody sees public entries, members of the network theirs, the secretariat all of its own."""

    row = OrganizationRow
    order = ("name", "id")
    exports = MAPPED_EXPORTS
    moved = "It was merged: the one that it became is at the address in Location."
    act = "register organization"
    bodies = {"create": NewOrganization, "partial_update": ChangedOrganization}
    takes = {
        "list": (
            Choice(
                "country",
                "ISO 3166-1 alpha-2 code, such as KH, or “regional” for those without a country.",
                in_country,
                choices=_in_country_codes,
            ),
            region_parameter("Only organisations there.", lambda rows, value: rows.in_region(value)),
            Choice(
                "kind", "Only of this kind.", lambda rows, value: rows.of_kind(value),
                choices=tuple(Organization.Kind.values),
            ),
            Choice(
                "constituency", "Only those that speak for it.",
                lambda rows, value: rows.speaking_for(value), choices=tuple(Constituency.values),
            ),
            Choice(
                "status", "active or dissolved.", lambda rows, value: rows.with_status(value),
                choices=SHOWN_STATUSES,
            ),
            Search(
                "q",
                "Part of a name in any script, without regard to case and accents.",
                lambda rows, value: rows.named(value),
            ),
            Code(
                "identifier",
                "Only the one that a register knows so: scheme:value, such as XI-ROR:002yp7f20.",
                _identified,
                pattern=r"[A-Z0-9-]{2,20}:.{1,100}",
                most=121,
            ),
            Moment(
                "updated_since",
                "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
        )
    }  # fmt: skip

    def check(self, asked):
        refuse_contradictions(asked)

    def visible(self):
        return Organization.objects.visible_to(self.request.user).present()

    def retrieve(self, request, **place):
        """One organisation. One that was merged answers 301 with the address of the one it became."""
        try:
            return super().retrieve(request, **place)
        except Http404:
            signposts = Organization.objects.visible_to(request.user)
            former = signposts.known_as([self.kwargs["id"]]).first()
            survivor = survivor_of(former, request.user) if former and former.merged_into_id else None
            if survivor is None:
                raise
        return self._moved(request, survivor)

    def _moved(self, request, survivor):
        address = request.path.replace(str(self.kwargs["id"]), str(survivor.uid))
        kept = {"Cache-Control": "no-cache"}  # A merge can be undone.
        return vary(HttpResponsePermanentRedirect(request.build_absolute_uri(address), headers=kept))

    def complete(self, rows):
        """Identifiers, and which parents and entities the caller may know: a query each, for all rows."""
        found = {}
        of_rows = OrganizationIdentifier.objects.filter(organization__uid__in=[row["id"] for row in rows])
        for uid, scheme, value in of_rows.order_by("scheme", "value").values_list(
            "organization__uid", "scheme", "value"
        ):
            found.setdefault(uid, []).append({"scheme": scheme, "value": value})
        parents = self._known(self.visible(), rows, "parent")
        entities = self._known(self._entities(), rows, "entity")
        for row in rows:
            row["identifiers"] = found.get(row["id"], [])
            row["parent"] = row["parent"] if row["parent"] in parents else None
            row["entity"] = row["entity"] if row["entity"] in entities else None

    def _known(self, records, rows, name):
        """Those public identifiers in a column of the rows that the caller may know."""
        uids = {row[name] for row in rows if row[name]}
        return set(records.known_as(uids).values_list("uid", flat=True)) if uids else set()

    def _entities(self):
        return Organization._meta.get_field("entity").remote_field.model.objects.listed()

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name not in ("id", "country")}
        return services.register_organization(by=by, country=country_of(body), values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what the directory says. What is left out stays as it is."""
        body = body_of(request, ChangedOrganization().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        with self.edit(request, body) as (organization, version):
            services.change_organization(
                by=request.user,
                organization=organization,
                values=values,
                version=version,
                reason=text_of(body, "reason"),
            )
        return self.written(request, organization.uid)


def country_of(body):
    """The country in the body, one that the portal serves; None for the region."""
    if body["country"] is not None and body["country"] not in country_codes():
        raise misshapen("country", _("There is no such country."))
    return body["country"]

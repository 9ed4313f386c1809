"""The library: metadata read by everybody, written by its keepers. Files come and go by the browser."""

from django.urls import reverse
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Code, Moment, Search, Uid, Whole
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of
from sse_portal.reference.choices import Principle, Theme
from sse_portal.reference.summaries import country_codes

from ..models import Organization, Resource, ResourceTag, Visibility
from ..services import resources as services
from ..services.resource_values import TAGS
from ..summaries.directory import REGIONAL, in_country
from .organizations import one_of


class ResourceRow(serializers.Serializer):
    """Something to read or to use, with the elements of Dublin Core."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the whole region."
    )
    title = Words(help_text="DC title.")
    creators = serializers.ListField(child=serializers.CharField(), help_text="DC creator: names, in order.")
    contributors = serializers.ListField(child=serializers.CharField(), help_text="DC contributor: names.")
    description = Words(help_text="DC description.")
    publisher = serializers.UUIDField(
        source="publisher.uid", allow_null=True, help_text="DC publisher, in /organizations/."
    )
    publisher_name = serializers.CharField(
        allow_blank=True, help_text="A publisher outside of the directory."
    )
    issued_on = serializers.DateField(allow_null=True, help_text="DC date.")
    type = serializers.CharField(help_text=f"DC type. {one_of(Resource.Type)}")
    language = serializers.CharField(allow_blank=True, help_text="DC language, BCP 47; empty: not said.")
    licence = serializers.CharField(
        allow_blank=True,
        help_text="DC rights: SPDX code such as CC-BY-4.0, or LicenseRef-…; empty: not said.",
    )
    rights = serializers.CharField(allow_blank=True, help_text="DC rights in words.")
    origin = serializers.CharField(allow_blank=True, help_text="DC source: what it was made from.")
    relation = serializers.CharField(allow_blank=True, help_text="DC relation.")
    link = serializers.CharField(allow_blank=True, help_text="Where it is, when the portal has no file.")
    file = serializers.CharField(source="*", allow_null=True, help_text="Address of the file; null: none.")
    file_name = serializers.CharField(allow_blank=True, help_text="What the download is called.")
    media_type = serializers.CharField(allow_blank=True, help_text="DC format: media type of the file.")
    size = serializers.IntegerField(allow_null=True, help_text="Of the file, in bytes.")
    sha256 = serializers.CharField(allow_blank=True, help_text="Of the file, 64 hexadecimal digits.")
    themes = serializers.ListField(
        source="*", child=serializers.CharField(), help_text=f"DC subject. {one_of(Theme)}"
    )
    sdg = serializers.ListField(
        source="*", child=serializers.CharField(), help_text="DC subject: SDG goals and targets: 8, 8.3."
    )
    principles = serializers.ListField(
        source="*", child=serializers.CharField(),
        help_text=f"DC subject: principles of the working definition. {one_of(Principle)}",
    )  # fmt: skip
    state = serializers.CharField(help_text=one_of(Resource.State))
    published_at = serializers.DateTimeField(allow_null=True, help_text="First publication here, UTC.")
    visibility = serializers.CharField(help_text=f"Who sees it. {one_of(Visibility)}")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


def _text(help_text):
    return serializers.CharField(required=False, allow_null=True, help_text=help_text)


def _texts(help_text):
    return serializers.ListField(
        child=serializers.CharField(), required=False, allow_null=True, help_text=help_text
    )


class ChangedResource(serializers.Serializer):
    """What is said of a resource; fields left out stay as they are, null or an empty text takes a value away."""

    country = _text("ISO 3166-1 alpha-2; null: the whole region.")
    title = Words(required=False, help_text="All languages, at most 300 characters each.")
    creators = _texts("At most 30 names, all of them, in order.")
    contributors = _texts("At most 30 names, all of them.")
    description = Words(
        required=False, allow_null=True, help_text="All languages, at most 10,000 characters each."
    )
    publisher = serializers.UUIDField(required=False, allow_null=True, help_text="In /organizations/.")
    publisher_name = _text("A publisher outside of the directory.")
    issued_on = serializers.DateField(required=False, allow_null=True, help_text="Day (ISO 8601).")
    type = _text(one_of(Resource.Type))
    language = _text("BCP 47.")
    licence = _text("SPDX code such as CC-BY-4.0, or LicenseRef-… with the terms in `rights`.")
    rights = _text("In words, at most 300 characters.")
    origin = _text("What it was made from.")
    relation = _text("A series, an earlier edition.")
    link = _text("http or https address.")
    themes = _texts(f"All of them. {one_of(Theme)}")
    sdg = _texts("All of them: 8, 8.3.")
    principles = _texts(f"All of them. {one_of(Principle)}")
    visibility = _text(one_of(Visibility))
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewResource(ChangedResource):
    """A resource to put into the library, as a draft: publish it when it is complete."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    country = serializers.CharField(
        allow_null=True, help_text="ISO 3166-1 alpha-2, or null for the whole region."
    )
    title = Words(help_text="At most 300 characters each.")
    reason = None


class Publication(serializers.Serializer):
    """Nothing needs to be sent."""


class Withdrawal(serializers.Serializer):
    """Why it is taken off the library."""

    reason = serializers.CharField(help_text="At most 1,000 characters.")


def _choice(name, description, apply, choices):
    return Choice(name, description, apply, choices=tuple(choices))


class Resources(Creates, Changes, Rows):
    """The library. Everybody sees what is public, members of the network theirs, the secretariat all of its own."""

    row = ResourceRow
    act = "register resource"
    versioned = ("partial_update", "publish", "withdraw")
    bodies = {
        "create": NewResource, "partial_update": ChangedResource, "publish": Publication, "withdraw": Withdrawal
    }  # fmt: skip
    takes = {
        "list": (
            Choice(
                "country", "ISO 3166-1 alpha-2 code, such as KH, or “regional” for those without a country.",
                in_country, choices=lambda: [*country_codes(), REGIONAL],
            ),
            _choice("type", "Only of this type.", lambda rows, code: rows.of_type(code), Resource.Type.values),
            Code("language", "Only in this language, BCP 47.", lambda rows, code: rows.in_language(code), most=8),
            Code("licence", "Only under this licence.", lambda rows, code: rows.under_licence(code), most=40),
            _choice("theme", "Only about it.", lambda rows, code: rows.tagged("theme", code), Theme.values),
            Code(
                "sdg", "Only about this goal, its targets included, or this target: 8, 8.3.",
                lambda rows, code: rows.tagged("SDG", code), pattern=r"\d{1,2}(\.[0-9a-z]{1,2})?", most=5,
            ),
            _choice(
                "principle", "Only about it.", lambda rows, code: rows.tagged("principle", code), Principle.values
            ),
            Whole(
                "year", "Only issued in this year.", lambda rows, year: rows.issued_in(year),
                least=1850, greatest=2150,
            ),
            Uid("publisher", "Only published by this organisation."),
            _choice("state", "Only in this state.", lambda rows, state: rows.in_state(state), Resource.State.values),
            Search(
                "q", "Words in any script and language, without regard to case and accents; all have to be there.",
                lambda rows, text: rows.about(text),
            ),
            Moment(
                "updated_since", "Only those changed at or after this time (ISO 8601).",
                lambda rows, moment: rows.changed_since(moment),
            ),
        )
    }  # fmt: skip

    def visible(self):
        """A publisher that the caller may not know finds nothing: the filter would tell what it published."""
        rows = Resource.objects.visible_to(self.request.user)
        publisher = self.asked.get("publisher")
        return rows.published_by_any(self.organizations([publisher])) if publisher else rows

    def organizations(self, uids):
        """Those of these organisations that the caller may know."""
        return Organization.objects.visible_to(self.request.user).known_as(uids)

    def complete(self, rows):
        """Subjects, and which publishers the caller may know: a query each, for all rows."""
        tags = self._tags([row["id"] for row in rows])
        publishers = {row["publisher"] for row in rows if row["publisher"]}
        known = set(self.organizations(publishers).values_list("uid", flat=True)) if publishers else set()
        for row in rows:
            row["publisher"] = row["publisher"] if row["publisher"] in known else None
            row["file"] = self._address(row["id"]) if row["file_name"] else None
            for name, (scheme, _kind) in TAGS.items():
                row[name] = tags.get((row["id"], scheme.value), [])

    def _tags(self, uids):
        """{(public id, scheme): codes}."""
        found = {}
        tags = ResourceTag.objects.filter(resource__uid__in=uids).order_by("scheme", "code")
        for uid, scheme, code in tags.values_list("resource__uid", "scheme", "code"):
            found.setdefault((uid, scheme), []).append(code)
        return found

    def _address(self, uid):
        return self.request.build_absolute_uri(reverse("network:resource-file", args=[uid]))

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.register_resource(by=by, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of a resource. What is left out stays as it is."""
        body = body_of(request, ChangedResource().fields)
        values = {name: value for name, value in body.items() if name != "reason"}
        with self.edit(request, body) as (resource, version):
            services.change_resource(
                by=request.user,
                resource=resource,
                values=values,
                version=version,
                reason=text_of(body, "reason"),
            )
        return self.written(request, resource.uid)

    @action(detail=True, methods=["post"])
    def publish(self, request, **_place):
        """Publish a draft, or what was withdrawn. It needs a file or a link, and a licence or words on the rights."""
        body = body_of(request, ())
        with self.edit(request, body) as (resource, version):
            services.publish_resource(by=request.user, resource=resource, version=version)
        return self.written(request, resource.uid)

    @action(detail=True, methods=["post"])
    def withdraw(self, request, **_place):
        """Take a published resource off the library. Harvesters are told that it is gone."""
        body = body_of(request, Withdrawal().fields, required=["reason"])
        with self.edit(request, body) as (resource, version):
            services.withdraw_resource(
                by=request.user, resource=resource, version=version, reason=text_of(body, "reason")
            )
        return self.written(request, resource.uid)

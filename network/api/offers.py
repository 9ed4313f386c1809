"""Offers and needs: public ones for everybody; written by the keepers of the country and by stewards."""

from collections import defaultdict

from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.decorators import action

from sse_portal.api.conditional import answer
from sse_portal.api.fields import Words
from sse_portal.api.parameters import Choice, Code, Flag, Moment, Search, Uid
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of
from sse_portal.reference.choices import Principle, Theme
from sse_portal.reference.summaries import country_codes, sdg_codes

from ..models import Offer, OfferTag, Visibility
from ..services import offers as services
from ..summaries.directory import REGIONAL
from ..summaries.matches import suggestions_for
from ..summaries.offers import in_country

KINDS = tuple(Offer.Kind.values)
EXPIRY = "The first day on which it no longer stands, at most two years ahead."


def codes_field(help_text, **options):
    return serializers.ListField(child=serializers.CharField(), help_text=help_text, **options)


class OfferApiRow(serializers.Serializer):
    """What an organisation offers to others, or needs from them."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    direction = serializers.ChoiceField(Offer.Direction.values, help_text="Is it offered, or needed?")
    kind = serializers.ChoiceField(KINDS, help_text="What is offered or needed.")
    organization = serializers.UUIDField(
        source="organization.uid", help_text="Whose it is: identifier of /organizations/."
    )
    organization_name = serializers.CharField(source="organization.name", help_text="Its name.")
    organization_country = serializers.CharField(
        source="organization.country_id", allow_null=True, help_text="ISO 3166-1 alpha-2; null: the region."
    )
    title = Words(help_text="What it is.")
    description = Words(help_text="More about it.")
    country = serializers.CharField(
        source="country_id", allow_null=True,
        help_text="Where it is to be had or needed, ISO 3166-1 alpha-2; null: the whole region.",
    )  # fmt: skip
    languages = codes_field("BCP 47; none: any language will do.")
    themes = codes_field("Codes of themes.", source="*")
    sdg = codes_field("Codes of SDG goals (8) and targets (8.3).", source="*")
    principles = codes_field("Codes of principles of the working definition.", source="*")
    expires_on = serializers.DateField(help_text="The first day on which it no longer stands.")
    state = serializers.ChoiceField(Offer.State.values, help_text="As it was set; it may have expired since.")
    stands = serializers.BooleanField(source="*", help_text="Open and not expired today.")
    visibility = serializers.ChoiceField(Visibility.values, help_text="Who may know of it.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")


class ChangedOffer(serializers.Serializer):
    """What is said of it; fields left out stay as they are. Organisation and direction stay."""

    kind = serializers.ChoiceField(KINDS, required=False, help_text="What is offered or needed.")
    title = Words(required=False, help_text="What it is; at most 200 characters.")
    description = Words(required=False, help_text="More about it; at most 5,000 characters.")
    country = serializers.CharField(
        required=False, allow_null=True,
        help_text="Where it is to be had or needed, ISO 3166-1 alpha-2; null: the whole region.",
    )  # fmt: skip
    languages = codes_field("BCP 47, all of them.", required=False)
    themes = codes_field("Codes of themes, all of them.", required=False)
    sdg = codes_field("Codes of SDG goals and targets, all of them.", required=False)
    principles = codes_field("Codes of principles, all of them.", required=False)
    expires_on = serializers.DateField(required=False, help_text=EXPIRY)
    visibility = serializers.ChoiceField(
        Visibility.values, required=False, help_text="Who may know of it; default public."
    )


class NewOffer(ChangedOffer):
    """An offer or a need to publish."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    organization = serializers.UUIDField(help_text="Whose it is: identifier of /organizations/.")
    direction = serializers.ChoiceField(Offer.Direction.values, help_text="Is it offered, or needed?")
    kind = serializers.ChoiceField(KINDS, help_text="What is offered or needed.")
    title = Words(help_text="What it is; at most 200 characters.")
    expires_on = serializers.DateField(help_text=EXPIRY)


class Closing(serializers.Serializer):
    """Take it off the lists."""

    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class Reopening(serializers.Serializer):
    """Let it stand again."""

    expires_on = serializers.DateField(help_text=EXPIRY)


class SuggestionReason(serializers.Serializer):
    text = serializers.CharField(help_text="In the language of the request.")
    points = serializers.IntegerField(help_text="Points of 100.")


class SuggestionRow(serializers.Serializer):
    """Something that fits."""

    id = serializers.UUIDField(help_text="Identifier of the other offer or need.")
    title = serializers.CharField(help_text="Its title, in the language of the request.")
    organization = serializers.UUIDField(help_text="Whose it is.")
    score = serializers.IntegerField(help_text="1 to 100 points.")
    reasons = SuggestionReason(many=True, help_text="What the points come from.")


class Suggestions(serializers.Serializer):
    """The best 20, the best first."""

    results = SuggestionRow(many=True, help_text="What fits, of what you may know.")


FILTERS = (
    Choice(
        "direction", "Only offers, or only needs.", lambda rows, value: rows.of_direction(value),
        choices=tuple(Offer.Direction.values),
    ),
    Choice(
        "kind", "Only of this kind.", lambda rows, value: rows.of_kind(value), choices=KINDS
    ),
    Uid(
        "organization", "Only those of this organisation.",
        lambda rows, value: rows.of_organization_known_as(value),
    ),
    Choice(
        "country", "Country of the organisation, ISO 3166-1 alpha-2; “regional”: those that belong to none.",
        in_country, choices=lambda: [*country_codes(), REGIONAL],
    ),
    Choice(
        "place", "To be had or needed in this country, those of the whole region included.",
        lambda rows, value: rows.for_country(value), choices=country_codes,
    ),
    Choice("theme", "About this theme.", lambda rows, value: rows.tagged("theme", value), choices=tuple(Theme.values)),
    Choice(
        "sdg", "For this SDG goal, its targets included, or for this target.",
        lambda rows, value: rows.tagged("SDG", value), choices=sdg_codes,
    ),
    Choice(
        "principle", "For this principle of the working definition.",
        lambda rows, value: rows.tagged("principle", value), choices=tuple(Principle.values),
    ),
    Code(
        "language", "To be had in this language (BCP 47).", lambda rows, value: rows.in_language(value),
        pattern=r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", most=8,
    ),
    Flag(
        "stands", "Only those that are open and not expired today.",
        lambda rows, value: rows.standing_on(timezone.localdate()) if value else rows, default=False,
    ),
    Search(
        "q", "Part of a title in any script, without regard to case and accents.",
        lambda rows, value: rows.named(value),
    ),
    Moment(
        "updated_since", "Only those changed at or after this time (ISO 8601).",
        lambda rows, value: rows.changed_since(value),
    ),
)  # fmt: skip


class Offers(Creates, Changes, Rows):
    """Offers and needs. Everybody sees public ones, members of the network also theirs."""

    row = OfferApiRow
    act = "create offer"
    versioned = ("partial_update", "close", "reopen")
    bodies = {"create": NewOffer, "partial_update": ChangedOffer, "close": Closing, "reopen": Reopening}
    answers = {"matches": Suggestions}
    takes = {"list": FILTERS}

    def visible(self):
        return Offer.objects.visible_to(self.request.user)

    def complete(self, rows):
        """Tags, by one query for all rows, and whether it stands today."""
        tags, today = self.tags([row["id"] for row in rows]), timezone.localdate()
        for row in rows:
            row.update({name: tags[row["id"], scheme] for name, scheme in services.TAGS.items()})
            row["stands"] = row["state"] == Offer.State.OPEN and row["expires_on"] > today

    def tags(self, uids):
        """{(identifier, scheme): codes} of these rows."""
        found = defaultdict(list)
        rows = OfferTag.objects.filter(offer__uid__in=uids).values_list("offer__uid", "scheme", "code")
        for uid, scheme, code in sorted(rows):
            found[uid, scheme].append(code)
        return found

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.create_offer(by=by, values=values, uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of it. What is left out stays as it is."""
        body = body_of(request, ChangedOffer().fields)
        with self.edit(request, body) as (offer, version):
            services.change_offer(by=request.user, offer=offer, values=body, version=version)
        return self.written(request, offer.uid)

    @action(detail=True, methods=["post"])
    def close(self, request, **_place):
        """Take it off the lists."""
        body = body_of(request, Closing().fields)
        with self.edit(request, body) as (offer, version):
            services.close_offer(
                by=request.user, offer=offer, version=version, reason=text_of(body, "reason")
            )
        return self.written(request, offer.uid)

    @action(detail=True, methods=["post"])
    def reopen(self, request, **_place):
        """Let a closed or expired one stand again."""
        body = body_of(request, Reopening().fields, required=["expires_on"])
        with self.edit(request, body) as (offer, version):
            services.reopen_offer(
                by=request.user, offer=offer, expires_on=body["expires_on"], version=version
            )
        return self.written(request, offer.uid)

    @action(detail=True, methods=["get"])
    def matches(self, request, **_place):
        """What fits it best, and why: needs for an offer, offers for a need."""
        found = suggestions_for(self.record(), request.user, get_language())
        rows = [
            {
                "id": one.row.uid, "title": one.row.title, "organization": one.row.organization_uid,
                "score": one.points, "reasons": [vars(reason) for reason in one.reasons],
            }
            for one in found
        ]  # fmt: skip
        return answer(request, {"results": rows})

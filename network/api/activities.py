"""Activities: public ones for everybody, those of the network for its members."""

from rest_framework import serializers

from sse_portal.api.fields import Exact, Words
from sse_portal.api.parameters import Choice, Code, Moment, Search, Uid
from sse_portal.api.reference import refuse_contradictions, region_parameter
from sse_portal.api.rows import Rows
from sse_portal.api.writes import Changes, Creates, body_of, text_of
from sse_portal.reference.choices import Principle, Theme
from sse_portal.reference.summaries import country_codes, sdg_codes

from ..models import (
    Activity,
    ActivityPlace,
    ActivityResult,
    ActivityTag,
    Participation,
    Visibility,
)
from ..querysets.activities import LIVE, NONE
from ..services import activities as services
from ..services.activity_values import TAGS, sections
from ..summaries.activities import known_to, narrowed

STATUSES = ", ".join(f"{code} {Activity.Status(code).name.lower()}" for code in Activity.Status.values)
ROLES = ", ".join(f"{code} {Participation.Role(code).name.lower()}" for code in Participation.Role.values)


class ParticipantRow(serializers.Serializer):
    organization = serializers.UUIDField(help_text="Public identifier of the organisation.")
    name = serializers.CharField(read_only=True, help_text="Its name; not sent.")
    role = serializers.CharField(help_text=f"IATI OrganisationRole: {ROLES}.")


class PlaceRow(serializers.Serializer):
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    region = serializers.CharField(
        allow_null=True, required=False, help_text="Code of /regions/; null: expressly the whole country."
    )


class ResultRow(serializers.Serializer):
    title = Words(help_text="What is counted.")
    unit = serializers.CharField(required=False, allow_blank=True, help_text="Unit of the amounts.")
    baseline = Exact(required=False, allow_null=True, help_text="The amount at first, in the unit.")
    target = Exact(required=False, allow_null=True, help_text="The amount that is wanted, in the unit.")
    reached = Exact(required=False, allow_null=True, help_text="The amount that is reached, in the unit.")
    reached_on = serializers.DateField(required=False, allow_null=True, help_text="The day of that.")


def codes_field(**options):
    return serializers.ListField(child=serializers.CharField(), **options)


class ActivityRow(serializers.Serializer):
    """An activity in the terms of IATI: who does what where. Ends are the first day after."""

    id = serializers.UUIDField(source="uid", help_text="Public identifier.")
    version = serializers.IntegerField(help_text="Raised by every change; the ETag begins with it.")
    updated_at = serializers.DateTimeField(help_text="Last change, UTC.")
    identifier = serializers.CharField(allow_blank=True, help_text="IATI identifier.")
    title = Words(help_text="Title.")
    description = Words(help_text="Description.")
    status = serializers.CharField(help_text=f"IATI ActivityStatus: {STATUSES}.")
    country = serializers.CharField(
        source="country_id", allow_null=True, help_text="Who keeps the record, ISO 3166-1; null: the region."
    )
    sector = serializers.CharField(allow_blank=True, help_text="ISIC section: ISIC4:A.")
    planned_start = serializers.DateField(allow_null=True, help_text="First day, as planned.")
    planned_end = serializers.DateField(allow_null=True, help_text="First day after it, as planned.")
    actual_start = serializers.DateField(allow_null=True, help_text="First day, in fact.")
    actual_end = serializers.DateField(allow_null=True, help_text="First day after it, in fact.")
    website = serializers.CharField(allow_blank=True, help_text="Address of its website.")
    visibility = serializers.CharField(help_text=f"Who sees it: {', '.join(Visibility.values)}.")
    is_sample = serializers.BooleanField(help_text="Synthetic data.")
    participants = ParticipantRow(
        source="*", many=True, help_text="Organisations that you may know, by role."
    )
    places = PlaceRow(source="*", many=True, help_text="Regions, or expressly whole countries.")
    results = ResultRow(source="*", many=True, help_text="What can be counted.")
    sdg = codes_field(source="*", help_text="SDG goals and targets.")
    themes = codes_field(source="*", help_text="Themes.")
    principles = codes_field(source="*", help_text="Principles of the working definition.")


class ChangedActivity(serializers.Serializer):
    """What is said of an activity; fields left out stay as they are, lists are given whole."""

    identifier = serializers.CharField(required=False, allow_null=True, help_text="IATI identifier, once.")
    title = Words(required=False, help_text="Title, all languages.")
    description = Words(required=False, allow_null=True, help_text="Description, all languages.")
    status = serializers.CharField(required=False, help_text=f"IATI ActivityStatus: {STATUSES}.")
    country = serializers.CharField(
        required=False, allow_null=True, help_text="Who keeps the record, ISO 3166-1; null: the region."
    )
    sector = serializers.CharField(required=False, allow_null=True, help_text="ISIC section: ISIC4:A.")
    planned_start = serializers.DateField(required=False, allow_null=True, help_text="First day, as planned.")
    planned_end = serializers.DateField(
        required=False, allow_null=True, help_text="First day after it, as planned."
    )
    actual_start = serializers.DateField(required=False, allow_null=True, help_text="First day, in fact.")
    actual_end = serializers.DateField(
        required=False, allow_null=True, help_text="First day after it, in fact; needs actual_start."
    )
    website = serializers.CharField(required=False, allow_null=True, help_text="http or https address.")
    visibility = serializers.CharField(
        required=False, help_text=f"Who sees it: {', '.join(Visibility.values)}."
    )
    participants = ParticipantRow(
        many=True, required=False, help_text="All that you may know; those you may not know stay."
    )
    places = PlaceRow(many=True, required=False, help_text="All; never a whole country and a region of it.")
    results = ResultRow(many=True, required=False, help_text="All, in their order.")
    sdg = codes_field(required=False, help_text="All SDG goals and targets, such as 8 and 8.5.")
    themes = codes_field(required=False, help_text=f"All themes: {', '.join(Theme.values)}.")
    principles = codes_field(required=False, help_text=f"All principles: {', '.join(Principle.values)}.")
    reason = serializers.CharField(required=False, help_text="Why, for the history.")


class NewActivity(ChangedActivity):
    """An activity to note. Without a country the region keeps it."""

    id = serializers.UUIDField(
        required=False, help_text="Your own UUID for it, instead of an Idempotency-Key."
    )
    title = Words(help_text="Title, at least in one language.")
    reason = None


FILTERS = (
    Choice(
        "country",
        "ISO 3166-1 alpha-2 code, such as KH. Only those with a place there; “none”: without a place.",
        choices=lambda: [*country_codes(), NONE],
    ),
    region_parameter("Only those there, with what is nationwide.", None),
    Choice(
        "reach",
        "“named”: only by regions that are named, “nationwide”: only what is expressly nationwide.",
        choices=("named", "nationwide"),
    ),
    Choice("sector", "ISIC section: ISIC4:A; “none”: without one.", choices=lambda: [*sections(), NONE]),
    Uid("organization", "Only those in which this organisation has a part."),
    Choice("role", f"Only those with an organisation in this role: {ROLES}.", choices=tuple(Participation.Role.values)),
    Choice("theme", "Only those about this theme.", choices=tuple(Theme.values)),
    Choice("sdg", "Only those for this SDG goal (with its targets) or target.", choices=sdg_codes),
    Choice("principle", "Only those about this principle.", choices=tuple(Principle.values)),
    Choice(
        "status",
        f"IATI ActivityStatus: {STATUSES}; “live”: all but cancelled.",
        choices=(LIVE, *Activity.Status.values),
    ),
    Code(
        "year",
        "Only those under way at some time in this year: actual dates where known, else planned; “none”: no date.",
        pattern=r"(19|20|21)[0-9]{2}|none",
    ),
)  # fmt: skip


class Activities(Creates, Changes, Rows):
    """Who does what where. Everybody sees public activities with public organisations, members theirs too."""

    row = ActivityRow
    act = "register activity"
    bodies = {"create": NewActivity, "partial_update": ChangedActivity}
    takes = {
        "list": (
            *FILTERS,
            Search("q", "Part of a title in any script.", lambda rows, value: rows.named(value)),
            Moment(
                "updated_since",
                "Only those changed at or after this time (ISO 8601).",
                lambda rows, value: rows.changed_since(value),
            ),
        )
    }

    def check(self, asked):
        if asked.get("country") != NONE:
            refuse_contradictions(asked)

    def visible(self):
        return Activity.objects.visible_to(self.request.user)

    def filtered(self):
        names = {parameter.name for parameter in FILTERS}
        asked = {name: value for name, value in self.asked.items() if name in names and value}
        return narrowed(super().filtered(), asked, known_to(self.request.user))

    def complete(self, rows):
        """What lies in other tables: a query each for all rows."""
        uids = [row["id"] for row in rows]
        lists = {
            "participants": self._participants(uids), "places": _places(uids), "results": _results(uids),
            **_tags(uids),
        }  # fmt: skip
        for row in rows:
            row |= {name: found.get(row["id"], []) for name, found in lists.items()}

    def _participants(self, uids):
        known = Participation.objects.of_known(known_to(self.request.user)).of_activity_uids(uids).by_role()
        paths = ("activity__uid", "organization__uid", "organization__name", "role")
        return _by_activity(known.values_list(*paths), ("organization", "name", "role"))

    def make(self, by, uid, body):
        values = {name: value for name, value in body.items() if name != "id"}
        return services.register_activity(by=by, values=_without_names(values), uid=uid)

    def partial_update(self, request, **_place):
        """Change what is said of an activity. What is left out stays as it is."""
        body = body_of(request, ChangedActivity().fields)
        values = _without_names({name: value for name, value in body.items() if name != "reason"})
        with self.edit(request, body) as (activity, version):
            services.change_activity(
                by=request.user,
                activity=activity,
                values=values,
                version=version,
                reason=text_of(body, "reason"),
            )
        return self.written(request, activity.uid)


def _without_names(values):
    """The values without the names of organisations, which come back as they were given out."""
    rows = values.get("participants")
    if not isinstance(rows, list):
        return values
    plain = [
        {name: value for name, value in row.items() if name != "name"} if isinstance(row, dict) else row
        for row in rows
    ]
    return values | {"participants": plain}


def _by_activity(rows, names):
    found: dict = {}
    for uid, *values in rows:
        found.setdefault(uid, []).append(dict(zip(names, values, strict=True)))
    return found


def _places(uids):
    rows = ActivityPlace.objects.of_activity_uids(uids).in_order()
    return _by_activity(rows.values_list("activity__uid", "country", "region"), ("country", "region"))


def _results(uids):
    names = tuple(ResultRow().fields)
    rows = ActivityResult.objects.filter(activity__uid__in=uids).order_by("id")
    return _by_activity(rows.values_list("activity__uid", *names), names)


def _tags(uids):
    """{"sdg": {uid: codes}, …}."""
    rows = ActivityTag.objects.filter(activity__uid__in=uids).order_by("scheme", "code")
    found: dict = {name: {} for name in TAGS}
    by_scheme = {scheme: name for name, (scheme, _kind) in TAGS.items()}
    for uid, scheme, code in rows.values_list("activity__uid", "scheme", "code"):
        found[by_scheme[scheme]].setdefault(uid, []).append(code)
    return found

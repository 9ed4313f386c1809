from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country, interval_in_order
from sse_portal.records.tags import Tag

from ..querysets.activities import ActivityQuerySet, EventQuerySet, ParticipationQuerySet, PlaceQuerySet
from .common import Shared
from .organizations import Organization


class Activity(Shared):
    """Who does what where: a project or programme, in the terms of IATI."""

    class Status(models.TextChoices):
        """IATI codelist ActivityStatus."""

        PIPELINE = "1", _("being prepared")
        IMPLEMENTATION = "2", _("under way")
        FINALISATION = "3", _("being finished")
        CLOSED = "4", _("closed")
        CANCELLED = "5", _("cancelled")
        SUSPENDED = "6", _("suspended")

    identifier = models.CharField(
        max_length=100,
        blank=True,
        help_text=_("IATI identifier: that of the organisation, a hyphen, its own."),
    )
    title = models.JSONField(help_text=_("By language."))
    title_folded = models.TextField(editable=False, help_text="Titles, folded; what searches compare.")
    description = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=1, choices=Status.choices, default=Status.PIPELINE)
    country = a_country("activities", help_text=_("Who keeps it. Empty: the regional administrator."))
    sector = models.CharField(max_length=10, blank=True, help_text=_("ISIC section: ISIC4:A."))
    planned_start = models.DateField(null=True, blank=True)
    planned_end = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it is to be over.")
    )
    actual_start = models.DateField(null=True, blank=True)
    actual_end = models.DateField(null=True, blank=True, help_text=_("The first day on which it was over."))
    website = models.URLField(blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("activity"), _("activities")
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"], condition=~Q(identifier=""), name="activity_identifier_once"
            ),
            interval_in_order("activity_plan_begins_before_it_ends", "planned_start", "planned_end"),
            interval_in_order("activity_begins_before_it_ends", "actual_start", "actual_end"),
            models.CheckConstraint(
                condition=Q(actual_end=None) | Q(actual_start__isnull=False),
                name="activity_that_ended_had_begun",
            ),
            models.CheckConstraint(
                condition=~Q(status="4") | Q(actual_end__isnull=False), name="activity_closed_has_ended"
            ),
        ]
        indexes = [models.Index(fields=["country", "id"], name="activity_country_page")]

    def __str__(self):
        return str(self.uid)


class Participation(models.Model):
    """The part of an organisation in an activity (IATI codelist OrganisationRole)."""

    class Role(models.TextChoices):
        FUNDING = "1", _("funding")
        ACCOUNTABLE = "2", _("accountable")
        EXTENDING = "3", _("extending")
        IMPLEMENTING = "4", _("implementing")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="participations")
    role = models.CharField(max_length=1, choices=Role.choices)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organization", "role"], name="participation_once_in_a_role"
            )
        ]

    def __str__(self):
        return f"{self.organization} ({self.role})"


class ActivityPlace(models.Model):
    """Where: a region, or expressly the whole country."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="places")
    country = models.ForeignKey("reference.Country", models.PROTECT, to_field="iso2", related_name="+")
    region = models.ForeignKey(
        "reference.Region", models.PROTECT, to_field="code", null=True, blank=True, related_name="+"
    )
    is_nationwide = models.BooleanField(default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_nationwide=True, region=None) | Q(is_nationwide=False, region__isnull=False),
                name="activity_place_is_a_region_or_the_whole_country",
            ),
            models.UniqueConstraint(
                fields=["activity", "region"], condition=Q(region__isnull=False), name="activity_place_once"
            ),
            models.UniqueConstraint(
                fields=["activity", "country"],
                condition=Q(is_nationwide=True),
                name="activity_nationwide_once",
            ),
        ]

    def __str__(self):
        return self.region_id or self.country_id


class ActivityTag(Tag):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="tags")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "scheme", "code"], name="activity_tag_once")
        ]
        indexes = [models.Index(fields=["scheme", "code"], name="activity_tag_code")]


class ActivityResult(models.Model):
    """What an activity wants to reach, and has reached, of one thing that can be counted."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="results")
    title = models.JSONField(help_text=_("What is counted, by language."))
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    reached = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return str(self.pk)


class Event(Shared):
    """A workshop, training or visit, as a calendar shows it (RFC 5545). `uid` never changes."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in person and online")

    class Status(models.TextChoices):
        TENTATIVE = "tentative", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="events")
    organizer = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="events_organized"
    )
    country = a_country("network_events")
    title = models.JSONField(help_text=_("By language."))
    description = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=40, help_text=_("IANA name, such as Asia/Phnom_Penh."))
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.CharField(max_length=300, blank=True)
    website = models.URLField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="Raised when time, place or status changes (RFC 5546)."
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("event"), _("events")
        constraints = [interval_in_order("event_begins_before_it_ends", "starts_at", "ends_at")]
        indexes = [models.Index(fields=["starts_at", "id"], name="event_by_time")]

    def __str__(self):
        return str(self.uid)

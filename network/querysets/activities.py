from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, IsNull, LessThan

from sse_portal.records.names import NameSearch

from .common import SharedQuerySet

# What stands for "not known" among the values of a filter.
NONE = "none"
CANCELLED = "5"
# Any status but cancelled: what a count of who does what begins with.
LIVE = "live"


def begins(prefix=""):
    """The first day of an activity: the actual one where it is known, else the planned one."""
    return Coalesce(f"{prefix}actual_start", f"{prefix}planned_start")


def ends(prefix=""):
    """The first day after it. A planned end counts only while nothing later is known; None is open."""
    planned = Q(**{f"{prefix}planned_end__isnull": False}) & (
        Q(**{f"{prefix}actual_start": None}) | Q(**{f"{prefix}planned_end__gt": F(f"{prefix}actual_start")})
    )
    return Case(
        When(**{f"{prefix}actual_end__isnull": False}, then=F(f"{prefix}actual_end")),
        When(planned, then=F(f"{prefix}planned_end")),
        default=Value(None),
        output_field=models.DateField(),
    )


def under_way(first, after, prefix=""):
    """The condition that an activity is under way at some time in [first, after), and not cancelled."""
    begun = Q(LessThan(begins(prefix), _day(after)))
    lasts = Q(IsNull(ends(prefix), True)) | Q(GreaterThan(ends(prefix), _day(first)))
    return begun & lasts & ~Q(**{f"{prefix}status": CANCELLED})


def undated(prefix=""):
    """The condition that nobody knows when it begins."""
    return Q(**{f"{prefix}actual_start": None, f"{prefix}planned_start": None})


def _day(day):
    return Value(day, output_field=models.DateField())


def year_of(year):
    """The half-open interval of a calendar year."""
    return date(year, 1, 1), date(year + 1, 1, 1)


def in_place(country="", regions=(), reach="", prefix=""):
    """The condition on places: of a country, or in one of `regions` of it, with what counts for the whole country.

    `reach` "named" leaves out what is nationwide, "nationwide" takes nothing else.
    """
    condition = Q(**{f"{prefix}country": country}) if country else Q()
    if regions:
        condition &= Q(**{f"{prefix}region__in": regions}) | Q(**{f"{prefix}is_nationwide": True})
    if reach:
        condition &= Q(**{f"{prefix}is_nationwide": reach == "nationwide"})
    return condition


class ActivityQuerySet(NameSearch, SharedQuerySet):
    """Who does what where. Filters over several tables never join: each activity is there once, and counts stay."""

    folded = "title_folded"

    def with_participant(self, organization):
        return self.filter(participations__organization=organization).distinct()

    def with_part_among(self, participations):
        """In which one of these participations is a part."""
        return self.filter(Exists(participations.filter(activity=OuterRef("pk"))))

    def without_part_among(self, participations):
        return self.exclude(Exists(participations.filter(activity=OuterRef("pk"))))

    def with_place_among(self, places):
        return self.filter(Exists(places.filter(activity=OuterRef("pk"))))

    def without_place(self):
        return self.filter(places=None)

    def in_sector(self, section):
        """Of one ISIC section; "none": without one."""
        return self.filter(sector="" if section == NONE else section)

    def with_status(self, status):
        """Of one status; "live": all but the cancelled ones."""
        return self.exclude(status=CANCELLED) if status == LIVE else self.filter(status=status)

    def about(self, scheme, code):
        """With this tag; a goal of the SDGs stands for its targets too."""
        meant = Q(tags__code=code) | Q(tags__code__startswith=f"{code}.")
        tagged = self.model._base_manager.filter(meant, tags__scheme=scheme)
        return self.filter(pk__in=tagged.values("pk"))

    def under_way_in(self, year):
        """Under way at some time in a calendar year, and not cancelled. Actual dates count where they are known."""
        return self.filter(under_way(*year_of(year)))

    def under_way_on(self, day):
        return self.filter(under_way(day, day + timedelta(days=1)))

    def undated(self):
        """Of which nobody knows when it begins."""
        return self.filter(undated())

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def among(self, keys):
        """Those with these database keys."""
        return self.filter(pk__in=keys)

    def identified_by(self, identifiers):
        return self.filter(identifier__in=identifiers)


class ParticipationQuerySet(models.QuerySet):
    def of_known(self, organizations):
        """The parts of organisations that the reader may know. `organizations` is a query of them."""
        return self.filter(organization__in=organizations.present().values("pk"))

    def in_role(self, role):
        return self.filter(role=role) if role else self

    def of_organization(self, uid):
        return self.filter(organization__uid=uid)

    def of_organizations(self, keys):
        return self.filter(organization__in=keys)

    def of_activities(self, activities):
        return self.filter(activity__in=activities)

    def of_activity_uids(self, uids):
        return self.filter(activity__uid__in=uids)

    def with_several(self):
        """The activities (their keys) in which several organisations have a part."""
        counted = self.order_by().values("activity").annotate(n=Count("organization", distinct=True))
        return counted.filter(n__gt=1).values("activity")

    def by_role(self):
        return self.order_by("role", "organization__name", "id")


class PlaceQuerySet(models.QuerySet):
    def anywhere_in(self, country="", regions=(), reach=""):
        return self.filter(in_place(country, regions, reach))

    def of_activities(self, activities):
        return self.filter(activity__in=activities)

    def of_activity_uids(self, uids):
        return self.filter(activity__uid__in=uids)

    def in_several(self, key):
        """The activities (their keys) with several places, told apart by the expression `key`."""
        counted = self.order_by().values("activity").annotate(n=Count(key, distinct=True))
        return counted.filter(n__gt=1).values("activity")

    def in_order(self):
        return self.order_by("country", "-is_nationwide", "region", "id")


class EventQuerySet(SharedQuerySet):
    def by_time(self):
        return self.order_by("starts_at", "id")

    def latest_first(self):
        return self.order_by("-starts_at", "-id")

    def not_over_at(self, moment):
        return self.filter(ends_at__gt=moment)

    def over_at(self, moment):
        return self.filter(ends_at__lte=moment)

    def with_status(self, status):
        return self.filter(status=status)

    def of_activity(self, activity):
        return self.filter(activity=activity)

    def of_activities(self, activities):
        return self.filter(activity__in=activities)

    def later_than(self, moment, key):
        """Those behind the one with this beginning and key in the order of time."""
        return self.filter(starts_at__gte=moment).filter(
            Q(starts_at__gt=moment) | Q(starts_at=moment, pk__gt=key)
        )

    def earlier_than(self, moment, key):
        """The same with the latest first."""
        return self.filter(starts_at__lte=moment).filter(
            Q(starts_at__lt=moment) | Q(starts_at=moment, pk__lt=key)
        )

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

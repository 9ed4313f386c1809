from django.db import models
from django.db.models import Q
from django.utils import timezone

from .common import KeptQuerySet, begun_by_and_not_over


class CommitteeQuerySet(KeptQuerySet):
    committee = ""
    visibilities = ("visibility",)

    def in_country(self, country):
        return self.filter(country=country)

    def regional(self):
        return self.filter(country=None)

    def at_work(self):
        """Those that were established and not dissolved."""
        return self.filter(status__in=["established", "suspended"])

    def in_status(self, status):
        return self.filter(status=status)

    def named(self, asked):
        """Those with this folded text in a name."""
        return self.filter(name_folded__contains=asked)


class OfCommittee(KeptQuerySet):
    """Rows without a visibility of their own."""

    visibilities = ("committee__visibility",)


class RuleSetQuerySet(OfCommittee):
    def in_force_on(self, day):
        """Those in force by the day, the newest first: the first one holds."""
        return self.filter(effective_from__lte=day).order_by("-effective_from", "-id")


class SeatQuerySet(OfCommittee):
    def there_on(self, day):
        return self.filter(begun_by_and_not_over(day))

    def principal(self):
        """Without those of alternates, which stand behind the one that they stand in for."""
        return self.filter(alternate_of=None)

    def in_order(self):
        return self.order_by("position", "id")


class MembershipQuerySet(KeptQuerySet):
    committee = "seat__committee"
    visibilities = ("seat__committee__visibility",)

    def in_force_on(self, day):
        return self.filter(begun_by_and_not_over(day))

    def of_user(self, user):
        return self.filter(user=user)

    def of_seat(self, seat):
        return self.filter(seat=seat)

    def on_behalf_of(self, organization):
        return self.filter(on_behalf_of=organization)

    def overlapping(self, starts_on, ends_on):
        """Those with a day in common with [starts_on, ends_on); an end of None is open."""
        found = self.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
        return found if ends_on is None else found.filter(starts_on__lt=ends_on)

    def committees(self):
        """The keys of their committees."""
        return self.values_list("seat__committee", flat=True).distinct()


class DocumentQuerySet(KeptQuerySet):
    """A paper is known to those who may know it, its committee, and the meeting or recommendation that it is of."""

    visibilities = (
        "visibility", "committee__visibility", "meeting__visibility", "recommendation__visibility",
    )  # fmt: skip
    may_be_empty = ("meeting", "recommendation")

    def told_to_all(self):
        return self.told_to_members() & (
            Q(recommendation=None) | Q(recommendation__published_at__isnull=False)
        )

    def told_to_members(self):
        free = Q(embargo_until=None) | Q(embargo_until__lte=timezone.now())
        return free & (Q(meeting=None) | ~Q(meeting__status="draft"))

    def of_the_committee_itself(self):
        return self.filter(meeting=None, recommendation=None)

    def in_country(self, country):
        return self.filter(committee__country=country)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_committee_known_as(self, uid):
        return self.filter(committee__uid=uid)

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)

    def of_recommendation(self, recommendation):
        return self.filter(recommendation=recommendation)


class Lines(models.QuerySet):
    """Lines of a ledger."""

    def newest_first(self):
        return self.order_by("-id")

    def until(self, moment):
        """What had been recorded by then."""
        return self.filter(at__lte=moment)

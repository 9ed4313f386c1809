from django.db import models
from django.db.models import Exists, OuterRef, Q

from .common import NOTHING, KeptQuerySet


class MeetingQuerySet(KeptQuerySet):
    def told_to_all(self):
        return ~Q(status="draft")

    def in_status(self, status):
        return self.filter(status=status)

    def in_country(self, country):
        """Those of the committees of a country (ISO code); None: of the region."""
        return self.filter(committee__country=country)

    def not_over_at(self, moment):
        return self.filter(ends_at__gt=moment)

    def over_at(self, moment):
        return self.filter(ends_at__lte=moment)

    def later_than(self, moment, key):
        """Behind the one that begins at `moment`, the soonest first."""
        return self.filter(starts_at__gte=moment).filter(Q(starts_at__gt=moment) | Q(pk__gt=key))

    def earlier_than(self, moment, key):
        """Behind the one that begins at `moment`, the latest first."""
        return self.filter(starts_at__lte=moment).filter(Q(starts_at__lt=moment) | Q(pk__lt=key))

    def standing(self):
        """Neither postponed nor cancelled."""
        return self.exclude(status__in=["postponed", "cancelled"])

    def took_place(self):
        return self.filter(status__in=["held", "closed"])

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def beginning_in(self, start, end):
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def soonest_first(self):
        return self.order_by("starts_at", "id")

    def latest_first(self):
        return self.order_by("-starts_at", "-id")


class AgendaItemQuerySet(KeptQuerySet):
    committee = "meeting__committee"
    visibilities = ("visibility", "meeting__visibility", "meeting__committee__visibility")

    def told_to_all(self):
        return ~Q(meeting__status="draft")

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)

    def seen_at(self, levels):
        """Those with one of these visibilities."""
        return self.filter(visibility__in=levels)

    def in_order(self):
        return self.order_by("position", "id")


class OnlyMembers(KeptQuerySet):
    """Who is invited and who was there: known to the committee, never to everybody."""

    committee = "meeting__committee"
    visibilities = ("meeting__visibility", "meeting__committee__visibility")

    def told_to_all(self):
        return NOTHING

    def told_to_members(self):
        return ~Q(meeting__status="draft")

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)


class InvitationQuerySet(OnlyMembers):
    def in_force(self):
        return self.filter(withdrawn_at=None)

    def of_user(self, user):
        """Those of the memberships that an account belongs to."""
        return self.filter(membership__user=user)

    def answered(self, answer):
        return self.filter(answer=answer)


class PresenceQuerySet(OnlyMembers):
    def with_seats(self):
        return self.select_related("seat")


class LetterQuerySet(models.QuerySet):
    """The outbox."""

    def of_invitation(self, invitation):
        return self.filter(invitation=invitation)

    def unsent(self):
        return self.exclude(state="sent")

    def next_ones(self):
        """Those that may leave now: no earlier letter of the same invitation is still here."""
        earlier = self.model.objects.unsent().filter(
            invitation=OuterRef("invitation"), invitation__isnull=False, pk__lt=OuterRef("pk")
        )
        return self.unsent().filter(~Exists(earlier))

    def tried_less_than(self, times):
        return self.filter(attempts__lt=times)

    def by_id(self):
        return self.order_by("id")

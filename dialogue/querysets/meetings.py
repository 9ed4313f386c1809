from django.db.models import Q

from .common import NOTHING, KeptQuerySet


class MeetingQuerySet(KeptQuerySet):
    def told_to_all(self):
        return ~Q(status="draft")

    def in_status(self, status):
        return self.filter(status=status)

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


class PresenceQuerySet(OnlyMembers):
    pass

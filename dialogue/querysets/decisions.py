from django.db import models
from django.db.models import Q

from .common import KeptQuerySet


class MinutesQuerySet(KeptQuerySet):
    committee = "meeting__committee"
    visibilities = ("visibility", "meeting__visibility", "meeting__committee__visibility")

    def told_to_all(self):
        return Q(status="published")

    def told_to_members(self):
        return ~Q(status="draft")


class CorrigendumQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("number")


class DecisionQuerySet(KeptQuerySet):
    visibilities = ("visibility", "meeting__visibility", "committee__visibility")

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)

    def with_codes(self, codes):
        return self.filter(code__in=codes)

    def latest_first(self):
        return self.order_by("-decided_at", "-id")

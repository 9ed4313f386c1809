from django.db import models
from django.db.models import Q
from django.utils import timezone

from .committees import Lines
from .common import KeptQuerySet


class HappeningQuerySet(Lines, KeptQuerySet):
    """News is known to those who may know it and every record that it names."""

    visibilities = (
        "visibility", "committee__visibility", "meeting__visibility", "recommendation__visibility",
        "consultation__visibility",
    )  # fmt: skip
    may_be_empty = ("meeting", "recommendation", "consultation")

    def told_to_all(self):
        published = Q(recommendation=None) | Q(recommendation__published_at__isnull=False)
        opened = Q(consultation=None) | Q(consultation__opens_at__lte=timezone.now())
        return self.told_to_members() & published & opened

    def told_to_members(self):
        return Q(meeting=None) | ~Q(meeting__status="draft")

    def after(self, key):
        return self.filter(pk__gt=key)

    def in_country(self, country):
        return self.filter(country=country)


class FollowQuerySet(models.QuerySet):
    def of_user(self, user):
        return self.filter(user=user)

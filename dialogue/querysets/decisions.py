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

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)


class CorrigendumQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("number")


class DecisionQuerySet(KeptQuerySet):
    visibilities = ("visibility", "meeting__visibility", "committee__visibility")

    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)

    def with_places(self):
        """Loaded with committee, meeting and rules."""
        return self.select_related("committee", "meeting", "rule_set")

    def with_codes(self, codes):
        return self.filter(code__in=codes)

    def with_code_like(self, asked):
        """Those whose code begins with the text."""
        return self.filter(code__istartswith=asked)

    def latest_first(self):
        return self.order_by("-decided_at", "-id")

    def in_country(self, country):
        return self.filter(committee__country=country)

    def of_committee_known_as(self, uid):
        return self.filter(committee__uid=uid)

    def with_outcome(self, outcome):
        return self.filter(outcome=outcome)

    def before(self, moment, key):
        """Those after (moment, key) in the order of `latest_first`."""
        return self.filter(
            Q(decided_at__lt=moment) | Q(decided_at=moment, pk__lt=key), decided_at__lte=moment
        )

    def about(self, name, record):
        """About a record by one of the links: definition, recommendation, minutes."""
        return self.filter(**{name: record})

    def about_definition(self, uid):
        return self.filter(definition__uid=uid)

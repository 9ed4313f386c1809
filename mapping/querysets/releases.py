from django.db import models
from django.db.models import Q

from sse_portal.accounts.roles import Can

from .common import where


class ReleaseQuerySet(models.QuerySet):
    def in_country(self, country):
        return self.filter(country=country)

    def published(self):
        return self.filter(status="published")

    def visible_to(self, user):
        """Published or withdrawn ones (a permanent link says why it was withdrawn): everybody; else the builders."""
        public = Q(status__in=["published", "withdrawn"])
        return self.filter(public | where(user, Can.BUILD_RELEASES, "country"))

    def newest_first(self):
        return self.order_by("-published_at", "-id")


class ObservationQuerySet(models.QuerySet):
    def of_release(self, release):
        return self.filter(release=release)

    def visible_to(self, user):
        """Figures of published releases: everybody; of built ones: those who build."""
        return self.filter(
            Q(release__status="published") | where(user, Can.BUILD_RELEASES, "release__country")
        )

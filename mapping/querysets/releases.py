from django.db import models
from django.db.models import Exists, OuterRef, Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can


def of_makers(user, field):
    """The condition that `user` builds or publishes releases of the country in `field`."""
    return where(user, Can.BUILD_RELEASES, field) | where(user, Can.PUBLISH_RELEASES, field)


class ReleaseQuerySet(models.QuerySet):
    def in_country(self, country):
        return self.filter(country=country)

    def in_countries(self, countries):
        return self.filter(country__in=list(countries))

    def in_status(self, status):
        return self.filter(status=status)

    def published(self):
        return self.filter(status="published")

    def visible_to(self, user):
        """Published or withdrawn ones (a permanent link says why it was withdrawn): everybody.

        The others: who builds or publishes.
        """
        public = Q(status__in=["published", "withdrawn"])
        return self.filter(public | of_makers(user, "country"))

    def newest_published(self):
        """The published release of each country that no later one replaces."""
        published = self.model.objects.published().filter(country=OuterRef("country"))
        later = Q(published_at__gt=OuterRef("published_at"))
        at_once = Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk"))
        return self.published().filter(~Exists(published.filter(later | at_once)))

    def ever_published(self):
        """What the public has seen, withdrawn since or not, oldest first."""
        return self.filter(published_at__isnull=False).order_by("published_at", "id")

    def newest_first(self):
        return self.order_by("-published_at", "-id")


class ObservationQuerySet(models.QuerySet):
    def of_release(self, release):
        return self.filter(release=release)

    def of_releases(self, releases):
        """Figures of the releases in a queryset."""
        return self.filter(release__in=releases.values("pk"))

    def in_country(self, country):
        return self.filter(release__country=country)

    def told(self):
        """Figures that a release gives a value for."""
        return self.filter(flag="")

    def in_releases(self, uids):
        """Figures of the releases with these public ids."""
        return self.filter(release__uid__in=list(uids))

    def in_table(self, dimension, dimension_2):
        """The cells of one table; "" for a dimension that it does not have."""
        return self.filter(dimension=dimension, dimension_2=dimension_2)

    def by_one_of(self, dimensions):
        """The cells of the tables by one of these dimensions."""
        return self.filter(dimension__in=list(dimensions), dimension_2="")

    def of_indicator(self, code):
        return self.filter(indicator=code)

    def by_dimension(self, dimension):
        """Broken down by it, as the first or the second dimension."""
        return self.filter(Q(dimension=dimension) | Q(dimension_2=dimension))

    def in_category(self, category):
        return self.filter(Q(category=category) | Q(category_2=category))

    def visible_to(self, user):
        """Figures of published releases: everybody; of built ones: who builds or publishes."""
        return self.filter(Q(release__status="published") | of_makers(user, "release__country"))

"""Every question we ask of the reference data has a name here."""

from django.db import models
from django.db.models import Q


class InCountry(models.QuerySet):
    """Rows that belong to one country."""

    def in_country(self, iso2):
        return self.filter(country_id=iso2)


class Dated(models.QuerySet):
    """Rows valid in the half-open interval [valid_from, valid_to); an empty end is open."""

    def valid_on(self, day):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gt=day),
        )


class RegionQuerySet(InCountry, Dated):
    def drawn(self):
        """Regions that have a shape on the map."""
        return self.filter(has_shape=True)


class LegalFormQuerySet(InCountry, Dated):
    def of_type(self, organisation_type):
        return self.filter(organisation_type=organisation_type)


class ClassificationItemQuerySet(models.QuerySet):
    def in_scheme(self, scheme):
        return self.filter(scheme=scheme)

    def at_level(self, level):
        return self.filter(level=level)


class PopulationQuerySet(InCountry):
    def up_to(self, year):
        """Figures of that year and before, oldest first."""
        return self.filter(year__lte=year).order_by("year", "id")

    def same_place_and_year(self, figure):
        """What a figure replaces."""
        return self.filter(country=figure.country_id, region=figure.region_id, year=figure.year)

from django.db import models

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.records.names import NameSearch


class PersonQuerySet(NameSearch):
    """People are listed for the secretariat of their country only; elsewhere they appear beside an organisation."""

    def visible_to(self, user):
        return self.filter(where(user, Can.RUN_NETWORK, "country"))

    editable_by = visible_to

    def in_country(self, country):
        return self.filter(country=country)

    def by_name(self):
        return self.order_by("name", "id")


class AffiliationQuerySet(models.QuerySet):
    def in_force_on(self, day):
        begun = models.Q(starts_on=None) | models.Q(starts_on__lte=day)
        return self.filter(begun, models.Q(ends_on=None) | models.Q(ends_on__gt=day))

    def by_id(self):
        return self.order_by("id")


class ContactPointQuerySet(models.QuerySet):
    def of_person(self, person):
        return self.filter(person=person)

    def of_office(self, organization):
        """The office's own: no personal data."""
        return self.filter(organization=organization)

    def by_id(self):
        return self.order_by("id")


class ConsentQuerySet(models.QuerySet):
    def about(self, person):
        return self.filter(person=person)

    def in_order(self):
        return self.order_by("id")

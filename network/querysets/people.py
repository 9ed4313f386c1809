from django.db import models
from django.db.models import Exists, OuterRef, Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.records.names import NameSearch


def agrees(ledger, person, purposes, at):
    """The condition that something is in force for one of the purposes for the person that `person` leads to."""
    return Exists(ledger.in_force(at).for_purposes(purposes).filter(person=OuterRef(person)))


class PersonQuerySet(NameSearch):
    """People are listed for the secretariat of their country only; elsewhere they appear beside an organisation."""

    def visible_to(self, user):
        return self.filter(where(user, Can.RUN_NETWORK, "country"))

    editable_by = visible_to

    def present(self):
        """Without those whose data were erased."""
        return self.filter(erased_at=None)

    def agreeing_to(self, purposes, at):
        """Present ones with a lawful basis in force at a moment for one of these purposes at least."""
        ledger = self.model._meta.get_field("consents").related_model.objects
        return self.present().filter(agrees(ledger, "pk", purposes, at))

    def in_country(self, country):
        return self.filter(country=country)

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def by_name(self):
        return self.order_by("name", "id")

    def by_id(self):
        return self.order_by("id")


class AffiliationQuerySet(models.QuerySet):
    def in_force_on(self, day):
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))

    def of_organizations(self, organizations):
        return self.filter(organization__in=organizations)

    def agreeing_to(self, purposes, at):
        """Posts of those who have a lawful basis in force for one of the purposes."""
        return self._judged(purposes, at).filter(is_agreed=True)

    def shown_to(self, user, purposes, at):
        """Also those whom `user` keeps, whatever they agreed to; `is_agreed` says which."""
        kept = where(user, Can.RUN_NETWORK, "person__country")
        return self._judged(purposes, at).filter(Q(is_agreed=True) | kept)

    def _judged(self, purposes, at):
        person = self.model._meta.get_field("person").related_model
        ledger = person._meta.get_field("consents").related_model.objects
        present = self.filter(person__erased_at=None)
        return present.annotate(is_agreed=agrees(ledger, "person", purposes, at))

    def of_people(self, people):
        return self.filter(person__in=people)

    def beside(self, organizations):
        """Posts in these organisations (a queryset)."""
        return self.filter(organization__in=organizations.values("pk"))

    def editable_by(self, user):
        return self.filter(where(user, Can.RUN_NETWORK, "person__country"), person__erased_at=None)

    def focal_points_first(self):
        return self.order_by("-is_focal_point", "person__name", "id")

    def by_id(self):
        return self.order_by("id")

    def newest_first(self):
        return self.order_by(models.F("starts_on").desc(nulls_last=True), "-id")


class ContactPointQuerySet(models.QuerySet):
    def of_people(self, people):
        return self.filter(person__in=people)

    def of_present_people(self):
        return self.filter(person__isnull=False, person__erased_at=None)

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def of_offices(self, organizations):
        """The offices' own: no personal data."""
        return self.filter(organization__in=organizations)

    def of_office(self, organization):
        return self.filter(organization=organization)

    def editable_by(self, user):
        persons = where(user, Can.RUN_NETWORK, "person__country") & Q(person__isnull=False)
        offices = where(user, Can.RUN_NETWORK, "organization__country") & Q(organization__isnull=False)
        return self.filter(persons | offices)

    def with_email(self, address):
        return self.filter(kind="email", value=address)

    def by_id(self):
        return self.order_by("id")


class ConsentQuerySet(models.QuerySet):
    """The ledger. What is in force is its fold: for each lawful basis the last line counts."""

    def about(self, person):
        return self.filter(person=person)

    def about_people(self, people):
        return self.filter(person__in=people)

    def for_purposes(self, purposes):
        return self.filter(purpose__in=purposes)

    def in_force(self, at):
        """The lines that count at a moment: the last of their person, purpose and basis, given and not expired."""
        later = self.model.objects.filter(
            at__lte=at, person=OuterRef("person"), purpose=OuterRef("purpose"), basis=OuterRef("basis"),
            id__gt=OuterRef("id"),
        )  # fmt: skip
        lasts = Q(expires_at=None) | Q(expires_at__gt=at)
        return self.filter(~Exists(later), lasts, act="given", at__lte=at)

    def in_order(self):
        return self.order_by("id")

    def newest_first(self):
        return self.order_by("-id")

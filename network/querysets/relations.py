from datetime import timedelta

from django.db import models
from django.db.models import (
    Case,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import is_member
from sse_portal.records.names import NameSearch

from .common import SharedQuerySet

DAY = timedelta(days=1)


class RelationshipQuerySet(SharedQuerySet):
    """A relationship is known to those who may know it and both organisations."""

    def public(self):
        sides = {f"{side}__visibility": "public" for side in ("subject", "object")}
        return self.filter(visibility="public", **sides)

    def visible_to(self, user):
        seen = ["public", "network"] if is_member(user) else ["public"]
        keeps = [where(user, Can.RUN_NETWORK, f"{side}__country") for side in ("subject", "object")]
        subject, object_ = (
            Q(**{f"{side}__visibility__in": seen}) | keep
            for side, keep in zip(("subject", "object"), keeps, strict=True)
        )
        return self.filter(Q(visibility__in=seen) | keeps[0] | keeps[1], subject, object_)

    def editable_by(self, user):
        """Whoever keeps the network in the country of the subject."""
        return self.filter(where(user, Can.RUN_NETWORK, "subject__country"))

    def in_force_on(self, day):
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))

    def ended_by(self, day):
        return self.filter(ends_on__lte=day)

    def not_ended_by(self, day):
        """In force, or still to begin."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def overlapping(self, starts_on, ends_on):
        """Those with a day in common with [starts_on, ends_on); None is open."""
        found = self if starts_on is None else self.not_ended_by(starts_on)
        return found if ends_on is None else found.filter(Q(starts_on=None) | Q(starts_on__lt=ends_on))

    def of(self, organization):
        return self.filter(Q(subject=organization) | Q(object=organization))

    def from_subject(self, organization):
        return self.filter(subject=organization)

    def to_object(self, organization):
        return self.filter(object=organization)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def between(self, one, other):
        """Those of two organisations, whichever is the subject."""
        return self.filter(Q(subject=one, object=other) | Q(subject=other, object=one))

    def directed(self, subject, object_):
        return self.filter(subject=subject, object=object_)

    def in_country(self, country):
        return self.filter(Q(subject__country=country) | Q(object__country=country))

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def with_sides(self):
        return self.select_related("subject", "object")


class AgreementQuerySet(NameSearch, SharedQuerySet):
    """A draft is not public before it is signed, whatever its visibility will be."""

    folded = "title_folded"

    def public(self):
        return super().public().exclude(status="draft")

    def visible_to(self, user):
        keeps = where(user, Can.RUN_NETWORK, "country")
        return super().visible_to(user).filter(~Q(status="draft") | keeps)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def with_party(self, organization):
        return self.filter(parties__organization=organization).distinct()

    def with_party_among(self, organizations):
        """Those with a party among `organizations` (a queryset): what a reader may not know finds nothing."""
        parties = self.model.parties.rel.related_model.objects.filter(organization__in=organizations)
        return self.filter(pk__in=parties.values("agreement"))

    def with_state(self, day):
        """Annotate `state`, as `models.agreement_states.state_on` derives it, for a day."""
        return self.annotate(state=state_expression(day))

    def in_state(self, state, day):
        return self.with_state(day).filter(state=state)

    def in_force_on(self, day):
        """Active, its end near or not."""
        return self.with_state(day).filter(state__in=("active", "expiring"))

    def to_remind_of(self, day):
        """Near their end, and nobody was reminded of this end yet."""
        return self.in_state("expiring", day).filter(Q(reminded_for=None) | ~Q(reminded_for=F("ends_on")))

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)


def state_expression(day):
    """The state of an agreement on a day in SQL: the same rules in the same order as `state_on`."""
    left = _duration(F("ends_on") - Value(day, output_field=DateField()))
    notice = _duration(Cast("reminder_days", IntegerField()) * Value(DAY, output_field=DurationField()))
    rules = [
        When(status="draft", then=Value("draft")),
        When(status="terminated", terminated_on__lte=day, then=Value("terminated")),
        When(ends_on__lte=day, then=Value("expired")),
        When(status="suspended", then=Value("suspended")),
        When(starts_on__gt=day, then=Value("upcoming")),
        When(LessThanOrEqual(left, notice), then=Value("expiring")),
    ]
    return Case(*rules, default=Value("active"), output_field=models.CharField())


def _duration(expression):
    return ExpressionWrapper(expression, output_field=DurationField())


class AgreementPartyQuerySet(models.QuerySet):
    """A party is known to those who may know the organisation; the agreement has its own visibility."""

    def public(self):
        return self.filter(organization__visibility="public")

    def visible_to(self, user):
        seen = ["public", "network"] if is_member(user) else ["public"]
        keeps = where(user, Can.RUN_NETWORK, "organization__country")
        return self.filter(Q(organization__visibility__in=seen) | keeps)

    def of_agreements(self, keys):
        return self.filter(agreement__in=keys)

    def in_order(self):
        """Those with an organisation, in the order in which they were named."""
        return self.select_related("organization").order_by("id")


class AgreementDocumentQuerySet(models.QuerySet):
    """A document has a visibility of its own, within that of its agreement."""

    def public(self):
        return self.filter(visibility="public")

    def visible_to(self, user):
        seen = ["public", "network"] if is_member(user) else ["public"]
        return self.filter(Q(visibility__in=seen) | where(user, Can.RUN_NETWORK, "agreement__country"))

    def of_agreements(self, agreements):
        return self.filter(agreement__in=agreements)

    def in_order(self):
        return self.order_by("id")

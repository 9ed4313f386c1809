from django.db.models import Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import is_member

from .common import SharedQuerySet


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

    def of(self, organization):
        return self.filter(Q(subject=organization) | Q(object=organization))


class AgreementQuerySet(SharedQuerySet):
    def with_party(self, organization):
        return self.filter(parties__organization=organization).distinct()

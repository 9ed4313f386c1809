from django.db import models
from django.db.models import Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.records.names import NameSearch

from .common import SharedQuerySet


class OrganizationQuerySet(NameSearch, SharedQuerySet):
    """The directory. An entry that was merged into another one stays as a signpost only."""

    def present(self):
        """Without the signposts."""
        return self.filter(merged_into=None)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def speaking_for(self, constituency):
        return self.filter(constituency=constituency)

    def speaking_for_others(self):
        """Unions and networks: whom a newcomer should know first."""
        return self.filter(kind__in=("apex", "network"))

    def in_region(self, region):
        return self.filter(region=region)

    def with_status(self, status):
        return self.filter(status=status)

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def identified_by(self, scheme, value):
        return self.filter(identifiers__scheme=scheme, identifiers__value=value)

    def among(self, keys):
        """Those with these database keys."""
        return self.filter(pk__in=keys)

    def part_of(self, organization):
        """Those directly below an organisation."""
        return self.filter(parent=organization)

    def without_country(self):
        """Those of the whole region, or of another part of the world."""
        return self.filter(country=None)

    def kept_by(self, user):
        """Those whose page `user` keeps up to date."""
        return self.filter(stewards__user_id=user.pk, stewards__ends_at=None)

    def by_name(self):
        return self.order_by("name", "id")


class StewardQuerySet(models.QuerySet):
    def by_id(self):
        return self.order_by("id")

    def in_force(self):
        return self.filter(ends_at=None)

    def of(self, user):
        return self.filter(user_id=user.pk)


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def in_state(self, state):
        return self.filter(state=state)

    def proposed_by(self, user):
        return self.filter(proposed_by_id=user.pk)

    def visible_to(self, user):
        """One's own, and for the secretariat those about the organisations of its countries."""
        if not user.is_authenticated:
            return self.none()
        keeps = where(user, Can.RUN_NETWORK, "organization__country")
        return self.filter(Q(proposed_by_id=user.pk) | keeps)

    def decidable_by(self, user):
        return self.filter(where(user, Can.RUN_NETWORK, "organization__country"))

    def with_names(self):
        return self.select_related("organization", "proposed_by", "decided_by")

    def oldest_first(self, behind=None):
        """In the order in which they came, from behind the one with this database key."""
        return (self if behind is None else self.filter(id__gt=behind)).order_by("id")

    def newest_first(self, before=None):
        """The newest first, from before the one with this database key."""
        return (self if before is None else self.filter(id__lt=before)).order_by("-id")

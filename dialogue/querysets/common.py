from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can

PUBLIC, COMMITTEE = "public", "committee"
NOTHING = Q(pk__in=[])


def committees_of(user):
    """The keys of the committees on which `user` sits today. Asked each time: a membership works until its last day."""
    if not user or not user.is_authenticated:
        return []
    memberships = apps.get_model("dialogue", "Membership").objects
    return list(memberships.of_user(user).in_force_on(timezone.localdate()).committees())


class KeptQuerySet(models.QuerySet):
    """Records that belong to a committee, seen by everybody, by the committee, or by its secretariat.

    A subclass says where things are: the path to the `committee`; every visibility that must allow it, its own and
    those of the records around it; and the relations that may be empty, whose visibilities then do not count.
    """

    committee = "committee"
    visibilities: tuple[str, ...] = ("visibility", "committee__visibility")
    may_be_empty: tuple[str, ...] = ()

    def told_to_all(self):
        """What, besides visibility, must hold before everybody knows of it: that it is no draft any more."""
        return Q()

    def told_to_members(self):
        """The same for those who sit on the committee."""
        return self.told_to_all()

    def public(self):
        """What everybody may know: the same rows whoever asks."""
        return self.filter(self._allowed([PUBLIC]), self.told_to_all())

    def visible_to(self, user):
        """Public ones; for those who sit on the committee also its own; for its secretariat all of them."""
        seen = self._allowed([PUBLIC]) & self.told_to_all()
        if sits_on := committees_of(user):
            own = Q(**{f"{self._committee_key}__in": sits_on})
            seen |= own & self._allowed([PUBLIC, COMMITTEE]) & self.told_to_members()
        return self.filter(seen | self._kept_by(user))

    def editable_by(self, user):
        """Those of the countries whose dialogue `user` runs. A regional one takes the right everywhere."""
        return self.filter(self._kept_by(user))

    def _allowed(self, levels):
        condition = Q()
        for path in self.visibilities:
            allowed = Q(**{f"{path}__in": levels})
            relation = path.rpartition("__")[0]
            if relation in self.may_be_empty:
                allowed |= Q(**{relation: None})
            condition &= allowed
        return condition

    @property
    def _committee_key(self):
        return self.committee or "pk"

    def _kept_by(self, user):
        return where(user, Can.RUN_DIALOGUE, f"{self.committee}__country" if self.committee else "country")

    def of_committee(self, committee):
        return self.filter(**{self._committee_key: committee})

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def newest_first(self):
        return self.order_by("-id")

    def by_id(self):
        return self.order_by("id")


def begun_by_and_not_over(day, start="starts_on", end="ends_on"):
    """The condition that [start, end) holds the day; an empty side is open."""
    begun = Q(**{start: None}) | Q(**{f"{start}__lte": day})
    return begun & (Q(**{end: None}) | Q(**{f"{end}__gt": day}))

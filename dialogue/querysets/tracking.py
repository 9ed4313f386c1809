from django.db.models import Max, Q

from .committees import Lines
from .common import PUBLIC, KeptQuerySet
from .recommendations import OfRecommendation


class ResponseQuerySet(Lines, KeptQuerySet):
    committee = "addressee__recommendation__committee"
    visibilities = (
        "addressee__recommendation__visibility", "addressee__recommendation__committee__visibility",
    )  # fmt: skip

    def told_to_all(self):
        return Q(addressee__recommendation__published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def of_recommendations(self, keys):
        return self.filter(addressee__recommendation__in=list(keys))

    def of_recommendation_known_as(self, uid):
        return self.filter(addressee__recommendation__uid=uid)

    def in_position(self, position):
        return self.filter(position=position)

    def of_addressee(self, addressee):
        return self.filter(addressee=addressee)

    def last_of_each(self):
        """The line that holds, of each addressee."""
        return self.filter(pk__in=self.order_by().values("addressee").annotate(last=Max("pk")).values("last"))


class KeyActionQuerySet(OfRecommendation):
    def open(self):
        return self.filter(state__in=["not_started", "ongoing"])

    def in_order(self):
        return self.order_by("position", "id")

    def of_recommendations(self, keys):
        return self.filter(recommendation__in=list(keys))

    def of_recommendation_known_as(self, uid):
        return self.filter(recommendation__uid=uid)

    def planned_by(self, moment):
        """Those that had been written down by then."""
        return self.filter(created_at__lte=moment)

    def applying(self):
        return self.exclude(state="not_applicable")

    def in_state(self, state):
        return self.filter(state=state)

    def of_addressee(self, addressee):
        return self.filter(addressee=addressee)


class ProgressQuerySet(Lines, KeptQuerySet):
    committee = "action__recommendation__committee"
    visibilities = (
        "visibility", "action__recommendation__visibility", "action__recommendation__committee__visibility",
    )  # fmt: skip

    def told_to_all(self):
        return Q(action__recommendation__published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def of_action(self, action):
        return self.filter(action=action)

    def of_recommendation_known_as(self, uid):
        return self.filter(action__recommendation__uid=uid)

    def of_action_known_as(self, uid):
        return self.filter(action__uid=uid)

    def of_actions(self, keys):
        return self.filter(action__in=list(keys))

    def counting(self):
        """Those that move their action: what only some may read says nothing about how it stands."""
        return self.filter(visibility=PUBLIC)

    def last_of_each(self):
        """The line that holds, of each action."""
        return self.filter(pk__in=self.order_by().values("action").annotate(last=Max("pk")).values("last"))

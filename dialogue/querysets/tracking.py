from django.db.models import Q

from .committees import Lines
from .common import KeptQuerySet
from .recommendations import OfRecommendation


class ResponseQuerySet(Lines, KeptQuerySet):
    committee = "addressee__recommendation__committee"
    visibilities = (
        "addressee__recommendation__visibility", "addressee__recommendation__committee__visibility",
    )  # fmt: skip

    def told_to_all(self):
        return Q(addressee__recommendation__published_at__isnull=False)


class KeyActionQuerySet(OfRecommendation):
    def open(self):
        return self.filter(state__in=["not_started", "ongoing"])

    def in_order(self):
        return self.order_by("position", "id")


class ProgressQuerySet(Lines, KeptQuerySet):
    committee = "action__recommendation__committee"
    visibilities = (
        "visibility", "action__recommendation__visibility", "action__recommendation__committee__visibility",
    )  # fmt: skip

    def told_to_all(self):
        return Q(action__recommendation__published_at__isnull=False)

    def of_action(self, action):
        return self.filter(action=action)

from django.db.models import Q
from django.utils import timezone

from .common import KeptQuerySet


class ConsultationQuerySet(KeptQuerySet):
    def told_to_all(self):
        return Q(opens_at__lte=timezone.now())

    def told_to_members(self):
        return Q()

    def open_at(self, moment):
        return self.filter(opens_at__lte=moment, closes_at__gt=moment, cancelled_at=None)


class CommentQuerySet(KeptQuerySet):
    committee = "consultation__committee"
    visibilities = ("consultation__visibility", "consultation__committee__visibility")

    def told_to_all(self):
        return Q(state="shown", consultation__opens_at__lte=timezone.now())

    def of_consultation(self, consultation):
        return self.filter(consultation=consultation)

    def waiting(self):
        return self.filter(state="waiting")

    def shown(self):
        return self.filter(state="shown")

from django.db import models

from .common import SharedQuerySet


class OfferQuerySet(SharedQuerySet):
    def standing_on(self, day):
        """Open, and not expired."""
        return self.filter(state="open", expires_on__gt=day)


class MatchQuerySet(models.QuerySet):
    def of(self, offer):
        return self.filter(models.Q(offer=offer) | models.Q(need=offer))

    def best_first(self):
        return self.order_by("-score", "id")

from django.db import models

from .common import SharedQuerySet


class ResourceQuerySet(SharedQuerySet):
    def published(self):
        return self.filter(state="published")

    def public(self):
        return super().public().published()


class HarvestQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("datestamp", "id")

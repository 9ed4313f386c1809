from django.db.models import Q

from .committees import Lines
from .common import KeptQuerySet


class RecommendationQuerySet(KeptQuerySet):
    def told_to_all(self):
        return Q(published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def in_country(self, country):
        return self.filter(country=country)

    def in_status(self, status):
        return self.filter(status=status)

    def with_code(self, code):
        return self.filter(code=code)


class OfRecommendation(KeptQuerySet):
    committee = "recommendation__committee"
    visibilities = ("recommendation__visibility", "recommendation__committee__visibility")

    def told_to_all(self):
        return Q(recommendation__published_at__isnull=False)

    def told_to_members(self):
        return Q()

    def of_recommendation(self, recommendation):
        return self.filter(recommendation=recommendation)


class AddresseeQuerySet(OfRecommendation):
    pass


class EvidenceQuerySet(OfRecommendation):
    def in_force(self):
        return self.filter(removed_at=None)

    def in_order(self):
        return self.order_by("position", "id")


class EvidenceCheckQuerySet(Lines):
    pass

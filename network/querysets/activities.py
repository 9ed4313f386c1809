from .common import SharedQuerySet


class ActivityQuerySet(SharedQuerySet):
    def with_participant(self, organization):
        return self.filter(participations__organization=organization).distinct()


class EventQuerySet(SharedQuerySet):
    def by_time(self):
        return self.order_by("starts_at", "id")

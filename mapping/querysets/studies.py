from django.db import models
from django.db.models import Q

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can


class StudyQuerySet(models.QuerySet):
    def in_country(self, country):
        return self.filter(country=country)

    def visible_to(self, user):
        """Published through a release: everybody; else those who read drafts of the country."""
        released = Q(releases__status="published")
        return self.filter(
            pk__in=self.filter(released | where(user, Can.READ_DRAFTS, "country")).values("pk")
        )

    def workspaces_of(self, user):
        """The studies whose answers `user` may read, to work on them."""
        return self.filter(where(user, Can.READ_RESTRICTED, "country"))

    def entered_by(self, user):
        """The studies that `user` may enter responses for."""
        return self.filter(where(user, Can.ENTER_RESPONSES, "country"))

    def with_verified_responses(self):
        return self.filter(pk__in=self.filter(responses__status="verified").values("pk"))

    def in_status(self, status):
        return self.filter(status=status)

    def taking_responses(self):
        return self.filter(status="open")

    def newest_first(self):
        return self.order_by("-period_start", "country", "-wave")

from django.db import models

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of whoever keeps the countries of both entries."""
        if not user.is_authenticated:
            return self.none()
        sides = (where(user, Can.RUN_NETWORK, f"{side}__country") for side in ("survivor", "absorbed"))
        return self.filter(*sides)

    def into(self, organization):
        return self.filter(survivor=organization)

    def standing(self):
        """Not undone."""
        return self.filter(undone_at=None)

    def newest_first(self):
        return self.order_by("-id")

    def with_names(self):
        return self.select_related("survivor", "absorbed", "merged_by", "undone_by")

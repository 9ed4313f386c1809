from django.db import models

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can


class BatchQuerySet(models.QuerySet):
    def of_study(self, study):
        return self.filter(study=study)

    def visible_to(self, user):
        return self.filter(where(user, Can.IMPORT_DATA, "study__country"))

    def newest_first(self):
        return self.order_by("-id")

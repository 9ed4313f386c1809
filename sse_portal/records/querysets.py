from django.db import models


class ChangeQuerySet(models.QuerySet):
    def about(self, record):
        return self.filter(kind=record._meta.label_lower, record=record.uid)

    def in_batch(self, batch):
        return self.filter(batch=batch)

    def newest_first(self):
        return self.order_by("-id")

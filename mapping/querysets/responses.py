from django.db import models

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can


class ResponseQuerySet(models.QuerySet):
    def of_study(self, study):
        return self.filter(study=study)

    def visible_to(self, user):
        """Microdata: only those who read survey answers of the country."""
        return self.filter(where(user, Can.READ_RESTRICTED, "study__country"))

    def exportable_by(self, user):
        """Microdata that may be taken away as a file."""
        return self.filter(where(user, Can.EXPORT_RESTRICTED, "study__country"))

    def in_country(self, country):
        return self.filter(study__country=country)

    def of_entity(self, uid):
        return self.filter(entity__uid=uid)

    def of_study_uid(self, uid):
        return self.filter(study__uid=uid)

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def editable_by(self, user):
        return self.filter(
            where(user, Can.ENTER_RESPONSES, "study__country"), status__in=["draft", "returned"]
        )

    def reviewable_by(self, user):
        return self.filter(where(user, Can.REVIEW_RESPONSES, "study__country"), status="submitted")

    def in_status(self, status):
        return self.filter(status=status)

    def handed_in(self):
        """Submitted or verified: complete for those who entered them."""
        return self.filter(status__in=["submitted", "verified"])

    def with_register(self):
        """With what the register says of the entity, to judge all answers."""
        return self.select_related("study", "entity").prefetch_related("entity__identifiers")

    def verified(self):
        return self.filter(status="verified")

    def earlier_rounds(self, response):
        """Of the same entity, in earlier waves, the latest first."""
        earlier = self.filter(entity=response.entity_id, study__wave__lt=response.study.wave)
        return earlier.order_by("-study__wave")

    def of_studies(self, keys):
        """Of the studies with these database keys."""
        return self.filter(study__in=keys)

    def not_submitted_by(self, user):
        return self.exclude(submitted_by=user.pk)

    def before_study(self, study):
        """Of studies whose period began earlier, the latest first."""
        rows = self.filter(study__period_start__lt=study.period_start)
        return rows.order_by("-study__period_start", "-id")

    def after_study(self, study):
        """Of studies whose period began later."""
        return self.filter(study__period_start__gt=study.period_start)

    def in_region(self, region):
        return self.filter(entity__region=region)

    def asked_by(self, interviewer):
        return self.filter(interviewer=interviewer)

    def about_any(self, entities):
        """About one of some entities."""
        return self.filter(entity__in=entities)

    def newest_first(self):
        return self.order_by("-id")

    def older_than(self, key):
        """Behind a row on a page in `newest_first` order."""
        return self.filter(id__lt=key)

    def oldest_first(self):
        return self.order_by("submitted_at", "id")


class PublishedResponses(models.Manager.from_queryset(ResponseQuerySet)):
    """All responses but those that an import prepares."""

    def get_queryset(self):
        return super().get_queryset().filter(pending=None)

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from .committees import Lines
from .common import KeptQuerySet


class HappeningQuerySet(Lines, KeptQuerySet):
    """News is known to those who may know it and every record that it names."""

    visibilities = (
        "visibility", "committee__visibility", "meeting__visibility", "recommendation__visibility",
        "consultation__visibility", "consultation__recommendation__visibility",
    )  # fmt: skip
    may_be_empty = ("meeting", "recommendation", "consultation", "consultation__recommendation")

    def told_to_all(self):
        published = Q(recommendation=None) | Q(recommendation__published_at__isnull=False)
        published &= Q(consultation__recommendation=None) | Q(
            consultation__recommendation__published_at__isnull=False
        )
        opened = Q(consultation=None) | Q(consultation__opens_at__lte=timezone.now())
        return self.told_to_members() & published & opened

    def told_to_members(self):
        return Q(meeting=None) | ~Q(meeting__status="draft")

    def after(self, key):
        return self.filter(pk__gt=key)

    def up_to(self, key):
        return self.filter(pk__lte=key)

    def settled_at(self, moment):
        """Those noted by then."""
        return self.filter(at__lte=moment)

    def in_country(self, country):
        return self.filter(country=country)

    def of_recommendation(self, recommendation):
        return self.filter(recommendation=recommendation)

    def of_kinds(self, kinds):
        return self.filter(kind__in=kinds)

    def with_records(self):
        """With the records that a sentence about it names."""
        return self.select_related("committee", "meeting", "recommendation", "consultation")

    def with_moment(self):
        """`moment`: since when it can be known. A consultation is announced before it opens to everybody."""
        opens_later = Q(kind="consultation_opened", consultation__opens_at__gt=F("at"))
        return self.annotate(
            moment=Case(When(opens_later, then=F("consultation__opens_at")), default=F("at"))
        )

    def known_since(self, moment):
        """Those that could first be known at or after a time; with `with_moment` before it."""
        return self.filter(moment__gte=moment)

    def followed_by(self, user):
        """What is about something that `user` follows; of an annotated `moment` only what came after that."""
        follows = apps.get_model("dialogue", "Follow").objects.of_user(user).filter(
            Q(committee=OuterRef("committee")) | Q(meeting=OuterRef("meeting"))
            | Q(recommendation=OuterRef("recommendation"))
            | Q(recommendation=OuterRef("consultation__recommendation"))
        )  # fmt: skip
        if "moment" in self.query.annotations:
            follows = follows.filter(created_at__lte=OuterRef("moment"))
        return self.filter(Exists(follows))

    def untold(self, told_until, looked_at, until, now):
        """What a digest has to tell: what came since, and what was known before but opened only now."""
        new = Q(pk__gt=told_until, pk__lte=until, moment__lte=now)
        opened = Q(pk__lte=told_until, moment__gt=F("at")) & Q(moment__gt=looked_at, moment__lte=now)
        return self.with_moment().filter(new | opened)


class FollowQuerySet(models.QuerySet):
    def of_user(self, user):
        return self.filter(user=user)

    def known_as(self, uids):
        return self.filter(uid__in=uids)

    def of_known(self, user):
        """Those of what the follower may still know."""
        known = Q()
        for name in ("committee", "meeting", "recommendation"):
            rows = self.model._meta.get_field(name).related_model.objects.visible_to(user)
            known |= Q(**{f"{name}__in": rows.values("pk")})
        return self.filter(known)

    def with_records(self):
        return self.select_related("committee", "meeting__committee", "recommendation__committee")

    def newest_first(self):
        return self.order_by("-id")


class DigestQuerySet(models.QuerySet):
    def wanted(self):
        """Of those who follow something, have an account that is open, and want the mail."""
        follows = apps.get_model("dialogue", "Follow").objects.filter(user=OuterRef("user"))
        return self.filter(Exists(follows), is_wanted=True, user__is_active=True)

    def of_user(self, user):
        return self.filter(user=user)

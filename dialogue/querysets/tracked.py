"""The questions of the tracker: each is a condition on columns of the recommendation, so that one index answers all."""

from django.apps import apps
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can

from ..implementation import ENDED, SILENCE
from .common import COMMITTEE, PUBLIC, committees_of

PLANNED = Q(planned_count__gt=0)
# In the order of `implementation.status_of`: the first that holds.
CONDITIONS = (
    ("verified", PLANNED & Q(verified_count=F("planned_count"))),
    ("completed", PLANNED & Q(done_count=F("planned_count")) & Q(verified_count__lt=F("planned_count"))),
    ("ongoing", PLANNED & Q(done_count__lt=F("planned_count"), begun_count__gt=0)),
    ("not_started", PLANNED & Q(begun_count=0)),
    ("not_transmitted", Q(planned_count=0, asked_count=0)),
    ("awaiting_answer", Q(planned_count=0, answered_count__lt=F("asked_count"))),
    ("rejected", Q(planned_count=0, asked_count__gt=0, rejected_count=F("asked_count"))),
    (
        "no_action",
        Q(planned_count=0, asked_count__gt=0, answered_count=F("asked_count"))
        & Q(rejected_count__lt=F("asked_count")),
    ),
)
# The last step that was taken by a moment names the status then.
STEPS = (
    ("closed_at", "ended"), ("transmitted_at", "transmitted"), ("adopted_at", "adopted"),
    ("consulted_at", "in_consultation"),
)  # fmt: skip


def _committees(levels):
    """The keys of the committees that may be known at these levels."""
    rows = apps.get_model("dialogue", "Committee").objects.filter(visibility__in=levels)
    return list(rows.values_list("pk", flat=True))


class TrackedQuerySet(models.QuerySet):
    """Recommendations by what becomes of them."""

    def listed_for(self, user):
        """The rows of `visible_to(user)`, for lists that must be found fast: committees are named by their keys.

        PostgreSQL never gathers statistics of a table as small as that of committees, takes one row for all that its
        conditions leave, and joins in the wrong order: a list took ten times as long. Two queries more.
        """
        seen = Q(visibility=PUBLIC, committee__in=_committees([PUBLIC])) & self.told_to_all()
        if sits_on := committees_of(user):
            own = set(sits_on) & set(_committees([PUBLIC, COMMITTEE]))
            seen |= Q(visibility__in=[PUBLIC, COMMITTEE], committee__in=own) & self.told_to_members()
        return self.filter(seen | where(user, Can.RUN_DIALOGUE, "country"))

    def among_keys(self, *queries):
        """Those with a key in one of these queries of keys.

        Compared as a sum, so that no database takes the keys one by one and fetches whole rows for them: each query is
        done once, and the index of the tracker is read through.
        """
        found = Q()
        for query in queries:
            found |= Q(key_found__in=query)
        plus_nothing = ExpressionWrapper(F("pk") + 0, output_field=models.BigIntegerField())
        return self.alias(key_found=plus_nothing).filter(found)

    def with_implementation(self):
        """Annotate `implementation`: a code of models.Implementation."""
        cases = [When(condition, then=Value(code)) for code, condition in CONDITIONS]
        return self.annotate(implementation=Case(*cases, output_field=models.CharField()))

    def implemented(self, code):
        """Those whose implementation is at this code."""
        return self.filter(dict(CONDITIONS)[code])

    def overdue_on(self, day):
        """Those with an open action, or a missing answer, that was due before the day (D7)."""
        return self.exclude(status__in=ENDED).filter(Q(next_action_due__lt=day) | Q(next_answer_due__lt=day))

    def stale_at(self, moment):
        """Those with an open action without a date of which nothing was told for 180 days (D7)."""
        return self.exclude(status__in=ENDED).filter(silent_since__lt=moment - SILENCE)

    def regional(self):
        return self.filter(country=None)

    def there_at(self, moment):
        """Those that were known to everybody by a moment; of those that never were, those written down by then."""
        return self.filter(Q(published_at__lte=moment) | Q(published_at=None, created_at__lte=moment))

    def in_status_at(self, status, moment):
        """Those that were in a status at a past moment: the SQL twin of `implementation.status_at`."""
        not_yet = Q()
        for name, reached in STEPS:
            if status == reached or reached == "ended" and status in ENDED:
                own = Q(status=status) if reached == "ended" else Q()
                return self.filter(not_yet & own, **{f"{name}__lte": moment})
            not_yet &= Q(**{name: None}) | Q(**{f"{name}__gt": moment})
        return self.filter(not_yet)

    def newest_keys(self, size, before=None):
        """The keys of at most `size`, the newest first; after the one with the key `before`."""
        rows = self if before is None else self.filter(pk__lt=before)
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:size])

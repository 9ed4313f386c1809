from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from .common import KeptQuerySet


class ConsultationQuerySet(KeptQuerySet):
    """A consultation about a recommendation is known to those who may know that as well."""

    visibilities = ("visibility", "committee__visibility", "recommendation__visibility")
    may_be_empty = ("recommendation",)

    def told_to_all(self):
        published = Q(recommendation=None) | Q(recommendation__published_at__isnull=False)
        return Q(opens_at__lte=timezone.now()) & published

    def told_to_members(self):
        return Q()

    def open_at(self, moment):
        return self.filter(opens_at__lte=moment, closes_at__gt=moment, cancelled_at=None)

    def ending_first(self):
        return self.order_by("closes_at", "id")

    def in_state(self, state, moment):
        """Those that are so at a moment, as `summaries.consultations.state_of` says of one."""
        alive = Q(cancelled_at=None, reported_at=None)
        return self.filter({
            "upcoming": alive & Q(opens_at__gt=moment),
            "open": alive & Q(opens_at__lte=moment, closes_at__gt=moment),
            "closed": alive & Q(closes_at__lte=moment),
            "reported": Q(cancelled_at=None, reported_at__isnull=False),
            "cancelled": Q(cancelled_at__isnull=False),
        }[state])  # fmt: skip

    def in_country(self, country):
        return self.filter(country=country)

    def about_recommendation(self, recommendation):
        return self.filter(recommendation=recommendation)

    def about_definition(self, uid):
        """Those about the definition with this public identifier."""
        return self.filter(definition__uid=uid)

    def of_committee_known_as(self, uid):
        return self.filter(committee__uid=uid)


class CommentQuerySet(KeptQuerySet):
    committee = "consultation__committee"
    visibilities = (
        "consultation__visibility", "consultation__committee__visibility",
        "consultation__recommendation__visibility",
    )  # fmt: skip
    may_be_empty = ("consultation__recommendation",)

    def told_to_all(self):
        about = Q(consultation__recommendation=None) | Q(
            consultation__recommendation__published_at__isnull=False
        )
        return Q(state="shown", consultation__opens_at__lte=timezone.now()) & about

    def told_to_members(self):
        return Q(state="shown")

    def visible_to(self, user):
        """Those that are shown, one's own while they wait, and for the secretariat all of them."""
        seen = super().visible_to(user)
        if not user or not user.is_authenticated:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(user=user))

    def of_consultation(self, consultation):
        return self.filter(consultation=consultation)

    def of_consultation_known_as(self, uid):
        return self.filter(consultation__uid=uid)

    def waiting(self):
        return self.filter(state="waiting")

    def shown(self):
        return self.filter(state="shown")

    def in_state(self, state):
        return self.filter(state=state)

    def on_page(self):
        """Those that stand beside the text: what was refused is seen in the queue only."""
        return self.exclude(state="refused")

    def with_text_among(self, texts):
        """The texts of all comments that say one of these."""
        return self.filter(text__in=texts).values_list("text", flat=True)

    def without_answer(self):
        """Those that are shown and were not answered yet."""
        return self.filter(state="shown", disposition="")

    def about(self, anchor):
        return self.filter(anchor=anchor)

    def with_position(self, position):
        return self.filter(position=position)

    def with_disposition(self, disposition):
        """Only of consultations whose report is published: before, nobody can ask."""
        return self.filter(disposition=disposition, consultation__reported_at__isnull=False)

    def first_of_each_part(self, most):
        """At most `most` of each part of the subject, the oldest first."""
        place = Window(RowNumber(), partition_by=[F("consultation_id"), F("anchor")], order_by="id")
        return self.annotate(place=place).filter(place__lte=most).order_by("id")

    def saying(self, anchor, text):
        """Those with this very text about the same part."""
        return self.filter(anchor=anchor, text=text)

    def to_be_told(self):
        """Those whose authors left an address."""
        return self.exclude(author_email="")

    def counted(self, *names):
        """(values of `names`…, how many) for each combination that there is."""
        return self.order_by().values_list(*names).annotate(count=Count("pk")).order_by(*names)

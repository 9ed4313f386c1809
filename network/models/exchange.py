from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country
from sse_portal.records.models import Record
from sse_portal.records.tags import Tag

from ..querysets.exchange import MatchQuerySet, OfferQuerySet
from .common import Shared
from .organizations import Organization


class Offer(Shared):
    """What an organisation offers to others, or needs from them. *Expired* is derived."""

    class Direction(models.TextChoices):
        OFFER = "offer", _("offer")
        NEED = "need", _("need")

    class Kind(models.TextChoices):
        EXPERTISE = "expertise", _("Expertise")
        TRAINING = "training", _("Training")
        VISIT = "visit", _("Study visit")
        FUNDING = "funding", _("Funding")
        DATA = "data", _("Data")
        EQUIPMENT = "equipment", _("Equipment or premises")
        MARKET = "market", _("Market access")
        PARTNERSHIP = "partnership", _("Partnership")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MATCHED = "matched", _("matched")
        CLOSED = "closed", _("closed")

    direction = models.CharField(max_length=5, choices=Direction.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="offers")
    title = models.JSONField(help_text=_("By language."))
    title_folded = models.TextField(editable=False)
    description = models.JSONField(default=dict, blank=True)
    country = a_country("offers", help_text=_("Where it is to be had or needed. Empty: the whole region."))
    languages = models.JSONField(default=list, blank=True, help_text=_("BCP 47 codes."))
    expires_on = models.DateField(help_text=_("The first day on which it no longer stands."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("offer or need"), _("offers and needs")
        # Lists go by id within a direction and a state; candidates for a match are of one kind.
        indexes = [
            models.Index(fields=["direction", "state", "id"], name="offer_page"),
            models.Index(fields=["direction", "kind", "state", "id"], name="offer_kind_page"),
        ]

    def __str__(self):
        return str(self.uid)


class OfferTag(Tag):
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "scheme", "code"], name="offer_tag_once")]
        indexes = [models.Index(fields=["scheme", "code"], name="offer_tag_code")]


def _together(one, other):
    """The condition that two fields are both set or both empty."""
    return Q(**{one: None, other: None}) | Q(**{f"{one}__isnull": False, f"{other}__isnull": False})


class Match(Record):
    """An offer and a need that may fit: the score with its reasons, and what both sides made of it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted by both")
        FULFILLED = "fulfilled", _("fulfilled")
        DECLINED = "declined", _("declined")

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="matches_as_offer")
    need = models.ForeignKey(Offer, models.PROTECT, related_name="matches_as_need")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100, as it was when the match was proposed.")
    reasons = models.JSONField(default=list, help_text="[{“code”: …, “points”: …, “values”: …}]")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    offer_side_at = models.DateTimeField(null=True, blank=True)
    offer_side_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    need_side_at = models.DateTimeField(null=True, blank=True)
    need_side_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    fulfilled_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="Why it was declined, or what came of it.")

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "need"], name="match_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "fulfilled"])
                | Q(offer_side_at__isnull=False, need_side_at__isnull=False),
                name="match_is_accepted_by_both_sides",
            ),
            models.CheckConstraint(
                condition=_together("offer_side_at", "offer_side_by")
                & _together("need_side_at", "need_side_by"),
                name="match_side_accepts_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state="fulfilled", fulfilled_on__isnull=False)
                | ~Q(state="fulfilled") & Q(fulfilled_on=None),
                name="match_fulfilled_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(offer=F("need")), name="match_joins_two"),
        ]

    def __str__(self):
        return f"{self.offer_id} × {self.need_id}"

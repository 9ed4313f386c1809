from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.models import Record

from ..querysets.exchange import MatchQuerySet, OfferQuerySet
from .common import Shared, Tag, a_country
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
        indexes = [models.Index(fields=["direction", "state", "id"], name="offer_page")]

    def __str__(self):
        return str(self.uid)


class OfferTag(Tag):
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "scheme", "code"], name="offer_tag_once")]
        indexes = [models.Index(fields=["scheme", "code"], name="offer_tag_code")]


class Match(Record):
    """An offer and a need that may fit: the score with its reasons, and what both sides made of it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted by both")
        FULFILLED = "fulfilled", _("fulfilled")
        DECLINED = "declined", _("declined")

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="matches_as_offer")
    need = models.ForeignKey(Offer, models.PROTECT, related_name="matches_as_need")
    score = models.PositiveSmallIntegerField(help_text="0 to 100.")
    reasons = models.JSONField(default=list, help_text="[{“code”: …, “points”: …, “values”: …}]")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    offer_side_at = models.DateTimeField(null=True, blank=True)
    need_side_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    fulfilled_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "need"], name="match_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "fulfilled"])
                | Q(offer_side_at__isnull=False, need_side_at__isnull=False),
                name="match_is_accepted_by_both_sides",
            ),
        ]

    def __str__(self):
        return f"{self.offer_id} × {self.need_id}"

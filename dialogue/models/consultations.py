from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country, interval_in_order
from sse_portal.records.models import Record

from ..querysets.consultations import CommentQuerySet, ConsultationQuerySet
from .committees import Committee
from .common import Kept
from .recommendations import Recommendation


class Consultation(Kept):
    """A window in which a draft definition or recommendation is commented on. Open and closed are derived."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="consultations")
    country = a_country("consultations")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    definition = models.ForeignKey(
        "mapping.WorkingDefinition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.JSONField(_("title"), help_text=_("By language."))
    introduction = models.JSONField(
        _("introduction"), default=dict, blank=True, help_text=_("By language (Markdown).")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    subject = models.JSONField(
        default=list,
        help_text="What is commented on, as it stood: [{“anchor”, “title”, “text” by language}, …].",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(
        null=True, blank=True, help_text="When “you said, we did” was published."
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("consultation"), _("consultations")
        constraints = [
            interval_in_order("consultation_opens_before_it_closes", "opens_at", "closes_at"),
            models.CheckConstraint(
                condition=Q(recommendation=None, definition__isnull=False)
                | Q(recommendation__isnull=False, definition=None),
                name="consultation_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["closes_at", "id"], name="consultation_by_end")]

    def __str__(self):
        return str(self.uid)


class Comment(Record):
    """What somebody says in a consultation. Shown once it is let through; answered with a disposition and a reason."""

    class Position(models.TextChoices):
        SUPPORT = "support", _("in favour")
        CHANGE = "change", _("in favour with changes")
        OPPOSE = "oppose", _("against")
        NEUTRAL = "neutral", _("a remark")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be looked at")
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("not shown")

    class Disposition(models.TextChoices):
        TAKEN_UP = "taken_up", _("taken up")
        PARTLY = "partly", _("partly taken up")
        NOT_TAKEN_UP = "not_taken_up", _("not taken up")
        NOTED = "noted", _("noted")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    anchor = models.CharField(
        max_length=40, blank=True, help_text="Of a part of the subject; empty: the whole."
    )
    position = models.CharField(_("position"), max_length=8, choices=Position.choices)
    text = models.TextField(_("comment"))
    language = models.CharField(max_length=8, blank=True)
    author_name = models.CharField(_("name"), max_length=200, blank=True)
    author_email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Not published: to tell you what became of it.")
    )
    shows_name = models.BooleanField(_("show my name"), default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf_of_name = models.CharField(_("organisation"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=1000, blank=True)
    disposition = models.CharField(max_length=12, choices=Disposition.choices, blank=True)
    disposition_reason = models.JSONField(default=dict, blank=True, help_text=_("By language."))
    disposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    disposed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(disposition="") | ~Q(disposition_reason={}) & Q(disposed_at__isnull=False),
                name="comment_disposed_of_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["consultation", "state", "id"], name="comment_in_order")]

    def __str__(self):
        return str(self.uid)

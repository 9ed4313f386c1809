from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.columns import interval_in_order
from sse_portal.records.models import Record

from ..querysets.meetings import (
    AgendaItemQuerySet,
    InvitationQuerySet,
    LetterQuerySet,
    MeetingQuerySet,
    PresenceQuerySet,
)
from .committees import Committee, Membership, Seat
from .common import Kept, Visibility


class Meeting(Kept):
    """A meeting of a committee, as a calendar shows it (RFC 5545). `uid` never changes.

    draft → convened → held → closed; a convened one may be postponed (then convened again) or cancelled.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONVENED = "convened", _("convened")
        HELD = "held", _("held")
        CLOSED = "closed", _("closed")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in person and online")
        WRITTEN = "written", _("in writing")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings")
    title = models.JSONField(_("title"), help_text=_("By language."))
    description = models.JSONField(_("description"), default=dict, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    timezone = models.CharField(max_length=40, help_text=_("IANA name, such as Asia/Phnom_Penh."))
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.CharField(_("place"), max_length=300, blank=True)
    online_address = models.URLField(
        _("address of the call"), blank=True, help_text=_("Only those who are invited see it.")
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_ones")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    convened_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When it was first made known: notice counts from here.",
    )
    reason = models.CharField(max_length=1000, blank=True, help_text=_("Why it was postponed or cancelled."))
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="Raised when time, place or status changes (RFC 5546)."
    )
    told_at = models.DateTimeField(
        default=now, editable=False, help_text="The last change of what a calendar shows of it."
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("meeting"), _("meetings")
        constraints = [
            interval_in_order("meeting_begins_before_it_ends", "starts_at", "ends_at"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(convened_at__isnull=False), name="meeting_was_convened_first"
            ),
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=F("id")), name="meeting_does_not_follow_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_time"),
            models.Index(fields=["committee", "starts_at", "id"], name="meeting_of_committee"),
        ]

    def __str__(self):
        return str(self.uid)


class AgendaItem(Record):
    """A point of the agenda, and what it is about."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("for information")
        DISCUSSION = "discussion", _("for discussion")
        DECISION = "decision", _("for decision")
        MINUTES = "minutes", _("approval of minutes")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.JSONField(_("title"), help_text=_("By language."))
    text = models.JSONField(_("text"), default=dict, blank=True, help_text=_("By language (Markdown)."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    minutes_planned = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    study = models.ForeignKey("mapping.Study", models.PROTECT, null=True, blank=True, related_name="+")
    definition = models.ForeignKey(
        "mapping.WorkingDefinition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recommendation = models.ForeignKey(
        "dialogue.Recommendation", models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    minutes = models.ForeignKey(
        "dialogue.Minutes", models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("agenda item"), _("agenda items")
        indexes = [models.Index(fields=["meeting", "position", "id"], name="agenda_in_order")]

    def __str__(self):
        return str(self.uid)


class Invitation(Record):
    """Somebody asked to a meeting (iCalendar ATTENDEE). The address is the one that the mail went to."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        REQUIRED = "required", _("member")
        OPTIONAL = "optional", _("alternate or observer")
        GUEST = "guest", _("guest")

    class Answer(models.TextChoices):
        """PARTSTAT of RFC 5545."""

        NEEDS_ACTION = "needs_action", _("no answer yet")
        ACCEPTED = "accepted", _("comes")
        DECLINED = "declined", _("does not come")
        TENTATIVE = "tentative", _("comes perhaps")
        DELEGATED = "delegated", _("sends somebody else")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    person = models.ForeignKey("network.Person", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, help_text="Empty: there is no address that may be used for this.")
    language = models.CharField(max_length=8, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.REQUIRED)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NEEDS_ACTION)
    answered_at = models.DateTimeField(null=True, blank=True)
    delegated_to = models.CharField(max_length=200, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], condition=Q(membership__isnull=False),
                name="invitation_once_per_membership",
            )
        ]  # fmt: skip

    def __str__(self):
        return str(self.uid)


class Letter(models.Model):
    """A mail in the outbox. Letters to one invitation leave in their order, so that no CANCEL overtakes its REQUEST."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="letters")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    calendar = models.TextField(blank=True, help_text="The iCalendar part; empty: a plain mail.")
    method = models.CharField(max_length=10, blank=True, help_text="REQUEST or CANCEL.")
    sequence = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="letter_to_send")]

    def __str__(self):
        return f"{self.method} {self.state}"


class Presence(Record):
    """Who was there, and when. No row: not recorded, which is unknown, never absent."""

    class State(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="presences")
    person = models.ForeignKey("network.Person", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True, help_text=_("Of a guest."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRESENT)
    arrived_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: from the beginning."))
    left_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: until the end."))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("presence"), _("presences")
        constraints = [interval_in_order("presence_begins_before_it_ends", "arrived_at", "left_at")]

    def __str__(self):
        return str(self.uid)

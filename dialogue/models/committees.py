from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sse_portal.records.columns import a_country, interval_in_order
from sse_portal.records.files import StoredFile
from sse_portal.records.models import Record

from ..querysets.committees import (
    CommitteeQuerySet,
    DocumentQuerySet,
    MembershipQuerySet,
    RuleSetQuerySet,
    SeatQuerySet,
)
from .common import Kept


class SeatConstituency(models.TextChoices):
    """On whose bench a seat stands. The first three are those of tripartite consultation (ILO C144)."""

    GOV = "GOV", _("Government")
    EMP = "EMP", _("Employers")
    WRK = "WRK", _("Workers")
    SSE = "SSE", _("SSE organisations")
    EXP = "EXP", _("Experts")
    OBS = "OBS", _("Observers")


class Committee(Kept):
    """An advisory committee, national or regional (Popolo Organization, classification “committee”)."""

    class Status(models.TextChoices):
        FORMING = "forming", _("being formed")
        ESTABLISHED = "established", _("established")
        SUSPENDED = "suspended", _("suspended")
        DISSOLVED = "dissolved", _("dissolved")

    name = models.JSONField(_("name"), help_text=_("By language."))
    name_folded = models.TextField(editable=False)
    country = a_country("committees")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    mandate = models.JSONField(_("mandate"), default=dict, blank=True, help_text=_("By language (Markdown)."))
    legal_basis = models.JSONField(
        _("legal basis"), default=dict, blank=True, help_text=_("The act that set it up, by language.")
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.FORMING)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    timezone = models.CharField(max_length=40, help_text=_("IANA name, such as Asia/Phnom_Penh."))
    host = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The organisation that keeps its secretariat."),
    )  # fmt: skip
    email = models.EmailField(
        _("address of the secretariat"),
        blank=True,
        help_text=_("Of the office, not of a person: it is published."),
    )
    website = models.URLField(_("website"), blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("committee"), _("committees")
        constraints = [
            interval_in_order("committee_begins_before_it_ends", "established_on", "dissolved_on"),
            models.CheckConstraint(
                condition=Q(status="forming") | Q(established_on__isnull=False),
                name="committee_at_work_was_established",
            ),
            models.CheckConstraint(
                condition=Q(status="dissolved", dissolved_on__isnull=False)
                | ~Q(status="dissolved") & Q(dissolved_on=None),
                name="committee_is_dissolved_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="committee_is_not_its_own_parent"
            ),
        ]

    def __str__(self):
        return str(self.uid)


class RuleSet(Record):
    """A version of a committee’s rules as data (`dialogue.standing_orders`), in force until the next one."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="rule_sets")
    number = models.PositiveSmallIntegerField()
    effective_from = models.DateField(_("in force from"))
    document = models.JSONField(
        help_text="Format 1: seats, balance, quorum, decision, notice, meetings, minutes."
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    decision = models.ForeignKey(
        "dialogue.Decision", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The decision that adopted it."),
    )  # fmt: skip

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("rules of a committee"), _("rules of committees")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number"], name="rule_set_number_once_per_committee"
            ),
            models.UniqueConstraint(
                fields=["committee", "effective_from"], name="rule_set_begins_once_on_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.committee_id} / {self.number}"


class Seat(Record):
    """A seat of a committee (Popolo Post). The seat of an alternate names the one that it stands in for."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        VICE = "vice_chair", _("vice-chair")
        MEMBER = "member", _("member")
        SECRETARY = "secretary", _("secretary")
        OBSERVER = "observer", _("observer")

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="seats")
    constituency = models.CharField(_("constituency"), max_length=3, choices=SeatConstituency.choices)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    title = models.JSONField(_("title"), default=dict, blank=True, help_text=_("By language."))
    is_voting = models.BooleanField(_("has a vote"), default=True)
    nominated_by = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The organisation that chooses who sits here."),
    )  # fmt: skip
    alternate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="alternates")
    position = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text=_("The first day without it."))

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("seat"), _("seats")
        constraints = [
            interval_in_order("seat_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(alternate_of=None) | ~Q(alternate_of=F("id")),
                name="seat_is_not_its_own_alternate",
            ),
        ]

    def __str__(self):
        return str(self.uid)


class Membership(Record):
    """Who sits on a seat in [starts_on, ends_on). The database holds that nobody else does at the same time (D1)."""

    class EndReason(models.TextChoices):
        TERM = "term", _("the term was over")
        RESIGNED = "resigned", _("resigned")
        REPLACED = "replaced", _("replaced by the organisation")
        DIED = "died", _("died")
        OTHER = "other", _("other")

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="memberships")
    person = models.ForeignKey("network.Person", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        "network.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The account with which the person reads the papers of the committee."),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day without it."))
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True)
    nomination = models.ForeignKey(
        "dialogue.Document", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("The letter of nomination."),
    )  # fmt: skip

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        constraints = [interval_in_order("membership_begins_before_it_ends")]

    def __str__(self):
        return str(self.uid)


class Document(StoredFile, Kept):
    """A paper of a committee: of the committee itself, of one meeting, or of one recommendation."""

    class Kind(models.TextChoices):
        MANDATE = "mandate", _("Mandate or legal act")
        NOMINATION = "nomination", _("Letter of nomination")
        AGENDA = "agenda", _("Agenda")
        PAPER = "paper", _("Paper for discussion")
        MINUTES = "minutes", _("Minutes")
        LETTER = "letter", _("Letter")
        REPORT = "report", _("Report")
        PROOF = "proof", _("Proof of progress")
        OTHER = "other", _("Other")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="documents")
    meeting = models.ForeignKey(
        "dialogue.Meeting", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    recommendation = models.ForeignKey(
        "dialogue.Recommendation", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PAPER)
    language = models.CharField(_("language"), max_length=8, blank=True)
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations"
    )
    embargo_until = models.DateTimeField(
        _("under embargo until"), null=True, blank=True, help_text=_("Before, only the secretariat sees it.")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("document"), _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting=None) | Q(recommendation=None), name="document_is_of_one_thing"
            )
        ]

    def __str__(self):
        return self.title

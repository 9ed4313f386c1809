from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.columns import a_country, interval_in_order
from sse_portal.records.files import StoredFile

from ..querysets.relations import (
    AgreementDocumentQuerySet,
    AgreementPartyQuerySet,
    AgreementQuerySet,
    RelationshipQuerySet,
)
from .common import Shared, Visibility
from .organizations import Organization


class Relationship(Shared):
    """What one organisation is to another, in [starts_on, ends_on). Stored once; the inverse is read from it."""

    class Kind(models.TextChoices):
        MEMBER = "member_of", _("is a member of")
        FUNDS = "funds", _("funds")
        SUPERVISES = "supervises", _("supervises")
        SUPPORTS = "supports", _("supports")
        PARTNER = "partner_of", _("works with")
        SUCCESSOR = "successor_of", _("is the successor of")

    subject = models.ForeignKey(
        Organization, models.PROTECT, related_name="relationships_from", db_index=False
    )
    object = models.ForeignKey(Organization, models.PROTECT, related_name="relationships_to", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )
    source = models.CharField(max_length=300, blank=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("relationship"), _("relationships")
        constraints = [
            models.CheckConstraint(condition=~Q(subject=F("object")), name="relationship_is_not_with_itself"),
            interval_in_order("relationship_begins_before_it_ends"),
        ]
        # The page of an organisation reads either side by kind, as far as it shows them.
        indexes = [
            models.Index(fields=["subject", "kind", "id"], name="relationship_by_subject"),
            models.Index(fields=["object", "kind", "id"], name="relationship_by_object"),
            models.Index(fields=["kind", "id"], name="relationship_by_kind"),
            models.Index(
                fields=["subject", "ends_on"],
                condition=Q(ends_on__isnull=False),
                name="relationship_ended_subject",
            ),
            models.Index(
                fields=["object", "ends_on"],
                condition=Q(ends_on__isnull=False),
                name="relationship_ended_object",
            ),
        ]

    def __str__(self):
        return f"{self.subject} {self.kind} {self.object}"


# How each kind reads from the other side: its code and its words.
INVERSES = {
    Relationship.Kind.MEMBER: ("has_member", _("has the member")),
    Relationship.Kind.FUNDS: ("funded_by", _("is funded by")),
    Relationship.Kind.SUPERVISES: ("supervised_by", _("is supervised by")),
    Relationship.Kind.SUPPORTS: ("supported_by", _("is supported by")),
    Relationship.Kind.PARTNER: ("partner_of", Relationship.Kind.PARTNER.label),
    Relationship.Kind.SUCCESSOR: ("succeeded_by", _("was succeeded by")),
}
# The same from both sides: whoever is named first is chance.
SYMMETRIC = frozenset({Relationship.Kind.PARTNER})


class Agreement(Shared):
    """A memorandum, letter, grant or implementation agreement. Active, expiring and expired are derived."""

    class Kind(models.TextChoices):
        MOU = "mou", _("Memorandum of understanding")
        LETTER = "letter", _("Letter of agreement")
        GRANT = "grant", _("Grant agreement")
        IMPLEMENTATION = "implementation", _("Implementation agreement")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        SUSPENDED = "suspended", _("suspended")
        TERMINATED = "terminated", _("terminated")

    title = models.JSONField(help_text=_("By language."))
    title_folded = models.TextField(editable=False)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    country = a_country("agreements")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )
    terminated_on = models.DateField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    reminder_days = models.PositiveSmallIntegerField(default=90)
    reminded_for = models.DateField(
        null=True, editable=False, help_text="The end of which a reminder was sent."
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("agreement"), _("agreements")
        constraints = [
            interval_in_order("agreement_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(signed_on__isnull=False), name="agreement_in_force_was_signed"
            ),
            models.CheckConstraint(
                condition=Q(status="terminated", terminated_on__isnull=False)
                | ~Q(status="terminated") & Q(terminated_on=None),
                name="agreement_is_terminated_on_a_day",
            ),
        ]

    def __str__(self):
        return str(self.uid)

    @property
    def last_day(self):
        """The last day on which it holds; None: open ended."""
        end = self.terminated_on or self.ends_on
        return end - timedelta(days=1) if end else None


class AgreementParty(models.Model):
    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        PARTY = "party", _("party")
        FUNDER = "funder", _("funder")
        IMPLEMENTER = "implementer", _("implementer")
        WITNESS = "witness", _("witness")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="agreement_parties")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PARTY)

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organization", "role"], name="party_once_in_a_role")
        ]

    def __str__(self):
        return f"{self.organization} ({self.role})"


class Amendment(models.Model):
    """A numbered change of an agreement; it may move the end."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    summary = models.JSONField(default=dict)
    ends_on = models.DateField(null=True, blank=True, help_text=_("The new end, if it moves."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="amendment_number_once_per_agreement"
            )
        ]

    def __str__(self):
        return f"{self.agreement_id} / {self.number}"


class AgreementDocument(StoredFile):
    """A document of an agreement, such as the signed text."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.SECRETARIAT)

    objects = AgreementDocumentQuerySet.as_manager()

    def __str__(self):
        return self.title

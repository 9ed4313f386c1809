from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.columns import a_country
from sse_portal.records.models import Record
from sse_portal.reference.choices import Constituency

from ..querysets.merges import MergeQuerySet
from ..querysets.organizations import OrganizationQuerySet, ProposalQuerySet, StewardQuerySet
from .common import Shared


class Organization(Shared):
    """A partner of the network (Popolo Organization): in the directory, whether or not a study mapped it."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Ministry or agency")
        STATISTICS = "statistics", _("Statistical office")
        LOCAL = "local", _("Local government")
        EMPLOYERS = "employers", _("Employers’ organisation")
        UNION = "union", _("Trade union")
        APEX = "apex", _("Union or federation of SSE organisations")
        COOPERATIVE = "cooperative", _("Cooperative")
        ASSOCIATION = "association", _("Association")
        MUTUAL = "mutual", _("Mutual society")
        FOUNDATION = "foundation", _("Foundation")
        ENTERPRISE = "enterprise", _("Social enterprise")
        GROUP = "group", _("Self-help group")
        RESEARCH = "research", _("University or research body")
        FINANCE = "finance", _("Financial institution")
        COMPANY = "company", _("Company")
        NGO = "ngo", _("Non-governmental organisation")
        DONOR = "donor", _("Donor")
        UN = "un", _("UN organisation")
        NETWORK = "network", _("Regional or international network")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        DISSOLVED = "dissolved", _("dissolved")
        MERGED = "merged", _("merged into another entry")

    name = models.CharField(_("name"), max_length=200, help_text=_("As it is known in the region."))
    names = models.JSONField(default=dict, blank=True, help_text=_("By language: {“km”: …}."))
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    other_names = models.JSONField(default=list, blank=True, help_text=_("Former and other names."))
    names_folded = models.TextField(editable=False, help_text="All names, folded; what searches compare.")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    constituency = models.CharField(_("constituency"), max_length=3, choices=Constituency.choices, blank=True)
    country = a_country("organizations", db_index=False)
    region = models.ForeignKey(
        "reference.Region", models.PROTECT, to_field="code", null=True, blank=True,
        related_name="organizations", db_index=False,
    )  # fmt: skip
    locality = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True, help_text=_("Year."))
    dissolved = models.PositiveSmallIntegerField(_("dissolved"), null=True, blank=True, help_text=_("Year."))
    website = models.URLField(_("website"), blank=True)
    description = models.JSONField(default=dict, blank=True, help_text=_("By language."))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    entity = models.ForeignKey(
        "mapping.Entity", models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("The same organisation on the register of the mapping studies."),
    )  # fmt: skip
    source = models.CharField(max_length=200, blank=True, help_text=_("Where the entry comes from."))

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("organisation"), _("organisations")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_a_name"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into=None),
                name="organization_merged_names_its_survivor",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="organization_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="organization_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="organization_location_is_on_earth",
            ),
        ]
        # Every list is read in pages by (name, id): each index ends there.
        indexes = [
            models.Index(fields=["name", "id"], name="organization_page"),
            models.Index(fields=["country", "name", "id"], name="organization_country_page"),
            models.Index(fields=["region", "name", "id"], name="organization_region_page"),
            models.Index(fields=["kind", "name", "id"], name="organization_kind_page"),
            models.Index(fields=["constituency", "name", "id"], name="organization_voice_page"),
            models.Index(
                fields=["name", "id"], condition=Q(status="dissolved"), name="organization_dissolved_page"
            ),
            # Every page asks whether synthetic data is there.
            models.Index(fields=["id"], condition=Q(is_sample=True), name="organization_sample"),
        ]

    def __str__(self):
        return self.name


class OrganizationIdentifier(models.Model):
    """An identifier given by a register: org-id scheme and value (XI-ROR, KH-MOI). The natural key of imports."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="organization_identifier_once_per_scheme"
            )
        ]

    def __str__(self):
        return f"{self.scheme} {self.value}"


class Steward(models.Model):
    """A user who keeps the page of an organisation up to date. Ended, never deleted: it is its own history."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="stewards")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = StewardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], condition=Q(ends_at=None), name="steward_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.organization}"


class Proposal(Record):
    """What a steward would have the directory say; the secretariat accepts it or refuses it with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for the secretariat")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="proposals")
    values = models.JSONField(help_text="Proposed values by field; the rest stays.")
    before = models.JSONField(default=dict, help_text="What these fields said in the version that was read.")
    seen = models.PositiveIntegerField(help_text="The version of the organisation that was read.")
    message = models.CharField(max_length=1000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_is_decided_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return f"{self.organization}: {self.state}"


class Merge(Record):
    """Two entries that were one organisation: what moved where, kept so that it can be undone exactly."""

    survivor = models.ForeignKey(Organization, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Organization, models.PROTECT, related_name="merges_away")
    choices = models.JSONField(default=dict, help_text="For each field in dispute: survivor or absorbed.")
    before = models.JSONField(default=dict, help_text="Both entries as they were.")
    after = models.JSONField(default=dict, help_text="Both entries as the merge left them.")
    moved = models.JSONField(default=list, help_text="Rows that changed hands or were taken out as doubles.")
    reason = models.CharField(max_length=1000, blank=True)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="merge_is_of_two_entries"),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="merge_absorbs_an_entry_once"
            ),
        ]

    def __str__(self):
        return f"{self.absorbed} → {self.survivor}"

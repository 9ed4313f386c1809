from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.ids import uuid7
from sse_portal.records.columns import a_country, interval_in_order
from sse_portal.records.models import Record

from ..querysets.people import AffiliationQuerySet, ConsentQuerySet, ContactPointQuerySet, PersonQuerySet
from .organizations import Organization


class Purpose(models.TextChoices):
    """What a contact detail may be used for. Each needs its own consent, or another lawful basis."""

    DIRECTORY = "directory", _("show it to everybody in the directory")
    MEMBERS = "members", _("show it to members of the network")
    INVITATIONS = "invitations", _("send invitations and papers of meetings")
    NEWS = "news", _("send news of the network")


class Person(Record):
    """Somebody who speaks for an organisation. Personal data: apart, and shown only with consent in force."""

    class Sex(models.TextChoices):
        WOMAN = "female", _("woman")
        MAN = "male", _("man")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(default=dict, blank=True, help_text=_("By language."))
    names_folded = models.TextField(editable=False)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    country = a_country("people")
    language = models.CharField(_("language of letters"), max_length=8, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        indexes = [
            models.Index(fields=["name", "id"], name="person_page"),
            models.Index(fields=["country", "name", "id"], name="person_country_page"),
        ]

    def __str__(self):
        return self.name


class Affiliation(Record):
    """A person's post in an organisation (Popolo Membership), in [starts_on, ends_on)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="affiliations")
    post = models.JSONField(default=dict, blank=True, help_text=_("By language: {“en”: “Director”}."))
    is_focal_point = models.BooleanField(_("focal point of the network"), default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [interval_in_order("affiliation_begins_before_it_ends")]

    def __str__(self):
        return f"{self.person}: {self.organization}"


class ContactPoint(Record):
    """How to reach a person, or an office (then it is no personal data)."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("telephone")
        ADDRESS = "address", _("postal address")
        CHAT = "chat", _("messenger")

    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="contact_points")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="contact_points"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=300, help_text=_("E-mail addresses in lower case."))
    note = models.CharField(max_length=100, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, organization__isnull=False)
                | Q(person__isnull=False, organization=None),
                name="contact_point_reaches_a_person_or_an_office",
            )
        ]
        indexes = [models.Index(fields=["kind", "value"], name="contact_point_value")]

    def __str__(self):
        return str(self.uid)


class ConsentEvent(models.Model):
    """A line of the consent ledger, append-only: what is allowed is what the lines add up to."""

    class Act(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consent")
        CONTRACT = "contract", _("contract")
        PUBLIC_TASK = "public_task", _("public task")
        LEGITIMATE = "legitimate", _("legitimate interest")

    class Method(models.TextChoices):
        FORM = "form", _("signed form")
        EMAIL = "email", _("e-mail")
        SPOKEN = "spoken", _("spoken")
        PORTAL = "portal", _("by the person, on the portal")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    act = models.CharField(max_length=10, choices=Act.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices, default=Basis.CONSENT)
    method = models.CharField(max_length=10, choices=Method.choices)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Empty: the person."
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "basis", "id"], name="consent_ledger")]

    def __str__(self):
        return f"{self.person_id} {self.purpose} {self.act}"

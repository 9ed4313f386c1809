"""Forms about relationships, from the side of the organisation whose page they are opened from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import RecordForm

from ..models import Relationship, Visibility
from ..models.relations import INVERSES, SYMMETRIC
from .choosing import OrganizationField, offer_organizations
from .dates import day_after, day_field, last_day

# Each code of the other side: the kind that is stored.
STORED = {code: kind for kind, (code, _label) in INVERSES.items() if kind not in SYMMETRIC}


def _both_ways():
    """The kinds, each followed by how it reads from the other side."""
    for kind, label in Relationship.Kind.choices:
        yield kind, label
        if kind not in SYMMETRIC:
            yield INVERSES[kind]


class RelationshipEditForm(RecordForm):
    """What is said of a relationship; its two sides stay."""

    own_names = {"ends_on": "last_day"}

    kind = forms.ChoiceField(label=_("Relationship"), choices=Relationship.Kind.choices)
    starts_on = day_field(_("First day"), _("Empty: not known, or always."))
    last_day = day_field(_("Last day"), _("Empty: open ended."))
    source = forms.CharField(label=_("Source"), required=False, help_text=_("Where this is known from."))
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PUBLIC,
        help_text=_("Only those see it who may also see both organisations."),
    )  # fmt: skip

    def initial_of(self, record):
        initial = super().initial_of(record)
        return initial | {"last_day": last_day(record.ends_on)} if record else initial

    def values(self):
        values = super().values()
        return values | {"ends_on": day_after(values.pop("last_day"))}


class RelationshipForm(RelationshipEditForm):
    """A new relationship of `organization`, said from its side."""

    own_names = {"ends_on": "last_day", "subject": "organization", "object": "organization"}

    organization = OrganizationField(
        label=_("Other organisation"), help_text=_("Any part of a name, in any script.")
    )
    field_order = ("kind", "organization")

    def __init__(self, *args, user, organization, **options):
        super().__init__(*args, **options)
        self.organization = organization
        self.fields["kind"].choices = [("", _("Choose")), *_both_ways()]
        offer_organizations(self, user)

    def values(self):
        values = super().values()
        code, this, other = values["kind"], str(self.organization.uid), values.pop("organization")
        subject, object_ = (other, this) if code in STORED else (this, other)
        return values | {"kind": str(STORED.get(code, code)), "subject": subject, "object": object_}


class EndForm(RecordForm):
    """From when on a relationship holds no longer, and why."""

    own_names = {"ends_on": "last_day"}

    last_day = day_field(_("Last day"), required=True)
    reason = forms.CharField(label=_("Reason"), required=False)

    def initial_of(self, record):
        return {}

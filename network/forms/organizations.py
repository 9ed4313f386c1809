"""Forms of the directory: its filters, an organisation, who keeps its page, what is proposed about it."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.text import in_language
from sse_portal.records.editing import RecordForm, Tells
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency
from sse_portal.ui.filtering import ListFilter, SearchText, by_label, country_choices

from ..models import Organization, Proposal, Visibility
from ..services.organization_values import PROPOSABLE
from ..summaries.choosing import choosable
from ..summaries.directory import REGIONAL
from .choosing import OrganizationField, offer_organizations


class DirectoryFilter(ListFilter):
    """What one may ask of the directory. A region of another country is a contradiction.

    `may_see_more` offers the entries that are not public; who may not see them is not asked.
    """

    beside = ("more",)
    q = SearchText(label=_("Name"), help_text=_("Any part of a name, in any script."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    constituency = forms.ChoiceField(label=_("Constituency"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    more = forms.BooleanField(label=_("Also entries that are not public"), required=False)

    def __init__(self, data, *, may_see_more=False, **kwargs):
        super().__init__(data, **kwargs)
        language = get_language()
        self.offer("country", [*country_choices(), (REGIONAL, _("Whole region"))])
        country = reference.country(self.data.get("country", "")[:2] or "-")
        if country:
            regions = reference.regions_of(country.iso2)
            self.offer("region", by_label((row.code, in_language(row.names, language)) for row in regions))
        else:
            del self.fields["region"]
        self.offer("kind", Organization.Kind.choices)
        self.offer("constituency", Constituency.choices)
        shown = (Organization.Status.ACTIVE, Organization.Status.DISSOLVED)
        self.offer("status", [(status.value, status.label) for status in shown])
        if not may_see_more:
            del self.fields["more"]

    def clean(self):
        """A region asked for without its country, or with another one, finds nothing: say so."""
        asked = self.data.get("region", "")
        if asked and "region" not in self.fields:
            self.add_error(None, _("Choose the country first, then its region."))
        elif asked and (row := reference.region(asked)) and row.country != self.data.get("country"):
            self.add_error(None, _("That region belongs to another country."))
        return super().clean()

    @property
    def active(self):
        return super().active + self.wants_more

    @property
    def wants_more(self):
        return bool(self.cleaned_data.get("more"))


class Lines(forms.CharField):
    """A list of short texts, one in a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value):
        return [line for line in super().clean(value).splitlines() if line.strip()]


class OrganizationForm(RecordForm):
    """An organisation of a country (a row of the reference data; None: the region)."""

    words = {"names": (_("Name"), 1), "description": (_("Description"), 4)}

    name = forms.CharField(label=_("Name"), help_text=_("As it is known in the region."))
    acronym = forms.CharField(label=_("Acronym"), required=False)
    other_names = Lines(label=_("Former and other names"), required=False, help_text=_("One name in a line."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Organization.Kind.choices)
    constituency = forms.ChoiceField(
        label=_("Constituency"), required=False, help_text=_("Whom it speaks for."),
        choices=[("", _("none")), *Constituency.choices],
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Region"), required=False)
    locality = forms.CharField(label=_("Place"), required=False)
    latitude = forms.CharField(
        label=_("Latitude"), required=False, help_text=_("In degrees, such as 11.55."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    longitude = forms.CharField(
        label=_("Longitude"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    parent = OrganizationField(
        label=_("Part of"), required=False, help_text=_("The organisation above it, if there is one.")
    )
    founded = forms.CharField(
        label=_("Founded"), required=False, help_text=_("Year."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    website = forms.CharField(label=_("Website"), required=False)
    identifiers = Lines(
        label=_("Identifiers"), required=False,
        help_text=_("One in a line: the scheme, a space, the value. XI-ROR 002yp7f20, KH-MOI 123."),
    )  # fmt: skip
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)
    entity = forms.CharField(
        label=_("Entry on the register"), required=False,
        help_text=_("The same organisation on the register of the mapping studies: its public identifier."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), required=False, help_text=_("Where the entry comes from."))

    def __init__(self, *args, user, country, record=None, **kwargs):
        languages = country.languages if country else ()
        super().__init__(*args, record=record, languages=languages, **kwargs)
        if country:
            self.fields["region"].choices = [("", _("none")), *_regions(country, record)]
        else:
            del self.fields["region"]
        last = ("description", "website", "identifiers", "visibility", "entity", "source", "message")
        names = [name for name in self.fields if name.startswith("names_")]
        texts = [name for name in self.fields if name.startswith("description_")]
        rest = [name for name in self.base_fields if name not in ("name", *last)]
        self.order_fields(["name", *names, *rest, *texts, *last])
        self._keep_secrets(user, record)
        offer_organizations(self, user)

    def _keep_secrets(self, user, record):
        """An organisation above that the reader may not know is not asked for: it stays as it is."""
        if record and record.parent_id and record.parent not in choosable(user):
            del self.fields["parent"]

    def initial_of(self, record):
        if record is None:
            return {"visibility": Visibility.PUBLIC, "kind": Organization.Kind.OTHER}
        own = ("region", "parent", "entity", "identifiers")
        plain = [
            name for name in (*self.base_fields, *self.words) if name not in own and hasattr(record, name)
        ]
        pairs = record.identifiers.order_by("scheme", "value").values_list("scheme", "value")
        return {name: getattr(record, name) for name in plain} | {
            "region": record.region_id,
            "parent": record.parent,
            "entity": str(record.entity.uid) if record.entity_id else "",
            "identifiers": [f"{scheme} {value}" for scheme, value in pairs],
        }

    def values(self):
        """As the service takes them; a scheme whose line was taken out is taken away."""
        values = super().values()
        lines = [line.split(None, 1) for line in values.get("identifiers", [])]
        pairs = [{"scheme": line[0], "value": line[1] if len(line) > 1 else ""} for line in lines]
        given = {pair["scheme"] for pair in pairs}
        before = {line.split(None, 1)[0] for line in self.initial.get("identifiers", [])}
        values["identifiers"] = [
            *pairs,
            *({"scheme": scheme, "value": ""} for scheme in sorted(before - given)),
        ]
        return values


def _regions(country, record):
    """The regions of today, and the one that is saved."""
    today, language = timezone.localdate(), get_language()
    rows = [
        row
        for row in reference.regions_of(country.iso2)
        if row.is_valid_on(today) or (record and row.code == record.region_id)
    ]
    return by_label((row.code, in_language(row.names, language)) for row in rows)


class ProposalForm(OrganizationForm):
    """The same form for who keeps the page of an organisation: what may be proposed, and a word about it."""

    message = forms.CharField(
        label=_("Message to the secretariat"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {*PROPOSABLE, "message"}
        for name in list(self.fields):
            if name not in kept and not self._word(name):
                del self.fields[name]


class DissolveForm(RecordForm):
    """Since when an organisation no longer exists."""

    year = forms.CharField(
        label=_("Year"), required=False, help_text=_("Empty: not known."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class StewardForm(Tells, forms.Form):
    """Who is to keep the page of an organisation."""

    email = forms.CharField(
        label=_("E-mail address"), widget=forms.EmailInput, max_length=254,
        help_text=_("Of somebody with an account on this portal."),
    )  # fmt: skip


class AnswerForm(Tells, forms.Form):
    """What the secretariat says to a proposal."""

    answer = forms.CharField(
        label=_("Answer"), required=False, help_text=_("Needed when you refuse; the proposer reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ProposalFilter(forms.Form):
    """Which proposals to list: those that wait, without a choice."""

    state = forms.ChoiceField(required=False, choices=Proposal.State.choices)

    @property
    def asked(self):
        return self.cleaned_data["state"] or Proposal.State.OPEN.value

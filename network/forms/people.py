"""Forms about people: the filters of their list, a person, a post, a contact point, a line of the ledger."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sse_portal.records.editing import RecordForm
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import ListFilter, SearchText

from ..models import ConsentEvent, ContactPoint, Person, Purpose
from .choices import countries_kept
from .choosing import OrganizationField, offer_organizations
from .dates import day_after, day_field, last_day


def languages_of(iso2):
    """The languages of a country, in which names and posts are asked for."""
    country = reference.country(iso2 or "")
    return tuple(code for code in country.languages if code in dict(settings.LANGUAGES)) if country else ()


def _by_language(form, name):
    """The fields of a text by language, which stand where the text belongs."""
    return [field for field in form.fields if field.startswith(f"{name}_")]


class PeopleFilter(ListFilter):
    """What one may ask of the list of people."""

    q = SearchText(label=_("Name"), help_text=_("Any part of a name, in any script."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    purpose = forms.ChoiceField(label=_("Agreed to"), required=False)

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("country", [(code, name) for code, name in countries_kept(user) if code])
        self.offer("purpose", Purpose.choices, _("anything or nothing"))


class OwnNameForm(RecordForm):
    """What a person says of themselves."""

    words = {"names": (_("Name"), 1)}
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it is known in the region."))
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=[("", _("not said")), *settings.LANGUAGES], required=False
    )


class PersonForm(OwnNameForm):
    """A person, for who keeps them."""

    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("not said")), *Person.Sex.choices], required=False,
        help_text=_("For the balance of committees. It is never shown."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries_kept(user)
        self.order_fields(["name", *_by_language(self, "names")])

    def initial_of(self, record):
        return super().initial_of(record) | ({"country": record.country_id or ""} if record else {})


class PostForm(RecordForm):
    """A post in an organisation, which is asked of a new one only."""

    words = {"post": (_("Post"), 1)}
    own_names = {"ends_on": "last_day"}
    organization = OrganizationField(label=_("Organisation"))
    is_focal_point = forms.BooleanField(label=_("Focal point of the network"), required=False)
    starts_on = day_field(_("First day"), _("Empty: not known."))
    last_day = day_field(_("Last day"), _("Empty: it has no end yet."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record:
            del self.fields["organization"]
        offer_organizations(self, user)
        self.order_fields(["organization", *_by_language(self, "post")])

    def initial_of(self, record):
        return super().initial_of(record) | ({"last_day": last_day(record.ends_on)} if record else {})

    def values(self):
        values = super().values()
        return values | {"ends_on": day_after(values.pop("last_day"))}


class ContactForm(RecordForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=300)
    note = forms.CharField(
        label=_("Note"), max_length=100, required=False, help_text=_("For example: in the mornings.")
    )


class ConsentForm(RecordForm):
    """A line of the ledger. `country` says in whose time zone a day begins."""

    own_names = {"expires_at": "last_day"}
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    act = forms.ChoiceField(
        label=_("This was"), choices=ConsentEvent.Act.choices, widget=forms.RadioSelect, initial="given"
    )
    basis = forms.ChoiceField(
        label=_("Lawful basis"), choices=ConsentEvent.Basis.choices, initial=ConsentEvent.Basis.CONSENT
    )
    method = forms.ChoiceField(label=_("How it was said"), choices=ConsentEvent.Method.choices[:-1])
    last_day = day_field(_("Last day on which it holds"), _("Empty: until withdrawn."))
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("Where the form is kept, who was asked.")
    )

    def __init__(self, *args, country, **kwargs):
        super().__init__(*args, **kwargs)
        self.country = country

    def values(self):
        values = super().values()
        day = day_after(values.pop("last_day"))
        row = reference.country(self.country or "")
        zone = ZoneInfo(row.timezone) if row else UTC
        return values | {"expires_at": datetime(day.year, day.month, day.day, tzinfo=zone) if day else None}


class ErasureForm(RecordForm):
    """How somebody asked that their data be erased."""

    method = forms.ChoiceField(label=_("How they asked for it"), choices=ConsentEvent.Method.choices[:-1])


class OwnErasureForm(RecordForm):
    sure = forms.BooleanField(label=_("Yes, erase everything that is held about me."))


class AddressForm(RecordForm):
    """The address to which a link to the own data is mailed."""

    address = forms.EmailField(label=_("E-mail address"), max_length=254)

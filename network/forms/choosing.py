"""Choosing organisations in a form: type a piece of the name, choose among at most 20, without and with JavaScript.

Without JavaScript the form comes back with the hits below the text; with it they appear while one types. A name that
only one organisation has needs no choice, nor does a public identifier. In a form:

    partner = OrganizationField(label=_("Partner"))                 # the public identifier, or ""
    parties = OrganizationsField(label=_("Parties"), roles=Role)    # [{"organization": identifier, "role": code}, …]

and `offer_organizations(self, user)` at the end of its `__init__`.
"""

from dataclasses import dataclass

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, fold

from ..models import Organization
from ..summaries.choosing import LEAST_TYPED, Hits, choosable, hit_of, hits, is_uid

MOST_TYPED = 200
MOST_ROWS = 40


@dataclass(frozen=True)
class Typed:
    """One choice as it came back: the text, the hit that was marked, and the text which the hits were found by."""

    text: str = ""
    uid: str = ""
    seen: str = ""
    # Known from the record: needs no search to be shown.
    saved: Organization | None = None

    def __str__(self):
        return self.text

    def __bool__(self):
        return bool(self.text)

    @property
    def chosen(self):
        """The marked hit; none when the text was changed after it was marked."""
        return self.uid if self.text == self.seen else ""

    @classmethod
    def of(cls, organization):
        """The choice that a record holds."""
        return cls(organization.name, str(organization.uid), organization.name, organization)


class OrganizationPicker(forms.Widget):
    """A text to search by and, below it, the hits to choose from."""

    template_name = "network/choose_organization.html"
    among = None

    def value_from_datadict(self, data, files, name):
        text, uid, seen = (data.get(name + part) or "" for part in ("", "_uid", "_seen"))
        return Typed(text.strip(), uid, seen)

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def get_context(self, name, value, attrs):
        value = value or Typed()
        context = super().get_context(name, value, attrs)
        context["widget"]["value"] = value
        return context | {"hits": self.hits(value), "chosen": value.chosen, "name": name, "seen": value.text}

    def hits(self, value):
        """What there is to choose: after a choice only that one, so that it is seen what will be saved."""
        if value.saved:
            return Hits((hit_of(value.saved),))
        if not value or not is_searchable(value.text):
            return Hits()
        marked = self.among.known_as([value.chosen]).first() if is_uid(value.chosen) else None
        return Hits((hit_of(marked),)) if marked else hits(self.among, value.text)

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class OrganizationField(forms.Field):
    """One organisation; cleaned to its public identifier, "" without one."""

    widget = OrganizationPicker
    default_error_messages = {
        "none": _("No organisation has this in its name. Try a shorter piece of it."),
        "several": _("Choose one of the organisations below."),
        "short": _("Give at least %(least)d characters."),
        "unclean": _("This text cannot be searched for."),
    }

    @property
    def among(self):
        return self.widget.among

    @among.setter
    def among(self, organizations):
        self.widget.among = organizations

    def prepare_value(self, value):
        return Typed.of(value) if isinstance(value, Organization) else value

    def clean(self, typed):
        if not typed:
            self.validate(None)
            return ""
        self._readable(typed.text)
        for uid in filter(is_uid, (typed.chosen, typed.text)):
            if self.among.known_as([uid]).exists():
                return uid
        found = hits(self.among, typed.text)
        if found.only:
            return found.only.uid
        self._refuse("several" if found.rows else "none")

    def _readable(self, text):
        if not is_searchable(text):
            self._refuse("unclean")
        if len(fold(text)) < LEAST_TYPED:
            self._refuse("short", least=LEAST_TYPED)

    def _refuse(self, code, **params):
        raise forms.ValidationError(self.error_messages[code], code=code, params=params or None)


@dataclass(frozen=True)
class TypedRows:
    """Rows of choices with their roles, as they came back or as the record holds them: ((Typed, role), …)."""

    rows: tuple = ()

    def __str__(self):
        return "; ".join(f"{typed} ({role})" for typed, role in self.rows if typed)

    def __bool__(self):
        return any(typed for typed, _role in self.rows)

    @classmethod
    def of(cls, pairs):
        """The rows that a record holds: [(Organization, role), …]."""
        return cls(tuple((Typed.of(organization), role) for organization, role in pairs))


class OrganizationRows(forms.Widget):
    """Rows of an organisation and its role: the filled ones and some to fill. An emptied row is taken out."""

    template_name = "network/choose_organizations.html"
    use_fieldset = True
    spare = 3
    roles, role = (), ""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.picker = OrganizationPicker()

    def id_for_label(self, id_):
        """The legend: there is no single input to lead to."""
        return ""

    def value_from_datadict(self, data, files, name):
        rows = []
        for number in range(MOST_ROWS):
            if (prefix := f"{name}-{number}-") + "organization" in data:
                typed = self.picker.value_from_datadict(data, files, f"{prefix}organization")
                rows.append((typed, data.get(f"{prefix}role") or ""))
        return TypedRows(tuple(rows))

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-organization" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        filled = [row for row in value.rows if row[0]] if value else []
        rows = [*filled, *[(Typed(), self.role)] * min(self.spare, MOST_ROWS - len(filled))]
        return context | {"rows": [self._row(name, *row) for row in enumerate(rows)], "roles": self.roles}

    def _row(self, name, number, row):
        typed, role = row
        prefix = f"{name}-{number}-"
        picker = self.picker.get_context(f"{prefix}organization", typed, {"id": f"id_{prefix}organization"})
        return {"number": number + 1, "picker": picker, "role": role, "role_name": f"{prefix}role"}

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class OrganizationsField(forms.Field):
    """Organisations with roles; cleaned to [{"organization": public identifier, "role": code}, …]."""

    widget = OrganizationRows
    default_error_messages = {
        "role": _("Choose what part it takes."),
        "row": _("Row %(number)d: %(message)s"),
    }

    def __init__(self, *, roles, role="", **options):
        super().__init__(**options)
        self.one = OrganizationField()
        self.roles = roles
        self.widget.roles, self.widget.role = roles.choices, role or roles.values[0]

    def __deepcopy__(self, memo):
        result = super().__deepcopy__(memo)
        result.one = OrganizationField()
        result.widget.picker = OrganizationPicker()
        return result

    @property
    def among(self):
        return self.one.among

    @among.setter
    def among(self, organizations):
        self.one.among = self.widget.picker.among = organizations

    def prepare_value(self, value):
        """`value` may also be what a record holds: [(Organization, role), …]."""
        if isinstance(value, TypedRows) or value is None:
            return value
        return TypedRows.of(value)

    def clean(self, value):
        rows, errors = [], []
        for number, (typed, role) in enumerate((row for row in value.rows if row[0]), start=1):
            try:
                rows.append({"organization": self.one.clean(typed), "role": self._role(role)})
            except forms.ValidationError as error:
                params = {"number": number, "message": " ".join(error.messages)}
                errors.append(forms.ValidationError(self.error_messages["row"], code="row", params=params))
        if errors:
            raise forms.ValidationError(errors)
        self.validate(rows)
        return rows

    def _role(self, role):
        if role not in self.roles.values:
            raise forms.ValidationError(self.error_messages["role"], code="role")
        return role


def offer_organizations(form, user):
    """Let every field of `form` that chooses organisations offer those that `user` may know."""
    for field in form.fields.values():
        if isinstance(field, OrganizationField | OrganizationsField):
            field.among = choosable(user)


def is_searchable(text):
    """Can a database search for this text?"""
    try:
        clean_text(text, limit=MOST_TYPED)
    except Problem:
        return False
    return True

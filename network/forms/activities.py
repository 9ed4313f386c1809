"""Forms about activities: the record, the filters of its list and of the matrix, the file of an import."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.basics.text import in_language
from sse_portal.records.editing import LANGUAGE_NAMES, RecordForm
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme
from sse_portal.ui.filtering import ListFilter, SearchText, by_label, country_choices

from ..models import Activity, Participation, Visibility
from ..querysets.activities import LIVE, NONE
from ..summaries.activities import known_to
from ..summaries.matrix import AXES, AXIS_LABELS, FIRST_YEAR, ORGANIZATION, SECTOR, YEARS_AHEAD
from .choices import goal_choices
from .choosing import OrganizationsField, Typed, TypedRows, is_searchable, is_uid, offer_organizations
from .rows import Column, Filled, RowsField

LEAST_TYPED = 2
REACHES = [
    ("", _("with what is nationwide")),
    ("named", _("only what names a region")),
    ("nationwide", _("only what is nationwide")),
]


def region_choices(country, *, with_former=()):
    """The regions of a country today, by name, and the former ones among `with_former`."""
    language, today = get_language(), timezone.localdate()
    rows = [row for row in reference.regions_of(country) if row.is_valid_on(today) or row.code in with_former]
    return by_label((row.code, in_language(row.names, language)) for row in rows)


def sector_choices():
    language = get_language()
    return [(item.key, in_language(item.titles, language)) for item in reference.items("ISIC4", level=1)]


def kept_choices(user):
    """Where `user` may keep records: the countries, and the region for those who keep all."""
    held = countries_of(user, Can.RUN_NETWORK)
    whole = [("", _("the whole region"))] if held is EVERYWHERE else []
    return whole + [choice for choice in country_choices() if held is EVERYWHERE or choice[0] in held]


def day_field(label, help_text=""):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


def checkboxes(label, choices):
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class ActivityForm(RecordForm):
    """An activity with its participants, places and results: rows that are filled, and some to fill."""

    words = {"title": (_("Title"), 1), "description": (_("Description"), 4)}
    status = forms.ChoiceField(label=_("Status"), choices=Activity.Status.choices, required=False)
    planned_start = day_field(_("Planned beginning"))
    planned_end = day_field(_("Planned end"), _("The first day on which it is to be over."))
    actual_start = day_field(_("Actual beginning"))
    actual_end = day_field(_("Actual end"), _("The first day on which it was over."))
    participants = OrganizationsField(
        label=_("Organisations and their roles"), required=False, roles=Participation.Role, role="4",
        help_text=_("An organisation with several roles has several rows. Save to get more rows."),
    )  # fmt: skip
    places = RowsField(
        label=_("Where"), help_text=_("Regions of one or several countries, or expressly a whole country.")
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    results = RowsField(
        label=_("Results"),
        help_text=_("What can be counted: where it began, what is wanted, what is reached, and when."),
    )
    themes = checkboxes(_("Themes"), Theme.choices)
    sdg = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Goals and targets that it works for. Hold Ctrl to choose several."),
    )  # fmt: skip
    principles = checkboxes(_("Principles of the working definition"), Principle.choices)
    identifier = forms.CharField(
        label=_("IATI identifier"), required=False,
        help_text=_("That of the organisation, a hyphen, its own: KH-MOI-1234-TRAINING."),
    )  # fmt: skip
    website = forms.CharField(label=_("Website"), required=False)
    country = forms.ChoiceField(label=_("Who keeps it"), required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, required=False)

    def __init__(self, *args, user, languages=(), **kwargs):
        super().__init__(*args, languages=languages, **kwargs)
        self.fields["sector"].choices = [("", "–"), *sector_choices()]
        self.fields["sdg"].choices = list(goal_choices())
        self.fields["country"].choices = kept_choices(user)
        self.fields["places"].columns = [self._place_column()]
        self.fields["results"].columns = list(self._result_columns())
        known = set(known_to(user).values_list("pk", flat=True)) if self.record else set()
        for name, rows in self._rows_of(known).items():
            self.initial[name] = rows
        offer_organizations(self, user)
        self.order_fields([*self._texts("title"), *self._texts("description")])

    def _texts(self, name):
        return [field for field in self.fields if field.rpartition("_")[0] == name]

    def initial_of(self, record):
        if record is None:
            return {"visibility": Visibility.PUBLIC.value}
        tags = {}
        for scheme, code in record.tags.values_list("scheme", "code").order_by("scheme", "code"):
            tags.setdefault(scheme, []).append(code)
        named = {"sdg": "SDG", "themes": "theme", "principles": "principle"}
        plain = super().initial_of(record) | {"country": record.country_id or ""}
        return plain | {name: tags.get(scheme, []) for name, scheme in named.items()}

    def _rows_of(self, known):
        """The rows that the record holds; organisations that the reader may not know are not among them."""
        if self.record is None:
            return {}
        parts = self.record.participations.select_related("organization").by_role()
        typed = [(Typed.of(part.organization), part.role) for part in parts if part.organization_id in known]
        places = [{"place": place.region_id or place.country_id} for place in self.record.places.in_order()]
        return {
            "participants": TypedRows(tuple(typed)),
            "places": Filled.of(places, self.fields["places"].columns),
            "results": Filled.of(map(_flat_result, self._results()), self.fields["results"].columns),
        }

    def _results(self):
        return self.record.results.order_by("id") if self.record else ()

    def _place_column(self):
        held = {place.region_id for place in self.record.places.in_order()} if self.record else set()
        groups = [
            (name, [(code, _("%(country)s: the whole country") % {"country": name}), *regions])
            for code, name in country_choices()
            if (regions := region_choices(code, with_former=held))
        ]
        return Column("place", _("Region or country"), forms.Select(choices=[("", "–"), *groups]))

    def _result_columns(self):
        for field in self._texts("title"):
            code = field.rpartition("_")[2]
            label = _("What is counted (%(language)s)") % {"language": LANGUAGE_NAMES[code]}
            yield Column(f"title_{code}", label, forms.TextInput(), language=code)
        yield Column("unit", _("Unit"), forms.TextInput())
        for name, label in (("baseline", _("At first")), ("target", _("Wanted")), ("reached", _("Reached"))):
            yield Column(name, label, forms.TextInput({"inputmode": "decimal"}))
        yield Column("reached_on", _("Reached on"), forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def values(self):
        values = super().values()
        values["places"] = [row["place"] for row in values["places"]]
        held = list(self._results())
        saved = [held[number].title if number < len(held) else {} for number in range(len(values["results"]))]
        values["results"] = [_result(row, title) for row, title in zip(values["results"], saved, strict=True)]
        return values

    def tell(self, problem):
        """A problem of a row stands beside its rows: “places/2” beside the places."""
        for error in problem.errors:
            name, _slash, rest = error["field"].partition("/")
            if rest:
                number = int(rest.partition("/")[0]) + 1
                error["message"] = _("Row %(number)d: %(message)s") % {
                    "number": number,
                    "message": error["message"],
                }
            error["field"] = name
        super().tell(problem)


def _flat_result(result):
    texts = {f"title_{code}": text for code, text in result.title.items()}
    columns = ("unit", "baseline", "target", "reached")
    amounts = {name: _amount(getattr(result, name)) for name in columns}
    return texts | amounts | {"reached_on": str(result.reached_on or "")}


def _amount(value):
    text = "" if value is None else str(value)
    return text.removesuffix(".00")


def _result(row, saved):
    """A row as the service takes it. Texts in languages that were not asked for stay with their row."""
    asked = {name.removeprefix("title_"): text for name, text in row.items() if name.startswith("title_")}
    plain = {name: text for name, text in row.items() if not name.startswith("title_")}
    return {"title": saved | asked} | plain


class ActivityFilter(ListFilter):
    """What one may ask of the list of activities. A region of another country is a contradiction."""

    q = SearchText(label=_("Title"), help_text=_("Any part of a title, in any script."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    reach = forms.ChoiceField(label=_("Reach"), required=False, choices=REACHES)
    organization = SearchText(label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sdg = forms.ChoiceField(label=_("Sustainable Development Goal"), required=False)
    principle = forms.ChoiceField(label=_("Principle of the working definition"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    year = forms.ChoiceField(label=_("Under way in"), required=False)
    any_status = _("all")

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.known = known_to(user)
        country = reference.country(self.data.get("country", "")[:2] or "-")
        region = self.data.get("region", "")[:10]
        self.offer("country", [*country_choices(), (NONE, _("no place given"))])
        if country:
            self.offer("region", region_choices(country.iso2, with_former={region}))
        else:
            del self.fields["region"]
        self.offer("role", Participation.Role.choices)
        self.offer("sector", [*sector_choices(), (NONE, _("no sector given"))])
        self.offer("theme", Theme.choices)
        self.offer("sdg", goal_choices())
        self.offer("principle", Principle.choices)
        self.offer("year", [*self._years(), (NONE, _("no date known"))])
        live = (LIVE, _("all but cancelled"))
        self.offer("status", [live, *Activity.Status.choices], self.any_status)
        self._name_organization()

    def _years(self):
        last = timezone.localdate().year + YEARS_AHEAD
        return [(str(year), str(year)) for year in range(last, FIRST_YEAR - 1, -1)]

    def _name_organization(self):
        """An organisation that a link names is shown by its name; another one is typed."""
        given = self.data.get("organization", "").strip()
        choices = {NONE: _("no organisation named")} if given == NONE else {}
        if is_uid(given):
            choices = dict(self.known.known_as([given]).values_list("uid", "name"))
        if choices:
            chosen = [("", _("all")), *((str(code), name) for code, name in choices.items())]
            self.fields["organization"].widget = forms.Select(choices=chosen)
        else:
            self.fields["organization"].help_text = _("Any part of its name.")

    def clean_organization(self):
        given = self.cleaned_data["organization"]
        if not given or given == NONE:
            return given
        if is_uid(given):
            if not self.known.known_as([given]).exists():
                raise forms.ValidationError(_("There is no such organisation."), code="unknown")
        elif len(given) < LEAST_TYPED or not is_searchable(given):
            raise forms.ValidationError(
                _("Give at least %(least)d characters."), code="short", params={"least": LEAST_TYPED}
            )
        return given

    def clean(self):
        """A region asked for without its country, or with another one, finds nothing: say so."""
        asked = self.data.get("region", "")
        if asked and "region" not in self.fields:
            self.add_error(None, _("Choose the country first, then its region."))
        row = reference.region(asked)
        if row and row.country != self.data.get("country"):
            self.add_error(None, _("That region belongs to another country."))
        return super().clean()


class MatrixForm(ActivityFilter):
    """What is counted, and by what. Cancelled activities count only when one asks for them."""

    rows = forms.ChoiceField(label=_("Rows"))
    columns = forms.ChoiceField(label=_("Columns"))
    any_status = _("all but cancelled")
    beside = ("rows", "columns")

    def __init__(self, data, **kwargs):
        super().__init__(_with_axes(data), **kwargs)
        choices = [(axis, AXIS_LABELS[axis]) for axis in AXES]
        self.fields["rows"].choices = self.fields["columns"].choices = choices
        statuses = [choice for choice in self.fields["status"].choices if choice[0] != LIVE]
        self.fields["status"].choices = statuses
        self.order_fields(self.beside)

    def clean(self):
        super().clean()
        if not self.errors and self.axes[0] == self.axes[1]:
            self.add_error("columns", _("Choose something else than for the rows."))
        return self.cleaned_data

    @property
    def axes(self):
        """(rows, columns)."""
        return tuple(self.cleaned_data[name] for name in self.beside)


def _with_axes(data):
    """What is not asked for is organisation by sector."""
    data = data.copy()
    rows, columns = data.get("rows"), data.get("columns")
    data["rows"] = rows or (ORGANIZATION if columns != ORGANIZATION else SECTOR)
    data["columns"] = columns or (SECTOR if rows != SECTOR else ORGANIZATION)
    return data


class ActivityImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), max_length=200, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("CSV, with or without HXL hashtags, or Excel (.xlsx), up to 5,000 rows."),
    )  # fmt: skip

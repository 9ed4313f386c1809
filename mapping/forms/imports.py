"""Imports: the file, how it is read, what its columns mean."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.text import in_language
from sse_portal.spreadsheets.encodings import ENCODINGS

from ..definition.checks import BadAnswer, Scope, clean_value
from ..definition.codebook import CODEBOOK, SECTIONS, by_section
from ..definition.options import options
from ..imports.columns import EVERYWHERE, OTHERS, SCHEMES, target_label
from ..summaries.imports import ENCODINGS as ENCODING_NAMES
from ..summaries.imports import delimiter_names

MOST_CODES = 1_200
NAME_LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi", "fr", "zh", "uz")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), max_length=200, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("CSV or Excel (.xlsx), up to 20 MB and 200,000 rows, with one header line."),
    )  # fmt: skip


class ReadingForm(forms.Form):
    """How the file is read, to be put right by hand."""

    def __init__(self, *args, shape, **kwargs):
        super().__init__(*args, initial=shape, **kwargs)
        if shape["kind"] == "xlsx":
            sheets = [(name, name) for name in shape["sheets"]]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=sheets)
        else:
            names = [(name, ENCODING_NAMES[name]) for name in ENCODINGS]
            self.fields["encoding"] = forms.ChoiceField(label=_("Encoding"), choices=names)
            marks = list(delimiter_names().items())
            # A tab would be stripped from the form's value.
            shown = [("tab" if mark == "\t" else mark, name) for mark, name in marks]
            self.fields["delimiter"] = forms.ChoiceField(label=_("Cells are separated by"), choices=shown)
            self.initial["delimiter"] = "tab" if shape["delimiter"] == "\t" else shape["delimiter"]

    def chosen(self):
        """What the service takes."""
        given = dict(self.cleaned_data)
        if given.get("delimiter") == "tab":
            given["delimiter"] = "\t"
        return given


class ColumnsForm(forms.Form):
    """One choice per column, and for closed questions one per value that means no code by itself."""

    blank_erases = forms.BooleanField(
        label=_("A blank cell takes the value away"), required=False,
        help_text=_("Otherwise a blank cell changes nothing."),
    )  # fmt: skip

    def __init__(self, data=None, *, batch):
        super().__init__(data, initial={"blank_erases": batch.shape.get("blank_erases")})
        self.batch, self.country = batch, batch.study.country_id
        self.left = MOST_CODES
        choices = _targets(self.country, {entry["to"] for entry in batch.mapping.values()})
        for place, column in enumerate(batch.shape["header"]):
            entry = batch.mapping.get(column, {"to": "", "codes": {}})
            self.fields[f"to-{place}"] = forms.ChoiceField(
                label=column, choices=choices, initial=entry["to"], required=False
            )
            self._add_codes(place, column, entry)

    def _add_codes(self, place, column, entry):
        for number, value in enumerate(self.unknown_values(place, column, entry)):
            variable = CODEBOOK[self.target(place, entry)]
            known = [(option.code, _option_label(option)) for option in options(variable, self.country)]
            self.fields[f"code-{place}-{number}"] = forms.ChoiceField(
                label=value, choices=[("", _("refuse such rows")), *known], required=False,
                initial=entry["codes"].get(value, ""),
            )  # fmt: skip

    def target(self, place, entry):
        """What the column is to mean: as sent, else as kept."""
        return self.data.get(f"to-{place}", entry["to"]) if self.is_bound else entry["to"]

    def unknown_values(self, place, column, entry):
        """The values listed for a column that are no answers to its question."""
        variable = CODEBOOK.get(self.target(place, entry))
        if variable is None or not variable.is_select or column in self.batch.shape["many"]:
            return []
        found = [
            value
            for value in self.batch.shape["values"].get(column, {})
            if not _is_answer(variable, value, self.country)
        ]
        found, self.left = found[: self.left], max(0, self.left - len(found))
        return found

    def mapping(self):
        """The mapping that the form says."""
        read = {}
        for place, column in enumerate(self.batch.shape["header"]):
            entry = self.batch.mapping.get(column, {"to": "", "codes": {}})
            target = self.cleaned_data.get(f"to-{place}", "")
            values = self.unknown_values(place, column, entry)
            codes = {
                value: code
                for number, value in enumerate(values)
                if (code := self.cleaned_data.get(f"code-{place}-{number}"))
            }
            read[column] = {"to": target, "codes": codes}
        return read

    def columns(self):
        """For the page: each column with its field, some of its values, and the fields of its codes."""
        for place, column in enumerate(self.batch.shape["header"]):
            values = list(self.batch.shape["values"].get(column, {}))[:3]
            prefix = f"code-{place}-"
            codes = [self[name] for name in self.fields if name.startswith(prefix)]
            yield {"name": column, "field": self[f"to-{place}"], "samples": values, "codes": codes}


def _is_answer(variable, value, country):
    try:
        clean_value(variable, value, Scope(country=None if variable.name == "country" else country))
    except BadAnswer:
        return False
    return True


def _option_label(option):
    return f"{in_language(option.label, get_language())} ({option.code})"


def _targets(country, used):
    """Choices in groups: identity, names, then the sections of the questionnaire."""
    language = get_language()
    schemes = {f"identifier:{scheme}" for scheme in (*SCHEMES[country], *EVERYWHERE)}
    schemes |= {target for target in used if target.startswith("identifier:")}
    names = [f"name:{code}" for code in NAME_LANGUAGES]
    names += sorted(target for target in used if target.startswith("name:") and target not in names)
    identity = ["entity", "response", *sorted(schemes), "identifiers"]
    rest = [name for name in OTHERS if name not in ("entity", "response", "names", "identifiers")]
    groups = [(_("Identity"), identity), (_("Names"), [*names, "names"]), (_("More"), rest)]
    groups += [
        (in_language(SECTIONS[letter], language), [variable.name for variable in variables])
        for letter, variables in by_section().items()
    ]
    return [
        ("", _("not read")),
        *(
            (label, [(target, target_label(target, language)) for target in targets])
            for label, targets in groups
        ),
    ]

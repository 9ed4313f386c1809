"""The questionnaire as forms, from the codebook. They hand on what was typed; reading it is the services' work."""

import re
from functools import partial

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..definition.checks import as_text
from ..definition.options import options

FEW = 8
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Raw(forms.Field):
    """A field that refuses nothing."""

    def __init__(self, *, unit="", **options):
        super().__init__(required=False, **options)
        self.unit = unit

    def clean(self, value):
        return value


class SectionForm(forms.Form):
    """The questions of a section. `answers` are typed values, `country` the study's ISO code, `on` a day."""

    def __init__(self, variables, *, answers, country, on, data=None):
        super().__init__(data)
        self.variables = variables
        for variable in variables:
            shown = data.get(variable.name) if data is not None else None
            self.fields[variable.name] = _field(variable, answers.get(variable.name), shown, country, on)

    @property
    def raw(self):
        """What was typed, by variable. A question that the page did not send is left out."""
        self.full_clean()
        sent = set(self.data)
        return {
            variable.name: self.cleaned_data[variable.name]
            for variable in self.variables
            if variable.name in sent or variable.type == "select_multiple"
        }

    def tell(self, problems):
        """Show {variable: message or messages} beside the fields."""
        for name, messages in problems.items():
            if name in self.fields:
                self.add_error(name, messages)


def _field(variable, value, shown, country, on):
    language = get_language()
    make = FIELDS.get(variable.type, _text)
    initial = value if variable.is_select else as_text(variable, value)
    return Raw(
        label=in_language(variable.question, language),
        help_text=" ".join(
            filter(None, (_hint(variable), _("Needed to submit.") if variable.required else ""))
        ),
        initial=initial,
        unit=_unit(variable, country, language),
        widget=make(variable, value, shown, country, on),
    )


def _unit(variable, country, language):
    """The unit beside the box; a year needs none."""
    if variable.unit == "LCU":
        return reference.country(country).currency
    if variable.unit in ("", "year", "WGS84"):
        return ""
    return "%" if variable.unit == "percent" else in_language(variable.unit_label, language)


def _hint(variable):
    if variable.type == "select_multiple":
        most = variable.max_choices
        return _("Choose at most %(most)d.") % {"most": most} if most else _("Choose all that apply.")
    hints = {
        "geopoint": _("Latitude and longitude in degrees, such as 11.5564, 104.9282."),
        "phone": _("With the country prefix, such as +855 12 345 678."),
    }
    return hints.get(variable.type, "")


def _text(variable, value, shown, country, on):
    attrs = {"autocomplete": "off"}
    if variable.max_length:
        attrs["maxlength"] = variable.max_length
    return forms.TextInput(attrs=attrs)


def _number(variable, value, shown, country, on):
    """Not type=number: that would refuse Khmer and Thai digits, and drop what it cannot read."""
    mode = "numeric" if variable.type == "integer" else "decimal"
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def _day(variable, value, shown, country, on):
    """A date box cannot show what is no date: then it is a text box, so that nothing typed is lost."""
    readable = not shown or _ISO_DAY.fullmatch(shown)
    return forms.DateInput(attrs={"type": "date" if readable else "text"}, format="%Y-%m-%d")


def _typed(kind, variable, value, shown, country, on):
    return forms.TextInput(attrs={"type": kind, "autocomplete": "off"})


def _place(variable, value, shown, country, on):
    return forms.TextInput(attrs={"autocomplete": "off", "data-place": ""})


def _choice(variable, value, shown, country, on):
    choices = _choices(variable, value, country, on)
    if len(choices) > FEW:
        return forms.Select(choices=[("", _("Choose")), *choices])
    return forms.RadioSelect(choices=[*choices, ("", _("No answer"))])


def _choices_many(variable, value, shown, country, on):
    return forms.CheckboxSelectMultiple(choices=_choices(variable, None, country, on))


FIELDS = {
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "date": _day,
    "email": partial(_typed, "email"),
    "phone": partial(_typed, "tel"),
    "geopoint": _place,
    "select_one": _choice,
    "select_multiple": _choices_many,
}


def _choices(variable, value, country, on):
    """(code, label) of what is offered; an answer that is offered no more stays among them."""
    language = get_language()
    offered = options(variable, country, on)
    if value and value not in {option.code for option in offered}:
        offered += tuple(option for option in options(variable, country) if option.code == value)
    named = [(option.code, _name(variable, option, language)) for option in offered]
    return sorted(named, key=lambda choice: choice[1]) if variable.code_list in BY_NAME else named


# Lists without an order of their own.
BY_NAME = ("regions", "legal_forms")


def _name(variable, option, language):
    """A legal form is known by its national name; the reader's language follows."""
    text = in_language(option.label, language)
    if variable.code_list != "legal_forms":
        return text
    national = next((own for code, own in option.label.items() if code != "en"), text)
    return national if national == text else f"{national} – {in_language(option.label, 'en')}"

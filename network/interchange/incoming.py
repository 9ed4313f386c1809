"""An organisation as a file gives it, whatever the format: what the planner of an import reads."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import override

from sse_portal.basics.text import fold
from sse_portal.reference import summaries as reference

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Stands for the whole region where a country is asked for; an empty cell says nothing.
REGIONAL = "regional"
UNSAID = "unsaid"


@dataclass
class Incoming:
    """One organisation of a file. `values` are raw, by the directory's field names; what is not said is left out.

    `country` is an ISO code, None for the region, or UNSAID. `parent` and the objects of `relations`, (kind, which)
    with “which” as "SCHEME:value" or a public identifier, are looked up in the directory and in the file itself.
    `ended` is None when the file says nothing, else whether it is dissolved; `skipped` says why it is left out.
    """

    number: int
    values: dict = field(default_factory=dict)
    uid: str = ""
    country: str | None = UNSAID
    identifiers: list = field(default_factory=list)
    parent: str = ""
    relations: list = field(default_factory=list)
    ended: bool | None = None
    dissolved: Any = None
    skipped: str = ""
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def name(self):
        """What the file calls it; "" when it does not."""
        texts = (self.values.get("name"), *self.values.get("names", {}).values())
        return str(next(filter(None, texts), ""))

    def refuse(self, column, message):
        self.problems.append({"column": column, "message": str(message)})


def code_of(choices, text):
    """The code of a TextChoices class that a text means: the code itself, or its label here or in English; None."""
    wanted = fold(text)
    if wanted in {str(code).casefold() for code in choices.values}:
        return next(code for code in choices.values if code.casefold() == wanted)
    here = {fold(str(label)): code for code, label in choices.choices}
    with override("en"):
        english = {fold(str(label)): code for code, label in choices.choices}
    return here.get(wanted) or english.get(wanted)


def country_of(text):
    """The ISO code of a country named by its code or by its name in any language; UNSAID when there is none such."""
    wanted = fold(text)
    if wanted == REGIONAL:
        return None
    for row in reference.countries():
        if wanted in {row.iso2.casefold(), row.iso3.casefold(), *map(fold, row.names.values())}:
            return row.iso2
    return UNSAID


def region_of(text, country, on):
    """The code of a region named by its code, or by the name that it has on a day (None: that it ever had); or None."""
    wanted = fold(text)
    for row in reference.regions_of(country):
        if wanted in {row.code.casefold(), row.iso_3166_2.casefold()}:
            return row.code
    # Of several of one name, of different times, the newest.
    named = (
        row for row in reversed(reference.regions_of(country, on)) if wanted in map(fold, row.names.values())
    )
    return next((row.code for row in named), None)


def pair_of(text):
    """("SCHEME", "value") of "SCHEME:value"; None without a colon. Addresses keep theirs: XI-ROR:https://ror.org/…"""
    scheme, colon, value = text.strip().partition(":")
    return (scheme.strip(), value.strip()) if colon and value.strip() else None

"""The answers a closed question offers, and how a typed answer is recognised: by code, or by label in any
language.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from sse_portal.basics.text import fold, in_language
from sse_portal.reference import summaries

from .codebook import LANGUAGES, Texts
from .codebook.variables import HERE, read_labels

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Option:
    """One possible answer: the code that is stored, its label by language, other names it is recognised
    by.

    `offered` is false for what is accepted but not shown in forms; `by_label` for a label that means
    another option.
    """

    code: str
    label: Texts
    also: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    offered: bool = True
    by_label: bool = True

    @property
    def names(self):
        """Everything that a person may write to mean this option."""
        return (self.code, *self.also, *(self.label.values() if self.by_label else ()))

    def is_valid_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def options(variable, country=None, on=None):
    """What a form offers for a closed question in a country (ISO code) on a day; without them, everything
    there is.
    """
    offered = [option for option in _all(variable, country) if option.offered]
    return tuple(option for option in offered if on is None or option.is_valid_on(on))


def label(variable, code, language, country=None):
    """The label of a stored code, or the code itself when it is not known (any more)."""
    texts = _labels(variable, country).get(code)
    return in_language(texts, language) if texts else code


def _labels(variable, country):
    key = ("labels", variable.name, country)
    return summaries.keep(key, lambda: {option.code: option.label for option in _all(variable, country)})


def recognise(variable, text, country=None):
    """The options that a typed text may mean: exactly the code, else every option with that code, label
    or name.

    Letter case, accents and spacing do not matter. A bare ISIC letter counts only where both revisions
    agree on it.
    """
    by_code, by_name = summaries.keep(
        ("names", variable.name, country), lambda: _index(variable, country)
    ) or ({}, {})
    if text in by_code:
        return (by_code[text],)
    return tuple(by_name.get(fold(text), ()))


def _index(variable, country):
    everything = _all(variable, country)
    by_name = defaultdict(dict)
    for option in everything:
        for name in option.names:
            by_name[fold(name)][option.code] = option
    by_code = {option.code: option for option in everything}
    return (by_code, {name: tuple(found.values()) for name, found in by_name.items()}) if everything else None


def _all(variable, country):
    if variable.code_list is None:
        return tuple(Option(code.code, code.label) for code in variable.codes)
    return LISTS[variable.code_list](country)


def _countries(country):
    return tuple(
        Option(row.iso2, row.names, (row.iso3, *row.official_names.values())) for row in summaries.countries()
    )


def _regions(country):
    return tuple(
        Option(row.code, row.names, (row.alt,) if row.alt else (), row.valid_from, row.valid_to)
        for iso2 in _within(country)
        for row in summaries.regions_of(iso2)
    )


def _legal_forms(country):
    return tuple(
        Option(row.code, row.names, (), row.valid_from, row.valid_to)
        for iso2 in _within(country)
        for row in summaries.legal_forms_of(iso2)
    )


def _within(country):
    return (country,) if country else tuple(row.iso2 for row in summaries.countries())


def _isic(country):
    """Revision 4 is what forms offer; a title that both revisions have means revision 4."""
    fourth = summaries.items("ISIC4", 1)
    titles = {item.titles["en"] for item in fourth}
    fifth = (
        Option(item.key, item.titles, offered=False, by_label=item.titles["en"] not in titles)
        for item in summaries.items("ISIC5", 1)
    )
    return (*(Option(item.key, item.titles, _letter(item)) for item in fourth), *fifth)


def _letter(item):
    return (item.code,) if item.extra["corresponds_to"] == [item.code] else ()


def _icnp(country):
    return tuple(Option(item.key, item.titles) for item in summaries.items("ICNP", 2))


def _sdg_goals(country):
    return tuple(Option(item.key, item.titles, (f"SDG {item.code}",)) for item in summaries.items("SDG", 1))


def _revenue_bands(country):
    """National bands; without a country only their codes, which mean nothing across countries."""
    bands = [band for band in _bands() if band["country"] == country]
    if not bands:
        return tuple(Option(code, {}) for code in sorted({band["code"] for band in _bands()}))
    currency = summaries.country(country).currency
    return tuple(Option(band["code"], _band_label(band, currency)) for band in bands)


@cache
def _bands():
    with (HERE / "revenue_bands.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _patterns():
    return {language: read_labels(language)["bands"] for language in LANGUAGES}


def _band_label(band, currency):
    kind = "over" if not band["to"] else "between" if band["from"] != "0" else "under"
    words = {"from": _grouped(band["from"]), "to": _grouped(band["to"]), "currency": currency}
    return {language: patterns[kind] % words for language, patterns in _patterns().items()}


def _grouped(number):
    return f"{int(number):,}".replace(",", NO_BREAK_SPACE) if number else ""


LISTS = {
    "countries": _countries,
    "regions": _regions,
    "legal_forms": _legal_forms,
    "isic": _isic,
    "icnp": _icnp,
    "sdg_goals": _sdg_goals,
    "revenue_bands": _revenue_bands,
}

"""The harmonised core questionnaire, read from the files beside this one: no database, no clock."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sse_portal.rules import from_text

HERE = Path(__file__).parent
LANGUAGES = ("en", "km", "ky", "ru", "mn", "th", "vi")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Code:
    """One answer of a closed question: what is stored, and its label by language."""

    code: str
    label: Texts


@dataclass(frozen=True)
class Variable:
    """A question of the questionnaire with everything that forms, import, API and the data dictionary
    need.

    `type` is text, email, phone, integer, decimal, money, date, geopoint, select_one or select_multiple.
    `home` says where the answer is kept: entity, contact or response. `relevance` and
    `not_applicable_when` are expressions of the rule language; `codes` is empty when the list is kept
    elsewhere (`code_list`).
    """

    seq: int
    section: str
    name: str
    label: Texts
    question: Texts
    type: str
    unit: str
    unit_label: Texts
    codes: tuple[Code, ...]
    code_list: str | None
    home: str
    privacy: str
    priority: str
    required: bool
    minimum: Decimal | None
    maximum: Decimal | None
    max_digits: int | None
    decimal_places: int | None
    max_length: int | None
    max_choices: int | None
    relevance: Mapping[str, Any] | None
    not_applicable_when: Mapping[str, Any] | None
    relevance_text: str
    not_applicable_text: str
    hard_rule: str
    soft_rule: str
    standard: str
    feeds_criteria: tuple[str, ...]
    feeds_indicators: tuple[str, ...]

    @cached_property
    def code_labels(self):
        """Label by language of each code."""
        return {code.code: code.label for code in self.codes}

    @property
    def is_number(self):
        return self.type in ("integer", "decimal", "money")

    @property
    def is_select(self):
        return self.type in ("select_one", "select_multiple")


def read_labels(language):
    """The texts of one language: sections, units, variables (label, question) and codes."""
    return json.loads((HERE / "labels" / f"{language}.json").read_text(encoding="utf-8"))


def _by_language(labels, *path):
    """{language: text} of one entry; a language without it is left out and falls back to English."""
    texts = {}
    for language, tree in labels.items():
        for step in path:
            tree = tree[step] if isinstance(tree, list) else tree.get(step, "")
            if not tree:
                break
        else:
            texts[language] = tree
    return MappingProxyType(texts)


def _code(labels, variable, code):
    own = f"{variable}.{code}"
    return Code(code, _by_language(labels, "codes", own if own in labels["en"]["codes"] else code))


def _number(text):
    return Decimal(text) if text else None


def _whole(text):
    return int(text) if text else None


def _split(text):
    return tuple(text.split(";")) if text else ()


def _variable(row, labels):
    name = row["name"]
    return Variable(
        seq=int(row["seq"]),
        section=row["section"],
        name=name,
        label=_by_language(labels, "variables", name, 0),
        question=_by_language(labels, "variables", name, 1),
        type=row["type"],
        unit=row["unit"],
        unit_label=_by_language(labels, "units", row["unit"]) if row["unit"] else MappingProxyType({}),
        codes=tuple(_code(labels, name, code) for code in _split(row["codes"])),
        code_list=row["code_list"] or None,
        home=row["home"],
        privacy=row["privacy"],
        priority=row["priority"],
        required=row["required"] == "yes",
        minimum=_number(row["minimum"]),
        maximum=_number(row["maximum"]),
        max_digits=_whole(row["max_digits"]),
        decimal_places=_whole(row["decimal_places"]),
        max_length=_whole(row["max_length"]),
        max_choices=_whole(row["max_choices"]),
        relevance=from_text(row["relevance"]) if row["relevance"] else None,
        not_applicable_when=from_text(row["not_applicable_when"]) if row["not_applicable_when"] else None,
        relevance_text=row["relevance"],
        not_applicable_text=row["not_applicable_when"],
        hard_rule=row["hard_rule"],
        soft_rule=row["soft_rule"],
        standard=row["standard"],
        feeds_criteria=_split(row["feeds_criteria"]),
        feeds_indicators=_split(row["feeds_indicators"]),
    )


def read_codebook():
    """(variables by name in questionnaire order, section titles by letter)."""
    labels = {language: read_labels(language) for language in LANGUAGES}
    with (HERE / "core_questionnaire.csv").open(encoding="utf-8", newline="") as file:
        variables = {row["name"]: _variable(row, labels) for row in csv.DictReader(file)}
    sections = {letter: _by_language(labels, "sections", letter) for letter in labels["en"]["sections"]}
    return MappingProxyType(variables), MappingProxyType(sections)


CODEBOOK, SECTIONS = read_codebook()


def response_variables():
    """The variables that are typed columns of a survey response, in questionnaire order."""
    return _at_home("response")


def entity_variables():
    """The variables that identify the organisation and live on the register."""
    return _at_home("entity")


def contact_variables():
    """Personal data, kept apart."""
    return _at_home("contact")


def _at_home(home):
    return tuple(variable for variable in CODEBOOK.values() if variable.home == home)


def by_section():
    """Section letter → its variables, in questionnaire order."""
    return {
        letter: tuple(variable for variable in CODEBOOK.values() if variable.section == letter)
        for letter in SECTIONS
    }

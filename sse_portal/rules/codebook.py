"""The variables that rules may ask for, and which of them do not apply to an organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .expressions import OPS, parse
from .kleene import NO, NOT_APPLICABLE, YES
from .problems import refuse
from .words import All, Constant, Known, Not, Some, When, variables

TYPES = tuple(OPS)
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Variable:
    """A question: its answers' type (one of TYPES) and codes (empty: the list is kept elsewhere).

    `not_applicable_when` is the JSON of an expression over the raw answers of other variables.
    """

    name: str
    type: str
    codes: tuple[str, ...] = ()
    not_applicable_when: Mapping[str, Any] | None = None


class Codebook(Mapping):
    """A read-only mapping name → Variable; `exemptions` maps name → words that say when it does not apply.

    Raises RuleError for an unknown type, a name used twice, a condition that is wrong or about itself.
    """

    def __init__(self, variables_):
        self._variables = {}
        for variable in variables_:
            self._add(variable)
        self.exemptions = {name: self._exemption(v) for name, v in self.items() if v.not_applicable_when}

    def _add(self, variable):
        if variable.type not in TYPES:
            refuse("unknown-choice", f"/{variable.name}/type", value=variable.type, choices=", ".join(TYPES))
        if variable.name in self._variables:
            refuse("duplicate", f"/{variable.name}", value=variable.name)
        self._variables[variable.name] = variable

    def _exemption(self, variable):
        words = parse(variable.not_applicable_when, self, f"/{variable.name}/not_applicable_when")
        if variable.name in variables(words):
            refuse("duplicate", f"/{variable.name}/not_applicable_when", value=variable.name)
        return words

    def __getitem__(self, name):
        return self._variables[name]

    def __iter__(self):
        return iter(self._variables)

    def __len__(self):
        return len(self._variables)


def complete(answers, codebook):
    """Answers with NOT_APPLICABLE where the codebook says definitely so, whatever was answered there.

    Conditions read the raw answers, once: nothing follows from a variable having become not applicable.
    A yes/no answer given as a bool becomes the code.
    """
    coded = {name: YES_NO[value] if value.__class__ is bool else value for name, value in answers.items()}
    exempt = [name for name, condition in codebook.exemptions.items() if condition.judge(coded) == YES]
    return coded | dict.fromkeys(exempt, NOT_APPLICABLE)


def on_raw_answers(words, codebook):
    """The same words spelled out for answers that nobody completed: `complete` is built into each leaf.

    For back ends that see stored answers: `on_raw_answers(w, c).judge(raw) == w.judge(complete(raw, c))`.
    """
    if isinstance(words, (All, Some)):
        return replace(words, parts=tuple(on_raw_answers(part, codebook) for part in words.parts))
    if isinstance(words, Not):
        return Not(on_raw_answers(words.part, codebook))
    if isinstance(words, Constant) or words.variable not in codebook.exemptions:
        return words
    value = YES if isinstance(words, Known) else words.na
    return When(codebook.exemptions[words.variable], value, words)


def is_relevant(words, answers):
    """Two-valued, for the screen: a question is put unless its condition definitely fails.

    An unanswered condition hides nothing, since a hidden question cannot be answered.
    """
    return words.judge(answers) != NO

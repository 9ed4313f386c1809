"""What a check found, and the small objects that find it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries
from sse_portal.rules import is_missing

from ..codebook import CODEBOOK

HARD, SOFT = "hard", "soft"


@dataclass(frozen=True)
class Finding:
    """A rule that the answers break. Hard ones stop a submission; soft ones ask for a confirmation with a
    reason.

    `code` is unique among all rules (`variable.kind`). `message` is a lazy sentence with named
    placeholders; `text` fills them in, with the labels of variables in the language of the moment.
    """

    variable: str
    severity: str
    code: str
    message: Any
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self):
        labels = {"label": _label(self.variable)}
        if "other" in self.params:
            labels["other"] = _label(self.params["other"])
        return str(self.message) % (dict(self.params) | labels)


def _label(name):
    return in_language(CODEBOOK[name].label, get_language())


@dataclass(frozen=True)
class Facts:
    """What a check must know beside the answers: never a clock, never a user.

    `country` is the study's (ISO 3166-1 alpha-2); `previous_members` the figure of the entity's previous
    round.
    """

    today: date
    country: str | None = None
    study_start: date | None = None
    previous_members: int | None = None

    def day(self, answers):
        """The day the answers speak of: that of the interview, else today."""
        return answers.get("interview_date") or self.today

    def region(self, answers):
        return summaries.region(answers["region"])

    def legal_form(self, answers):
        """The legal form answered, or None when it is blank or unknown."""
        code = answers.get("legal_form")
        return summaries.legal_form(code) if code else None

    def country_of(self, answers):
        return answers.get("country") or self.country


# Returns the params of the message when the rule is broken, None when it is kept.
Breach = Callable[[Mapping[str, Any], Facts], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Rule:
    """One rule about one variable. It is silent while one of the answers it needs is missing."""

    variable: str
    kind: str
    severity: str
    message: Any
    breach: Breach
    needs: tuple[str, ...] = ()

    @property
    def code(self):
        return f"{self.variable}.{self.kind}"

    def find(self, answers, facts):
        """A Finding, or None."""
        if any(is_missing(answers.get(name)) for name in (self.variable, *self.needs)):
            return None
        params = self.breach(answers, facts)
        return (
            None if params is None else Finding(self.variable, self.severity, self.code, self.message, params)
        )


def when(condition):
    """A breach without params from a condition over (answers, facts)."""
    return lambda answers, facts: {} if condition(answers, facts) else None

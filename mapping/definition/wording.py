"""Expressions in the words of the reader: the questions' own labels, their answers and units."""

from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from sse_portal import rules
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.rules import NO, UNKNOWN, YES
from sse_portal.ui.formats import local_date, number, percent

from .codebook import CODEBOOK
from .options import label

COMPARISONS = {
    "=": N_("%(question)s: %(value)s"),
    "!=": N_("%(question)s: not %(value)s"),
    "<": N_("%(question)s: less than %(value)s"),
    "<=": N_("%(question)s: at most %(value)s"),
    ">": N_("%(question)s: more than %(value)s"),
    ">=": N_("%(question)s: at least %(value)s"),
}
DATES = {
    "<": N_("%(question)s: before %(value)s"),
    "<=": N_("%(question)s: %(value)s or before"),
    ">": N_("%(question)s: after %(value)s"),
    ">=": N_("%(question)s: %(value)s or later"),
}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Said:
    """A sentence, or the head of a list of them. `note` says what a question that does not apply means."""

    text: str
    parts: tuple["Said", ...] = ()
    note: str = ""

    def as_text(self):
        """All in one line, for lists and messages: “At least one of these holds: (a; b)”."""
        text = f"{self.text} ({self.note})" if self.note else self.text
        if not self.parts:
            return text
        return f"{text} ({'; '.join(part.as_text() for part in self.parts)})"


@singledispatch
def say(words):
    """The words of an expression in the active language."""
    raise TypeError(f"no wording for {type(words).__name__}")


@say.register
def _compare(words: rules.Compare):
    is_date = isinstance(words.value, date)
    sentence = DATES.get(words.op, COMPARISONS[words.op]) if is_date else COMPARISONS[words.op]
    return _leaf(sentence, words, value=value_label(words.variable, words.value))


@say.register
def _one_of(words: rules.OneOf):
    if len(words.values) == 1:
        return _leaf(COMPARISONS["="], words, value=value_label(words.variable, words.values[0]))
    return _leaf(N_("%(question)s: one of %(values)s"), words)


@say.register
def _intersects(words: rules.Intersects):
    if len(words.values) == 1:
        return _leaf(N_("%(question)s: includes %(values)s"), words)
    return _leaf(N_("%(question)s: at least one of %(values)s"), words)


@say.register
def _known(words: rules.Known):
    return Said(_("%(question)s: answered") % {"question": question_label(words.variable)})


@say.register
def _not(words: rules.Not):
    part = words.part
    if isinstance(part, rules.Not):
        return say(part.part)
    if isinstance(part, rules.Compare):
        return say(rules.Compare(part.variable, OPPOSITE[part.op], part.value, 2 - part.na))
    if isinstance(part, rules.OneOf):
        return _leaf(N_("%(question)s: none of %(values)s"), part, na=2 - part.na)
    if isinstance(part, rules.Intersects):
        return _leaf(N_("%(question)s: none of %(values)s"), part, na=2 - part.na)
    if isinstance(part, rules.Known):
        return Said(_("%(question)s: not answered") % {"question": question_label(part.variable)})
    return Said(_("This does not hold:"), (say(part),))


@say.register
def _all(words: rules.All):
    return _several(_("All of these hold:"), words)


@say.register
def _some(words: rules.Some):
    if words.count == 1:
        return _several(_("At least one of these holds:"), words)
    return _several(_("At least %(count)s of these hold:") % {"count": words.count}, words)


@say.register
def _constant(words: rules.Constant):
    return Said({NO: _("Never met"), UNKNOWN: _("Always open"), YES: _("Always met")}[words.value])


def _several(head, words):
    parts = tuple(say(part) for part in words.parts)
    return parts[0] if len(parts) == 1 else Said(head, parts)


def _leaf(sentence, words, na=None, **params):
    if "value" not in params:
        params["values"] = ", ".join(value_label(words.variable, value) for value in words.values)
    text = _(sentence) % {"question": question_label(words.variable), **params}
    return Said(text, note=_note(words.na if na is None else na))


def _note(na):
    if na == YES:
        return _("met where the question does not apply")
    return _("not met where the question does not apply") if na == NO else ""


def question_label(variable):
    """The short name of a question."""
    return in_language(CODEBOOK[variable].label, get_language())


def value_label(variable, value):
    """An answer as people read it: a code's label, a number with its unit, a date in words."""
    question = CODEBOOK[variable]
    if isinstance(value, date):
        return local_date(value)
    if question.is_number:
        return _with_unit(question, value)
    return f"“{label(question, value, get_language())}”" if question.is_select else f"“{value}”"


def answer_label(variable, answer):
    """What was answered, in words; also that nothing was, or that the question does not apply."""
    if answer is rules.NOT_APPLICABLE:
        return _("does not apply")
    if answer is None:
        return _("no answer")
    if isinstance(answer, list):
        return ", ".join(value_label(variable, code) for code in answer) or _("none of these")
    return value_label(variable, answer)


def form_label(code):
    """The name of a legal form in the reader's language, or its code."""
    form = reference.legal_form(code)
    return in_language(form.names, get_language()) if form else code


def _with_unit(question, value):
    if question.unit == "percent":
        return percent(value)
    if question.unit == "year":
        return str(value)
    unit = in_language(question.unit_label, get_language())
    return f"{number(value)} {unit}".strip()

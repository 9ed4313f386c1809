"""What the rule engine says of a mistake, in the reader's language: the same sentences, where gettext finds them."""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as _

from sse_portal.basics.problems import Invalid

MESSAGES = {
    "ambiguous-threshold": _("“%(criterion)s” has several thresholds: name the variable or the path."),
    "bad-date": _("“%(value)s” is not a date such as 2024-07-01."),
    "bad-number": _("“%(value)s” is not a number that can be used here."),
    "bad-text": _("The text holds a character that cannot be stored."),
    "duplicate": _("“%(value)s” appears twice."),
    "empty": _("At least one entry is needed."),
    "no-threshold": _("“%(criterion)s” has no threshold at this place."),
    "not-json": _("This is not valid JSON: %(reason)s."),
    "operator-not-allowed": _("“%(op)s” cannot be used with “%(variable)s”, which is of type %(type)s."),
    "out-of-range": _("The number must lie between %(minimum)s and %(maximum)s."),
    "overlap": _("“%(value)s” has two entries for the same day."),
    "period-reversed": _("The period must end after it begins."),
    "required": _("“%(key)s” is missing."),
    "syntax": _("Unexpected %(found)s at character %(position)s; expected %(expected)s."),
    "too-deep": _("The nesting is deeper than %(limit)s."),
    "too-large": _("There are more than %(limit)s entries."),
    "too-long": _("The text is longer than %(limit)s characters."),
    "unknown-choice": _("“%(value)s” is none of: %(choices)s."),
    "unknown-code": _("“%(value)s” is not an answer to “%(variable)s”."),
    "unknown-criterion": _("There is no criterion “%(value)s”."),
    "unknown-form": _("There is no legal form “%(value)s”."),
    "unknown-key": _("“%(key)s” is not known here."),
    "unknown-shape": _("An expression is one of: var, op and value; all; any; not; at_least and of; known."),
    "unknown-variable": _("There is no variable “%(value)s”."),
    "wrong-type": _("This must be %(expected)s."),
}


def say(problem):
    """A `rules.Problem` as a sentence."""
    return translated(MESSAGES[problem.code]) % problem.params


def invalid(error):
    """A RuleError as the problem that pages and API know: one entry per mistake, its JSON pointer as the field."""
    errors = [{"field": p.path, "code": p.code, "message": say(p)} for p in error.problems]
    first = errors[0]
    return Invalid(first["message"], field=first["field"], errors=errors)

"""Shapes of rules that several variables share."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sse_portal.rules import is_missing

from .findings import HARD, SOFT, Rule, when


def given(answers, names):
    """The values of those of the variables that have one."""
    return [answers[name] for name in names if not is_missing(answers.get(name))]


def part_of(part, total):
    """A part is no larger than its total."""

    def breach(answers, facts):
        return {"other": total, "limit": answers[total]} if answers[part] > answers[total] else None

    message = _("“%(label)s” cannot be more than “%(other)s”, which is %(limit)s.")
    return Rule(part, "above-total", HARD, message, breach, (total,))


def times(variable, factor, other, severity, kind):
    """A number is at most so many times another."""

    def breach(answers, facts):
        limit = Decimal(factor) * answers[other]
        return {"other": other, "limit": f"{limit.normalize():f}"} if answers[variable] > limit else None

    message = _("“%(label)s” is more than %(limit)s, the most that “%(other)s” allows.")
    return Rule(variable, kind, severity, message, breach, (other,))


def unusual_above(variable, limit):
    """A number that may be right but rarely is."""
    return Rule(
        variable,
        "unusually-high",
        SOFT,
        _("This is unusually high: more than %(limit)s."),
        lambda answers, facts: {"limit": limit} if answers[variable] > limit else None,
    )


def alone(variable):
    """“None” excludes every other choice."""
    return Rule(
        variable,
        "none-with-others",
        HARD,
        _("“None” cannot be chosen together with another answer."),
        when(lambda answers, facts: "none" in answers[variable] and len(answers[variable]) > 1),
    )


def soft(variable, kind, message, condition, *needs):
    return Rule(variable, kind, SOFT, message, when(condition), needs)


def hard(variable, kind, message, condition, *needs):
    return Rule(variable, kind, HARD, message, when(condition), needs)


def group_rule(names, kind, message, breach, *needs):
    """One rule about several variables that may be partly missing, shown at the first that has a value."""
    return tuple(
        Rule(name, kind, HARD, message, _unless_earlier(names[:place], breach), needs)
        for place, name in enumerate(names)
    )


def _unless_earlier(earlier, breach):
    return lambda answers, facts: None if given(answers, earlier) else breach(answers, facts)

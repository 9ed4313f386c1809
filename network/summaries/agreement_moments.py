"""What happened to an agreement and will happen, by its dates: the same for every reader of its page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """Something on a day; `to_come` when that day is not over."""

    day: date
    what: str
    to_come: bool


def moments_of(agreement, amendments, today):
    """The dated facts of an agreement and its amendments, in the order of their days."""
    found = [
        (each.signed_on, _("Amendment %(number)d signed") % {"number": each.number}) for each in amendments
    ]
    if agreement.signed_on:
        found.append((agreement.signed_on, _("Signed")))
    if agreement.starts_on:
        found.append((agreement.starts_on, _("Begins")))
    if agreement.terminated_on:
        found.append((agreement.terminated_on, _("Terminated")))
    elif agreement.ends_on:
        found.append((agreement.ends_on - DAY, _("Last day")))
    return tuple(Moment(day, what, day > today) for day, what in sorted(found, key=lambda pair: pair[0]))

"""The rules of a committee, and the reasons of a judgement by them, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import SeatConstituency
from ..standing_orders import ALL, VOTE, majority_text


@dataclass(frozen=True)
class Sentence:
    """A reason in words. `result` is met, failed or unknown."""

    text: str
    result: str


def sentences(reasons):
    """The reasons of a Judgement, as `standing_orders` gives them and decisions keep them."""
    return tuple(Sentence(_WORDS[reason["rule"]](reason), reason["result"]) for reason in reasons)


def bench(code):
    """The words for a constituency."""
    return str(SeatConstituency(code).label)


def _counted(text, reason, counted):
    """A sentence about numbers, and how many attendances or answers are missing."""
    numbers = {"count": reason[counted], "of": reason["of"], "needed": reason["needed"]}
    text = text % numbers
    if reason["unknown"]:
        missing = ngettext("not recorded: %(number)d", "not recorded: %(number)d", reason["unknown"])
        text = f"{text} ({missing % {'number': reason['unknown']}})"
    return text


def _share(reason):
    return _counted(_("Present: %(count)d of %(of)d; needed: %(needed)d"), reason, "present")


def _present(reason):
    return f"{bench(reason['constituency'])}: {_share(reason)}"


def _women(reason):
    return _counted(_("Women: %(count)d of %(of)d; needed: %(needed)d"), reason, "women")


def _equal(reason):
    parts = ", ".join(f"{bench(code)} {count}" for code, count in reason["counts"].items())
    return _("Equally many seats: %(parts)s") % {"parts": parts}


def _majority(reason):
    numbers = {"in_favour": reason["for"], "against": reason["against"], "needed": reason["needed_percent"]}
    return _("For: %(in_favour)d, against: %(against)d; needed: %(needed)s %%") % numbers


def _no_rules(reason):
    return _("No rules were in force.")


_WORDS = {
    "share": _share,
    "present": _present,
    "women": _women,
    "equal": _equal,
    "majority": _majority,
    "no-rules": _no_rules,
}


def told(rules):
    """[(what, in words)] of Rules, for people."""
    seats = ", ".join(f"{bench(code)} {count}" for code, count in rules.seats.items())
    yield _("Seats"), seats
    if len(rules.equal) > 1:
        yield _("Equally many seats"), ", ".join(map(bench, rules.equal))
    if rules.women_at_least is not None:
        yield _("Women at least"), f"{rules.women_at_least} %"
    share = (
        _("%(share)s %% of all seats") if rules.quorum_of == ALL else _("%(share)s %% of the filled seats")
    )
    present = "".join(f"; {bench(code)} {least}" for code, least in rules.present.items())
    yield _("Quorum"), share % {"share": rules.quorum_share} + present
    how = _("by vote") if rules.method == VOTE else _("by consensus")
    share = majority_text(rules.majority)
    yield _("Decisions"), f"{how}; {_('majority')} {share if '/' in share else share + ' %'}"
    yield _("Notice"), _days(rules.notice_days)
    yield _("Meetings a year"), str(rules.meetings_a_year)
    yield _("Minutes within"), _days(rules.minutes_days)


def _days(number):
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}

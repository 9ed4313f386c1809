"""The rules of a committee as data, and what they say of its composition, of a quorum and of a vote.

Judged in the three-valued logic of `sse_portal.rules`: each seat is a variable with the answers yes, no or none, so
that an attendance nobody recorded, or a sex nobody said, is unknown and never a no. Pure Python, no database.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid
from sse_portal.rules import NO, UNKNOWN, YES, All, Compare, Constant, Some

FORMAT = 1
CONSTITUENCIES = ("GOV", "EMP", "WRK", "SSE", "EXP", "OBS")
WORDS = {YES: "yes", UNKNOWN: "unknown", NO: "no"}
RESULTS = {YES: "met", UNKNOWN: "unknown", NO: "failed"}
MOST_SEATS, MOST_DAYS, MOST_MEETINGS = 200, 730, 52
FILLED, ALL = "filled", "all"
CONSENSUS, VOTE = "consensus", "vote"
A_FRACTION = re.compile(r"[1-9]\d{0,2}/[1-9]\d{0,2}", re.ASCII)


@dataclass(frozen=True)
class Rules:
    """A version of the rules. Shares are percent, exact; `present`: so many of a constituency must be there.

    A majority is percent too (Decimal), or a share such as two thirds (Fraction), which no percent says exactly.
    """

    seats: dict
    equal: tuple[str, ...]
    women_at_least: Decimal | None
    quorum_share: Decimal
    quorum_of: str
    present: dict
    method: str
    majority: Decimal | Fraction
    notice_days: int
    meetings_a_year: int
    minutes_days: int


@dataclass(frozen=True)
class SeatFact:
    """A seat on a day. `sex` of who sits there ("" when not said); `present`: None when it was not recorded.

    `alternates` are the seats whose holders stand in for it.
    """

    uid: str
    constituency: str
    is_voting: bool
    is_filled: bool
    sex: str = ""
    present: bool | None = None
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """`verdict` is yes, no or unknown; `reasons` are plain dicts: rule, result (met, failed, unknown), numbers."""

    verdict: str
    reasons: tuple


def read_rules(document):
    """Rules out of their document (format 1). Raises Invalid with the place of every mistake."""
    reader = _Reader(document if isinstance(document, dict) else {})
    rules = reader.rules()
    if reader.errors:
        raise Invalid(_("Some values cannot be accepted."), errors=reader.errors)
    return rules


def document_of(rules):
    """The document that `read_rules` reads back into the same rules."""
    return {
        "format": FORMAT,
        "seats": dict(rules.seats),
        "balance": {
            "equal": list(rules.equal),
            "women_at_least": None if rules.women_at_least is None else str(rules.women_at_least),
        },
        "quorum": {"share": str(rules.quorum_share), "of": rules.quorum_of, "present": dict(rules.present)},
        "decision": {"method": rules.method, "majority": majority_text(rules.majority)},
        "notice_days": rules.notice_days,
        "meetings_a_year": rules.meetings_a_year,
        "minutes_days": rules.minutes_days,
    }


def majority_text(majority):
    """A majority as a document says it: 66.7 (percent) or 2/3."""
    if isinstance(majority, Fraction):
        return f"{majority.numerator}/{majority.denominator}"
    return str(majority)


class _Reader:
    """Reads one document and notes every mistake."""

    def __init__(self, document):
        self.document, self.errors = document, []

    def rules(self):
        self._refuse_others(self.document, PARTS, "")
        if self.document.get("format") != FORMAT:
            self._note("format", _("The format must be %(number)d.") % {"number": FORMAT})
        balance, quorum = self._part("balance"), self._part("quorum")
        decision = self._part("decision")
        rules = Rules(
            seats=self._counts("seats", self._part("seats"), MOST_SEATS),
            equal=self._equal(balance.get("equal", [])),
            women_at_least=self._percent("balance.women_at_least", balance.get("women_at_least"), blank=None),
            quorum_share=self._percent("quorum.share", quorum.get("share"), blank=Decimal(0)),
            quorum_of=self._one_of("quorum.of", quorum.get("of", FILLED), (FILLED, ALL)),
            present=self._counts("quorum.present", quorum.get("present") or {}, MOST_SEATS),
            method=self._one_of("decision.method", decision.get("method", CONSENSUS), (CONSENSUS, VOTE)),
            majority=self._majority("decision.majority", decision.get("majority")),
            notice_days=self._whole("notice_days", self.document.get("notice_days", 0), MOST_DAYS),
            meetings_a_year=self._whole(
                "meetings_a_year", self.document.get("meetings_a_year", 1), MOST_MEETINGS
            ),
            minutes_days=self._whole("minutes_days", self.document.get("minutes_days", 30), MOST_DAYS),
        )
        self._check_seats(rules)
        return rules

    def _check_seats(self, rules):
        """The benches that must be equal are (D3), and a quorum can be reached."""
        sizes = {rules.seats.get(name, 0) for name in rules.equal}
        if len(sizes) > 1:
            self._note("balance.equal", _("These constituencies must have the same number of seats."))
        for name, least in rules.present.items():
            if least > rules.seats.get(name, 0):
                self._note(f"quorum.present.{name}", _("There are fewer seats than must be present."))

    def _part(self, name):
        part = self.document.get(name)
        if part is None and name != "seats":
            return {}
        if not isinstance(part, dict):
            self._note(name, _("This must be an object."))
            return {}
        if name in INNER:
            self._refuse_others(part, INNER[name], f"{name}.")
        return part

    def _refuse_others(self, part, known, prefix):
        for name in part:
            if name not in known:
                self._note(f"{prefix}{str(name)[:60]}", _("There is no such field."))

    def _counts(self, place, counts, most):
        if not isinstance(counts, dict):
            self._note(place, _("This must be an object."))
            return {}
        self._refuse_others(counts, CONSTITUENCIES, f"{place}.")
        read = {n: self._whole(f"{place}.{n}", counts[n], most) for n in CONSTITUENCIES if n in counts}
        return {name: count for name, count in read.items() if count}

    def _equal(self, names):
        if not isinstance(names, list) or any(name not in CONSTITUENCIES for name in names):
            self._note("balance.equal", _("These must be constituencies."))
            return ()
        return tuple(name for name in CONSTITUENCIES if name in names)

    def _percent(self, place, raw, *, blank):
        if raw in (None, ""):
            return blank
        try:
            number = Decimal(str(raw)[:20])
        except InvalidOperation:
            number = Decimal(-1)
        if isinstance(raw, bool) or not number.is_finite() or not 0 <= number <= 100:
            self._note(place, _("Give a number from %(least)s to %(most)s.") % {"least": 0, "most": 100})
            return blank
        return number

    def _majority(self, place, raw):
        """Percent, or a fraction that is not more than the whole."""
        text = raw.strip() if isinstance(raw, str) else ""
        if A_FRACTION.fullmatch(text) and Fraction(text) <= 1:
            return Fraction(text)
        return self._percent(place, raw, blank=Decimal(50))

    def _whole(self, place, raw, most):
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= most:
            limits = {"least": 0, "most": most}
            self._note(place, _("Give a whole number from %(least)d to %(most)d.") % limits)
            return 0
        return raw

    def _one_of(self, place, raw, choices):
        if raw not in choices:
            self._note(place, _("“%(value)s” is not one of the values.") % {"value": str(raw)[:60]})
            return choices[0]
        return raw

    def _note(self, place, message):
        self.errors.append({"field": f"document.{place}", "code": "bad-rules", "message": message})


PARTS = (
    "format", "seats", "balance", "quorum", "decision", "notice_days", "meetings_a_year", "minutes_days",
)  # fmt: skip
INNER = {
    "balance": ("equal", "women_at_least"),
    "quorum": ("share", "of", "present"),
    "decision": ("method", "majority"),
}


def judge_quorum(rules, seats):
    """Is there a quorum of these seats: the share of voting seats, and so many of each constituency?

    Observers and seats without a vote count for neither. A vacant seat is not there; an attendance that was not
    recorded is unknown.
    """
    voting = [seat for seat in seats if seat.is_voting]
    counted = voting if rules.quorum_of == ALL else [seat for seat in voting if seat.is_filled]
    # A meeting of nobody has no quorum, whatever share is asked for.
    needed = max(1, _share_of(rules.quorum_share, len(counted)))
    parts = [("share", "", needed, counted)]
    for constituency, least in rules.present.items():
        parts.append(("present", constituency, least, [s for s in voting if s.constituency == constituency]))
    return _judged(parts, _presence, "present")


def judge_balance(rules, seats):
    """Are the seats spread as the rules say: benches that must be equal (D3), seats that exist, share of women?

    The share is of those who sit, on voting seats; a sex that nobody said is unknown.
    """
    voting = [seat for seat in seats if seat.is_voting]
    sizes = Counter(seat.constituency for seat in voting)
    reasons, values = [], []
    if len(rules.equal) > 1:
        counts = {name: sizes.get(name, 0) for name in rules.equal}
        value = YES if len(set(counts.values())) == 1 else NO
        reasons.append({"rule": "equal", "result": RESULTS[value], "counts": counts})
        values.append(Constant(value))
    if rules.women_at_least is not None:
        filled = [seat for seat in voting if seat.is_filled]
        needed = _share_of(rules.women_at_least, len(filled))
        judged = _judged([("women", "", needed, filled)], _is_woman, "women")
        reasons += judged.reasons
        values.append(Constant(_value_of(judged.verdict)))
    verdict = All(tuple(values)).judge({}) if values else YES
    return Judgement(WORDS[verdict], tuple(reasons))


def judge_votes(rules, votes):
    """Is there the majority that the rules ask for? `votes`: {constituency: (for, against, abstentions)}.

    The share is of the votes for and against: abstentions are no votes. Without votes it is no.
    """
    in_favour = sum(counts[0] for counts in votes.values())
    against = sum(counts[1] for counts in votes.values())
    cast = in_favour + against
    # More than the half where the half is asked for; at least the share above it.
    percent = rules.majority * 100 if isinstance(rules.majority, Fraction) else Fraction(rules.majority)
    enough = in_favour * 2 > cast and in_favour * 100 >= percent * cast
    reason = {
        "rule": "majority", "result": RESULTS[YES if enough else NO], "for": in_favour, "against": against,
        "needed_percent": _rounded(rules.majority),
    }  # fmt: skip
    return Judgement(WORDS[YES if enough else NO], (reason,))


def _rounded(majority):
    """A majority in percent for people, with two digits where it is a fraction."""
    return f"{float(majority * 100):.4g}" if isinstance(majority, Fraction) else str(majority)


def _share_of(percent, count):
    """The least whole number that is this share of `count`."""
    return int((percent * count / 100).to_integral_value(ROUND_CEILING))


def _presence(seat):
    if not seat.is_filled and seat.present is None:
        return False
    return seat.present


def _is_woman(seat):
    return (seat.sex == "female") if seat.sex else None


def _judged(parts, answer, counted_as):
    """Every part must hold: at least `needed` of its seats answer yes. Parts: (rule, constituency, needed, seats)."""
    answers, words, reasons = {}, [], []
    for rule, constituency, needed, seats in parts:
        known = {seat.uid: answer(seat) for seat in seats}
        answers |= {uid: "yes" if value else "no" for uid, value in known.items() if value is not None}
        part = _at_least(needed, known)
        words.append(part)
        counts = Counter(known.values())
        reasons.append(
            {
                "rule": rule, "constituency": constituency, "result": RESULTS[part.judge(answers)],
                "needed": needed, counted_as: counts[True], "unknown": counts[None], "of": len(known),
            }
        )  # fmt: skip
    return Judgement(WORDS[All(tuple(words)).judge(answers)], tuple(reasons))


def _at_least(needed, uids):
    """At least so many of these seats: as one expression of the rule language."""
    if needed <= 0:
        return Constant(YES)
    if needed > len(uids):
        return Constant(NO)
    return Some(needed, tuple(Compare(uid, "=", "yes") for uid in uids))


def _value_of(word):
    return next(value for value, name in WORDS.items() if name == word)

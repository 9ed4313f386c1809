"""Rules on finance, surplus and governance."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .findings import SOFT, Rule
from .rules_place import after_interview
from .shapes import given, group_rule, soft, unusual_above

FIVE_PERCENT = Decimal("0.05")
REVENUE_SHARES = ("revenue_market_pct", "revenue_public_pct", "revenue_donor_pct", "revenue_dues_pct")
SURPLUS_SHARES = ("dist_capital_pct", "surplus_reinvested_pct", "patronage_refund_pct")


def revenue_shares(answers, facts):
    """All four shares make 100 (give or take 1); fewer of them are never more."""
    shares = given(answers, REVENUE_SHARES)
    together = sum(shares)
    wrong = together > 101 or (len(shares) == len(REVENUE_SHARES) and together < 99)
    return {"sum": f"{together.normalize():f}"} if wrong else None


def surplus_shares(answers, facts):
    together = sum(given(answers, SURPLUS_SHARES), Decimal(0))
    return {"sum": f"{together.normalize():f}"} if together > 100 else None


def surplus_unlike_difference(answers, facts):
    difference = answers["revenue_total"] - answers["expenditure_total"]
    if abs(answers["surplus"] - difference) <= FIVE_PERCENT * max(
        answers["revenue_total"], answers["expenditure_total"]
    ):
        return None
    return {"difference": f"{difference:f}"}


MONEY = (
    after_interview("fiscal_year"),
    soft(
        "fiscal_year",
        "unusually-early",
        _("The figures are more than two years older than the interview."),
        lambda a, f: a["fiscal_year"] < f.day(a).year - 2,
    ),
    soft(
        "labour_cost",
        "above-expenditure",
        _("Labour cost is more than total expenditure."),
        lambda a, f: a["labour_cost"] > a["expenditure_total"],
        "expenditure_total",
    ),
    Rule(
        "surplus",
        "unlike-difference",
        SOFT,
        _("Revenue less expenditure is %(difference)s."),
        surplus_unlike_difference,
        ("revenue_total", "expenditure_total"),
    ),
    unusual_above("capital_return_cap_pct", 20),
    *group_rule(
        REVENUE_SHARES,
        "shares-not-100",
        _("The shares of revenue add up to %(sum)s instead of 100."),
        revenue_shares,
    ),
    *group_rule(
        SURPLUS_SHARES,
        "shares-above-100",
        _("The shares of the surplus add up to %(sum)s, more than 100."),
        surplus_shares,
    ),
)

GOVERNANCE = (
    soft(
        "max_vote_share_pct",
        "unusually-high",
        _("In an organization of more than 50 members this is unusually high."),
        lambda a, f: a["members_total"] > 50 and a["max_vote_share_pct"] > 10,
        "members_total",
    ),
    unusual_above("board_members", 50),
)

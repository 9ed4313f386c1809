"""Rules on work and employment."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ..codebook import CODEBOOK
from .findings import HARD, SOFT
from .shapes import given, group_rule, soft, times, unusual_above

ICSE = tuple(name for name in CODEBOOK if name.startswith("icse_"))


def icse_above_total(answers, facts):
    together = sum(given(answers, ICSE))
    return (
        {"sum": together, "limit": answers["workers_total"]} if together > answers["workers_total"] else None
    )


def many_with_disability(answers, facts):
    meant_for = "disability" in answers["beneficiary_groups"]
    return not meant_for and answers["workers_disability"] * 100 > 60 * answers["workers_total"]


def social_security_gap(answers, facts):
    together = answers["workers_informal"] + answers["workers_social_security"]
    return abs(together - answers["workers_total"]) > max(1, answers["workers_total"] // 10)


def vulnerable_below_disability(answers, facts):
    # Half a point of rounding is no contradiction.
    share = answers["workers_vulnerable_pct"] + Decimal("0.5")
    return share * answers["workers_total"] < answers["workers_disability"] * 100


WORK = (
    times("workers_fte", "1.5", "workers_total", HARD, "above-possible"),
    times("workers_fte", 1, "workers_total", SOFT, "above-workers"),
    soft(
        "workers_disability",
        "unusually-high",
        _("More than 60 %% of the workers have a disability."),
        many_with_disability,
        "workers_total",
        "beneficiary_groups",
    ),
    soft(
        "workers_social_security",
        "not-complement",
        _("Workers with social insurance and informal workers together differ much from all workers."),
        social_security_gap,
        "workers_informal",
        "workers_total",
    ),
    soft(
        "workers_vulnerable_pct",
        "below-disability",
        _("The share is lower than that of the workers with disabilities alone."),
        vulnerable_below_disability,
        "workers_disability",
        "workers_total",
    ),
    unusual_above("pay_ratio", 30),
    times("volunteer_hours", 400, "volunteers_total", HARD, "above-possible"),
    times("volunteer_hours", 160, "volunteers_total", SOFT, "above-usual"),
    *group_rule(
        ICSE,
        "groups-above-workers",
        _("The groups of workers together are %(sum)s, more than all paid workers (%(limit)s)."),
        icse_above_total,
        "workers_total",
    ),
)

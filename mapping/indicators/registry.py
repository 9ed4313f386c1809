"""The registry: the 30 indicators of indicators.csv, each with its formula. Titles and labels are in
texts.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from mapping.definition.codebook import CODEBOOK
from mapping.disclosure import MEDIAN, PUBLIC_SHARE, REGISTER_FACT, SHARE, SUM

from . import figures
from .measures import (
    IN_SCOPE,
    UNDETERMINED,
    Age,
    Amount,
    AnyBut,
    Each,
    Has,
    Judged,
    Middle,
    OneOf,
    Part,
    PercentOf,
)
from .series import Series

COUNTRY = ()
TYPE, REGION, ISIC, FORM = ("organisation_type",), ("region",), ("isic_main",), ("legal_form",)
ICNP, VERDICT = ("icnp_main",), ("verdict",)
BY_TYPE = (COUNTRY, TYPE)
BY_TYPE_REGION = (COUNTRY, TYPE, REGION)
BY_TYPE_ISIC = (COUNTRY, TYPE, ISIC)
COUNTED = (COUNTRY, REGION, TYPE, ISIC, FORM, TYPE + REGION)
# Hours in the last four weeks that make one full-time equivalent.
HOURS_PER_FTE = 160
# Voting rules that criterion C08 accepts: votes independent of capital.
DEMOCRATIC = ("one_member_one_vote", "capped_plural", "by_use", "consensus")


@dataclass(frozen=True)
class Indicator:
    """`figure(tables, key)` works a figure out of the tables of the series in `reads`; `tables` lists what is
    published.

    A table names its dimensions; `items` are the dimensions whose categories make up a whole; `choices` is the
    question that the indicator tells of choice by choice, beside the dimensions of its tables.
    """

    code: str
    figure: Callable[..., Any]
    reads: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...]
    items: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def _series():
    """Every series that is counted, in the order of the list."""
    needs = tuple(code.code for code in CODEBOOK["needs_main"].codes)
    in_scope = (*COUNTED, ICNP, ISIC + REGION, ICNP + REGION)
    return [
        Series("classified", Judged(), REGISTER_FACT, (*COUNTED, VERDICT)),
        Series("in_scope", Judged((IN_SCOPE,)), REGISTER_FACT, in_scope),
        Series("undetermined", Judged((UNDETERMINED,)), REGISTER_FACT, COUNTED),
        Series("registered", Has("legal_status", "registered"), REGISTER_FACT, BY_TYPE),
        Series("I08", Age("year_established"), MEDIAN, BY_TYPE),
        Series("I09", Amount("members_total", weighted=True), SUM, BY_TYPE_REGION),
        Series("I10", Part("members_women", "members_total"), SUM, BY_TYPE),
        Series("I11", Amount("workers_total", weighted=True), SUM, (*BY_TYPE_ISIC, REGION)),
        Series("I12", Part("workers_women", "workers_total"), SUM, BY_TYPE_ISIC),
        Series("I13", Part("workers_youth", "workers_total"), SUM, BY_TYPE),
        Series("I14", Part("workers_disability", "workers_total"), SUM, BY_TYPE),
        Series("I15", Part("workers_informal", "workers_total"), SUM, BY_TYPE_ISIC),
        Series("I16", Amount("volunteer_hours"), SUM, BY_TYPE),
        Series("I17", Amount("revenue_total", weighted=True), SUM, BY_TYPE_ISIC),
        Series("I18", Middle("revenue_market_pct", weighted=True), MEDIAN, BY_TYPE),
        Series("I19", PercentOf("revenue_public_pct", "revenue_total"), SUM, BY_TYPE),
        Series("I20", Middle("surplus_reinvested_pct", weighted=True, above_zero="surplus"), MEDIAN, BY_TYPE),
        Series("I21", OneOf("voting_rule", DEMOCRATIC), SHARE, BY_TYPE),
        Series("I22", Part("board_women", "board_members"), SUM, BY_TYPE),
        Series("I23", OneOf("leader_woman", ("yes", "both")), SHARE, BY_TYPE_REGION),
        Series("I24", AnyBut("public_support_types"), SHARE, BY_TYPE_REGION),
        Series("I25", AnyBut("care_services"), PUBLIC_SHARE, BY_TYPE_REGION),
        Series("I26", AnyBut("green_practices"), PUBLIC_SHARE, BY_TYPE_REGION),
        Series("I27", AnyBut("platform_use"), SHARE, BY_TYPE),
        Series("I28", AnyBut("crisis_response"), SHARE, BY_TYPE_REGION),
        Series("I29", AnyBut("formalization_role"), SHARE, BY_TYPE),
        Series("I30", Each("needs_main", needs), SHARE, BY_TYPE_REGION),
    ]


SERIES = {series.name: series for series in _series()}


def _own(code, figure):
    """An indicator that is one series of the same name."""
    measure = SERIES[code].measure
    choices = (measure.variable,) if isinstance(measure, Each) else ()
    return Indicator(code, partial(figure, series=code), (code,), SERIES[code].tables, choices=choices)


def _indicators():
    percent = ["I10", "I12", "I13", "I14", "I15", "I19", "I22"]
    shares = ["I21", "I23", "I24", "I25", "I26", "I27", "I28", "I29", "I30"]
    persons = figures.Persons()
    sums = {"I09": persons, "I11": persons, "I16": figures.Persons(HOURS_PER_FTE), "I17": figures.Money()}
    structure = figures.structure
    yield Indicator("I01", figures.count, ("in_scope", "classified", "undetermined"), (*COUNTED, VERDICT))
    yield Indicator("I02", figures.undetermined_share, ("undetermined", "classified"), BY_TYPE_REGION)
    yield Indicator("I03", figures.sensitivity, ("in_scope",), (("criterion",),))
    yield Indicator("I04", figures.density, ("in_scope",), (COUNTRY, REGION))
    yield Indicator("I05", structure, ("in_scope",), (TYPE, TYPE + REGION), TYPE)
    yield Indicator("I06", structure, ("in_scope",), (ISIC, ICNP, ISIC + REGION, ICNP + REGION), ISIC + ICNP)
    yield Indicator("I07", figures.registered_share, ("registered", "in_scope"), BY_TYPE)
    yield from (_own(code, figures.median) for code in ("I08", "I18", "I20"))
    yield from (_own(code, figures.part_of_whole) for code in percent)
    yield from (_own(code, figures.share_of_answers) for code in shares)
    yield from (_own(code, figure) for code, figure in sums.items())


INDICATORS = {indicator.code: indicator for indicator in sorted(_indicators(), key=lambda each: each.code)}

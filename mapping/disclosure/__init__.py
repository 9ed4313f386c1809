"""Disclosure control: which figures may be told without telling on one organisation. Pure Python.

groups   what organisations add up to, and who weighs most
rules    when a group is safe to publish
protect  which cells of a set of tables are withheld, to a fixed point
audit    whether all published sums together still determine one organisation's value
rounding how a published figure is written
"""

from .audit import determined
from .groups import Group, Spread
from .protect import Cell, Change, families, protect
from .rounding import significant, to_base, whole_percent
from .rules import MEDIAN, PUBLIC_SHARE, REGISTER_FACT, SHARE, SUM, Rule

__all__ = [
    "MEDIAN",
    "PUBLIC_SHARE",
    "REGISTER_FACT",
    "SHARE",
    "SUM",
    "Cell",
    "Change",
    "Group",
    "Rule",
    "Spread",
    "determined",
    "families",
    "protect",
    "significant",
    "to_base",
    "whole_percent",
]

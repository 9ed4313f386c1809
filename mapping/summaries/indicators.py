"""What is measured: the list of indicators in words, for pages above."""

from ..indicators import INDICATORS, describe


def described(language):
    """The description of every indicator, in the order of the list."""
    return [describe(code, language) for code in INDICATORS]


def description_of(code, language):
    """The description of one indicator. KeyError for an unknown code."""
    return describe(code, language)


def is_told_by(code, *dimensions):
    """Is the indicator published in the table of these dimensions (none: for whole countries)?"""
    indicator = INDICATORS[code]
    # One that tells choice by choice has its choices in every table.
    return dimensions in {indicator.choices + table for table in indicator.tables}

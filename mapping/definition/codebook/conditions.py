"""The codebook as the rule engine sees it, and the skip conditions that follow from it."""

from functools import cache

from sse_portal import rules

from .variables import CODEBOOK

# The rule language has no contact data and no coordinates: nobody may build a criterion on them.
TYPES_WITHOUT_RULES = ("geopoint", "email", "phone")


@cache
def rules_codebook():
    """The variables that a definition may ask for. Lists kept elsewhere (regions, ISIC, …) have no codes
    here.
    """
    return rules.Codebook(
        rules.Variable(
            name=variable.name,
            type=variable.type,
            codes=tuple(code.code for code in variable.codes),
            not_applicable_when=variable.not_applicable_when,
        )
        for variable in CODEBOOK.values()
        if variable.type not in TYPES_WITHOUT_RULES and variable.home != "contact"
    )


@cache
def relevance_words():
    """Variable name → words that must not definitely fail for the question to be put."""
    codebook = rules_codebook()
    return {
        variable.name: rules.parse(variable.relevance, codebook)
        for variable in CODEBOOK.values()
        if variable.relevance
    }

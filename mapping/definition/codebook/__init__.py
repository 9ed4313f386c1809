"""The codebook: the one place that knows the questions, their codes, limits, skips and privacy."""

from .conditions import relevance_words, rules_codebook
from .variables import (
    CODEBOOK,
    LANGUAGES,
    SECTIONS,
    Code,
    Texts,
    Variable,
    by_section,
    contact_variables,
    entity_variables,
    response_variables,
)

__all__ = [
    "CODEBOOK",
    "LANGUAGES",
    "SECTIONS",
    "Code",
    "Texts",
    "Variable",
    "by_section",
    "contact_variables",
    "entity_variables",
    "relevance_words",
    "response_variables",
    "rules_codebook",
]

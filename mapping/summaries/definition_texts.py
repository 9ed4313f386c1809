"""The words of a definition in every language: what people comment on, whatever its rules compile to."""

from dataclasses import dataclass

from ..models import WorkingDefinition
from .definitions import brief


@dataclass(frozen=True)
class CriterionText:
    """A criterion in words, by language."""

    code: str
    title: dict
    wording: dict


@dataclass(frozen=True)
class DefinitionTexts:
    """The text (Markdown) by language, and the criteria in their order."""

    text: dict
    criteria: tuple[CriterionText, ...]


def texts_of(definition):
    """The words of a stored definition. One query."""
    rows = definition.criteria.order_by("position").values_list("code", "title", "wording")
    return DefinitionTexts(definition.text, tuple(CriterionText(*row) for row in rows))


def under_way(country, user):
    """The drafts and proposals of a country (None: the region) that `user` may know, in short, the newest first."""
    rows = WorkingDefinition.objects.in_country(country).visible_to(user).under_way().newest_first()
    return tuple(map(brief, rows))


def shown_to(key, user):
    """The version with this database key in short, if `user` may know it; else None."""
    found = WorkingDefinition.objects.visible_to(user).filter(pk=key).first() if key else None
    return brief(found) if found else None

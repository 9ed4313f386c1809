"""The working definition of a country in short, for its profile."""

from dataclasses import dataclass

from django.utils.translation import get_language

from sse_portal.basics.text import in_language

from .definitions import DefinitionBrief, brief, stored_in_use


@dataclass(frozen=True)
class ShortDefinition:
    """A definition without its rules: its text (Markdown), and the titles of its core criteria in order."""

    brief: DefinitionBrief
    text: str
    core: tuple[str, ...]
    optional: int
    optional_at_least: int


def definition_in_short(country):
    """The definition in use in a country (ISO code), as `definition_in_use`, in short; None without one."""
    definition = stored_in_use(country)
    if definition is None:
        return None
    language = get_language()
    criteria = [(role, in_language(title, language)) for role, title in _criteria(definition)]
    return ShortDefinition(
        brief=brief(definition),
        text=in_language(definition.text, language),
        core=tuple(title for role, title in criteria if role == "core"),
        optional=sum(role == "optional" for role, _title in criteria),
        optional_at_least=definition.optional_at_least,
    )


def _criteria(definition):
    return definition.criteria.order_by("position").values_list("role", "title")

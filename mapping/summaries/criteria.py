"""What the working definitions in use say of one principle or criterion, side by side, in the active language."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from sse_portal import rules
from sse_portal.basics.text import in_language
from sse_portal.reference.models import is_doubtful

from ..definition.codebook import rules_codebook
from ..definition.wording import say
from ..models import DefinitionCriterion, WorkingDefinition
from .definition_pages import principle_label, role_label
from .definitions import DefinitionBrief, brief


@dataclass(frozen=True)
class CriterionTitle:
    """A criterion of some definition in use, to choose: its code, its title and the name of its principle."""

    code: str
    title: str
    principle: str
    principle_label: str


@dataclass(frozen=True)
class SaidCriterion:
    """A criterion of one country; `said` is its rule in words, thresholds included."""

    code: str
    title: str
    wording: str
    role_label: str
    said: str
    to_be_confirmed: bool


@dataclass(frozen=True)
class CountryCriteria:
    """A definition in use with those of its criteria that were asked for."""

    brief: DefinitionBrief
    criteria: tuple[SaidCriterion, ...]


def criteria_to_choose():
    """The criteria of the definitions in use, each code once, as the first definition that has it calls it.

    Two queries.
    """
    found = {}
    for criterion in _criteria(_in_use().values()):
        found.setdefault(criterion.code, criterion)
    return tuple(
        CriterionTitle(
            code, in_language(each.title, get_language()), each.principle, principle_label(each.principle)
        )
        for code, each in sorted(found.items())
    )


def criteria_by_country(*, principle="", code=""):
    """{ISO code, None for the region: CountryCriteria} of the definitions in use: those of a principle, or of a code.

    In use is what `definition_in_use` says, the same to everybody. A country without a definition is left out; one
    whose definition has no such criterion has an empty tuple. Two queries.
    """
    definitions, chosen = _in_use(), {}
    for criterion in _criteria(definitions.values()):
        if criterion.principle == principle or criterion.code == code:
            chosen.setdefault(criterion.definition_id, []).append(_said(criterion))
    return {
        country: CountryCriteria(brief(definition), tuple(chosen.get(definition.pk, ())))
        for country, definition in definitions.items()
    }


def _in_use():
    """{country: definition}: the adopted one, else its newest template."""
    found = {}
    for definition in WorkingDefinition.objects.adopted_or_templates().best_first():
        found.setdefault(definition.country_id, definition)
    return found


def _criteria(definitions):
    """The criteria that count today, in the order of their definitions."""
    today = timezone.localdate()
    rows = DefinitionCriterion.objects.filter(definition__in=[definition.pk for definition in definitions])
    return [
        row
        for row in rows.order_by("definition", "position").exclude(role=DefinitionCriterion.Role.OFF)
        if (row.valid_from is None or row.valid_from <= today)
        and (row.valid_to is None or today < row.valid_to)
    ]


def _said(criterion):
    language = get_language()
    return SaidCriterion(
        code=criterion.code,
        title=in_language(criterion.title, language),
        wording=in_language(criterion.wording, language),
        role_label=role_label(criterion.role),
        said=say(rules.parse(criterion.expression, rules_codebook())).as_text(),
        to_be_confirmed=is_doubtful(criterion.confidence),
    )

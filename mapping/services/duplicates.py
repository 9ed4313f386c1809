"""Likely duplicates: entities whose name, region and legal form are close to those of another one.

Names are compared within a script, by their letters: words are no help in Thai and Khmer, and most local names
are translations, not transliterations, of the Latin ones.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from sse_portal.basics.text import fold
from sse_portal.reference import summaries as reference

from ..models import Entity

ALIKE = 0.8
PIECE = 6
CANDIDATES = 200
NAME_WEIGHT, REGION_WEIGHT, FORM_WEIGHT = 0.8, 0.12, 0.08


@dataclass(frozen=True)
class Likeness:
    """An entity that may be the same one. `score` and `name_score` lie between 0 and 1."""

    entity: Entity
    score: float
    name_score: float
    same_region: bool
    same_form: bool


def core_of(name, country):
    """A folded name without the words that many organisations share: its legal form in any language."""
    core = fold(name)
    for words in reference.keep(("form words", country), lambda: _form_words(country)) or ():
        core = core.replace(words, " ")
    return " ".join(core.split()) or fold(name)


def _form_words(country):
    names = {fold(text) for form in reference.legal_forms_of(country) for text in form.names.values()}
    return tuple(sorted(filter(None, names), key=len, reverse=True))


def likely_duplicates(*, country, names, region=None, legal_form=None, apart_from=None, most=10):
    """The most alike entities of a country, best first, each with why. `names`: all names of the newcomer."""
    cores = [core for core in (core_of(name, country) for name in names if name) if core]
    found = [
        _likeness(entity, cores, country, region, legal_form)
        for entity in _candidates(cores, country)
        if entity.pk != getattr(apart_from, "pk", None)
    ]
    alike = [each for each in found if each.name_score >= ALIKE]
    return sorted(alike, key=lambda each: (-each.score, each.entity.pk))[:most]


def _candidates(cores, country):
    """Entities that share a piece of the name, found through the trigram index; at most 200 for each piece."""
    found = {}
    for piece in {piece for core in cores for piece in _pieces(core)}:
        for entity in Entity.objects.present().in_country(country).named(piece).order_by()[:CANDIDATES]:
            found[entity.pk] = entity
    return found.values()


def _pieces(core):
    """The beginning, middle and end of a name: one slip leaves at least one of them whole."""
    if len(core) <= PIECE:
        return {core}
    middle = (len(core) - PIECE) // 2
    return {core[:PIECE].strip(), core[middle : middle + PIECE].strip(), core[-PIECE:].strip()}


def _likeness(entity, cores, country, region, legal_form):
    known = [core_of(name, country) for name in entity.names_folded.split("\n")]
    name_score = max((_similar(core, other) for core in cores for other in known), default=0)
    same_region = bool(region) and entity.region_id == region
    same_form = bool(legal_form) and entity.legal_form_id == legal_form
    score = NAME_WEIGHT * name_score + REGION_WEIGHT * same_region + FORM_WEIGHT * same_form
    return Likeness(entity, round(score, 3), round(name_score, 3), same_region, same_form)


def _similar(one, other):
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0

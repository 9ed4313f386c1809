"""How good the data of a study are: progress, missing answers, broken rules, entities that may be the same."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.lookups import Exact, GreaterThan, LessThan
from django.utils import timezone

from sse_portal import rules
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..definition import sql
from ..definition.checks import HARD, RULES, Facts, check
from ..definition.codebook import SECTIONS, by_section, relevance_words, response_variables, rules_codebook
from ..models import Entity, SurveyResponse
from ..services.duplicates import COLUMNS, likely_pairs
from ..services.responses import answers_with_register
from .answers import question_label
from .entity_pages import name_in
from .studies import Counts

CHECKED, COMPARED, SHOWN_PAIRS, AT_ONCE = 500, 1_000, 20, 50


@dataclass(frozen=True)
class Progress:
    """Responses of a region or an interviewer by status."""

    label: str
    key: str
    counts: Counts


@dataclass(frozen=True)
class MissingShare:
    """A question: to how many responses it was put, and in how many percent of them nothing is known."""

    variable: str
    label: str
    put: int
    missing: int

    @property
    def share(self):
        return None if not self.put else 100 * self.missing / self.put


@dataclass(frozen=True)
class BrokenRule:
    """A rule, the number of responses that break it, and for how many somebody gave a reason."""

    label: str
    text: str
    is_hard: bool
    responses: int
    confirmed: int


@dataclass(frozen=True)
class Quality:
    """Everything on the page of a study's data quality. `checked` responses were looked at for broken rules."""

    regions: tuple
    interviewers: tuple
    missing: tuple
    handed_in: int
    broken: tuple
    checked: int
    pairs: tuple
    compared: int


def quality_of(study, language):
    """The data quality of a study. Missing answers are counted among submitted and verified responses."""
    responses = SurveyResponse.objects.of_study(study)
    handed_in = responses.handed_in()
    broken, checked = _broken_rules(study, handed_in, language)
    rows = list(Entity.objects.answering(study).latest_first().values_list(*COLUMNS)[:COMPARED])
    return Quality(
        regions=_by_region(responses, language),
        interviewers=_progress(responses, "interviewer", lambda name: name),
        missing=missing_shares(handed_in, language),
        handed_in=handed_in.count(),
        broken=broken,
        checked=checked,
        pairs=likely_pairs(study.country_id, rows, most=SHOWN_PAIRS),
        compared=len(rows),
    )


def _by_region(responses, language):
    return _progress(
        responses, "entity__region_id", lambda code: name_in(reference.region(code), language) if code else ""
    )


def _progress(responses, field, name_of):
    numbers = defaultdict(dict)
    for key, status, number in responses.order_by().values_list(field, "status").annotate(n=Count("pk")):
        numbers[key or ""][status] = number
    rows = [Progress(name_of(key), key, Counts(**found)) for key, found in numbers.items()]
    return tuple(sorted(rows, key=lambda row: (not row.label, row.label)))


def missing_shares(responses, language):
    """The missing share of each question of the survey, the largest first within its section.

    A question counts only where it was put. “Don't know” and refusals are missing answers.
    """
    numbers = {}
    names = [variable.name for variable in response_variables()]
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        numbers |= responses.aggregate(**{key: value for name in part for key, value in _counted(name)})
    shares = {
        name: MissingShare(
            name, question_label(name, language), numbers[f"{name}_put"], numbers[f"{name}_missing"]
        )
        for name in names
    }  # fmt: skip
    return tuple(
        (in_language(SECTIONS[letter], language), tuple(
            sorted((shares[each.name] for each in variables if each.name in shares), key=_worst_first)
        ))
        for letter, variables in by_section().items()
    )  # fmt: skip


def _worst_first(share):
    return (-(share.share or 0), share.label)


def _counted(name):
    put = Q()
    if name in relevance_words():
        put &= Q(GreaterThan(sql.expression(relevance_words()[name]), rules.NO))
    if name in rules_codebook().exemptions:
        put &= Q(LessThan(sql.expression(rules_codebook().exemptions[name]), rules.YES))
    yield f"{name}_put", Count("pk", filter=put or None)
    yield f"{name}_missing", Count("pk", filter=put & Q(Exact(sql.expression(rules.Known(name)), rules.NO)))


def _broken_rules(study, responses, language):
    """Rules that the newest responses break: ([BrokenRule], how many responses were looked at)."""
    facts = Facts(today=timezone.localdate(), country=study.country_id, study_start=study.period_start)
    found, confirmed, checked = Counter(), Counter(), 0
    for response in responses.newest_first().with_register()[:CHECKED]:
        checked += 1
        for finding in check(answers_with_register(response), facts, complete=False):
            found[finding.code] += 1
            confirmed[finding.code] += finding.code in response.confirmed
    rows = [_broken(rule, found, confirmed, language) for rule in RULES if rule.code in found]
    return tuple(sorted(rows, key=lambda row: (not row.is_hard, -row.responses, row.label))), checked


class _Dots(dict):
    """Stands for the values of a sentence that is about many responses."""

    def __missing__(self, key):
        return "…"


def _broken(rule, found, confirmed, language):
    label = question_label(rule.variable, language)
    text = str(rule.message) % _Dots(label=label)
    return BrokenRule(label, text, rule.severity == HARD, found[rule.code], confirmed[rule.code])

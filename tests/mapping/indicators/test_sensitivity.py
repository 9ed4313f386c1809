from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mapping.indicators import Unit
from mapping.indicators.measures import IN_SCOPE
from mapping.indicators.sensitivity import Sensitivity
from sse_portal.rules import (
    VERDICTS,
    complete,
    criterion_expressions,
    explain,
    is_missing,
    parse_definition,
    with_changes,
)
from tests.rules.strategies import CODEBOOK, answer_sets, definition_documents

ON = date(2026, 1, 1)


def unit_of(definition, answers):
    """What a release would freeze of these answers: verdict and masks."""
    results = [words.judge(answers) for _code, words in criterion_expressions(definition, ON)]
    masks = [
        sum(1 << place for place, result in enumerate(results) if result in wanted)
        for wanted in ((2,), (0, 1))
    ]
    verdict = VERDICTS.index(explain(definition, answers, ON).verdict)
    return Unit(1, verdict, 1, answers, met=masks[0], unmet=masks[1])


@given(definition_documents(CODEBOOK), st.lists(answer_sets(CODEBOOK), min_size=1, max_size=5))
def test_the_masks_tell_what_judging_again_without_the_criterion_would(document, answer_list):
    sensitivity = Sensitivity(document, CODEBOOK, ON)
    definition = parse_definition(document, CODEBOOK)
    completed = [complete(answers, CODEBOOK) for answers in answer_list]
    # A type that nobody told leaves open which optional criteria count; the questionnaire requires it.
    if definition.optional_at_least:
        completed = [answers for answers in completed if not is_missing(answers.get("organisation_type"))]
    units = [unit_of(definition, answers) for answers in completed]
    for unit in units:
        sensitivity.add(unit)
    for code, (entering, leaving) in sensitivity.pivots().items():
        without = parse_definition(with_changes(document, [{"criterion": code, "role": "off"}]), CODEBOOK)
        after = [explain(without, answers, ON).verdict == VERDICTS[IN_SCOPE] for answers in completed]
        before = [unit.verdict == IN_SCOPE for unit in units]
        assert entering == sum(now and not then for now, then in zip(after, before, strict=True))
        assert leaving == sum(then and not now for now, then in zip(after, before, strict=True))

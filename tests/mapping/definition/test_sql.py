"""The verdict in SQL is the verdict in Python: random definitions over hundreds of random stored responses."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from mapping.definition import sql
from mapping.definition.codebook import rules_codebook
from mapping.models import (
    Classification,
    Entity,
    EntityIdentifier,
    Study,
    SurveyResponse,
    WorkingDefinition,
)
from mapping.services import classification
from sse_portal import rules
from sse_portal.reference.models import Country
from sse_portal.rules import NO, UNKNOWN, YES
from tests.factories import a_response, a_study, an_entity
from tests.rules.strategies import DATES, DAYS, INTEGERS, MONEY, TEXTS, codes_of, definition_documents

# Every type, every home and every way in which a question may not apply.
NAMES = """
    legal_status legal_form organisation_type membership_basis membership_open members_total workers_total pay_ratio
    dist_rule dist_capital_pct capital_return_cap_pct surplus surplus_reinvested_pct interview_date purpose_statutory
    has_statutes support_orgs isic_secondary has_economic_activity operational_status year_established locality
    entity_name_local registration_number
"""
BOOK = rules.Codebook([rules_codebook()[name] for name in NAMES.split()])
SHARES = [
    Decimal(text)
    for text in ("0", "0.01", "33.33", "33.3333", "50", "50.01", "49.99", "66.67", "99.99", "100")
]
ROWS = 240
EXAMPLES = 120


def stored(name, dice):
    """A random answer as the column keeps it, silence and codes for no answer among them."""
    variable = BOOK[name]
    if dice.random() < 0.2:
        return None
    if variable.type == "select_multiple":
        codes = codes_of(variable) + ["dk", "not_heard"]
        return dice.sample(codes, dice.randint(0, min(3, len(codes))))
    if variable.type == "select_one":
        return dice.choice([*codes_of(variable), "refused", "a code of another list", ""])
    if variable.type == "text":
        return dice.choice([*TEXTS, "dk"])
    return dice.choice({"integer": INTEGERS, "decimal": SHARES, "money": MONEY, "date": DATES}[variable.type])


def insert_rows(count, dice):
    """Responses with random answers, in a study of their own."""
    country = Country.objects.get(iso2="KH")
    study = Study.objects.create(
        country=country, title={"en": "Random"}, period_start=date(2024, 1, 1), period_end=date(2025, 1, 1)
    )
    pairs = [random_pair(study, number, dice) for number in range(count)]
    entities = Entity.objects.bulk_create(entity for entity, _ in pairs)
    SurveyResponse.objects.bulk_create(response for _, response in pairs)
    EntityIdentifier.objects.bulk_create(
        EntityIdentifier(entity=entity, scheme=scheme, value=f"{dice.choice(TEXTS)}{entity.pk}")
        for entity in entities
        for scheme in dice.sample(["KH-REG", "KH-TIN"], dice.randint(0, 2))
    )
    return study


def random_pair(study, number, dice):
    answers = {name: stored(name, dice) for name in BOOK if name != "registration_number"}
    own = {name: answer for name, answer in answers.items() if sql.path_of(name) == name}
    shared = {
        sql.path_of(name).removeprefix("entity__"): answers[name] for name in answers if name not in own
    }
    shared = {name: answer for name, answer in shared.items() if answer is not None}
    entity = Entity(country=study.country, name=f"Entity {number}", names_folded=f"entity {number}", **shared)
    return entity, SurveyResponse(study=study, entity=entity, **own)


@pytest.fixture
def study(reference):
    return insert_rows(ROWS, random.Random(20221110))


def judged_by_sql(plan, study):
    """{response id: (verdict, met, failed, unknown)} as the INSERT … SELECT writes it."""
    definition, _ = WorkingDefinition.objects.get_or_create(number=1, title={"en": "Random"})
    Classification.objects.all().delete()
    statement, params = classification.insert_statement(
        definition, plan, SurveyResponse.objects.filter(study=study)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
    rows = Classification.objects.values_list("response_id", "verdict", "met", "failed", "unknown")
    return {response: tuple(result) for response, *result in rows}


def judged_by_python(plan, answers):
    explanation = rules.explain_by(plan, answers)
    masks = [0, 0, 0]
    for place, test in enumerate(plan.tests):
        masks[test.words.judge(answers)] |= 1 << place
    failed, unknown, met = masks
    return rules.VERDICTS.index(explanation.verdict), met, failed, unknown


def answers_by_response(study):
    responses = SurveyResponse.objects.filter(study=study).select_related("entity")
    return {
        r.pk: classification.completed_answers_of(r)
        for r in responses.prefetch_related("entity__identifiers")
    }


def test_sql_gives_the_verdict_and_the_reasons_that_python_gives(study):
    answers = answers_by_response(study)
    seen = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(definition_documents(BOOK), DAYS)
    def the_same(document, on):
        plan = rules.plan(rules.parse_definition(document, BOOK), on)
        expected = {pk: judged_by_python(plan, given_answers) for pk, given_answers in answers.items()}
        assert judged_by_sql(plan, study) == expected
        seen.update(verdict for verdict, *_ in expected.values())

    the_same()
    assert min(seen[verdict] for verdict in (NO, UNKNOWN, YES)) > ROWS, "each verdict came up often"


def one_criterion(expression):
    document = {
        "format": 1, "country": "KH", "shape": "test", "legal_form_variable": "legal_form", "forms": [],
        "criteria": [{"code": "C01", "role": "core", "expression": expression}],
    }  # fmt: skip
    return rules.plan(rules.parse_definition(document, rules_codebook()), date(2026, 1, 1))


def verdicts(expression, study):
    """(by SQL, by Python): lists in the order of the responses."""
    plan, answers = one_criterion(expression), answers_by_response(study)
    by_sql = judged_by_sql(plan, study)
    return [by_sql[pk][0] for pk in answers], [judged_by_python(plan, a)[0] for a in answers.values()]


LEAF = {"var": "surplus_reinvested_pct", "op": ">=", "value": 51}
OTHER = {"var": "purpose_statutory", "op": "intersects", "value": ["community"]}


def nested(depth, wrap):
    expression = LEAF
    for _ in range(depth):
        expression = wrap(expression)
    return expression


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"not": inner},
        lambda inner: {"all": [OTHER, inner]},
        lambda inner: {"any": [inner, OTHER]},
        lambda inner: {"at_least": 2, "of": [LEAF, OTHER, inner]},
        lambda inner: {"at_least": 2, "of": [inner, OTHER, LEAF]},
    ],
)
def test_the_deepest_nesting_that_the_rules_allow_runs_on_the_database(study, wrap):
    by_sql, by_python = verdicts(nested(19, wrap), study)
    assert by_sql == by_python


def test_as_many_parts_as_the_rules_allow_run_on_the_database(study):
    by_sql, by_python = verdicts({"at_least": 400, "of": [LEAF, OTHER, LEAF] * 333}, study)
    assert by_sql == by_python


def verdict_of(expression, **answers):
    """(by SQL, by Python) of one stored response."""
    study = a_study()
    response = a_response(study, **answers)
    response.refresh_from_db()
    plan = one_criterion(expression)
    in_python = judged_by_python(plan, classification.completed_answers_of(response))
    return judged_by_sql(plan, study)[response.pk][0], in_python[0]


@pytest.mark.parametrize("variable", ["dist_capital_pct", "surplus"])
@pytest.mark.parametrize("answer", ["33.33", "33.3", "0.07", "49.99", "50", "50.01", "0.1", "0.3", "99.99"])
@pytest.mark.parametrize("step", ["-0.000001", "-0.01", "0", "0.01", "0.000001"])
def test_a_decimal_is_exact_at_the_threshold_and_a_hair_beside_it(reference, variable, answer, step):
    answer = Decimal(answer)
    threshold = answer + Decimal(step)
    truth = {
        "=": answer == threshold, "!=": answer != threshold, "<": answer < threshold,
        "<=": answer <= threshold, ">": answer > threshold, ">=": answer >= threshold,
    }  # fmt: skip
    for op, holds in truth.items():
        leaf = {"var": variable, "op": op, "value": format(threshold, "f")}
        assert verdict_of(leaf, **{variable: answer}) == (2 * holds, 2 * holds), (op, threshold)


def test_thirteen_digits_of_dong_are_exact_to_the_last_xu(reference):
    answer = Decimal("9876543210987.65")
    for text, expected in [("9876543210987.65", 2), ("9876543210987.64", 2), ("9876543210987.66", 0)]:
        assert verdict_of({"var": "surplus", "op": ">=", "value": text}, surplus=answer) == (
            expected,
            expected,
        )


def test_a_threshold_beyond_the_column_is_answered_not_refused_by_the_database(reference):
    entity = an_entity(year_established=1999)
    leaf = {"var": "year_established", "op": "<", "value": 10**15}
    assert verdict_of(leaf, entity=entity) == (2, 2)
    assert verdict_of({"var": "members_total", "op": ">", "value": -(10**15)}, members_total=0) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, 1), ([], 0), (["member_needs"], 0), (["community"], 2), (["dk"], 1), (["dk", "community"], 2),
        (["member_needs", "not_heard"], 1), (["Community"], 0), (["community "], 0), (['"community"'], 0),
    ],
)  # fmt: skip
def test_several_choices_are_compared_whole_and_with_case(reference, answer, expected):
    leaf = {"var": "purpose_statutory", "op": "intersects", "value": ["community", "environment"]}
    assert verdict_of(leaf, purpose_statutory=answer) == (expected, expected)


@pytest.mark.parametrize("answer", [None, [], ["dk"], ["dk", "refused"], ["dk", "grant"], ["grant"]])
def test_what_counts_as_an_answer_is_the_same_in_a_list(reference, answer):
    expected = 0 if answer is None or set(answer) in ({"dk"}, {"dk", "refused"}) else 2
    assert verdict_of({"known": "public_support_types"}, public_support_types=answer) == (expected, expected)


def test_a_missing_answer_is_never_met_by_negation(reference):
    leaf = {"var": "dist_capital_pct", "op": ">=", "value": 5}
    assert verdict_of({"not": leaf}) == (UNKNOWN, UNKNOWN)
    assert verdict_of({"not": {"not": leaf}}) == (UNKNOWN, UNKNOWN)


def test_an_answer_that_does_not_apply_counts_as_the_criterion_says(reference):
    leaf = {"var": "surplus_reinvested_pct", "op": ">=", "value": 51}
    for na, expected in [({}, UNKNOWN), ({"na": True}, YES), ({"na": False}, NO)]:
        assert verdict_of(leaf | na, surplus=Decimal("-1")) == (expected, expected)
        given = {"surplus": Decimal(0), "surplus_reinvested_pct": Decimal(80)}
        assert verdict_of(leaf | na, **given) == (expected, expected), "whatever was answered there"
    assert verdict_of(leaf | {"na": True}) == (UNKNOWN, UNKNOWN), "an unknown surplus exempts nobody"


def test_the_register_number_is_that_of_the_countrys_register(reference):
    entity = an_entity(identifier=("KH-TIN", "1"))
    assert verdict_of({"known": "registration_number"}, entity=entity) == (0, 0)
    entity = an_entity(identifier=("KH-REG", "00124"))
    leaf = {"var": "registration_number", "op": "=", "value": "00124"}
    assert verdict_of(leaf, entity=entity) == (2, 2)


def test_every_variable_of_the_codebook_can_be_asked(study):
    values = {"date": "2024-07-01", "select_one": "x", "select_multiple": ["x"], "text": "x"}
    for variable in rules_codebook().values():
        codes = [code for code in variable.codes if code not in rules.MISSING_CODES]
        value = codes[:1] or values.get(variable.type, 5)
        op = {"select_multiple": "intersects"}.get(variable.type, "=")
        value = value[0] if isinstance(value, list) and op == "=" else value
        by_sql, by_python = verdicts({"var": variable.name, "op": op, "value": value}, study)
        assert by_sql == by_python, variable.name


def bushy(levels, depth):
    """A tree that forks at the top and goes on in chains: the hardest kind for a parser with a bounded stack."""
    if levels:
        part = bushy(levels - 1, depth - 1)
        return {"all": [part, part]}
    return nested(depth, lambda inner: {"any": [inner, OTHER]})


@pytest.mark.parametrize("levels", [3, 5])
def test_a_bushy_expression_of_the_greatest_depth_runs_on_the_database(study, levels):
    by_sql, by_python = verdicts(bushy(levels, 19), study)
    assert by_sql == by_python

"""Verdicts written for whole studies in one statement, and the answers of one response for its explanation."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from operator import attrgetter

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, transaction

from sse_portal.rules import Period, complete, plan

from ..definition import sql
from ..definition.codebook import rules_codebook
from ..definition.documents import compiled
from ..models import Classification, SurveyResponse, WorkingDefinition

VERIFIED = (SurveyResponse.Status.VERIFIED,)
# Materialised, because both planners would otherwise copy each criterion into every mask that mentions it.
STATEMENT = """
INSERT INTO {table} (definition_id, response_id, verdict, met, failed, unknown)
WITH judged AS MATERIALIZED ({judged})
SELECT {definition}, id, {verdict}, {met}, {failed}, {unknown} FROM judged
"""


def classify_responses(definition, studies, on, statuses=VERIFIED):
    """Judge every response of some studies by a definition as it stands on the day `on`. Returns how many.

    What was written earlier for these studies and this definition is replaced. Entities taken off the register are
    left out. Bit i of a mask is the i-th criterion; each criterion is met, failed or unknown.
    """
    judging = compiled(definition, on)
    with transaction.atomic():
        WorkingDefinition.objects.select_for_update().get(pk=definition.pk)
        Classification.objects.filter(definition=definition, response__study__in=studies).delete()
        responses = SurveyResponse.objects.filter(
            study__in=studies, status__in=statuses, entity__removed_at=None
        )
        try:
            statement, params = insert_statement(definition, judging, responses)
        except EmptyResultSet:  # no study, or no status, was asked for
            return 0
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.rowcount


def insert_statement(definition, judging, responses):
    """(SQL, parameters) of the INSERT … SELECT that judges a queryset of responses."""
    columns, verdict = _columns(judging)
    judged = responses.order_by().annotate(**columns).values("id", *columns)
    text, params = judged.query.sql_with_params()
    statement = STATEMENT.format(
        table=Classification._meta.db_table,
        judged=text,
        definition=int(definition.pk),
        verdict=verdict,
        met=_mask("({} / 2)", judging),
        failed=_mask("((2 - {}) / 2)", judging),
        unknown=_mask("({} & 1)", judging),
    )
    return statement, params


def can_run(definition):
    """Whether the database takes the statement of a (parsed) definition; SQLite's parser has bounds of its own.

    Tried without running it, in the hardest form: every criterion in force, and counted besides.
    """
    plainest = {"role": "optional", "period": Period(), "title": (), "wording": ()}
    criteria = tuple(replace(criterion, **plainest) for criterion in definition.criteria)
    hardest = replace(definition, criteria=criteria, optional_at_least=min(2, len(criteria)))
    try:
        _explain(hardest)
    except DatabaseError:
        return False
    return True


@lru_cache(maxsize=64)
def _explain(definition):
    """Have the database read the statement. Remembered, for it costs most of saving; an error is not."""
    responses = SurveyResponse.objects.filter(study=0)
    statement, params = insert_statement(WorkingDefinition(pk=0), plan(definition, date.max), responses)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", params)


def _columns(judging):
    """Expressions to work out once per response, and the verdict over their names.

    `c0, c1, …` are the criteria; a clause about one criterion is the greater of it and the forms it spares.
    """
    columns = {f"c{place}": sql.on_stored_answers(test.words) for place, test in enumerate(judging.tests)}
    names = {}
    clauses = []
    for clause in judging.clauses:
        alone = bool(clause.tests) and not clause.counted
        words = clause.spared if alone else clause.words
        name = names.setdefault(words, f"w{len(names)}")
        clauses.append(_function("GREATEST", [name, f"c{clause.tests[0]}"]) if alone else name)
    columns |= {name: sql.on_stored_answers(words) for words, name in names.items()}
    return columns, _function("LEAST", list(dict.fromkeys(clauses)))


def _function(name, arguments):
    if connection.vendor == "sqlite":
        name = {"LEAST": "MIN", "GREATEST": "MAX"}[name]
    return f"{name}({', '.join(arguments)})" if len(arguments) > 1 else arguments[0]


def _mask(bit, judging):
    """The sum of the criteria's bits; `bit` turns a criterion's 0, 1 or 2 into 0 or 1."""
    bits = [f"{bit.format(f'c{place}')} * {1 << place}" for place in range(len(judging.tests))]
    return " + ".join(bits) or "0"


def answers_of(response):
    """The typed answers of a response by variable, as stored: those not given are None."""
    return {name: _answer(response, read) for name, read in READERS.items()}


def completed_answers_of(response):
    """Answers ready for `rules.explain`: with *not applicable* where the codebook says so."""
    return complete(answers_of(response), rules_codebook())


def _answer(response, read):
    answer = read(response)
    return None if answer == "" else answer


def _reader(variable):
    if variable == "registration_number":
        return _registration_number
    return attrgetter(sql.path_of(variable).replace("__", "."))


def _registration_number(response):
    """The first number in the country's register; chosen in Python, so that prefetched ones cost no query."""
    scheme = f"{response.entity.country_id}{sql.REGISTER}"
    numbers = sorted((i.id, i.value) for i in response.entity.identifiers.all() if i.scheme == scheme)
    return numbers[0][1] if numbers else None


READERS = {name: _reader(name) for name in rules_codebook()}

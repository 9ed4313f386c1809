"""The state of the responses that a release rests on: copied in one statement, read back one organisation at
a time.
"""

from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.models import Case, CharField, Exists, F, Func, JSONField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from sse_portal.reference.summaries import isic4_section, rolled_forward
from sse_portal.rules import NOT_APPLICABLE, YES, variables

from ...definition.codebook import CODEBOOK, rules_codebook
from ...definition.sql import path_of
from ...indicators import SERIES, Unit
from ...indicators.measures import WEIGHT
from ...models import Classification, ReleaseUnit

COLUMNS = ("organisation_type", "isic_main", "legal_form")
DIMENSIONS = ("region", *COLUMNS)
TARGETS = (
    "release_id", "entity_id", "response_id", "verdict", "met", "failed", "unknown", "weight", *DIMENSIONS, "values",
)  # fmt: skip
CHUNK = 2_000


@cache
def variables_kept():
    """The variables that series read, and those that say when one of them does not apply; columns left out."""
    read = _read()
    decisive = {name for words in exemptions().values() for name in variables(words)}
    return sorted(name for name in read | decisive if name in CODEBOOK and name not in DIMENSIONS)


@cache
def exemptions():
    """{variable: words that say when it does not apply}, of the variables that series read."""
    read = _read()
    return {name: words for name, words in rules_codebook().exemptions.items() if name in read}


def _read():
    return {name for series in SERIES.values() for name in (*series.measure.variables, *series.dimensions)}


class Known(Func):
    """A JSON object of the answers that are not NULL."""

    output_field = JSONField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="JSON_PATCH('{}', JSON_OBJECT(%(expressions)s))")

    def as_postgresql(self, compiler, connection):
        template = "JSONB_STRIP_NULLS(JSONB_BUILD_OBJECT(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template)


class Name(Func):
    """A text as the key of a JSON object."""

    output_field = CharField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s")

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s::text")


class AsJson(Func):
    """A stored list inside a JSON object: SQLite would take it for a text."""

    output_field = JSONField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="JSON(%(expressions)s)")

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s")


def freeze(release, studies):
    """Copy what was classified into the release's units, one per organisation. Returns how many.

    Of an organisation that answered in several of the studies, the latest study counts.
    """
    chosen = _latest(
        Classification.objects.filter(definition=release.definition, response__study__in=studies)
    )
    columns = {
        "frozen_release": Value(release.pk),
        "frozen_region": _region(chosen, release.geography_date),
        **{f"frozen_{name}": Coalesce(F(f"response__{name}"), Value("")) for name in COLUMNS},
        "frozen_isic_main": _activity(chosen),
        "frozen_values": Known(*_pairs()),
    }
    rows = chosen.order_by().annotate(**columns).values_list(
        "frozen_release", "response__entity_id", "response_id", "verdict", "met", "failed", "unknown",
        "response__weight", *(f"frozen_{name}" for name in (*DIMENSIONS, "values")),
    )  # fmt: skip
    select, params = rows.query.sql_with_params()
    targets = ", ".join(map(connection.ops.quote_name, TARGETS))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {ReleaseUnit._meta.db_table} ({targets}) {select}", params)
        return cursor.rowcount


def _latest(classified):
    """One classification per organisation: that of the study whose period ends last."""
    studies = classified.order_by().values_list("response__study_id").distinct()
    if len(studies) < 2:
        return classified
    ends = "response__study__period_end"
    later = Q(**{f"{ends}__gt": OuterRef(ends)}) | Q(**{ends: OuterRef(ends)}, pk__gt=OuterRef("pk"))
    same = classified.filter(response__entity=OuterRef("response__entity"))
    return classified.exclude(Exists(same.filter(later)))


def _region(classified, on):
    """The region of the day `on`: followed through mergers and renamings; none where a split leaves it open."""
    return _translated(
        classified, "response__entity__region_id", lambda code: rolled_forward(code, on).code or ""
    )


def _activity(classified):
    """The section of ISIC Rev. 4, so that answers by either revision add up."""
    return _translated(classified, "response__isic_main", lambda code: isic4_section(code) or code)


def _translated(classified, path, translate):
    """A column with some of its codes replaced, "" where it is empty."""
    codes = classified.order_by().values_list(path, flat=True).distinct()
    moved = {code: translate(code) for code in codes if code}
    cases = [When(**{path: old}, then=Value(new)) for old, new in moved.items() if old != new]
    return Case(*cases, default=Coalesce(F(path), Value("")), output_field=CharField())


def _pairs():
    """Name and value of every variable kept, in turn."""
    for name in variables_kept():
        yield Name(Value(name))
        answer = F(f"response__{path_of(name)}")
        yield AsJson(answer) if CODEBOOK[name].type == "select_multiple" else answer


def read_units(releases):
    """Every organisation of these releases in turn: (entity id, {release id: Unit}), in constant memory."""
    years = {release.pk: release.as_of.year for release in releases}
    rows = (
        ReleaseUnit.objects.filter(release__in=releases)
        .order_by("entity_id", "release_id")
        .values_list(
            "entity_id", "release_id", "verdict", "met", "failed", "unknown", "weight", *DIMENSIONS, "values"
        )
    )
    for entity, group in groupby(rows.iterator(CHUNK), key=itemgetter(0)):
        yield entity, {row[1]: _unit(row, years[row[1]]) for row in group}


def _unit(row, year):
    entity, _release, verdict, met, failed, unknown, weight, *facts, answers = row
    answers.update((name, fact) for name, fact in zip(DIMENSIONS, facts, strict=True) if fact)
    exempted = [name for name, words in exemptions().items() if words.judge(answers) == YES]
    answers.update(dict.fromkeys(exempted, NOT_APPLICABLE))
    return Unit(entity, verdict, int(Decimal(weight) * WEIGHT), answers, year, met, failed | unknown)

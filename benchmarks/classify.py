"""How long it takes to judge a country's responses and to write the verdicts with their reasons.

    python benchmarks/classify.py [RESPONSES]                                   on an SQLite file
    python scripts/with_postgres.py python benchmarks/classify.py [RESPONSES]   on PostgreSQL

Works in a scratch database that it makes and removes. Prints seconds, and the ratios to two things that do less or
the same in the same run: one plain scan of the responses, and explaining each response in Python.
"""

import sys
import time
from datetime import date

from django.db import connection
from django.db.models import Avg, Count
from scratch import scratch_database

from mapping.definition.documents import compiled
from mapping.models import Classification, Study, SurveyResponse, WorkingDefinition
from mapping.sample.load import load_country
from mapping.services.classification import classify_responses, completed_answers_of
from mapping.services.definitions import create_starter_definitions
from sse_portal.reference.services import load_reference
from sse_portal.rules import explain_by

TODAY = date(2026, 7, 1)
ROUNDS = 3
EXPLAINED = 2_000
TARGET = "at most 3 s for 100,000 responses on either database"


def seconds(act):
    """The median of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return sorted(times)[ROUNDS // 2]


def plain_scan():
    """Every row read once, with a handful of its columns."""
    SurveyResponse.objects.aggregate(
        Count("gov_control"),
        Count("dist_rule"),
        Count("voting_rule"),
        Avg("dist_capital_pct"),
        Avg("surplus"),
    )


def explain_some(plan):
    """The same verdicts in Python, loading of the rows included."""
    rows = SurveyResponse.objects.select_related("entity").prefetch_related("entity__identifiers")
    for response in rows[:EXPLAINED]:
        explain_by(plan, completed_answers_of(response))


def main(count):
    load_reference()
    create_starter_definitions()
    print(f"Making {count:,} responses on {connection.vendor} …", flush=True)
    load_country("KH", count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    definition = WorkingDefinition.objects.in_country("KH").get()
    plan = compiled(definition, TODAY)
    statuses = SurveyResponse.Status.values
    written = seconds(lambda: classify_responses(definition, Study.objects.all(), TODAY, statuses))
    scanned = seconds(plain_scan)
    explained = seconds(lambda: explain_some(plan)) * count / min(EXPLAINED, count)
    verdicts = Classification.objects.values_list("verdict").annotate(n=Count("pk")).order_by("verdict")
    print(f"{definition.criteria.count()} criteria, {definition.forms.count()} legal forms, target: {TARGET}")
    print(f"classified and written  {written:8.2f} s   {count / written:10,.0f} responses/s")
    print(
        f"one plain scan          {scanned:8.2f} s   classification costs {written / scanned:.1f} times as much"
    )
    print(f"explained one by one    {explained:8.2f} s   {explained / written:.0f} times as long")
    print("verdicts:", ", ".join(f"{Classification.Verdict(v).name.lower()} {n:,}" for v, n in verdicts))


if __name__ == "__main__":
    with scratch_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

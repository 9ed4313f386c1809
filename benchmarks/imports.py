"""How long the dry run, the publication and the undoing of a file take, and how long the switch keeps writers waiting.

    python benchmarks/imports.py [ROWS]                                   on an SQLite file
    python scripts/with_postgres.py python benchmarks/imports.py [ROWS]   on PostgreSQL

Works in a scratch database that it makes and removes. Prints rows/s, their ratio to a bare bulk_create of the same
entities and responses in the same run, the longest single transaction, and the peak memory of the process.
"""

import csv
import hashlib
import resource
import sys
import time
from datetime import date

from django.core.files import File
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from scratch import scratch_database

from mapping.imports.check import run_check
from mapping.imports.publish import run_publication
from mapping.imports.undo import clear_undone
from mapping.imports.writing import typed
from mapping.models import Entity, EntityIdentifier, Study, SurveyResponse
from mapping.services import imports as services
from sse_portal.reference.services import load_reference

LETTERS = str.maketrans("0123456789", "klmnopqrst")
BATCH = 1_000


class Watch:
    """How long the longest transaction took: so long SQLite's other writers wait."""

    def __init__(self):
        self.longest, self.begun = 0.0, None
        self.commit, self.set = BaseDatabaseWrapper.commit, BaseDatabaseWrapper.set_autocommit

    def __enter__(self):
        watch = self

        def set_autocommit(wrapper, autocommit, *args, **kwargs):
            if not autocommit:
                watch.begun = time.perf_counter()
            elif watch.begun is not None:
                watch.longest = max(watch.longest, time.perf_counter() - watch.begun)
                watch.begun = None
            return watch.set(wrapper, autocommit, *args, **kwargs)

        BaseDatabaseWrapper.set_autocommit = set_autocommit
        return self

    def __exit__(self, *_problem):
        BaseDatabaseWrapper.set_autocommit = self.set


def write_file(path, rows):
    """A file with a name, an identifier, five register facts and eight answers per row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([
            "KH-TIN", "entity_name", "entity_name_local", "region", "locality", "year_established",
            "operational_status",
            "legal_form", "interview_date", "members_total", "members_women", "gov_control", "voting_rule",
            "dist_capital_pct", "revenue_total", "purpose_statutory",
        ])  # fmt: skip
        for number in range(rows):
            name = hashlib.sha256(str(number).encode()).hexdigest()[:24].translate(LETTERS)
            writer.writerow([
                f"K{number:07}", f"{name[:8]} {name[8:16]} {name[16:]}", f"សហគមន៍ {number}", "KH-12", f"Phum {number}",
                1990 + number % 30, "active", "KH-AC", "2026-03-02", number % 900, number % 400, "none",
                "one_member_one_vote", "12.5", number * 1000, "member_needs;community",
            ])  # fmt: skip


def bare_create(study, rows):
    """The same records by bulk_create, without looking at anything. Seconds."""
    entities = [
        Entity(
            country_id="KH",
            names_folded=row.values["columns"]["name"],
            **typed(Entity, row.values["columns"]),
        )
        for row in rows
    ]
    answers = [typed(SurveyResponse, row.values["answers"]) for row in rows]
    begun = time.perf_counter()
    Entity.objects.bulk_create(entities, batch_size=BATCH)
    EntityIdentifier.objects.bulk_create(
        (EntityIdentifier(entity=entity, scheme="KH-TIN", value=f"X{entity.pk}") for entity in entities),
        batch_size=BATCH,
    )
    SurveyResponse.objects.bulk_create(
        (
            SurveyResponse(study=study, entity=each, **given)
            for each, given in zip(entities, answers, strict=True)
        ),
        batch_size=BATCH,
    )
    return time.perf_counter() - begun


def timed(act):
    with Watch() as watch:
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun, watch.longest


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows, folder):
    load_reference()
    period = {"period_start": date(2025, 1, 1), "period_end": date(2026, 1, 1)}
    studies = [
        Study.objects.create(country_id="KH", wave=wave, title={"en": "Benchmark"}, status="open", **period)
        for wave in (1, 2)
    ]
    path = folder / "list.csv"
    write_file(path, rows)
    print(f"{rows:,} rows of 16 columns, {path.stat().st_size / 1e6:.1f} MB, on {connection.vendor}; at the start"
          f" {peak_megabytes():.0f} MB")  # fmt: skip
    batch = steps(studies[0], path, rows)
    staged = list(batch.rows.filter(outcome="create"))
    told("bare bulk_create", bare_create(studies[1], staged), 0, rows)
    update(studies[0], path, rows)
    told("undoing", *timed(lambda: services.undo_batch(by=None, batch=batch)), rows)
    told("clearing up", *timed(lambda: clear_undone(batch)), rows)


def steps(study, path, rows):
    """Upload, dry run and publication; the batch."""
    with path.open("rb") as file:
        begun = time.perf_counter()
        batch = services.upload_file(by=None, study=study, file=File(file), name="list.csv")
        told("upload, first reading", time.perf_counter() - begun, 0, rows)
    services.map_columns(by=None, batch=batch, mapping=batch.mapping)
    told("dry run", *timed(lambda: run_check(batch)), rows)
    print("   ", batch.counts, f"peak {peak_megabytes():.0f} MB")
    services.decide_all(by=None, batch=batch, decision="new")
    services.confirm_publication(by=None, batch=batch)
    told("publication", *timed(lambda: run_publication(batch)), rows)
    print(f"    {batch.state}, peak {peak_megabytes():.0f} MB")
    return batch


def update(study, path, rows):
    """The same file with one fact changed in each row: published, then undone."""
    changed = path.with_name("changed.csv")
    changed.write_text(path.read_text(encoding="utf-8").replace("Phum ", "Phum thmey "), encoding="utf-8")
    with changed.open("rb") as file:
        batch = services.upload_file(by=None, study=study, file=File(file), name="changed.csv")
    services.map_columns(by=None, batch=batch, mapping=batch.mapping)
    told("dry run of changes", *timed(lambda: run_check(batch)), rows)
    services.confirm_publication(by=None, batch=batch)
    told("publication of changes", *timed(lambda: run_publication(batch)), rows)
    Entity.objects.filter(country="KH", identifiers__value__startswith="K").update(version=1)


def told(what, seconds, longest, rows):
    waiting = f"   longest transaction {longest:6.2f} s" if longest else ""
    print(f"{what:24} {seconds:8.2f} s  {rows / seconds:8,.0f} rows/s{waiting}", flush=True)


if __name__ == "__main__":
    with scratch_database() as folder:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, folder)

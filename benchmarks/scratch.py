"""What every benchmark needs: Django, a scratch database that is made and removed, and the cost of a page.

Import it before anything of the portal: it sets Django up.
"""

import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sse_portal.settings")
os.environ.setdefault("DEBUG", "yes")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

WARM, ROUNDS = 3, 30
SETTLING = 15
# What a statement that makes rows by numbers says in each dialect.
DIALECTS = {
    "sqlite": {
        "uid": "lower(hex(randomblob(16)))", "now": "'2026-01-01 00:00:00'", "yes": "1", "no": "0",
        "numbers": "(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
                   " SELECT i FROM n)",
    },
    "postgresql": {
        "uid": "gen_random_uuid()", "now": "timestamptz '2026-01-01 00:00:00Z'", "yes": "true", "no": "false",
        "numbers": "generate_series({first}, {last}) AS n(i)",
    },
}  # fmt: skip


@contextmanager
def scratch_database():
    """A test database of the server that DATABASE_URL names; for SQLite a file, as in production.

    Yields a folder that is removed at the end; uploads go there.
    """
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = f"{folder}/media"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/scratch.sqlite3"
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield Path(folder)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def made_by_database(statement, first, last):
    """Run an INSERT … SELECT over the numbers from `first` to `last`, with the words of this database's dialect."""
    words = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            statement.format(**words | {"numbers": words["numbers"].format(first=first, last=last)})
        )


def settle(*tables):
    """Statistics, and on PostgreSQL what autovacuum does for tables at rest: then an index alone can be counted."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            return
        for table in tables:
            _settle(cursor, table)


def _settle(cursor, table):
    for _time in range(SETTLING):
        cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("SELECT relallvisible >= relpages * 0.99 FROM pg_class WHERE relname = %s", [table])
        if cursor.fetchone()[0]:
            return
        time.sleep(2)


def cpu_seconds():
    """Processor time of this process and, on PostgreSQL, of the server process that serves it (on this machine)."""
    used = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [server] = cursor.fetchone()
        nanoseconds = Path(f"/proc/{server}/schedstat").read_text().split()[0]
        used += int(nanoseconds) / 1e9
    return used


def cost(client, address, query=None, rounds=ROUNDS):
    """Milliseconds of processor time that a page takes, the mean of many rounds after a few that do not count.

    Time on the clock would tell as much of what else the machine does.
    """
    warm = min(WARM, rounds)
    for number in range(warm + rounds):
        if number == warm:
            start = cpu_seconds()
        answer = client.get(address, query)
        if answer.streaming:
            answer.getvalue()
        if answer.status_code != 200:
            raise SystemExit(f"{address} {query}: {answer.status_code}")
    return (cpu_seconds() - start) / rounds * 1000

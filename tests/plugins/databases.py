"""Which database the tests run on: the one DATABASE_URL names, SQLite in a file without it.

Every test runs on SQLite. On PostgreSQL those run again that touch a database at all.
"""

import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import Database as sqlite


def is_postgresql():
    """Whether this run is on PostgreSQL."""
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def database_name():
    """The database with its version: "SQLite 3.40.1", "PostgreSQL 18.6"."""
    if not is_postgresql():
        return f"SQLite {sqlite.sqlite_version}"
    entry = settings.DATABASES["default"]
    host = entry["OPTIONS"].get("host", entry["HOST"])
    connection = psycopg2.connect(
        dbname=entry["NAME"], user=entry["USER"], password=entry["PASSWORD"], host=host, port=entry["PORT"]
    )
    try:
        major, minor = divmod(connection.server_version, 10_000)
        return f"PostgreSQL {major}.{minor}"
    finally:
        connection.close()


def pytest_report_header():
    return f"== {database_name()} =="


def touches_a_database(item):
    return item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & {
        *item.fixturenames
    }


def leave_out(config, items, is_left_out):
    """Take the tests out of the run of which `is_left_out` is true; the summary counts them as deselected."""
    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = [item for item in items if not is_left_out(item)]


def pytest_collection_modifyitems(config, items):
    if is_postgresql():
        leave_out(config, items, lambda item: not touches_a_database(item))


@pytest.fixture(scope="session")
def sqlite_folder():
    """A folder for the test database, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sse-portal-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """A file, not memory: only a file has the portal's WAL, IMMEDIATE and time-outs across threads."""
    if not is_postgresql():
        folder = request.getfixturevalue("sqlite_folder")
        settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")
        # A throw-away file need not survive a power cut; a killed process loses nothing either way.
        options = settings.DATABASES["default"]["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Made once the database is a file: while its name is still `:memory:`, all threads would share one connection,
    which the first of them closes under the others.
    """
    return live_server

"""The command, killed at any point, goes on to the same result; readers see all or nothing."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from mapping.models import Entity, ImportBatch, ImportRow, SurveyResponse
from sse_portal.records.models import Change
from tests.factories import a_study, an_entity

from .conftest import as_csv, state_of

ROOT = Path(__file__).parents[3]
ROWS, KNOWN = 520, 60
LETTERS = str.maketrans("0123456789", "klmnopqrst")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def name_of(number):
    """Names that are not alike, so that none looks like a duplicate."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:24].translate(LETTERS)


@pytest.fixture
def file(tmp_path):
    rows = [
        {"KH-TIN": f"N{number:05}", "entity_name": name_of(number), "locality": f"Village {number}",
         "members_total": str(number)}
        for number in range(ROWS)
    ]  # fmt: skip
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(rows))
    return path


def start(study, file, settings):
    """The command in a process of its own, on the database of the test."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = os.environ | {
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEBUG": "yes",
    }
    command = [sys.executable, "manage.py", "import_entities", str(file), "--study", str(study.uid)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def run(study, file, settings):
    process = start(study, file, settings)
    said = process.communicate(timeout=120)[0].decode()
    return process.returncode, said


def kill_when(process, is_time):
    """Kill -9 as soon as `is_time()`; whether it was still running then."""
    while process.poll() is None:
        if is_time():
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.002)
    process.communicate()
    return False


def staged(least):
    return lambda: ImportRow.objects.count() >= least


def laid_down(least):
    return lambda: Entity.with_pending.exclude(pending=None).count() >= least


POINTS = {
    "half checked": staged(250),
    "half hidden": laid_down(200),
    "all hidden": laid_down(ROWS - KNOWN),
}


def setting():
    study = a_study("KH")
    for number in range(KNOWN):
        an_entity("KH", name_of(number), identifier=("KH-TIN", f"N{number:05}"), locality="Elsewhere")
    return study


def test_killed_at_any_point_it_ends_as_if_nothing_had_happened(reference, file, settings):
    study = setting()
    code, said = run(study, file, settings)
    assert code == 0, said
    expected, lines = state_of(study), Change.objects.exclude(kind="mapping.importbatch").count()
    killed = []
    for point, is_time in POINTS.items():
        _clear()
        study = setting()
        if kill_when(start(study, file, settings), is_time):
            killed.append(point)
            visible = Entity.objects.count()
            assert visible in (KNOWN, ROWS), f"{point}: {visible} rows are seen"
            assert visible == ROWS or SurveyResponse.objects.count() == 0
            unchanged = Entity.objects.filter(locality="Elsewhere", version=1).count()
            assert unchanged == (0 if visible == ROWS else KNOWN), point
        told_before = Change.objects.exclude(kind="mapping.importbatch").count()
        code, said = run(study, file, settings)
        assert code == 0, f"{point}: {said}"
        assert state_of(study) == expected, point
        assert Change.objects.exclude(kind="mapping.importbatch").count() - told_before in (0, lines), point
    assert len(killed) >= 2, "the process was too fast to be killed: make the file longer"


def _clear():
    for model in (SurveyResponse, Entity):
        model.with_pending.all().delete()
    ImportBatch.objects.all().delete()


def test_two_runs_at_once_do_the_work_once(reference, file, settings):
    study = setting()
    first = start(study, file, settings)
    while not ImportRow.objects.exists() and first.poll() is None:
        time.sleep(0.01)
    second = start(study, file, settings)
    codes = [first.wait(120), second.wait(120)]
    first.communicate(), second.communicate()
    assert 0 in codes
    assert (Entity.with_pending.count(), SurveyResponse.with_pending.count()) == (ROWS, ROWS)
    assert Change.objects.filter(act="registered").count() == ROWS - KNOWN

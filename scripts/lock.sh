#!/bin/sh
# Pins requirements/*.in with hashes of every platform's files; host names stay out of the locks.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { echo "make lock needs uv: .venv/bin/python -m pip install uv" >&2; exit 1; }

# A maintainer's own settings, mirrors and wheel folders must not decide what is pinned.
lock() {
    env -u UV_FIND_LINKS -u UV_EXTRA_INDEX_URL -u UV_INDEX -u UV_EXCLUDE_NEWER \
        "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header ${UPGRADE:+--upgrade} "$@"
}

lock requirements/base.in -o requirements/base.txt
lock -c requirements/base.txt requirements/dev.in -o requirements/dev.txt
if grep -nE 'https?://|file:' requirements/base.txt requirements/dev.txt; then
    echo "The locks above name a host or a folder; they must hold names, versions and hashes only." >&2
    exit 1
fi
echo "Locked: $(grep -c '==' requirements/base.txt) packages to run, $(grep -c '==' requirements/dev.txt) to test."

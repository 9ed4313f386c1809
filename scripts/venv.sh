#!/bin/sh
# Usage: scripts/venv.sh base|dev
# Makes .venv and installs one lock into it; does nothing when that is already done.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
want=${1:-base}

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

case $want in
    base) parts="base" ;;
    dev) parts="base dev" ;;
    *) stop "Usage: scripts/venv.sh base|dev" ;;
esac
locks=$(printf 'requirements/%s.txt ' $parts)

# What the stamp must say: a changed lock, a moved folder or another Python each mean a new install.
fingerprint() {
    say "$root"
    .venv/bin/python -V 2>&1 || true
    cksum "$1"
}
is_done() {
    for part in $parts; do
        [ "$(fingerprint "requirements/$part.txt")" = "$(cat ".venv/stamp-$part" 2>/dev/null)" ] || return 1
    done
}
if is_done; then exit 0; fi

mkdir -p var
if [ -z "${VENV_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
    VENV_LOCKED=1 exec flock var/venv.lock "$root/scripts/venv.sh" "$want"
fi

# Three small readers that only tests use come without wheels; all else is never built on this machine.
from_source=libhxl,python-io-wrapper,sgmllib3k
has_uv() { uv --version >/dev/null 2>&1; }
recent() { "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if recent "$name"; then say "$name"; return; fi
    done
    stop "The portal needs Python 3.11 or newer. Install it (Debian, Ubuntu: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3"
}

# Debian and Ubuntu leave ensurepip, and so `python3 -m venv`, to a package of its own.
add_ensurepip() {
    package=$(basename "$1")-venv
    command -v apt-get >/dev/null 2>&1 || stop "$1 lacks the module ensurepip: install a complete Python 3.11 or newer."
    [ "$(id -u)" = 0 ] || stop "One package is missing. Please type:  sudo apt-get install $package"
    say "Installing $package ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"; } \
        >var/apt.log 2>&1 || { tail -n 5 var/apt.log >&2; stop "Please type:  apt-get install $package"; }
}

usable() {
    recent .venv/bin/python || return 1
    has_uv || .venv/bin/python -I -m pip --version >/dev/null 2>&1
}

# Scripts in .venv/bin carry the folder they were made in.
moved() {
    for made in .venv/stamp-*; do
        if [ -f "$made" ] && [ "$(head -n 1 "$made")" != "$root" ]; then return 0; fi
    done
    return 1
}

make_venv() {
    python=$(find_python)
    say "Making .venv with $("$python" -V) ..."
    rm -rf .venv
    if "$python" -I -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -I -m venv .venv
    elif has_uv; then
        uv venv --quiet --seed --python "$python" .venv
    else
        add_ensurepip "$python"
        "$python" -I -m venv .venv
    fi
}

with_uv() {
    has_uv || return 1
    # shellcheck disable=SC2046,SC2086
    uv pip install --quiet --python .venv/bin/python --require-hashes --only-binary :all: \
        $(printf -- '--no-binary %s ' $(say "$from_source" | tr , ' ')) \
        $(printf -- '-r %s ' $locks)
}

# Of the user's pip settings only those that reach a package index are kept: the rest (PIP_USER, PIP_TARGET, ...)
# would send the packages elsewhere.
with_pip() {
    for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\)=.*/\1/p'); do
        case $name in
            PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_TRUSTED_HOST | PIP_PROXY | PIP_CERT | PIP_CLIENT_CERT) ;;
            PIP_CONFIG_FILE | PIP_CACHE_DIR | PIP_DEFAULT_TIMEOUT | PIP_TIMEOUT | PIP_RETRIES) ;;
            *) unset "$name" ;;
        esac
    done
    # shellcheck disable=SC2046,SC2086
    PIP_USER=0 PIP_NO_INPUT=1 .venv/bin/python -I -m pip install --quiet \
        --disable-pip-version-check --require-hashes --only-binary :all: --no-binary "$from_source" \
        $(printf -- '-r %s ' $locks)
}

if ! usable || moved; then make_venv; fi
# shellcheck disable=SC2086
say "Installing $(cat $locks | grep -c '==') packages (10 to 30 s) ..."
with_uv 2>/dev/null || with_pip || stop "The packages could not be installed: see above, then type the same command again."
for part in $parts; do fingerprint "requirements/$part.txt" >".venv/stamp-$part"; done

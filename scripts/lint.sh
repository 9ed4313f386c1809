#!/bin/sh
# Style, direction of imports, missing migrations, settings of a public server.
set -eu
cd "$(dirname "$0")/.."
failed=""

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "  $name: ok"
    else
        printf '%s\n  %s: FAILED\n' "$output" "$name"
        failed=yes
    fi
}

# Settings that do not depend on this machine: nothing here opens the portal's own database.
export DATABASE_URL=sqlite:///:memory: DEBUG=no HTTPS=yes BEHIND_PROXY=no ALLOWED_HOSTS=portal.example
export SECRET_KEY="only-to-check-the-settings-not-to-sign-anything-0123456789"

echo "== Linters =="
check "ruff" .venv/bin/python -m ruff check --quiet --output-format concise .
check "ruff format" .venv/bin/python -m ruff format --check --output-format concise .
check "direction of imports" .venv/bin/lint-imports --no-cache
check "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
check "settings of a public server" .venv/bin/python manage.py check --deploy --fail-level WARNING
.venv/bin/python -m tests.repository.report
[ -z "$failed" ]

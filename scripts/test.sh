#!/bin/sh
# Linters, all tests on SQLite, those that touch a database on PostgreSQL. Goes on after a failure, fails at the end.
# JOBS=n sets how many processes test at once.
set -u
cd "$(dirname "$0")/.."
cores=$(nproc 2>/dev/null || echo 2)
jobs=${JOBS:-$([ "$cores" -gt 4 ] && echo 4 || echo "$cores")}
failed=""

tests() { "$@" .venv/bin/python -m pytest -n "$jobs" --dist loadfile --no-loadscope-reorder --durations=10; }

scripts/lint.sh || failed="$failed linters,"
printf '\n== SQLite ==\n'
tests env DATABASE_URL=sqlite:///:memory: || failed="$failed tests on SQLite,"
printf '\n== PostgreSQL ==\n'
tests .venv/bin/python scripts/with_postgres.py || failed="$failed tests on PostgreSQL,"

if [ -n "$failed" ]; then
    printf '\nFAILED:%s see above.\n' "$failed"
    exit 1
fi
printf '\nAll green: linters, tests on SQLite, tests on PostgreSQL.\n'

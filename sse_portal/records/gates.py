"""Readers that must not overtake writers: what a writer has numbered or dated is seen before anything later is.

A writer numbers its rows before it commits. A reader who goes on from the last number it saw could pass such a row by
for good. With a gate it waits, a moment, until the writers that are under way are done.
"""

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem


class Busy(Problem):
    """Writers are under way for longer than a reader can wait."""

    code, status = "busy", 503


def go_through(gate):
    """For a writer, before it numbers or dates anything: whoever closes the gate waits until its transaction ends.

    Writers do not wait for each other. `gate` is a number that only these writers and readers use.
    """
    _lock("pg_advisory_xact_lock_shared", gate)


def close(gate):
    """For a reader, inside its transaction: wait for the writers that are under way; new ones wait until it ends.

    Raises Busy when that takes longer than the lock time-out of the database.
    """
    try:
        _lock("pg_advisory_xact_lock", gate)
    except OperationalError as error:
        raise Busy(_("The portal is busy. Try again in a moment.")) from error


def _lock(function, gate):
    """SQLite has one writer at a time, and an atomic block waits for it to end (transaction_mode IMMEDIATE)."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A gate needs a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [gate])

"""What the database itself holds: one holder of a seat at a time, approved minutes, ledgers that only grow."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

# The columns that a merge of two organisations may move stay open.
LEDGERS = {
    "dialogue_corrigendum": "minutes_id, number, text, at, by_id",
    "dialogue_recommendationtext": "recommendation_id, number, title, text, at, by_id",
    "dialogue_evidencecheck": "evidence_id, at, status, release_id, definition_id, value, reason",
    "dialogue_managementresponse": "addressee_id, position, justification, responded_on, document_id, at, by_id",
    "dialogue_progressupdate": (
        "action_id, at, by_id, state, percent, value, narrative, due_on, proof_id, proof_url, visibility"
    ),
    "dialogue_verification": "update_id, at, by_id, verdict, reason",
    "dialogue_happening": "at, kind, committee_id, meeting_id, recommendation_id, consultation_id, details",
}
OVERLAP = """SELECT 1 FROM dialogue_membership AS other WHERE other.seat_id = new.seat_id AND other.id != new.id
    AND (other.ends_on IS NULL OR other.ends_on > new.starts_on)
    AND (new.ends_on IS NULL OR other.starts_on < new.ends_on)"""
SQLITE = [
    f"""CREATE TRIGGER membership_one_holder_at_a_time_{name} AFTER {when} ON dialogue_membership
WHEN EXISTS ({OVERLAP}) BEGIN SELECT RAISE(ABORT, 'membership_one_holder_at_a_time'); END"""
    for name, when in (("insert", "INSERT"), ("update", "UPDATE OF seat_id, starts_on, ends_on"))
]
POSTGRESQL = [
    """ALTER TABLE dialogue_membership ADD CONSTRAINT membership_one_holder_at_a_time
EXCLUDE USING gist (seat_id WITH =, daterange(starts_on, ends_on) WITH &&)"""
]


def _refusals():
    """(name, table, columns, condition) of updates that the database refuses."""
    rows = [(f"{table}_append_only", table, columns, "") for table, columns in LEDGERS.items()]
    sealed = "old.status IN ('approved', 'published')"
    return [*rows, ("dialogue_minutes_sealed", "dialogue_minutes", "text, digest, meeting_id", sealed)]


def _named(columns):
    return ", ".join(f'"{name.strip()}"' for name in columns.split(","))


def hold(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    for name, table, columns, condition in _refusals():
        when = f"WHEN ({condition})" if condition else ""
        if vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE OF {_named(columns)} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE OF {_named(columns)} ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
            )


def let_go(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, table, _columns, _condition in _refusals():
        if vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}")
        else:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
    if vendor == "sqlite":
        for name in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER membership_one_holder_at_a_time_{name}")
    else:
        schema_editor.execute("ALTER TABLE dialogue_membership DROP CONSTRAINT membership_one_holder_at_a_time")


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0001_create_dialogue")]
    operations = [BtreeGistExtension(), migrations.RunPython(hold, let_go)]

"""Finds names in any script by three-character pieces: word search finds no Thai and no Khmer.

On SQLite the triggers live on the table: a later migration that rebuilds mapping_entity has to make them again
(tests/mapping/test_search.py fails otherwise).
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE mapping_entity_search USING fts5(
    names_folded, content='mapping_entity', content_rowid='id', tokenize='trigram case_sensitive 1'
)""",
    """CREATE TRIGGER mapping_entity_search_insert AFTER INSERT ON mapping_entity BEGIN
    INSERT INTO mapping_entity_search(rowid, names_folded) VALUES (new.id, new.names_folded);
END""",
    """CREATE TRIGGER mapping_entity_search_delete AFTER DELETE ON mapping_entity BEGIN
    INSERT INTO mapping_entity_search(mapping_entity_search, rowid, names_folded)
    VALUES ('delete', old.id, old.names_folded);
END""",
    """CREATE TRIGGER mapping_entity_search_update AFTER UPDATE OF names_folded ON mapping_entity
WHEN old.names_folded IS NOT new.names_folded BEGIN
    INSERT INTO mapping_entity_search(mapping_entity_search, rowid, names_folded)
    VALUES ('delete', old.id, old.names_folded);
    INSERT INTO mapping_entity_search(rowid, names_folded) VALUES (new.id, new.names_folded);
END""",
    "INSERT INTO mapping_entity_search(mapping_entity_search) VALUES ('rebuild')",
]
POSTGRESQL = "CREATE INDEX entity_names_trigram ON mapping_entity USING gin (names_folded gin_trgm_ops)"


def index_names(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX entity_names_trigram")
        return
    for act in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER mapping_entity_search_{act}")
    schema_editor.execute("DROP TABLE mapping_entity_search")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_create_mapping")]
    operations = [TrigramExtension(), migrations.RunPython(index_names, drop_index)]

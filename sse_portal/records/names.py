"""Names in any script, found by three-character pieces: word search finds no Thai and no Khmer.

A model with a folded column takes NameSearch into its queryset and, in a migration, `index_names`.
"""

from django.db import connections, migrations, models
from django.db.models.expressions import RawSQL

from sse_portal.basics.text import fold

TRIGRAM = 3
SQLITE = [
    """CREATE VIRTUAL TABLE {table}_search USING fts5(
    {column}, content='{table}', content_rowid='id', tokenize='trigram case_sensitive 1'
)""",
    """CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_search(rowid, {column}) VALUES (new.id, new.{column});
END""",
    """CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, {column})
    VALUES ('delete', old.id, old.{column});
END""",
    """CREATE TRIGGER {table}_search_update AFTER UPDATE OF {column} ON {table}
WHEN old.{column} IS NOT new.{column} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, {column})
    VALUES ('delete', old.id, old.{column});
    INSERT INTO {table}_search(rowid, {column}) VALUES (new.id, new.{column});
END""",
    "INSERT INTO {table}_search({table}_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER {table}_search_insert",
    "DROP TRIGGER {table}_search_delete",
    "DROP TRIGGER {table}_search_update",
    "DROP TABLE {table}_search",
]
POSTGRESQL = ["CREATE INDEX {table}_trigram ON {table} USING gin ({column} gin_trgm_ops)"]
POSTGRESQL_BACK = ["DROP INDEX {table}_trigram"]


def index_names(table, column):
    """The operation of a migration that makes the index of a folded column; it can be taken back.

    PostgreSQL needs TrigramExtension before it. On SQLite the triggers live on the table: a later migration that
    rebuilds the table has to make them again.
    """
    return migrations.RunPython(
        _runner({"sqlite": SQLITE, "postgresql": POSTGRESQL}, table, column),
        _runner({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}, table, column),
    )


def _runner(statements, table, column):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table, column=column))

    return run


def quoted(text):
    """A text as a phrase of FTS5."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


class NameSearch(models.QuerySet):
    """Questions about a folded column with an index of three-character pieces."""

    folded = "names_folded"

    def _index(self):
        return f"{self.model._meta.db_table}_search"

    def found_by_index(self, phrase):
        """SQLite: the rows that an FTS5 expression finds."""
        index = self._index()
        return self.filter(pk__in=RawSQL(f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [phrase]))

    def _index_answers(self, folded):
        return connections[self.db].vendor == "sqlite" and len(folded) >= TRIGRAM

    def named(self, text):
        """Whose name, in any language, contains `text`, compared folded.

        From three characters on the trigram index answers; shorter texts are so common that a page fills quickly.
        """
        folded = fold(text)
        if self._index_answers(folded):
            return self.found_by_index(quoted(folded))
        return self.filter(**{f"{self.folded}__contains": folded})

    def named_in_order(self, text):
        """As `named`, for a list of its own, to be ordered by `place`: the order in which an index finds them.

        SQLite joins its trigram index and reads it only as far as a page needs: a subquery would be read to its
        end, which takes a second when a fifth of a million names match.
        """
        folded, index = fold(text), self._index()
        if not self._index_answers(folded):
            return self.filter(**{f"{self.folded}__contains": folded}).annotate(place=models.F("id"))
        joined = [f"{index}.rowid = {self.model._meta.db_table}.id", f"{index} MATCH %s"]
        found = self.extra(tables=[index], where=joined, params=[quoted(folded)])
        return found.annotate(place=RawSQL(f"{index}.rowid", []))

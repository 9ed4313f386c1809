"""The history lines of a batch, written by the database itself from the staged rows: none are fetched."""

from django.db import connection
from django.utils import timezone

from sse_portal.records.models import Change

from ..models import ImportRow

# (part of the row's JSON, model label, column with the public id, act for a new record, act for a known one)
PARTS = (
    ("entity", "mapping.entity", "entity_uid", "registered", "changed"),
    ("contact", "mapping.entity", "entity_uid", "contact changed", "contact changed"),
    ("response", "mapping.surveyresponse", "response_uid", "started", "answered"),
)
_INSERT = """INSERT INTO {change} (at, by_id, act, kind, record, country, before, after, reason, batch)
SELECT %s, %s, CASE WHEN {new} THEN %s ELSE %s END, %s, {uid}, %s, {before}, {after}, %s, %s
FROM {rows} WHERE batch_id = %s AND outcome IN ('create', 'update') AND {part} IS NOT NULL ORDER BY number"""


def tell_published(batch, by):
    """One line for each record that the batch created or changed."""
    for part, kind, uid, new, known in PARTS:
        before = "NULL" if part == "contact" else _json("before", part)
        _insert(batch, by, part, kind, uid, (new, known), before, _json("told", part), "")


def tell_undone(batch, by, reason):
    """The same lines the other way round."""
    for part, kind, uid, _new, known in PARTS:
        is_contact = part == "contact"
        before, after = (
            ("NULL", _json("told", part)) if is_contact else (_json("told", part), _json("before", part))
        )
        act = known if is_contact else "undone"
        _insert(batch, by, part, kind, uid, (act, act), before, after, reason)


def _insert(batch, by, part, kind, uid, acts, before, after, reason):
    statement = _INSERT.format(
        change=Change._meta.db_table, rows=ImportRow._meta.db_table, new=_is_new(part), uid=uid, before=before,
        after=after, part=_json("told", part),
    )  # fmt: skip
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    tie = Change._meta.get_field("batch").get_db_prep_value(batch.uid, connection)
    given = [at, by.pk if by else None, *acts, kind, batch.study.country_id, reason, tie, batch.pk]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _json(column, key):
    """The SQL of one entry of a JSON column, NULL where there is none."""
    return f"json_extract({column}, '$.{key}')" if connection.vendor == "sqlite" else f"({column} -> '{key}')"


def _is_new(part):
    version = "entity" if part == "contact" else part
    if connection.vendor == "sqlite":
        return f"json_extract(versions, '$.{version}') = 0"
    return f"(versions ->> '{version}') = '0'"

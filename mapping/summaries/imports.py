"""Imports for pages: what stands in a file, how far it is, and its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.cells import inert
from sse_portal.basics.text import in_language

from ..models import ImportBatch, ImportRow

PAGE = 50
STALLED = timedelta(seconds=60)
State, Outcome = ImportBatch.State, ImportRow.Outcome
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)", "utf-16": "UTF-16 (BOM)", "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE", "cp1252": "Windows-1252", "cp1258": "Windows-1258", "cp874": "Windows-874",
    "cp1251": "Windows-1251",
}  # fmt: skip


def delimiter_names():
    """{delimiter: its name}."""
    return {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}


@dataclass(frozen=True)
class BatchBrief:
    """An import as its page tells of it. `counts` is {outcome: rows}."""

    uid: str
    file_name: str
    digest: str
    study_uid: str
    study: str
    state: str
    is_working: bool
    is_stalled: bool
    by: str
    at: datetime
    published_at: datetime | None
    rows: int
    done: int
    to_do: int
    counts: dict
    undecided: int
    error: str
    read_as: str
    has_file: bool


def brief(batch, language):
    """The BatchBrief of a batch whose study and user are loaded."""
    counts = batch.counts or {}
    is_working = batch.state in (State.CHECKING, State.PUBLISHING, State.UNDOING)
    return BatchBrief(
        uid=str(batch.uid), file_name=batch.file_name, digest=batch.digest, study_uid=str(batch.study.uid),
        study=in_language(batch.study.title, language), state=batch.state, is_working=is_working,
        is_stalled=is_working and batch.updated_at < timezone.now() - STALLED,
        by=str(batch.by) if batch.by else _("the system"), at=batch.created_at, published_at=batch.published_at,
        rows=batch.total_rows or 0, done=batch.done_rows,
        to_do=counts.get(Outcome.CREATE, 0) if batch.state == State.PUBLISHING else batch.total_rows or 0,
        counts=counts, undecided=_undecided(batch), error=batch.error, read_as=read_as(batch.shape),
        has_file=bool(batch.file),
    )  # fmt: skip


def _undecided(batch):
    if batch.state != State.CHECKED or not batch.counts.get(Outcome.DUPLICATE):
        return 0
    return batch.rows.filter(outcome=Outcome.DUPLICATE, decision="").count()


def read_as(shape):
    """Encoding and delimiter, or the sheet, in words."""
    if shape.get("kind") == "xlsx":
        return _("Excel, sheet “%(sheet)s”") % {"sheet": shape["sheet"]}
    names = {
        "encoding": ENCODINGS.get(shape.get("encoding"), ""),
        "delimiter": delimiter_names().get(shape.get("delimiter")),
    }
    return _("CSV, %(encoding)s, separated by %(delimiter)s") % names


def briefs_of(study, language):
    """The newest hundred imports of a study."""
    batches = ImportBatch.objects.of_study(study).select_related("study", "by").newest_first()[:100]
    return [brief(batch, language) for batch in batches]


# --- Rows ---

SHOWN = ("problems", "create", "update", "unchanged", "refused", "duplicate", "all")


@dataclass(frozen=True)
class RowLine:
    """One row of the dry run. `candidates` are likely duplicates with the answer they stand for."""

    number: int
    name: str
    outcome: str
    decision: str
    problems: tuple
    notes: tuple
    candidates: tuple
    changes: tuple
    can_decide: bool


def rows_page(batch, show, after):
    """(rows, line of the last one when more follow). `show` is one of SHOWN, `after` a line."""
    found = list(_shown(batch, show).filter(number__gt=after).order_by("number")[: PAGE + 1])
    lines = [_line(row) for row in found[:PAGE]]
    return lines, (found[PAGE - 1].number if len(found) > PAGE else None)


def _shown(batch, show):
    rows = batch.rows.all()
    if show == "problems":
        return rows.exclude(problems=[], outcome__in=(Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED))
    return rows if show == "all" else rows.filter(outcome=show)


def _line(row):
    problems = [each for each in row.problems if not each["note"]]
    return RowLine(
        number=row.number, name=_name(row), outcome=row.outcome, decision=row.decision, problems=tuple(problems),
        notes=tuple(each for each in row.problems if each["note"]), candidates=tuple(row.candidates),
        changes=tuple(_changes(row)), can_decide=bool(row.candidates) and not problems,
    )  # fmt: skip


def _name(row):
    name = row.values.get("columns", {}).get("name")
    return name or next((str(cell) for cell in row.raw.values() if isinstance(cell, str) and cell), "")


def _changes(row):
    """What of known records the row changes, field by field."""
    for part in ("entity", "response"):
        before = (row.before or {}).get(part)
        if before is None or row.outcome not in (Outcome.CREATE, Outcome.UPDATE):
            continue
        for name, value in (row.told or {}).get(part, {}).items():
            if name not in ("names_folded", "is_listed"):
                yield {"field": name, "before": _told(before.get(name)), "after": _told(value)}


def _told(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(each["name"] if isinstance(each, dict) else str(each) for each in value)
    return "" if value is None else str(value)


PROBLEM_COLUMNS = ("line", "outcome", "decision", "column", "value", "kind", "message")


def problem_rows(batch):
    """Rows of the download, one per problem: texts that no spreadsheet takes for a formula."""
    rows = _shown(batch, "problems").order_by("number")
    for row in rows.only(
        "number", "outcome", "decision", "problems", "raw", "candidates", "batch_id"
    ).iterator(500):
        for each in row.problems:
            value, kind = str(row.raw.get(each["column"], "")), "note" if each["note"] else "error"
            texts = (row.outcome, row.decision, each["column"], value, kind, each["message"])
            yield (row.number, *map(inert, texts))
        for each in row.candidates:
            same = each.get("entity") or f"line {each['line']}"
            texts = (row.outcome, row.decision, "", each["name"], "duplicate", f"{same}, {each['score']}")
            yield (row.number, *map(inert, texts))

"""The dry run: what each row would do. Nothing but the staging is written, in chunks that a crash cannot half do."""

from contextlib import contextmanager
from itertools import islice

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sse_portal.basics.ids import uuid7
from sse_portal.basics.problems import Problem
from sse_portal.spreadsheets.readers import read_rows

from ..models import ImportBatch, ImportRow
from .cells import CellReader
from .identity import look_up
from .judging import Judge
from .problems import Overtaken

CHUNK = 250
State = ImportBatch.State
Outcome = ImportRow.Outcome


def run_check(batch, *, tell=None):
    """Stage every row of a batch in state CHECKING; goes on where an interrupted run stopped.

    `tell(done, total)` hears of progress. A file that cannot be read leaves the batch FAILED with the reason.
    """
    claim = take(batch)
    with override(batch.shape.get("language", "en")), noting_failure(batch, claim):
        _stage(batch, claim, tell or (lambda done, total: None))
        finish(batch, claim, state=State.CHECKED, counts=count_outcomes(batch), error="")


def take(batch):
    """Become the process that works on the batch; a former one stops at its next chunk."""
    batch.claim = uuid7()
    ImportBatch.objects.filter(pk=batch.pk).update(claim=batch.claim, updated_at=timezone.now())
    batch.refresh_from_db()
    return batch.claim


def hold(batch, claim, /, **values):
    """Note progress inside a chunk's transaction; Overtaken when another process took the batch over."""
    mine = ImportBatch.objects.filter(pk=batch.pk, claim=claim)
    if not mine.update(updated_at=timezone.now(), **values):
        raise Overtaken(_("Another process works on this import."))


def finish(batch, claim, /, **values):
    """Set the state that a step leads to."""
    hold(batch, claim, claim=None, version=batch.version + 1, **values)
    batch.refresh_from_db()


@contextmanager
def noting_failure(batch, claim):
    """A failure of any kind is on the batch for people to read, and raised."""
    try:
        yield
    except Overtaken:
        raise
    except Exception as error:
        said = str(error) if isinstance(error, Problem) else _("An unexpected failure; try again.")
        values = {"state": State.FAILED, "error": said[:1000], "claim": None}
        ImportBatch.objects.filter(pk=batch.pk, claim=claim).update(**values)
        batch.refresh_from_db()
        raise


def count_outcomes(batch):
    """{outcome: rows}; a decided duplicate counts as what was decided."""
    rows = batch.rows.order_by().values_list("outcome").annotate(n=Count("pk"))
    return dict(rows)


def _stage(batch, claim, tell):
    header, rows = read_rows(batch.path, batch.shape)
    reader = reader_of(batch, header)
    judge = Judge(batch, reader)
    for row in islice(rows, batch.done_rows):
        judge.last = row.number
    judge.remember_staged(batch.rows.filter(number__lte=judge.last))
    done = batch.done_rows
    while chunk := [reader.read(row) for row in islice(rows, CHUNK)]:
        staged = staged_rows(batch, judge, chunk)
        done += len(chunk)
        with transaction.atomic():
            hold(batch, claim, done_rows=done)
            batch.rows.filter(number__in=[row.number for row in staged]).delete()
            ImportRow.objects.bulk_create(staged)
        tell(done, batch.total_rows)


def reader_of(batch, header):
    """The CellReader for the batch's mapping."""
    erases = bool(batch.shape.get("blank_erases"))
    return CellReader(header, batch.mapping, batch.study.country_id, blank_erases=erases)


def staged_rows(batch, judge, chunk):
    """The judged ImportRows of a chunk. What people decided about likely duplicates before is kept."""
    numbers = [given.number for given in chunk]
    decided = dict(
        batch.rows.filter(number__in=numbers).exclude(decision="").values_list("number", "decision")
    )
    chosen = [decision for decision in decided.values() if decision not in ("new", "skip")]
    found = look_up(chunk, batch.study, with_contacts=judge.reader.has_contact, further=chosen)
    return [judge.row(given, found, decided.get(given.number, "")) for given in chunk]

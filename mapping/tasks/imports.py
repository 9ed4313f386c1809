"""The long steps of an import. What goes wrong is noted on the batch; a step that was killed can be started again."""

from django_tasks import task

from ..imports.check import run_check
from ..imports.publish import run_publication
from ..imports.undo import clear_undone
from ..models import ImportBatch
from ..services.imports import clear_cancelled


def _batch(uid, *states):
    return ImportBatch.objects.select_related("study", "by").filter(uid=uid, state__in=states).first()


@task()
def check_batch(uid):
    """Check every row of the batch with this public id."""
    batch = _batch(uid, ImportBatch.State.CHECKING)
    if batch:
        run_check(batch)


@task()
def publish_batch(uid):
    """Publish the batch with this public id."""
    batch = _batch(uid, ImportBatch.State.PUBLISHING)
    if batch:
        run_publication(batch)


@task()
def clear_batch(uid):
    """Remove what an undone or cancelled batch left behind."""
    batch = _batch(uid, ImportBatch.State.UNDOING, ImportBatch.State.CANCELLED)
    if batch and batch.state == ImportBatch.State.UNDOING:
        clear_undone(batch)
    elif batch:
        clear_cancelled(batch)

"""Evidence looked at again after a release or a definition changed, apart from the request that changed it."""

from django_tasks import task

from ..services.evidence_checks import check_all


@task()
def check_evidence_of(country):
    """Look at what rests on figures and definitions of a country (ISO code; None: the region) again."""
    check_all(country)


def published_changed(country):
    """Called by `sse_portal.records.subscriptions`."""
    check_evidence_of.enqueue(country)

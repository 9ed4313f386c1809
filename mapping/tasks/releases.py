"""The build of a release, apart from the request that starts it."""

from django_tasks import task

from ..models import Release
from ..services.releases import run_build


@task()
def build_release(uid):
    """Build the release with this public id. What goes wrong is noted on the release."""
    run_build(Release.objects.get(uid=uid))

"""The daily mails. The job holds no address."""

from django.utils import timezone
from django_tasks import task

from ..services import digests


@task()
def send_daily_digests(site):
    """Mail what followers have not been told yet."""
    digests.send_digests(now=timezone.now(), site=site)

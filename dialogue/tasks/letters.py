"""Mails that wait in the outbox. The job holds no address."""

from django_tasks import task

from ..services import outbox


@task()
def send_waiting_letters():
    """Send what waits; what fails is left to the next run."""
    outbox.send_letters()

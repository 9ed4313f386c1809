"""Mails to those who commented. The job holds no address."""

from django_tasks import task

from ..services import report_mails


@task()
def mail_report(uid, site):
    """Tell those who left an address what became of their comments in a consultation (public identifier)."""
    report_mails.mail_report(uid=uid, site=site)

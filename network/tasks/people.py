"""Mails to people about their own data. The job holds no address: it may wait in a table, and stay there."""

from django_tasks import task

from ..services.people import self_service


@task()
def mail_own_data_links(uids, site, language):
    """Mail to these contact points (public ids) the link to the data of their people."""
    self_service.mail_links(uids=uids, site=site, language=language)

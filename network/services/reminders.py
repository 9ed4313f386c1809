"""Mails before an agreement ends, to the secretariat that keeps it."""

from dataclasses import dataclass

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sse_portal.accounts.models import RoleGrant, User
from sse_portal.accounts.roles import Can
from sse_portal.basics.text import in_language
from sse_portal.records.services import remember
from sse_portal.ui.formats import local_date

from ..models import Agreement


@dataclass(frozen=True)
class Reminded:
    """How many agreements the secretariats were told of, and of how many the mails did not go out."""

    told: int
    failed: int


def send_reminders(*, today, site):
    """Tell of each agreement that ends soon, once for each end: an extended one is told of again.

    `site` is the portal's address, such as https://portal.example/. Safe to repeat and to run twice at a time. An
    agreement is marked in the transaction in which its mails go out, so what fails is left to the next run.
    """
    told = failed = 0
    for key in list(Agreement.objects.to_remind_of(today).by_id().values_list("pk", flat=True)):
        try:
            told += _remind(key, today, site)
        except OSError:  # Of these are the errors of sockets and of mail servers.
            failed += 1
    return Reminded(told, failed)


@transaction.atomic
def _remind(key, today, site):
    """Was it told now? Not when another run was faster, nor when there is nobody to tell."""
    agreement = Agreement.objects.select_for_update(of=("self",)).to_remind_of(today).filter(pk=key).first()
    keepers = keepers_of(agreement) if agreement else []
    if not keepers:
        return False
    Agreement.objects.filter(pk=key).update(reminded_for=agreement.ends_on)
    remember(
        "reminded", agreement, by=None, country=agreement.country_id,
        after={"ends_on": agreement.ends_on, "mails": len(keepers)},
    )  # fmt: skip
    for user in keepers:
        _mail(user, agreement, site)
    return True


def keepers_of(agreement):
    """Whom to tell: those with a role for its country; if there are none, or it is regional, those with one for all."""
    grants = RoleGrant.objects.in_force().giving(Can.RUN_NETWORK)
    own = User.objects.filter(pk__in=grants.filter(country=agreement.country_id).values("user"))
    everywhere = User.objects.filter(pk__in=grants.filter(country=None).values("user"))
    return list((own if agreement.country_id else everywhere).by_email()) or list(everywhere.by_email())


def _mail(user, agreement, site):
    with override(user.language or get_language()):
        title = in_language(agreement.title, get_language())
        link = site.rstrip("/") + reverse("network:agreement-detail", args=[agreement.uid])
        facts = {"user": user, "title": title, "day": local_date(agreement.last_day), "link": link}
        text = render_to_string("network/agreement_reminder.txt", facts)
        send_mail(_("An agreement ends soon"), text, None, [user.email])

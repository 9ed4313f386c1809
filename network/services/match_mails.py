"""Letters about matches, to those who speak for either side. They name offers, needs and organisations only."""

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sse_portal.accounts.models import RoleGrant, User
from sse_portal.accounts.roles import Can
from sse_portal.basics.text import in_language

from ..models import Steward


def tell_proposed(match, *, by, site):
    """Tell both sides, once the transaction is through, that somebody brought them together."""
    _tell(match, by, site, "network/match_proposed.txt", lambda: _("An offer and a need that may fit"))


def tell_accepted(match, *, by, site):
    """Tell both sides that one of them accepted, or now both."""
    subjects = {
        "proposed": lambda: _("One side accepted a match"),
        "accepted": lambda: _("Both sides accepted a match"),
    }
    _tell(match, by, site, "network/match_accepted.txt", subjects[match.state])


def readers_of(match, *, but):
    """Stewards of both organisations and secretariats of both countries, in the order of their accounts.

    A regional organisation has the regional administrators as its secretariat.
    """
    organizations = [match.offer.organization, match.need.organization]
    stewards = Steward.objects.in_force().filter(organization__in=organizations).values("user")
    countries = {organization.country_id for organization in organizations}
    here = Q(country__in=countries - {None}) | (Q(country=None) if None in countries else Q(pk__in=[]))
    keepers = RoleGrant.objects.in_force().giving(Can.RUN_NETWORK).filter(here).values("user")
    users = User.objects.filter(Q(pk__in=stewards) | Q(pk__in=keepers), is_active=True)
    return list(users.exclude(pk=but.pk).order_by("id"))


def _tell(match, by, site, template, subject):
    if not site:
        # Sample data: nobody made it, and nobody is told.
        return
    link = site.rstrip("/") + reverse("network:match-detail", args=[match.uid])
    for reader in readers_of(match, but=by):
        # A mailbox that cannot be reached must not turn an act that is done into an error.
        transaction.on_commit(_letter(reader, template, subject, _facts(match, reader, link)), robust=True)


def _facts(match, reader, link):
    language = reader.language or get_language()
    return {
        "offer": in_language(match.offer.title, language),
        "need": in_language(match.need.title, language),
        "offered_by": match.offer.organization.name,
        "needed_by": match.need.organization.name,
        "state": match.state,
        "score": match.score,
        "link": link,
    }


def _letter(reader, template, subject, facts):
    """What sends the letter; a function with a name, which Django writes into its log when it fails."""

    def send_letter():
        with override(reader.language or get_language()):
            send_mail(subject(), render_to_string(template, facts), None, [reader.email])

    return send_letter

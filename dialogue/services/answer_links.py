"""The letter to an addressee: a link with which it answers and tells progress, without an account, until it is closed.

The key in the link is random; the portal keeps only its digest. A new link ends the one before.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from network.summaries.people import office_contacts
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.records.services import remember
from sse_portal.records.tallies import count_in_hour
from sse_portal.reference import summaries as reference
from sse_portal.ui.formats import local_date

from ..models import Addressee, Recommendation
from .actions import store_action
from .common import require_runner
from .following_up import locked
from .progress import store_progress
from .responses import NotAsked, store_response

LINK_DAYS = 400
# Requests of one client in an hour.
MOST_REQUESTS = 120
EMAIL = "email"


class DeadLink(Problem):
    """No such link, or not any more: it was replaced, is too old, or the recommendation has ended."""

    code, status = "dead-link", 404


class TooManyRequests(Problem):
    """One client asks again and again."""

    code, status = "too-many-requests", 429


@dataclass(frozen=True)
class SentLink:
    """What became of the letter of one addressee; `link` is given once, and only when there was nowhere to mail it."""

    addressee: str
    organization: str
    is_mailed: bool
    link: str = ""


@transaction.atomic
def send_answer_links(*, by, recommendation, site):
    """Give each addressee that was asked and has no link that works one. Returns a SentLink for each.

    It is mailed to the office of the organisation, or given back when the network knows no address of it. `site` is
    the portal's address, such as https://portal.example/. Mails go out when the transaction is through.
    """
    require_runner(by, recommendation.country_id)
    waiting = Addressee.objects.of_recommendations([recommendation.pk]).asked().without_link(timezone.now())
    return tuple(
        _send(by, each, site) for each in waiting.select_related("organization", "recommendation__committee")
    )


@transaction.atomic
def send_answer_link(*, by, addressee, site):
    """A new link for one addressee; the one before works no more. Raises NotAsked, NotFollowed."""
    require_runner(by, addressee.recommendation.country_id)
    locked(addressee.recommendation_id)
    if addressee.transmitted_at is None:
        raise NotAsked(_("The recommendation was not transmitted to it yet."))
    return _send(by, addressee, site)


def _send(by, addressee, site):
    key = secrets.token_urlsafe(32)
    now = timezone.now()
    Addressee.objects.filter(pk=addressee.pk).update(
        link_key=_digest(key), link_ends_at=now + timedelta(days=LINK_DAYS)
    )
    organization, recommendation = addressee.organization, addressee.recommendation
    contacts = office_contacts([organization]).get(organization.pk, ())
    emails = [contact.value for contact in contacts if contact.kind == EMAIL][:1]
    link = site.rstrip("/") + reverse("dialogue:answer", args=[key])
    remember(
        "link sent", addressee, by=by, country=recommendation.country_id, after={"is_mailed": bool(emails)}
    )
    if emails:
        # A mail server that is out of order undoes nothing: the secretariat sends a new link.
        transaction.on_commit(partial(_mail, emails, addressee, link), robust=True)
    return SentLink(str(addressee.uid), organization.name, bool(emails), "" if emails else link)


def _mail(emails, addressee, link):
    recommendation = addressee.recommendation
    with override(_language(recommendation.country_id)):
        language = get_language()
        facts = {
            "organization": addressee.organization.name, "link": link, "code": recommendation.code,
            "title": in_language(recommendation.title, language), "days": LINK_DAYS,
            "committee": in_language(recommendation.committee.name, language),
            "due": local_date(addressee.answer_due_on) if addressee.answer_due_on else "",
        }  # fmt: skip
        text = render_to_string("dialogue/answer_letter.txt", facts)
        subject = _("Recommendation %(code)s: please answer") % {"code": recommendation.code}
        send_mail(subject, text, None, emails)


def _language(country):
    """That of letters into a country: the first of those the portal speaks there."""
    row = reference.country(country) if country else None
    return row.ui_languages[0] if row and row.ui_languages else "en"


def _digest(key):
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def addressee_of_link(*, key, client):
    """The addressee that a key opens. Raises DeadLink, TooManyRequests; `client` names the caller."""
    if count_in_hour("answer", client) > MOST_REQUESTS:
        raise TooManyRequests(_("Please wait an hour, then try again."))
    found = Addressee.objects.opened_by(_digest(key), timezone.now())
    addressee = found.select_related("organization", "recommendation__committee").first()
    if addressee is None or addressee.recommendation.status != Recommendation.Status.TRANSMITTED:
        raise DeadLink(_("This link does not work any more. Ask the secretariat for a new one."))
    return addressee


@transaction.atomic
def respond_by_link(*, addressee, values, file=None):
    """The answer of the addressee that a key opened. Raises as `responses.respond`."""
    return store_response(addressee, values, by=None, file=file)


@transaction.atomic
def plan_by_link(*, addressee, values):
    """An action of the addressee that a key opened. Raises as `actions.plan_action`."""
    return store_action(addressee, locked(addressee.recommendation_id), values, by=None)


@transaction.atomic
def tell_by_link(*, addressee, action, values, file=None):
    """Progress of one of its own actions. Raises as `progress.tell_progress`."""
    return store_progress(action, values, by=None, file=file, on_behalf_of=addressee.organization_id)

"""What people do with their own data, without an account: a mailed link, and what it opens.

Every act is written as done by the person: `by` is empty, and the history says so with the reason OWN.
"""

from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sse_portal.basics.problems import Problem
from sse_portal.records.services import stale
from sse_portal.records.tallies import count_in_hour
from sse_portal.records.values import Email, Refused, read_values, refuse

from ...models import ConsentEvent, ContactPoint
from .consents import store_consent
from .contacts import drop_contact, store_changed_contact, store_contact
from .erasure import erase
from .persons import OWN_FIELDS, store_person
from .writing import locked

OWN = "self-service"
SALT = "network.own-data"
LINK_LASTS = 24 * 60 * 60
# Mails to one address, and requests of one client, in an hour.
MOST_MAILS, MOST_REQUESTS = 3, 20


class BadLink(Problem):
    """The link was changed on its way, or what it belonged to is no more."""

    code, status = "bad-link", 403


class OldLink(BadLink):
    """The link was good for 24 hours."""

    code = "old-link"


class TooManyRequests(Problem):
    """One client asks again and again."""

    code, status = "too-many-requests", 429


def points_to_mail(*, address, client):
    """The public ids of the contact points to which a link is mailed now. Mostly none: the page never says.

    `client` names the caller. Raises Invalid for what is no address, TooManyRequests.
    """
    try:
        address = Email(required=True).read(address).lower()
    except Refused as problem:
        refuse("address", problem.code, problem.message)
    if count_in_hour("own-data-client", client) > MOST_REQUESTS:
        raise TooManyRequests(_("Please wait an hour, then try again."))
    found = ContactPoint.objects.of_present_people().with_email(address).by_id()
    uids = [str(uid) for uid in found.values_list("uid", flat=True)]
    return uids if count_in_hour("own-data-address", address) <= MOST_MAILS else []


def mail_links(*, uids, site, language):
    """Mail to each of these contact points the link to the data of its person, in the language of their letters.

    `site` is the portal's address, such as https://portal.example/; `language` is for those who named none.
    """
    points = ContactPoint.objects.of_present_people().known_as(uids).select_related("person").by_id()
    for point in points:
        link = site.rstrip("/") + reverse("network:own-data-open", args=[link_token(point)])
        with override(point.person.language or language):
            text = render_to_string("network/own_data_mail.txt", {"name": point.person.name, "link": link})
            send_mail(_("Your data on the SSE Portal"), text, None, [point.value])


def link_token(point):
    """What a link carries: which contact point it was mailed to, and its version then; signed, with the time."""
    return signing.dumps([str(point.uid), point.version], salt=SALT)


def person_of_link(token):
    """The person that a link belongs to. Raises OldLink after 24 hours, BadLink when it is none of ours, or no more.

    A link dies with the address it was mailed to: who has an old mailbox has no hold on the data.
    """
    try:
        uid, version = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.SignatureExpired as error:
        raise OldLink(_("This link was good for 24 hours. Ask for a new one.")) from error
    except signing.BadSignature as error:
        raise BadLink(_("This link does not work. Ask for a new one.")) from error
    known = ContactPoint.objects.of_present_people().known_as([uid]).select_related("person")
    point = known.filter(version=version).first()
    if point is None:
        raise BadLink(_("This link does not work any more. Ask for a new one."))
    return point.person


@transaction.atomic
def change_own_name(*, person, values, version):
    """Correct the own name and the language of letters. Raises Invalid, StaleVersion, Erased."""
    return store_person(person, read_values(OWN_FIELDS, values), by=None, version=version, reason=OWN)


@transaction.atomic
def add_own_contact(*, person, values):
    """Raises Invalid, TooManyContacts, Erased."""
    return store_contact(person, values, by=None, reason=OWN)


@transaction.atomic
def change_own_contact(*, contact, values, version):
    """Raises Invalid, StaleVersion, Gone, Erased."""
    return store_changed_contact(contact, values, by=None, version=version, reason=OWN)


@transaction.atomic
def remove_own_contact(*, contact, version):
    """Raises Gone, Erased."""
    return drop_contact(contact, by=None, version=version, reason=OWN)


@transaction.atomic
def record_own_consent(*, person, purpose, act):
    """Give or withdraw consent for one purpose; the last withdrawal erases, as everywhere. Raises Invalid, Erased."""
    values = {"purpose": purpose, "act": act, "method": ConsentEvent.Method.PORTAL}
    return store_consent(person, values, by=None, reason=OWN)


@transaction.atomic
def erase_own_data(*, person, version):
    """Erase everything, for good. Raises StaleVersion, Erased."""
    held = locked(person)
    if held.version != version:
        raise stale(held)
    return erase(held, by=None, method=ConsentEvent.Method.PORTAL, reason=OWN)

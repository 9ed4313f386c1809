"""Who is invited, and the mails that they get."""

import email
import email.policy
from datetime import UTC, datetime

import pytest

from dialogue.services.outbox import send_letters
from tests.dialogue.factories import a_meeting, a_membership, a_seat
from tests.network.factories import a_consent, a_contact, a_person

SITE = "https://portal.example/"


def reachable(name, address, **fields):
    """Somebody who agreed to get invitations at an address."""
    person = a_person("KH", name, **fields)
    a_contact(person, address)
    a_consent(person, "invitations")
    return person


@pytest.fixture
def bopha(committee):
    """Chairs the committee and reads her mail in Khmer."""
    return a_membership(
        a_seat(committee, "GOV", role="chair"), reachable("Bopha", "bopha@example.org", language="km")
    )


@pytest.fixture
def vanna(committee):
    """Sits for the employers, reads English."""
    return a_membership(a_seat(committee, "EMP"), reachable("Vanna", "vanna@example.org", language="en"))


@pytest.fixture
def silent(committee):
    """Sits for the workers and did not agree to get mail."""
    person = a_person("KH", "Silent")
    a_contact(person, "silent@example.org")
    return a_membership(a_seat(committee, "WRK"), person)


@pytest.fixture
def draft(committee):
    return a_meeting(
        committee, status="draft", convened_at=None, online_address="https://call.example/secret",
        mode="hybrid", title={"en": "Spring meeting", "km": "ប្រជុំ"},
    )  # fmt: skip


@pytest.fixture
def sent(mailoutbox):
    """Send what waits; the mails as their readers parse them, sorted by the address."""

    def send():
        del mailoutbox[:]
        send_letters()
        raw = [mail.message().as_bytes(linesep="\r\n") for mail in mailoutbox]
        mails = [email.message_from_bytes(each, policy=email.policy.default) for each in raw]
        return sorted(mails, key=lambda mail: mail["To"])

    return send


def part(mail, kind):
    """(the part, its content as bytes) of a media type."""
    found = next(each for each in mail.walk() if each.get_content_type() == kind)
    return found, found.get_payload(decode=True)


PAST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

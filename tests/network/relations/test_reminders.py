from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from network.models import Agreement
from network.services.agreement_parts import amend_agreement
from network.services.reminders import Reminded, send_reminders
from sse_portal.accounts.models import RoleGrant
from sse_portal.records.models import Change
from tests.factories import a_user
from tests.network.factories import an_agreement

pytestmark = pytest.mark.django_db
SITE = "https://portal.example/"


class BrokenMail(EmailBackend):
    """A mail server that refuses what is about the word “broken”."""

    def send_messages(self, messages):
        if any("broken" in message.body for message in messages):
            raise ConnectionRefusedError
        return super().send_messages(messages)


def day(distance):
    return timezone.localdate() + timedelta(days=distance)


def ending(distance=10, **fields):
    return an_agreement(ends_on=day(distance), **fields)


def run(distance=0):
    return send_reminders(today=day(distance), site=SITE)


def told():
    return sorted(message.to[0] for message in mail.outbox)


def test_the_secretariat_is_told_once_however_often_it_runs(chenda):
    agreement = ending(title={"en": "Skills"})
    assert run() == Reminded(1, 0) and run() == run(1) == Reminded(0, 0)
    message = mail.outbox[0]
    assert told() == ["chenda@example.org"] and message.subject == "An agreement ends soon"
    assert "Skills" in message.body and f"{SITE}network/agreements/{agreement.uid}/" in message.body
    agreement.refresh_from_db()
    assert (agreement.reminded_for, agreement.version) == (agreement.ends_on, 1)
    line = Change.objects.about(agreement).get()
    assert (line.act, line.by, line.after["mails"]) == ("reminded", None, 1)


def test_an_extended_agreement_is_told_of_again(chenda):
    agreement = ending()
    run()
    values = {"signed_on": day(0), "summary": {"en": "Longer"}, "ends_on": day(200)}
    amend_agreement(by=chenda, agreement=agreement, values=values, version=1)
    assert run() == Reminded(0, 0)
    assert run(110) == Reminded(1, 0) and len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"distance": 90}, True), ({"distance": 91}, False), ({"distance": 1}, True), ({"distance": 0}, False),
        ({"reminder_days": 0}, False), ({"reminder_days": 9}, False), ({"status": "suspended"}, False),
        ({"status": "draft"}, False), ({"status": "terminated", "terminated_on": day(-1)}, False),
    ],
)  # fmt: skip
def test_only_what_stands_and_ends_soon_is_told_of(chenda, fields, is_told):
    ending(**fields)
    assert run().told == is_told


def test_those_of_the_country_are_told_and_of_a_regional_one_those_of_the_region(chenda, narin, rana, pat):
    ending()
    run()
    assert told() == ["chenda@example.org"]
    mail.outbox.clear()
    ending(country=None)
    run()
    assert told() == ["rana@example.org"]


def test_a_country_without_a_secretariat_falls_to_the_region_and_nobody_is_waited_for(rana):
    ending(country="MN")
    assert run() == Reminded(1, 0) and told() == ["rana@example.org"]


def test_without_anybody_to_tell_it_waits_until_there_is_somebody(reference):
    agreement = ending()
    assert run() == Reminded(0, 0)
    assert Agreement.objects.get(pk=agreement.pk).reminded_for is None
    a_user("secretariat", "KH")
    assert run() == Reminded(1, 0)


def test_who_holds_the_role_no_longer_is_not_told(chenda):
    RoleGrant.objects.filter(user=chenda).update(ends_at=timezone.now())
    closed = a_user("secretariat", "KH")
    closed.is_active = False
    closed.save()
    ending()
    assert run() == Reminded(0, 0) and not mail.outbox


def test_each_is_told_in_their_language(chenda):
    chenda.language = "km"
    chenda.save()
    ending(title={"en": "Skills", "km": "ជំនាញ"})
    run()
    assert "ជំនាញ" in mail.outbox[0].body and "Skills" not in mail.outbox[0].body


def test_a_mail_that_does_not_go_out_is_left_to_the_next_run_and_holds_nobody_else_up(chenda, settings):
    ending(title={"en": "broken"}), ending(title={"en": "Skills"})
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    assert run() == Reminded(1, 1)
    with pytest.raises(CommandError, match="1 agreements did not go out"):
        call_command("send_network_reminders")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run() == Reminded(1, 0) and len(mail.outbox) == 2


def test_the_command_says_what_it_did_and_links_to_the_site(chenda, capsys):
    ending()
    call_command("send_network_reminders", "--site", SITE)
    call_command("send_network_reminders")
    assert capsys.readouterr().out.splitlines() == ["Agreements told of: 1", "Agreements told of: 0"]
    assert len(mail.outbox) == 1 and SITE in mail.outbox[0].body

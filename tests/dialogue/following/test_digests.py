"""Daily mails: once, in the language of the follower, of what they may still know."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from dialogue.models import Committee, Digest, Happening, Membership
from dialogue.services.common import tell
from dialogue.services.digests import Sent, send_digests
from dialogue.services.following import follow, stop_token, unfollow
from dialogue.tasks.digests import send_daily_digests
from tests.dialogue.factories import a_committee, a_consultation, a_meeting, a_recommendation
from tests.factories import a_user

pytestmark = pytest.mark.django_db
SITE = "https://portal.example/"
Kind = Happening.Kind


class BrokenMail(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def reader(committee):
    """Follows the committee of Cambodia."""
    user = a_user(email="reader@example.org")
    follow(by=user, record=committee)
    return user


def run(days=1):
    return send_digests(now=timezone.now() + timedelta(days=days), site=SITE)


def test_each_follower_is_told_once_however_often_it_runs(committee, reader):
    meeting = a_meeting(committee, title={"en": "Third meeting"})
    tell(Kind.MEETING_CONVENED, committee, meeting=meeting)

    assert run() == Sent(1, 0) and run() == run(2) == Sent(0, 0)

    message = mail.outbox[0]
    assert message.to == ["reader@example.org"] and len(mail.outbox) == 1
    assert "A meeting was convened: Third meeting" in message.body
    assert f"{SITE}dialogue/meetings/{meeting.uid}/" in message.body
    assert Digest.objects.get().sent_at


def test_without_news_there_is_no_mail_and_what_was_before_is_not_told(committee):
    tell(Kind.COMMITTEE_CHANGED, committee)
    follow(by=a_user(), record=committee)
    tell(Kind.COMMITTEE_CHANGED, a_committee("TH"))
    assert run() == Sent(0, 0) and not mail.outbox


def test_what_is_followed_later_is_told_from_then_on(committee, reader):
    other = a_committee("TH")
    tell(Kind.COMMITTEE_CHANGED, other)
    follow(by=reader, record=other)
    tell(Kind.COMMITTEE_ESTABLISHED, other)
    run()
    assert "was established" in mail.outbox[0].body and "composition" not in mail.outbox[0].body


def test_what_is_quite_new_is_left_to_the_next_run(committee, reader):
    tell(Kind.COMMITTEE_CHANGED, committee)
    assert run(0) == Sent(0, 0) and run() == Sent(1, 0)


@pytest.mark.parametrize("record", ["meeting", "recommendation"])
def test_who_follows_one_record_is_told_of_that_alone(committee, record):
    records = {"meeting": a_meeting(committee), "recommendation": a_recommendation(committee)}
    user = a_user()
    follow(by=user, record=records[record])
    tell(Kind.MEETING_CHANGED, committee, meeting=records["meeting"])
    tell(Kind.PROGRESS_TOLD, committee, recommendation=records["recommendation"])
    assert run() == Sent(1, 0)
    assert ("Time or place" in mail.outbox[0].body) == (record == "meeting")


def test_a_right_that_ended_is_a_mail_not_sent(committee, mealea):
    follow(by=mealea, record=committee)
    hidden = a_meeting(committee, visibility="committee")
    tell(Kind.MEETING_CONVENED, committee, meeting=hidden)
    Membership.objects.of_user(mealea).update(ends_on=timezone.localdate())
    assert run() == Sent(0, 0) and not mail.outbox


def test_a_member_is_told_of_the_committees_own_meetings(committee, mealea, reader):
    follow(by=mealea, record=committee)
    tell(Kind.MEETING_CONVENED, committee, meeting=a_meeting(committee, visibility="committee"))
    assert run() == Sent(1, 0) and mail.outbox[0].to == [mealea.email]


def test_a_record_that_was_hidden_since_is_not_told_of(committee, reader):
    tell(Kind.COMMITTEE_CHANGED, committee)
    Committee.objects.update(visibility="secretariat")
    assert run() == Sent(0, 0)


def test_a_consultation_is_told_of_when_it_opens_and_once(committee, reader):
    opens = timezone.now() + timedelta(days=3)
    consultation = a_consultation(a_recommendation(committee), opens_at=opens, title={"en": "Register"})
    tell(Kind.CONSULTATION_OPENED, committee, consultation=consultation)
    assert run(1) == Sent(0, 0)
    type(consultation).objects.update(opens_at=timezone.now() - timedelta(days=0))
    Digest.objects.update(looked_at=timezone.now() - timedelta(hours=1))
    assert [run(2), run(3)] == [Sent(1, 0), Sent(0, 0)] and "Register" in mail.outbox[0].body


def test_each_is_told_in_their_language(committee, reader):
    reader.language = "km"
    reader.save()
    tell(Kind.MEETING_HELD, committee, meeting=a_meeting(committee, title={"en": "Third", "km": "ប្រជុំ"}))
    run()
    assert "ប្រជុំ" in mail.outbox[0].body and "Third" not in mail.outbox[0].body


def test_nobody_is_told_who_stopped_following_closed_the_account_or_wants_no_mail(committee, reader):
    tell(Kind.COMMITTEE_CHANGED, committee)
    others = [a_user(), a_user()]
    for user in others:
        follow(by=user, record=committee)
    unfollow(by=reader, record=committee)
    others[0].is_active = False
    others[0].save()
    Digest.objects.of_user(others[1]).update(is_wanted=False)
    tell(Kind.COMMITTEE_CHANGED, committee)
    assert run() == Sent(0, 0)


def test_a_mail_that_does_not_go_out_is_left_to_the_next_run(committee, reader, settings):
    tell(Kind.COMMITTEE_CHANGED, committee)
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    assert run() == Sent(0, 1) and Digest.objects.get().sent_at is None
    Happening.objects.update(visibility="public")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run() == Sent(1, 0)


def test_one_click_stops_the_mails_without_sign_in_or_token_of_a_form(client, committee, reader):
    tell(Kind.COMMITTEE_CHANGED, committee)
    run()
    message = message_from_bytes(mail.outbox[0].message().as_bytes())
    address = message["List-Unsubscribe"].replace("\n", "").replace(" ", "").strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and address.startswith(SITE)
    path = "/" + address.removeprefix(SITE)
    client = type(client)(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200 and Digest.objects.get().is_wanted, "opening changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Digest.objects.get().is_wanted
    tell(Kind.COMMITTEE_CHANGED, committee)
    assert run(2) == Sent(0, 0)


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: "x", lambda t: t.replace(":", "%00", 1)])
def test_a_link_that_was_changed_stops_nothing(client, reader, change):
    address = f"/dialogue/following/stop/{change(stop_token(reader))}/"
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert Digest.objects.get().is_wanted


def test_the_command_says_what_it_did(committee, reader, capsys, settings):
    tell(Kind.COMMITTEE_CHANGED, committee)
    Digest.objects.update(looked_at=timezone.now() - timedelta(days=1))
    call_command("send_digests", "--site", SITE)
    assert capsys.readouterr().out.splitlines() == ["Digests sent: 0"], "it is too new"
    send_daily_digests.enqueue(SITE)
    tell(Kind.COMMITTEE_CHANGED, committee)
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    assert run() == Sent(0, 1)


def test_the_command_fails_when_a_mail_did_not_go_out(committee, reader, settings, monkeypatch):
    tell(Kind.COMMITTEE_CHANGED, committee)
    monkeypatch.setattr("dialogue.services.digests.SETTLED", timedelta(0))
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    with pytest.raises(CommandError, match="1 digests did not go out"):
        call_command("send_digests")

"""Invitations as mails: who gets one, what it says, in which order they leave, and what is answered."""

import warnings
from datetime import date, timedelta
from urllib.parse import urlsplit

import icalendar
import pytest
from django.core import mail as mails
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from dialogue.models import Invitation, Letter, Membership
from dialogue.services import invitations, meetings
from dialogue.services.outbox import send_letters, write_letter
from sse_portal.basics.problems import Invalid
from tests.network.factories import a_consent
from tests.ui.test_calendars import faults

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics
    import vobject
    from ical.calendar_stream import IcsCalendarStream

from ..factories import a_meeting, a_membership, a_seat, an_agenda_item
from .conftest import SITE, part, reachable

pytestmark = pytest.mark.django_db


@pytest.fixture
def convened(chenda, draft, bopha, vanna, silent):
    meetings.convene_meeting(by=chenda, meeting=draft, version=1, site=SITE)
    return draft


def event_of(mail):
    (event,) = icalendar.Calendar.from_ical(part(mail, "text/calendar")[1]).events
    return event


def test_everybody_in_office_on_the_day_is_invited(chenda, committee, draft, bopha):
    gone = a_membership(a_seat(committee), ends_on=date(2027, 3, 2))
    a_membership(a_seat(committee), starts_on=date(2027, 3, 3))
    alternate = a_membership(a_seat(committee, alternate_of=bopha.seat))
    observer = a_membership(a_seat(committee, "OBS", role="observer"))
    meetings.convene_meeting(by=chenda, meeting=draft, version=1)

    roles = dict(draft.invitations.values_list("membership", "role"))
    assert roles == {bopha.pk: "chair", alternate.pk: "optional", observer.pk: "optional"}
    assert gone.pk not in roles


def test_only_who_agreed_to_it_gets_a_letter(convened, sent):
    assert [mail["To"] for mail in sent()] == ["bopha@example.org", "vanna@example.org"]
    assert convened.invitations.get(name="Silent").email == ""


def test_a_mail_is_an_invitation_that_calendars_understand(convened, sent):
    mail = sent()[1]
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/calendar"]
    found, content = part(mail, "text/calendar")
    assert found.get_param("method") == "REQUEST" and found.get_content_charset() == "utf-8"
    assert faults(content) == []
    calendar = icalendar.Calendar.from_ical(content)
    event = event_of(mail)
    assert calendar["METHOD"] == "REQUEST" and not event.errors
    assert str(event["ORGANIZER"]) == "mailto:committee@example.org"
    assert str(event["ATTENDEE"]) == "mailto:vanna@example.org"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Vanna", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE",
    }  # fmt: skip
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(convened.uid), convened.sequence)
    assert event.start == convened.starts_at and event.start.isoformat().endswith("+07:00")
    assert mail["Reply-To"] == "committee@example.org"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_four_readers_take_a_mail_over(chenda, convened, sent, method):
    """`icalendar` is asked in the test above; each of the others notices other faults."""
    if method == "CANCEL":
        sent()
        meetings.cancel_meeting(by=chenda, meeting=convened, version=2, reason="Why", site=SITE)
    content = part(sent()[1], "text/calendar")[1].decode()
    assert vobject.readOne(content).validate()
    (event,) = ics.Calendar(content).events
    assert event.uid == str(convened.uid) and event.begin.datetime == convened.starts_at
    assert [each.email for each in event.attendees] == ["vanna@example.org"]
    calendar = IcsCalendarStream.calendar_from_ics(content)
    (event,) = calendar.events
    assert (calendar.method, event.sequence) == (method, convened.sequence)
    assert [each.uri for each in event.attendees] == ["mailto:vanna@example.org"]
    assert event.status.value == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[method]


def test_nobody_learns_from_a_mail_who_else_is_invited(convened, sent):
    first, second = sent()
    assert b"vanna" not in first.as_bytes().lower() and b"bopha" not in second.as_bytes().lower()
    assert "Bopha" not in second.get_body().get_content()


def test_a_mail_is_in_the_language_of_the_person(convened, sent):
    khmer, english = sent()
    assert "ប្រជុំ" in khmer["Subject"] and event_of(khmer)["SUMMARY"].params["LANGUAGE"] == "km"
    assert english["Subject"] == "Invitation: Spring meeting"


def test_a_change_of_place_is_an_update_and_a_change_of_the_call_keeps_the_sequence(chenda, convened, sent):
    first = event_of(sent()[1])
    meetings.change_meeting(
        by=chenda, meeting=convened, version=2, site=SITE, values={"online_address": "https://call.example/2"}
    )
    second = event_of(sent()[1])
    meetings.change_meeting(by=chenda, meeting=convened, version=3, site=SITE, values={"place": "Kep"})
    third = event_of(sent()[1])

    assert [each["SEQUENCE"] for each in (first, second, third)] == [1, 1, 2]
    assert first["UID"] == second["UID"] == third["UID"]
    assert first.DTSTAMP <= second.DTSTAMP <= third.DTSTAMP
    assert "https://call.example/2" in second["DESCRIPTION"]


def test_what_those_invited_do_not_read_is_no_letter(chenda, convened, sent):
    sent()
    meetings.change_meeting(
        by=chenda, meeting=convened, version=2, site=SITE, values={"visibility": "committee"}
    )
    assert sent() == []


def test_a_new_time_asks_again_and_a_new_place_does_not(chenda, convened):
    invitation = convened.invitations.get(name="Vanna")
    invitations.record_answer(by=chenda, invitation=invitation, version=1, values={"answer": "accepted"})
    meetings.change_meeting(by=chenda, meeting=convened, version=2, site=SITE, values={"place": "Kep"})
    invitation.refresh_from_db()
    assert invitation.answer == "accepted"
    later = convened.starts_at + timedelta(hours=1)
    meetings.change_meeting(by=chenda, meeting=convened, version=3, site=SITE, values={"starts_at": later})
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.answered_at) == ("needs_action", None)


def test_a_postponed_meeting_keeps_its_place_in_calendars_and_comes_with_the_next_request(
    chenda, convened, sent
):
    sent()
    meetings.postpone_meeting(by=chenda, meeting=convened, version=2, reason="A storm", site=SITE)
    mail = sent()[1]
    event = event_of(mail)
    assert part(mail, "text/calendar")[0].get_param("method") == "REQUEST"
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("TENTATIVE", 2)
    assert "A storm" in mail.get_body().get_content()
    meetings.convene_meeting(by=chenda, meeting=convened, version=3, site=SITE)
    assert (str(event_of(sent()[1])["STATUS"]), convened.sequence) == ("CONFIRMED", 3)


def test_a_cancelled_meeting_is_struck_out(chenda, convened, sent):
    sent()
    meetings.cancel_meeting(by=chenda, meeting=convened, version=2, reason="No quorum", site=SITE)
    mail = sent()[1]
    found, content = part(mail, "text/calendar")
    event = event_of(mail)
    assert found.get_param("method") == "CANCEL" and faults(content) == []
    assert (str(event["STATUS"]), event["SEQUENCE"], str(event["UID"])) == ("CANCELLED", 2, str(convened.uid))
    assert "call.example" not in mail.get_body().get_content()


def test_who_is_no_longer_invited_gets_a_cancel_and_nobody_else_does(chenda, convened, sent):
    sent()
    invitation = convened.invitations.get(name="Vanna")
    invitations.withdraw_invitation(by=chenda, invitation=invitation, version=1, site=SITE)
    (mail,) = sent()
    assert mail["To"] == "vanna@example.org"
    assert part(mail, "text/calendar")[0].get_param("method") == "CANCEL"
    with pytest.raises(invitations.NotInvited):
        invitations.withdraw_invitation(by=chenda, invitation=invitation, version=2, site=SITE)
    meetings.change_meeting(by=chenda, meeting=convened, version=2, site=SITE, values={"place": "Kep"})
    assert [each["To"] for each in sent()] == ["bopha@example.org"]


def test_who_left_before_the_new_day_is_no_longer_invited(chenda, convened, vanna, sent):
    sent()
    meetings.postpone_meeting(by=chenda, meeting=convened, version=2, reason="A storm", site=SITE)
    Membership.objects.filter(pk=vanna.pk).update(ends_on=date(2027, 1, 1))
    sent()
    meetings.convene_meeting(by=chenda, meeting=convened, version=3, site=SITE)
    methods = {mail["To"]: part(mail, "text/calendar")[0].get_param("method") for mail in sent()}
    assert methods == {"bopha@example.org": "REQUEST", "vanna@example.org": "CANCEL"}


def test_a_guest_gets_a_letter_with_the_public_items_only(chenda, convened, sent):
    sent()
    an_agenda_item(convened, title={"en": "Open point"})
    an_agenda_item(convened, title={"en": "Closed point"}, visibility="committee")
    invitations.invite_guest(
        by=chenda,
        meeting=convened,
        site=SITE,
        values={"name": "Guest", "email": "g@example.org", "language": "en"},
    )
    (mail,) = sent()
    text = mail.get_body().get_content()
    assert "Open point" in text and "Closed point" not in text
    with pytest.raises(Invalid):
        invitations.invite_guest(by=chenda, meeting=convened, values={"name": "", "email": "x"}, site=SITE)
    with pytest.raises(invitations.NotInviting):
        invitations.invite_guest(by=chenda, meeting=a_meeting(convened.committee, status="held"), values={})


def test_a_title_of_several_lines_is_one_subject(chenda, committee, bopha, sent):
    meeting = a_meeting(
        committee, status="draft", convened_at=None, title={"km": "One\r\nBcc: x@example.org"}
    )
    meetings.convene_meeting(by=chenda, meeting=meeting, version=1, site=SITE)
    (mail,) = sent()
    assert mail["Bcc"] is None and "One Bcc:" in mail["Subject"]


def test_without_an_address_of_the_portal_nobody_is_written_to(chenda, draft, bopha):
    meetings.convene_meeting(by=chenda, meeting=draft, version=1)
    assert draft.invitations.count() == 1 and not Letter.objects.exists()


class Fails(EmailBackend):
    """A mail server that does not take mails to those in `to`."""

    to: frozenset = frozenset()

    def send_messages(self, messages):
        if self.to & {address for message in messages for address in message.to}:
            raise ConnectionError("try later")
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Fails"

    def refuse(*addresses):
        monkeypatch.setattr(Fails, "to", frozenset(addresses))

    return refuse


def test_a_failed_letter_holds_back_those_behind_it_and_no_others(chenda, convened, server):
    server("vanna@example.org")
    meetings.cancel_meeting(by=chenda, meeting=convened, version=2, reason="Why", site=SITE)
    done = send_letters()
    assert (done.sent, done.failed) == (2, 1), "both letters to Bopha left"
    states = list(
        Letter.objects.filter(to="vanna@example.org").by_id().values_list("state", "attempts", "error")
    )
    assert states == [("failed", 1, "try later"), ("waiting", 0, "")]

    server()
    assert send_letters().sent == 2
    mine = [mail for mail in mails.outbox if mail.to == ["vanna@example.org"]]
    assert ["CANCEL" in mail.alternatives[0].mimetype for mail in mine] == [False, True]


def test_no_letter_leaves_twice(convened):
    assert (send_letters().sent, send_letters().sent) == (2, 0)
    assert len(mails.outbox) == 2
    assert len({mail.extra_headers["Message-ID"] for mail in mails.outbox}) == 2


def test_a_consent_that_was_withdrawn_stops_what_waits(convened, bopha, sent):
    a_consent(bopha.person, "invitations", act="withdrawn")
    assert [mail["To"] for mail in sent()] == ["vanna@example.org"]
    assert "no basis" in Letter.objects.get(to="bopha@example.org").error


def test_the_command_sends_what_waits_and_says_what_failed(convened, server, capsys):
    server("vanna@example.org")
    with pytest.raises(CommandError, match="1 letters"):
        call_command("send_letters")
    server()
    call_command("send_letters")
    assert "Letters sent: 1" in capsys.readouterr().out


def test_a_letter_to_nobody_in_particular_leaves_too(db):
    write_letter(to="office@example.org", subject="A\nB", body="Text")
    send_letters()
    assert (mails.outbox[0].subject, mails.outbox[0].alternatives) == ("A B", [])


def test_letters_leave_by_themselves_after_the_act(chenda, draft, bopha, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        meetings.convene_meeting(by=chenda, meeting=draft, version=1, site=SITE)
    assert [mail.to for mail in mails.outbox] == [["bopha@example.org"]]


def test_an_answer_by_letter_is_noted_by_the_secretariat_only(chenda, narin, convened):
    invitation = convened.invitations.get(name="Silent")
    with pytest.raises(PermissionDenied):
        invitations.record_answer(by=narin, invitation=invitation, version=1, values={"answer": "accepted"})
    for values in (
        {"answer": "needs_action"},
        {"answer": "delegated"},
        {"answer": "accepted", "comment": "a\x00"},
    ):
        with pytest.raises(Invalid):
            invitations.record_answer(by=chenda, invitation=invitation, version=1, values=values)
    values = {"answer": "delegated", "delegated_to": "Sok"}
    invitations.record_answer(by=chenda, invitation=invitation, version=1, values=values)
    assert (invitation.answer, invitation.delegated_to) == ("delegated", "Sok")


# The page behind the link of a letter.


@pytest.fixture
def link(convened, sent):
    """The path of the link in the mail to Vanna."""
    text = sent()[1].get_body().get_content()
    return urlsplit(next(line for line in text.split() if "/dialogue/answer/" in line)).path


def test_opening_the_link_changes_nothing(client, convened, link):
    answer = client.get(link)
    assert answer.status_code == 200 and "Vanna" in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin" and "no-store" in answer["Cache-Control"]
    assert Invitation.objects.get(name="Vanna").answer == "needs_action"


@pytest.mark.parametrize("value", ["accepted", "declined", "tentative", "delegated"])
def test_the_link_answers_without_an_account(client, convened, link, value):
    answer = client.post(link, {"answer": value, "delegated_to": "Sok", "comment": "Good"})
    invitation = Invitation.objects.get(name="Vanna")
    assert answer.status_code == 200
    assert (invitation.answer, invitation.comment) == (value, "Good")
    assert invitation.delegated_to == ("Sok" if value == "delegated" else "")


def test_a_bad_answer_comes_back_with_what_was_typed(client, convened, link):
    for data in (
        {},
        {"answer": "perhaps"},
        {"answer": "delegated", "comment": "Kept"},
        {"answer": "accepted", "comment": "a\x00b"},
    ):
        assert client.post(link, data).status_code == 422
    assert "Kept" in client.post(link, {"answer": "delegated", "comment": "Kept"}).content.decode()


def test_a_link_dies_with_the_meeting(client, chenda, convened, link):
    assert client.get(f"{link[:-2]}x/").status_code == 403
    convened.__class__.objects.filter(pk=convened.pk).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )
    assert client.get(link).status_code == 403
    assert client.post(link, {"answer": "accepted"}).status_code == 403


def test_a_link_dies_with_the_invitation(client, chenda, convened, link):
    invitation = convened.invitations.get(name="Vanna")
    invitations.withdraw_invitation(by=chenda, invitation=invitation, version=1, site=SITE)
    assert client.post(link, {"answer": "accepted"}).status_code == 403


def test_the_person_is_reached_where_they_can_be_reached_now(chenda, convened, vanna, sent):
    sent()
    vanna.person.contact_points.update(value="new@example.org")
    meetings.change_meeting(by=chenda, meeting=convened, version=2, site=SITE, values={"place": "Kep"})
    assert [mail["To"] for mail in sent()] == ["bopha@example.org", "new@example.org"]
    assert reachable("X", "x@example.org").pk

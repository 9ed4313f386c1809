"""The outbox: letters are written in the transaction of what they tell, and leave after it, in their order.

Letters to one invitation leave strictly one after the other: one that failed holds back those behind it, so that no
CANCEL overtakes its REQUEST. A letter is marked as sent in the transaction in which it leaves, by one runner.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.summaries.people import reachable_for

from ..models import Letter

PURPOSE = "invitations"
# After so many attempts somebody has to look at it.
MOST_ATTEMPTS = 20
NO_BASIS = "There is no basis any more to write to this person."


@dataclass(frozen=True)
class Sent:
    """How many letters left, and how many could not."""

    sent: int
    failed: int


def write_letter(*, to, subject, body, invitation=None, calendar="", method="", sequence=None):
    """Put a letter into the outbox, in the transaction of what it tells. It leaves with the next `send_letters`."""
    return Letter.objects.create(
        to=to, subject=" ".join(subject.split())[:300], body=body, invitation=invitation, calendar=calendar,
        method=method, sequence=sequence,
    )  # fmt: skip


def send_letters():
    """Send what may leave now, the oldest first, until nothing is left that has not failed in this run.

    Safe to repeat and to run twice at a time.
    """
    sent, failed = 0, set()
    while keys := _keys(failed):
        for key in keys:
            outcome = _send(key)
            sent += outcome is True
            if outcome is not True:
                failed.add(key)
    return Sent(sent, len(failed))


def _keys(but):
    waiting = Letter.objects.next_ones().tried_less_than(MOST_ATTEMPTS).exclude(pk__in=but)
    return list(waiting.by_id().values_list("pk", flat=True)[:200])


def _send(key):
    """Did this letter leave now? None: another runner has it."""
    try:
        with transaction.atomic():
            # The update takes the row: a second runner waits for it, and finds the letter sent.
            mine = Letter.objects.next_ones().filter(pk=key)
            if not mine.update(
                state=Letter.State.SENT, sent_at=timezone.now(), attempts=F("attempts") + 1, error=""
            ):
                return None
            letter = Letter.objects.select_related(
                "invitation__meeting__committee", "invitation__person"
            ).get(pk=key)
            if not _may_be_written_to(letter):
                raise OSError(NO_BASIS)
            mail_of(letter).send()
    except OSError as error:  # Of these are the errors of sockets and of mail servers.
        Letter.objects.unsent().filter(pk=key).update(
            state=Letter.State.FAILED, attempts=F("attempts") + 1, error=str(error)[:500]
        )
        return False
    return True


def _may_be_written_to(letter):
    """Asked at the moment at which it leaves: a consent may have been withdrawn since it was written."""
    person = letter.invitation.person if letter.invitation else None
    if person is None:
        return True
    reached = reachable_for(PURPOSE, [person]).get(person.pk)
    return reached is not None and letter.to in reached.emails


def mail_of(letter):
    """The letter as a mail: text, and with a calendar part also that (RFC 6047, 2.4)."""
    office = letter.invitation.meeting.committee.email if letter.invitation else ""
    mail = EmailMultiAlternatives(
        letter.subject, letter.body, None, [letter.to], reply_to=[office] if office else None
    )
    mail.extra_headers["Message-ID"] = f"<{letter.uid}@{settings.IDENTITY_HOST}>"
    if letter.calendar:
        mail.attach_alternative(letter.calendar, f"text/calendar; method={letter.method}")
    return mail

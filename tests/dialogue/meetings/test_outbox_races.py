"""Several runners at the outbox at a time: no letter leaves twice, and none before its turn."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection

from dialogue.models import Invitation, Letter
from dialogue.services.outbox import send_letters, write_letter
from sse_portal.reference.services import load_reference

from ..factories import a_committee, a_meeting

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS, EACH = 4, 4


def run(_number):
    try:
        return send_letters().sent
    finally:
        connection.close()


def test_no_letter_leaves_twice_nor_before_its_turn():
    load_reference()
    meeting = a_meeting(a_committee("KH"))
    invitations = [Invitation.objects.create(meeting=meeting, name=f"Guest {number}") for number in range(4)]
    for number in range(EACH):
        for invitation in invitations:
            write_letter(
                to=f"{invitation.pk}@example.org", subject=f"{number}", body="x", invitation=invitation
            )
    with ThreadPoolExecutor(RUNNERS) as pool:
        sent = sum(pool.map(run, range(RUNNERS)))
    sent += send_letters().sent

    assert sent == len(mail.outbox) == len(invitations) * EACH
    assert not Letter.objects.unsent().exists()
    for invitation in invitations:
        mine = [each.subject for each in mail.outbox if each.to == [f"{invitation.pk}@example.org"]]
        assert mine == [str(number) for number in range(EACH)]

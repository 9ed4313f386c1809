"""What the database itself refuses, whatever a service may forget."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dialogue.models import Corrigendum, Membership, Minutes, ProgressUpdate

from .factories import (
    a_committee,
    a_held_meeting,
    a_key_action,
    a_membership,
    a_recommendation,
    a_response,
    a_seat,
    an_addressee,
    an_agenda_item,
    an_update,
    some_minutes,
)

pytestmark = pytest.mark.django_db


def refused():
    return pytest.raises(IntegrityError)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2024, 1, 1), None),
        (date(2024, 6, 30), None),
        (date(2024, 3, 1), date(2024, 4, 1)),
        (date(2023, 1, 1), date(2024, 2, 2)),
    ],
)
def test_nobody_sits_on_a_taken_seat(committee, starts_on, ends_on):
    seat = a_seat(committee)
    a_membership(seat, starts_on=date(2024, 2, 1), ends_on=date(2024, 7, 1))

    with refused(), transaction.atomic():
        a_membership(seat, starts_on=starts_on, ends_on=ends_on)


def test_the_next_one_sits_from_the_day_on_which_the_last_one_left(committee):
    seat = a_seat(committee)
    first = a_membership(seat, starts_on=date(2024, 2, 1), ends_on=date(2024, 7, 1))
    second = a_membership(seat, starts_on=date(2024, 7, 1))

    with refused(), transaction.atomic():
        Membership.objects.filter(pk=first.pk).update(ends_on=None)
    with refused(), transaction.atomic():
        Membership.objects.filter(pk=second.pk).update(starts_on=date(2024, 6, 30))
    assert Membership.objects.of_seat(seat).count() == 2


def test_two_seats_are_held_at_the_same_time(committee):
    for _ in range(2):
        a_membership(a_seat(committee))

    assert Membership.objects.in_force_on(date(2025, 1, 1)).count() == 2


def test_a_ledger_only_grows(committee):
    action = a_key_action(an_addressee(a_recommendation(committee, "transmitted")))
    update, response = an_update(action), a_response(action.addressee)

    with refused(), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(state="verified")
    with refused(), transaction.atomic():
        type(response).objects.filter(pk=response.pk).update(position="rejected")


def test_approved_minutes_never_change(committee):
    minutes = some_minutes(a_held_meeting(committee))
    Minutes.objects.filter(pk=minutes.pk).update(text={"en": "Still a draft."})
    item = an_agenda_item(a_held_meeting(committee), kind="minutes", minutes=minutes)
    sealed = {"status": "approved", "approved_at": item.meeting.starts_at, "approved_by_item": item}
    Minutes.objects.filter(pk=minutes.pk).update(**sealed, digest="0" * 64)

    with refused(), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).update(text={"en": "Something else."})
    Minutes.objects.filter(pk=minutes.pk).update(status="published")
    with refused(), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).update(digest="1" * 64)

    line = Corrigendum.objects.create(minutes=minutes, number=1, text={"en": "Not all agreed."})
    with refused(), transaction.atomic():
        Corrigendum.objects.filter(pk=line.pk).update(text={"en": "All did."})


def test_a_committee_at_work_was_established_on_a_day():
    with refused(), transaction.atomic():
        a_committee(established_on=None)

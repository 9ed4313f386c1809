"""The sample: all states are there, and what the rules demand of a record holds for each of its rows."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dialogue.models import (
    Addressee,
    Committee,
    Decision,
    Happening,
    KeyAction,
    Meeting,
    Membership,
    Minutes,
    ProgressUpdate,
    Recommendation,
    Verification,
)
from dialogue.sample.load import load_dialogue
from dialogue.sample.texts import LANGUAGES, rows
from dialogue.services.heads import lines_of
from dialogue.services.quorums import quorum_at
from dialogue.standing_orders import read_rules
from network.sample.load import load_network
from sse_portal.accounts.sample import load_users, sample_admin
from sse_portal.records.services import digest_of
from tests.plugins.layers import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def loaded(reference):
    load_users("sample-password")
    load_network(by=sample_admin())
    load_dialogue(by=sample_admin())


def test_it_loads_once_and_needs_its_logins(reference):
    with pytest.raises(CommandError):
        call_command("load_dialogue_sample")


def test_every_country_and_the_region_have_a_committee_at_work(loaded):
    committees = Committee.objects.filter(is_sample=True)

    assert committees.count() == 6
    assert load_dialogue(by=sample_admin()) is False
    for committee in committees:
        assert [read_rules(each.document).notice_days for each in committee.rule_sets.order_by("number")] == [
            7,
            14,
        ]


def test_about_sixty_recommendations_are_in_all_states(loaded):
    found = Recommendation.objects.filter(is_sample=True)

    assert found.count() == 62
    assert set(found.values_list("status", flat=True)) == set(Recommendation.Status.values)
    assert set(KeyAction.objects.values_list("state", flat=True)) == {
        "not_started", "ongoing", "completed", "verified", "not_applicable",
    }  # fmt: skip


def test_a_year_of_meetings_was_held_with_minutes_approved_by_the_next(loaded):
    assert Meeting.objects.filter(status="convened", starts_at__gt=timezone.now()).count() == 6
    for minutes in Minutes.objects.filter(status="published"):
        assert minutes.approved_by_item.meeting.previous == minutes.meeting
        assert minutes.digest == digest_of(minutes.text)


def test_the_quorum_that_is_kept_is_the_one_that_the_rules_give(loaded):
    for decision in Decision.objects.select_related("meeting__committee"):
        found = quorum_at(decision.meeting, decision.decided_at)
        assert (decision.quorum, decision.rule_set) == (found.verdict, found.rule_set)
        assert decision.quorum_reasons == list(found.reasons)


def test_heads_are_what_the_updates_add_up_to(loaded):
    lines = lines_of(list(KeyAction.objects.values_list("pk", flat=True)))
    for action in KeyAction.objects.all():
        line = lines.get(action.pk)
        verified = line and line.verdict == "adequate"
        assert action.state == ("verified" if verified else line.state if line else "not_started")


def test_completed_is_proven_and_verified_by_somebody_else(loaded):
    assert not ProgressUpdate.objects.filter(state="completed", proof=None, proof_url="").exists()
    for check in Verification.objects.select_related("update"):
        assert check.by_id != check.update.by_id
        assert check.at > check.update.at


def test_news_are_told_in_their_order_and_none_is_of_the_future(loaded):
    times = list(Happening.objects.order_by("id").values_list("at", flat=True))

    assert len(times) > 150
    assert times == sorted(times)
    assert times[-1] < timezone.now() + timedelta(minutes=1)


def test_every_text_is_there_in_all_languages():
    kinds = {"committee", "meeting", "item", "recommendation", "action", "progress", "answer", "comment"}
    for kind in kinds:
        for row in rows(kind):
            assert all(row[language].strip() for language in LANGUAGES), row


def test_nobody_real_sits_there_or_has_to_answer(loaded):
    asked = Addressee.objects.select_related("organization")
    sent = Membership.objects.select_related("on_behalf_of")

    assert asked.count() > 50 and all(each.organization.is_sample for each in asked)
    assert all(each.on_behalf_of.is_sample for each in sent if each.on_behalf_of)
    assert KeyAction.objects.filter(due_on__isnull=False, state="ongoing").exists()

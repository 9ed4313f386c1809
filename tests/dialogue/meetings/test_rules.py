"""Rules about meetings that a committee does not meet."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from dialogue.summaries.meeting_rules import rules_not_met

from ..factories import RULES, a_committee, a_held_meeting, a_meeting, a_rule_set, some_minutes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
NOBODY = AnonymousUser()


@pytest.fixture
def ruled(committee):
    a_rule_set(committee, RULES | {"notice_days": 0, "minutes_days": 0, "meetings_a_year": 0})
    return committee


def codes(committee, user=NOBODY, today=TODAY):
    return [each.code for each in rules_not_met(committee, today, user)]


def test_a_committee_without_a_meeting_in_a_year_is_flagged(ruled):
    assert codes(ruled) == ["no-meeting-in-12-months"]
    a_held_meeting(ruled)
    assert codes(ruled) == []
    assert codes(ruled, today=date(2027, 3, 2)) == [], "365 days"
    assert codes(ruled, today=date(2027, 3, 3)) == ["no-meeting-in-12-months"]


@pytest.mark.parametrize("status", ["convened", "cancelled", "postponed", "draft"])
def test_only_a_meeting_that_took_place_counts(ruled, status):
    a_held_meeting(ruled, status=status)
    assert "no-meeting-in-12-months" in codes(ruled)


def test_a_new_committee_has_a_year(reference):
    assert codes(a_committee("KH", established_on=date(2026, 1, 1))) == []
    assert codes(a_committee("KH", status="forming", established_on=None)) == []


def test_fewer_meetings_than_the_rules_ask(committee):
    a_rule_set(committee, RULES | {"notice_days": 0, "minutes_days": 0})
    a_held_meeting(committee)
    (found,) = rules_not_met(committee, TODAY, NOBODY)
    assert (found.code, found.text) == (
        "too-few-meetings", "1 meeting in the last 12 months; its rules ask for 2."
    )  # fmt: skip
    a_held_meeting(
        committee, starts_at=datetime(2026, 9, 1, 2, tzinfo=UTC), ends_at=datetime(2026, 9, 1, 9, tzinfo=UTC)
    )
    assert codes(committee) == []


def test_notice_counts_from_when_it_was_made_known(committee):
    a_rule_set(committee, RULES | {"meetings_a_year": 0, "minutes_days": 0})
    a_held_meeting(committee)
    start = timezone.now() + timedelta(days=30)
    late = a_meeting(
        committee,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        convened_at=start - timedelta(days=13, hours=23),
    )
    a_meeting(
        committee, starts_at=start, ends_at=start + timedelta(hours=1), convened_at=start - timedelta(days=14)
    )
    assert [(each.code, each.meeting) for each in rules_not_met(committee, TODAY, NOBODY)] == [
        ("notice-too-short", str(late.uid))
    ]


def test_late_minutes_are_known_to_the_committee_only(committee, chenda, mealea):
    a_rule_set(committee, RULES | {"meetings_a_year": 0, "notice_days": 0})
    minutes = some_minutes(a_held_meeting(committee))
    assert codes(committee) == []
    assert codes(committee, chenda) == codes(committee, mealea) == ["minutes-late"]
    type(minutes).objects.filter(pk=minutes.pk).update(
        status="circulated", circulated_at=datetime(2026, 3, 9, tzinfo=UTC)
    )
    assert codes(committee, chenda) == []


def test_a_meeting_that_one_may_not_know_leaves_no_trace(ruled, chenda, mealea):
    a_held_meeting(ruled, visibility="committee")
    assert codes(ruled) == ["no-meeting-in-12-months"]
    assert codes(ruled, mealea) == codes(ruled, chenda) == []

"""The sections about meetings, on the pages of a committee and of a meeting, within the queries that they announce."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from dialogue.models import Invitation
from dialogue.summaries import meetings, sections

from ..factories import a_held_meeting, a_meeting, a_recommendation, a_rule_set, an_agenda_item, some_minutes

pytestmark = pytest.mark.django_db
OURS = [part for part in sections.SECTIONS if part.name in ("meetings", "agenda", "invitations")]


@pytest.fixture
def held(committee):
    a_rule_set(committee)
    for _ in range(3):
        meeting = a_held_meeting(committee)
        a_meeting(committee)
        some_minutes(meeting)
        Invitation.objects.create(meeting=meeting, name="Guest")
        for _item in range(3):
            an_agenda_item(meeting, recommendation=a_recommendation(committee))
    return meeting


@pytest.mark.parametrize("part", OURS, ids=lambda part: part.name)
def test_a_section_takes_no_more_queries_than_it_says(held, chenda, mealea, part):
    record = held.committee if part.page == sections.COMMITTEE else held
    for user in (AnonymousUser(), chenda, mealea):
        with CaptureQueriesContext(connection) as asked:
            import_string(part.load)(record, user, "en")
        assert len(asked) <= part.queries, [query["sql"][:120] for query in asked]


def test_a_committee_shows_its_meetings_and_which_rules_are_not_met(held, client):
    shown = meetings.section(held.committee, AnonymousUser(), "en")
    assert (len(shown.to_come), len(shown.past)) == (3, 3)
    assert {each.code for each in shown.not_met} <= {
        "notice-too-short",
        "too-few-meetings",
        "no-meeting-in-12-months",
    }
    assert not shown.may_run


def test_a_committee_without_meetings_has_no_section_for_the_public(committee, chenda):
    committee.status = "forming"
    assert meetings.section(committee, AnonymousUser(), "en") is None
    assert meetings.section(committee, chenda, "en").may_run


def test_the_committee_page_holds_the_section(held, client):
    answer = client.get(f"/dialogue/committees/{held.committee.uid}/")
    assert 'id="meetings"' in answer.content.decode()

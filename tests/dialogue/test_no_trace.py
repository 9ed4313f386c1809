"""D9: every public output of the dialogue is the same, byte for byte, with and without the private rows beside it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from dialogue.models import EvidenceCheck, Invitation
from dialogue.services.common import tell
from dialogue.services.heads import keep_heads
from tests.api.factories import a_definition
from tests.reading import settled

from .factories import (
    a_comment,
    a_committee,
    a_consultation,
    a_decision,
    a_document,
    a_held_meeting,
    a_key_action,
    a_meeting,
    a_membership,
    a_pinned_definition,
    a_presence,
    a_recommendation,
    a_response,
    a_rule_set,
    a_seat,
    an_addressee,
    an_agenda_item,
    an_update,
    some_minutes,
)

pytestmark = pytest.mark.django_db
LISTS = ("committees", "meetings", "decisions", "documents", "recommendations", "evidence", "key-actions",
         "progress-updates", "management-responses", "consultations", "comments", "news")  # fmt: skip


@pytest.fixture
def world(reference):
    """A public committee with one public record of each kind."""
    committee = a_committee("KH", uid="01900000-0000-7000-8000-000000000001")
    a_rule_set(committee)
    a_membership(a_seat(committee))
    meeting = a_held_meeting(committee)
    an_agenda_item(meeting)
    decision = a_decision(meeting)
    recommendation = a_recommendation(committee, "transmitted")
    action = a_key_action(an_addressee(recommendation))
    a_response(action.addressee)
    an_update(action)
    keep_heads([recommendation.pk])
    consultation = a_consultation(recommendation)
    a_comment(consultation)
    tell("meeting_held", committee, meeting=meeting)
    return {
        "committee": committee, "meeting": meeting, "decision": decision, "recommendation": recommendation,
        "action": action, "consultation": consultation,
    }  # fmt: skip


def addresses(world):
    """Every page, feed, calendar, file and list of the dialogue that everybody may open, and pages that join it."""
    names = ("home", "committee-list", "meeting-list", "decision-list", "recommendation-list",
             "recommendation-matrix", "consultation-list", "news", "news-feed", "calendar")  # fmt: skip
    found = [reverse(f"dialogue:{name}") for name in names]
    found += [
        f"{reverse('dialogue:meeting-list')}?when=past",
        "/",
        "/countries/kh/",
        "/search/?q=recommendation",
    ]
    found += [reverse(f"dialogue:{name}", args=["kh"]) for name in ("country-calendar", "country-news-feed")]
    committee = world["committee"].uid
    for name in ("committee-detail", "committee-popolo", "committee-calendar", "committee-news-feed"):
        found.append(reverse(f"dialogue:{name}", args=[committee]))
    found += [
        reverse(f"dialogue:{name}", args=[world["meeting"].uid])
        for name in ("meeting-detail", "meeting-calendar")
    ]
    found.append(reverse("dialogue:decision-detail", args=[world["decision"].code]))
    found.append(reverse("dialogue:recommendation-detail", args=[world["recommendation"].code]))
    found.append(reverse("dialogue:consultation-detail", args=[world["consultation"].uid]))
    found += [f"/api/v1/{name}/?count=true" for name in LISTS] + [
        f"/api/v1/{name}/?format=csv" for name in LISTS
    ]
    found += [
        f"/api/v1/committees/{committee}/", f"/api/v1/meetings/{world['meeting'].uid}/",
        f"/api/v1/recommendations/{world['recommendation'].code}/", f"/api/v1/decisions/{world['decision'].code}/",
    ]  # fmt: skip
    return found


def what_is_told(client, world):
    told = {}
    for address in addresses(world):
        answer = client.get(address)
        assert answer.status_code == 200, address
        told[address] = settled(answer)
    return told


def add_private_rows(world):
    """Rows of every kind that not everybody may know: drafts, of the committee, of its secretariat."""
    committee, meeting = world["committee"], world["meeting"]
    for level in ("committee", "secretariat"):
        own = a_committee("KH", visibility=level)
        a_recommendation(own, "transmitted")
        tell("meeting_held", own)
        held = a_held_meeting(committee, visibility=level)
        tell("meeting_held", committee, meeting=held)
        a_decision(held)
        a_decision(meeting, visibility=level)
        an_agenda_item(meeting, visibility=level)
        a_document(committee, visibility=level)
        hidden = a_recommendation(committee, "transmitted", visibility=level)
        action = a_key_action(an_addressee(hidden, world["action"].responsible))
        a_response(action.addressee)
        an_update(action)
        keep_heads([hidden.pk])
        a_comment(a_consultation(hidden, visibility=level))
        tell("recommendation_adopted", committee, recommendation=hidden, visibility=level)
    an_update(world["action"], visibility="secretariat", state=world["action"].state)
    a_meeting(committee, status="draft", convened_at=None)
    a_document(committee, embargo_until=datetime(2100, 1, 1, tzinfo=UTC))
    some_minutes(meeting, status="circulated")
    a_presence(meeting, a_seat(a_committee("TH", visibility="secretariat")))
    Invitation.objects.create(meeting=meeting, name="Somebody", email="somebody@example.org")
    a_recommendation(committee, "draft")
    a_comment(world["consultation"], state="waiting")
    a_comment(world["consultation"], state="refused", refusal="Spam")
    a_consultation(a_definition("KH", status="draft", number=40), committee, visibility="committee")
    draft = a_definition("KH", status="draft", number=41)
    pinned = a_pinned_definition(world["recommendation"], draft)
    EvidenceCheck.objects.create(evidence=pinned, status="changed")


def test_private_rows_leave_no_trace(client, world):
    before = what_is_told(client, world)
    add_private_rows(world)
    after = what_is_told(client, world)

    assert [address for address in before if before[address] != after[address]] == []


def test_and_the_secretariat_sees_them(client, world, chenda):
    """Else the comparison above would compare nothing."""
    add_private_rows(world)
    client.force_login(chenda)
    before = settled(client.get(reverse("dialogue:committee-list"))).decode()

    assert before.count("/dialogue/committees/") > 3
    assert client.get("/api/v1/recommendations/?count=true").json()["count"] >= 6

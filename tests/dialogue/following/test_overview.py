"""The dialogue at a glance: numbers that are right, the same for everybody, in one query."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogue.models import Recommendation, RecommendationTag
from dialogue.summaries.learning import recommended
from dialogue.summaries.overview import overview
from dialogue.summaries.search import found_by
from tests.dialogue.factories import (
    a_committee,
    a_consultation,
    a_decision,
    a_held_meeting,
    a_meeting,
    a_membership,
    a_recommendation,
    a_rule_set,
    a_seat,
)

pytestmark = pytest.mark.django_db


def everything(country="KH", **fields):
    """A committee with seats, rules, meetings, recommendations and a consultation."""
    committee = a_committee(country, **fields)
    a_rule_set(committee, {"format": 1, "seats": {"EMP": 1, "WRK": 1}, "balance": {"equal": ["EMP", "WRK"]}})
    for bench in ("EMP", "WRK"):
        a_membership(a_seat(committee, bench))
    a_seat(committee, "GOV")
    a_seat(committee, "EMP", alternate_of=committee.seats.first())
    a_meeting(committee), a_held_meeting(committee)
    recommendation = a_recommendation(committee)
    a_recommendation(committee, "withdrawn"), a_recommendation(committee, "draft")
    a_consultation(recommendation)
    return committee


def test_it_counts_what_is_there_today(reference):
    everything("KH"), everything("TH")
    found = overview("en", "KH")
    assert found.numbers == {"committees": 1, "meetings": 1, "recommendations": 1, "consultations": 1}
    assert overview("en").numbers == dict.fromkeys(found.numbers, 2)
    assert [state[0] for state in found.implementation] == ["not_transmitted"]
    assert [len(x) for x in (found.meetings, found.recommendations, found.consultations)] == [1, 1, 1]
    assert overview("en", "MN").is_empty


def test_a_committee_is_told_with_its_benches_and_what_its_rules_say(reference):
    everything("KH")
    (brief,) = overview("en", "KH").committees
    assert (brief.filled, brief.seats, brief.balance) == (2, 3, "yes")
    assert {label: (filled, seats) for label, filled, seats in brief.benches}["Government"] == (0, 1)
    assert brief.reasons and brief.line.text.startswith("Advisory committee")


def test_benches_that_are_not_equal_are_said_so(reference):
    a_seat(everything("KH"), "WRK")
    assert overview("en", "KH").committees[0].balance == "no"


def test_the_next_meeting_is_in_the_zone_of_its_place_and_the_soonest_first(committee):
    meeting = a_meeting(committee)
    later = a_meeting(
        committee,
        starts_at=meeting.starts_at + timedelta(days=1),
        ends_at=meeting.ends_at + timedelta(days=1),
    )
    found = overview("en", "KH").meetings
    assert [line.text for line in found] == [meeting.title["en"], later.title["en"]]
    assert (found[0].moment.hour, found[0].zone) == (9, "Asia/Phnom_Penh")


def test_one_query_however_much_there_is(reference, django_assert_num_queries):
    for country in ("KH", "KH", "KH", "KH", "TH"):
        everything(country)
    for country in ("", "KH"):
        with django_assert_num_queries(1):
            overview("km", country)


def test_the_search_finds_by_name_and_code_and_knows_of_more(committee):
    meeting = a_held_meeting(committee)
    for _ in range(3):
        a_recommendation(committee, title={"en": "Keep a register", "km": "បញ្ជីសហគ្រាស"})
    decision = a_decision(meeting)
    hits, more = found_by("បញ្ជី", "km", 2)
    assert len(hits) == 2 and more["recommendation"] and "បញ្ជី" in hits[0].title
    assert [hit.what for hit in found_by("advisory", "en", 5)[0]] == ["committee"]
    assert decision.code in found_by(decision.code.lower(), "en", 5)[0][0].title


def test_a_subject_has_the_newest_recommendations_of_each_country(reference, django_assert_num_queries):
    for country in ("KH", "KH", "TH", None):
        found = a_recommendation(a_committee(country))
        RecommendationTag.objects.create(recommendation=found, scheme="SDG", code="8.3")
    # What belongs to a goal is reference data, read once for all.
    recommended("SDG", "8", "en", 1)
    with django_assert_num_queries(1):
        learned = recommended("SDG", "8", "en", 1)
    assert {country: (some.count, len(some.lines)) for country, some in learned.items()} == {
        "KH": (2, 1), "TH": (1, 1), "regional": (1, 1),
    }  # fmt: skip
    Recommendation.objects.update(visibility="committee")
    assert recommended("SDG", "8", "en", 1) == {}


def test_the_front_page_and_the_profile_show_it(client, reference, chenda):
    committee = everything("KH")
    page = client.get("/dialogue/")
    assert page.context["desk"] == [] and committee.meetings.first().title["en"] in page.text
    for address in ("/", "/countries/kh/"):
        assert "Next meetings" in client.get(address).text
    assert committee.name["en"] in client.get("/countries/kh/").text
    assert committee.name["en"] in client.get("/search/?q=advisory").text
    client.force_login(chenda)
    assert client.get("/dialogue/").context["desk"]


def test_the_front_page_costs_a_fixed_number_of_queries(client, reference, django_assert_max_num_queries):
    for _ in range(3):
        everything("KH")
    with django_assert_max_num_queries(4):
        client.get("/dialogue/")


def test_what_ended_is_not_a_next_meeting(committee):
    now = timezone.now()
    a_meeting(committee, starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))
    a_meeting(committee, status="cancelled")
    assert overview("en", "KH").meetings == ()

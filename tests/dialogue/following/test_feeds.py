"""Feeds of news: read by two readers, the same bytes while nothing public changed, no trace of what is not public."""

import warnings
from datetime import timedelta

import pytest
from django.utils import timezone

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import atoma
    import feedparser

from dialogue.models import Happening, Recommendation
from dialogue.services.common import tell
from tests.dialogue.factories import (
    a_committee,
    a_consultation,
    a_decision,
    a_held_meeting,
    a_meeting,
    a_recommendation,
)
from tests.reading import seen

pytestmark = pytest.mark.django_db
FEED = "/dialogue/news.atom"
Kind = Happening.Kind


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content)
    assert not found.bozo and found.feed.updated_parsed
    assert all(entry.updated_parsed and entry.id.startswith("tag:") for entry in found.entries)
    assert [each.id_ for each in atoma.parse_atom_bytes(answer.content).entries] == [
        e.id for e in found.entries
    ]
    return found


@pytest.fixture
def recommendation(committee):
    """One that was adopted and whose figure changed."""
    found = a_recommendation(committee, title={"en": "Keep a register", "km": "បញ្ជី"})
    tell(Kind.RECOMMENDATION_ADOPTED, committee, recommendation=found)
    tell(Kind.EVIDENCE_CHANGED, committee, recommendation=found, indicator="I12", old="52.5", new="48")
    return found


@pytest.fixture
def feeds(committee, recommendation):
    """The addresses of all feeds that hold the two lines of news."""
    return (
        FEED, "/dialogue/news/kh.atom", f"/dialogue/committees/{committee.uid}.atom",
        f"/dialogue/recommendations/{recommendation.code}.atom",
    )  # fmt: skip


def test_each_feed_says_what_happened_with_identifiers_that_stay(client, feeds, recommendation):
    found = [read(client, address) for address in feeds]
    assert len({each.feed.id for each in found}) == len(feeds)
    title = f"A figure that a recommendation rests on has changed: {recommendation.code} Keep a register"
    for each in found:
        assert [entry.title for entry in each.entries][0] == f"{title} (I12: 52.5 → 48)"
        assert each.feed.updated == each.entries[0].updated
    first = Happening.objects.newest_first().first()
    assert found[0].entries[0].id == f"tag:sse-portal.localhost,2026:news/{first.uid}"
    assert read(client, "/dialogue/news/region.atom").entries == []


def test_the_same_bytes_in_every_language_and_304_for_who_holds_them(client, feeds):
    for address in feeds:
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"], "accept-language": "km"})
        assert again.status_code == 304 and client.get(address).content == first.content


def add_private_rows(committee):
    """News that names rows of every kind, none of which everybody may know."""
    for visibility in ("committee", "secretariat"):
        hidden = a_committee("KH", visibility=visibility)
        tell(Kind.COMMITTEE_ESTABLISHED, hidden)
        tell(Kind.MEETING_CONVENED, committee, meeting=a_meeting(committee, visibility=visibility))
        tell(Kind.MEETING_CONVENED, hidden, meeting=a_meeting(hidden))
        secret = a_recommendation(committee, visibility=visibility)
        tell(Kind.RECOMMENDATION_ADOPTED, committee, recommendation=secret)
        tell(Kind.CONSULTATION_OPENED, committee, consultation=a_consultation(secret, visibility=visibility))
        meeting = a_held_meeting(committee, visibility=visibility)
        decision = a_decision(meeting, visibility=visibility)
        tell(Kind.DECISION_TAKEN, committee, meeting=meeting, visibility=visibility, decision=decision.code)
        tell(Kind.PROGRESS_TOLD, committee, visibility=visibility)
    tell(Kind.MEETING_CHANGED, committee, meeting=a_meeting(committee, status="draft"))
    tell(Kind.RECOMMENDATION_CHANGED, committee, recommendation=a_recommendation(committee, "draft"))
    later = timezone.now() + timedelta(days=3)
    announced = a_consultation(a_recommendation(committee, "draft"), opens_at=later)
    tell(Kind.CONSULTATION_OPENED, committee, consultation=announced)


def test_private_rows_leave_no_trace(client, committee, feeds):
    pages = (
        *feeds, "/dialogue/news/", "/dialogue/news/?country=KH", "/dialogue/news/?group=meetings", "/dialogue/",
        "/", "/countries/kh/", "/search/?q=recommendation", "/search/?q=committee", "/search/?q=KHM-2026",
        "/learning/?about=theme:law",
    )  # fmt: skip
    before = {address: seen(client, address) for address in pages}
    add_private_rows(committee)
    assert [address for address in pages if seen(client, address) != before[address]] == []


def test_the_comparison_would_notice_a_public_row(client, committee):
    addresses = (FEED, "/dialogue/news/", "/dialogue/")
    before = [seen(client, address) for address in addresses]
    tell(Kind.MEETING_CONVENED, committee, meeting=a_meeting(committee))
    assert all(seen(client, each) != old for each, old in zip(addresses, before, strict=True))


def test_a_consultation_enters_when_it_opens_with_that_time(client, committee):
    opens = timezone.now() + timedelta(days=3)
    consultation = a_consultation(a_recommendation(committee), opens_at=opens)
    tell(Kind.CONSULTATION_OPENED, committee, consultation=consultation)
    assert read(client, FEED).entries == []
    Happening.objects.filter(consultation=consultation).update(visibility="public")
    type(consultation).objects.update(opens_at=timezone.now())
    assert len(read(client, FEED).entries) == 1


@pytest.mark.parametrize(
    "address", ["news/zz.atom", "news/k.atom", "news/%00.atom", "recommendations/KHM-2026-R999.atom"]
)
def test_what_is_not_there_is_not_found(client, committee, address):
    assert client.get(f"/dialogue/{address}").status_code == 404


def test_the_feed_of_what_is_not_public_is_not_there(client, committee, recommendation):
    Recommendation.objects.update(visibility="committee")
    assert client.get(f"/dialogue/recommendations/{recommendation.code}.atom").status_code == 404
    hidden = a_committee(visibility="secretariat")
    assert client.get(f"/dialogue/committees/{hidden.uid}.atom").status_code == 404


def test_a_feed_costs_a_fixed_number_of_queries_and_ends_after_fifty(
    client, committee, django_assert_max_num_queries
):
    meeting = a_held_meeting(committee)
    for _ in range(55):
        tell(Kind.DECISION_TAKEN, committee, meeting=meeting, decision=a_decision(meeting).code)
    with django_assert_max_num_queries(3):
        assert len(read(client, FEED).entries) == 50

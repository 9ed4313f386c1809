"""Following: who may, what is shown of it, and the sentences of the news."""

import pytest
from django.utils.timezone import now

from dialogue.models import Digest, Follow, Happening
from dialogue.services.common import tell
from dialogue.services.following import NotKnown, change_digest, follow, newest_key
from dialogue.summaries.following import follow_state
from dialogue.summaries.news import GROUPS, news_page
from tests.dialogue.factories import (
    a_committee,
    a_consultation,
    a_decision,
    a_held_meeting,
    a_meeting,
    a_recommendation,
)
from tests.factories import a_user

pytestmark = pytest.mark.django_db
Kind = Happening.Kind


@pytest.fixture
def reader(reference):
    return a_user(email="reader@example.org")


def test_each_kind_of_news_belongs_to_one_group():
    listed = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(listed) == sorted(Kind.values)


def test_every_kind_has_a_sentence_with_and_without_details(committee):
    meeting, recommendation = a_meeting(committee), a_recommendation(committee, "transmitted")
    details = {"old": "52.5", "new": "48", "indicator": "I12", "position": "accepted", "state": "ongoing"}
    for kind in Kind.values:
        tell(kind, committee)
        tell(kind, committee, meeting=meeting)
        tell(kind, committee, recommendation=recommendation, **details)

    items = news_page({}, None, "en", size=100).items

    assert len(items) == 3 * len(Kind.values) and all(item.what and item.title for item in items)
    told = {item.sentence for item in items}
    title = f"{recommendation.code} {recommendation.title['en']}"
    assert f"A figure that a recommendation rests on has changed: {title} (I12: 52.5 → 48)" in told
    assert f"An addressee answered: {title} (accepted)" in told
    assert f"Progress was reported: {title} (under way)" in told


@pytest.mark.parametrize(
    "details", [{"old": [], "new": {}}, {"percent": "x", "state": 7}, {"position": None}]
)
def test_details_of_another_shape_are_left_out(committee, details):
    for kind in (Kind.EVIDENCE_CHANGED, Kind.PROGRESS_TOLD, Kind.RESPONSE_RECEIVED):
        tell(kind, committee, **details)
    assert [item.note for item in news_page({}, None, "en").items] == ["", "", ""]


def test_a_decision_is_named_to_those_only_who_may_know_it(committee, chenda):
    meeting = a_held_meeting(committee)
    decision = a_decision(meeting, visibility="committee")
    tell(Kind.DECISION_TAKEN, committee, meeting=meeting, decision=decision.code, outcome="adopted")
    assert decision.code not in news_page({}, None, "en").items[0].title
    assert news_page({}, chenda, "en").items[0].title.startswith(decision.code)


def test_following_twice_is_once_and_begins_with_what_comes(committee, reader):
    tell(Kind.COMMITTEE_CHANGED, committee)
    first, again = follow(by=reader, record=committee), follow(by=reader, record=committee)
    assert first == again and Follow.objects.count() == 1
    assert Digest.objects.get(user=reader).told_until == newest_key() > 0


def test_nobody_follows_what_they_may_not_know(reader):
    hidden = a_committee(visibility="committee")
    with pytest.raises(NotKnown):
        follow(by=reader, record=hidden)


def test_mails_wanted_again_do_not_make_up_for_what_happened(committee, reader):
    follow(by=reader, record=committee)
    change_digest(by=reader, is_wanted=False)
    tell(Kind.COMMITTEE_CHANGED, committee)
    assert change_digest(by=reader, is_wanted=True).told_until == newest_key()


@pytest.mark.parametrize("make", [lambda c: c, a_meeting, a_recommendation])
def test_a_button_follows_and_stops(client, committee, reader, make):
    record = make(committee)
    assert not follow_state(record, client.get("/").wsgi_request.user).may_follow
    client.force_login(reader)
    state = follow_state(record, reader)
    assert client.get(state.url).status_code == 405
    assert client.post(state.url).status_code == 302
    state = follow_state(record, reader)
    assert state.is_followed and client.post(state.url).status_code == 302
    assert not follow_state(record, reader).is_followed


@pytest.mark.parametrize("kind", ["committee", "meeting", "recommendation", "person"])
def test_what_one_may_not_know_is_not_there(client, reader, kind):
    hidden = a_committee(visibility="secretariat")
    client.force_login(reader)
    assert client.post(f"/dialogue/follow/{kind}/{hidden.uid}/").status_code == 404


def test_the_list_shows_what_one_follows_and_may_still_know(client, committee, reader):
    other = a_committee(name={"en": "Second committee"})
    for record in (committee, other, a_recommendation(committee)):
        follow(by=reader, record=record)
    tell(Kind.COMMITTEE_CHANGED, committee)
    client.force_login(reader)
    assert len(client.get("/dialogue/following/").context["page"].rows) == 3
    type(other).objects.filter(pk=other.pk).update(visibility="committee")
    page = client.get("/dialogue/following/")
    assert len(page.context["page"].rows) == 2 and "Second committee" not in page.text
    assert len(page.context["news"].items) == 1
    client.post("/dialogue/following/mail/", {})
    assert not Digest.objects.get(user=reader).is_wanted


def test_one_ends_only_ones_own(client, committee, reader):
    found = follow(by=a_user(), record=committee)
    client.force_login(reader)
    assert client.post(f"/dialogue/following/{found.uid}/end/").status_code == 404
    own = follow(by=reader, record=committee)
    client.post(f"/dialogue/following/{own.uid}/end/")
    assert list(Follow.objects.all()) == [found]


def test_the_news_narrow_by_country_subject_and_what_is_followed(client, committee, reader):
    thai, region = a_committee("TH"), a_committee(None)
    for each in (committee, thai, region):
        tell(Kind.COMMITTEE_CHANGED, each)
    tell(Kind.MEETING_CONVENED, thai, meeting=a_meeting(thai))

    def count(query):
        return len(client.get(f"/dialogue/news/{query}").context["page"].items)

    assert [count(q) for q in ("", "?country=TH", "?country=regional", "?group=meetings")] == [4, 2, 1, 1]
    follow(by=reader, record=thai)
    client.force_login(reader)
    assert count("?followed=on") == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [("?country=ZZ", 422), ("?group=x%00", 422), ("?cursor=x", 400), ("?cursor=%ED", 400)],
)
def test_what_cannot_be_asked_of_the_news_is_refused(client, reference, query, status):
    assert client.get(f"/dialogue/news/{query}").status_code == status


def test_pages_go_on_where_the_last_one_ended_at_a_fixed_cost(
    client, committee, django_assert_max_num_queries
):
    meeting = a_meeting(committee)
    for _ in range(35):
        tell(Kind.MEETING_CHANGED, committee, meeting=meeting)
    first = client.get("/dialogue/news/")
    with django_assert_max_num_queries(5):
        second = client.get("/dialogue/news/" + first.context["next_url"])
    assert (len(first.context["page"].items), len(second.context["page"].items)) == (30, 5)


def test_an_announced_consultation_is_news_when_it_opens(committee):
    later = now().replace(year=now().year + 1)
    consultation = a_consultation(a_recommendation(committee), opens_at=later)
    tell(Kind.CONSULTATION_OPENED, committee, consultation=consultation)
    assert news_page({}, None, "en").items == ()

import pytest

from dialogue.models import Decision, Minutes, Presence
from tests.dialogue.factories import a_decision, a_held_meeting, a_presence, some_minutes
from tests.reading import seen

from .world import all_there, attend

pytestmark = pytest.mark.django_db


def of(meeting, rest=""):
    return f"/dialogue/meetings/{meeting.uid}/{rest}"


def test_presence_is_written_down_seat_by_seat_and_not_recorded_stays_unknown(client, chenda, world):
    client.force_login(chenda)
    page = client.get(of(world.meeting, "presence/"))
    form = page.context["form"]
    typed = {
        "seen": form["seen"].value(),
        "state_0": "present",
        "left_0": "10:00",
        "state_1": "excused",
        "guests": "Guest",
    }
    answer = client.post(of(world.meeting, "presence/"), typed)
    assert answer.status_code == 302
    assert sorted(Presence.objects.values_list("state", flat=True)) == ["excused", "present", "present"]
    shown = client.get(of(world.meeting)).text
    assert "not recorded" in shown and "10:00" in shown and "Guest" in shown
    assert client.post(of(world.meeting, "presence/"), typed).status_code == 409, "somebody else was faster"
    typed = {"state_0": "present", "left_0": "23:59"}
    assert client.post(of(world.meeting, "presence/"), typed).status_code == 422


def test_who_was_there_leaves_no_trace_for_others(client, world, chenda, mealea):
    before = seen(client, of(world.meeting))
    all_there(chenda, world)
    assert seen(client, of(world.meeting)) == before
    client.force_login(mealea)
    assert "Presence" in client.get(of(world.meeting)).text


def test_minutes_are_looked_at_before_they_are_saved_and_published_after_approval(client, chenda, world):
    client.force_login(chenda)
    url = of(world.meeting, "minutes/edit/")
    typed = {"text_en": "# Opening\n\n**All** agreed. <script>x</script>", "visibility": "public"}
    shown = client.post(url, typed | {"preview": "1"})
    assert "<strong>All</strong>" in shown.text and "<script>x" not in shown.text
    assert not Minutes.objects.exists()
    assert client.post(url, typed).status_code == 302
    minutes = Minutes.objects.get()
    client.post(of(world.meeting, "minutes/circulate/"), {"version": minutes.version})
    minutes.refresh_from_db()
    assert minutes.status == "circulated"
    client.post(of(world.meeting, "minutes/publish/"), {"version": minutes.version})
    minutes.refresh_from_db()
    assert minutes.status == "circulated", "only what a later meeting approved is published"


def test_minutes_that_are_not_published_leave_no_trace(client, world):
    before = seen(client, of(world.meeting))
    some_minutes(world.meeting, status="circulated")
    assert seen(client, of(world.meeting)) == before
    assert client.get(of(world.meeting, "minutes/")).status_code == 404


def test_a_decision_is_recorded_with_its_quorum_in_words(client, chenda, world):
    all_there(chenda, world)
    client.force_login(chenda)
    typed = {"title_en": "A register", "outcome": "adopted", "method": "consensus", "visibility": "public"}
    answer = client.post(of(world.meeting, "decisions/new/"), typed)
    decision = Decision.objects.get()
    assert answer.status_code == 302 and decision.quorum == "yes"
    client.logout()
    page = client.get(f"/dialogue/decisions/{decision.code}/").text
    assert "A register" in page and "Present: 4 of 4; needed: 2" in page
    assert decision.code in client.get("/dialogue/decisions/").text
    assert decision.code in client.get(of(world.meeting)).text


def test_without_a_known_quorum_the_page_asks_why_it_stands(client, chenda, world):
    attend(chenda, world, GOV="present")
    client.force_login(chenda)
    typed = {"title_en": "A register", "outcome": "adopted", "method": "consensus"}
    answer = client.post(of(world.meeting, "decisions/new/"), typed)
    assert (
        answer.status_code == 422 and "Record who was there" in answer.text and not Decision.objects.exists()
    )
    answer = client.post(
        of(world.meeting, "decisions/new/"), typed | {"override_reason": "The list was lost"}
    )
    assert answer.status_code == 302
    assert "The list was lost" in client.get(f"/dialogue/decisions/{Decision.objects.get().code}/").text


@pytest.mark.parametrize("visibility", ["committee", "secretariat"])
def test_what_is_not_public_leaves_no_trace_in_lists(client, world, visibility):
    a_decision(world.meeting)
    hidden = a_held_meeting(world.committee, visibility=visibility)
    pages = ["/dialogue/decisions/", "/dialogue/decisions/?country=KH", of(world.meeting)]
    before = [seen(client, page) for page in pages]
    secret = a_decision(world.meeting, visibility=visibility)
    a_decision(hidden)
    a_presence(world.meeting, world.seats["GOV"])
    assert [seen(client, page) for page in pages] == before
    assert client.get(f"/dialogue/decisions/{secret.code}/").status_code == 404


@pytest.mark.parametrize("query", ["country=FR", "outcome=x", "cursor=x", "cursor=%00"])
def test_what_cannot_be_asked_is_said(client, reference, query):
    assert client.get(f"/dialogue/decisions/?{query}").status_code in (400, 422)

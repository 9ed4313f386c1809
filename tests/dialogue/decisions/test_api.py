"""Decisions, presence and minutes through the API."""

import pytest

from dialogue.models import Decision
from tests.dialogue.factories import a_decision, some_minutes

from .world import all_there, attend

pytestmark = pytest.mark.django_db
AT = "/api/v1/decisions/"


@pytest.fixture
def keeper(client, chenda):
    client.force_login(chenda)
    return client


def _post(client, path, body, **headers):
    return client.post(path, body, content_type="application/json", headers=headers)


def _decide(client, world, **values):
    plain = {
        "meeting": str(world.meeting.uid),
        "title": {"en": "A"},
        "outcome": "adopted",
        "method": "consensus",
    }
    return _post(client, AT, plain | values, idempotency_key="one")


def test_nothing_is_adopted_without_a_quorum(keeper, chenda, world):
    attend(chenda, world, GOV="present", EMP="absent", WRK="absent", SSE="absent")

    answer = _decide(keeper, world)

    assert (answer.status_code, answer.json()["code"]) == (422, "no-quorum")
    assert not Decision.objects.exists()


def test_a_decision_is_recorded_once_and_read_by_its_code(keeper, chenda, world):
    all_there(chenda, world)
    made, again = _decide(keeper, world), _decide(keeper, world)

    assert (made.status_code, again.status_code) == (201, 200)
    assert keeper.get(f"{AT}{made.json()['code']}/").json()["quorum"] == "yes"
    assert Decision.objects.count() == 1


def test_presence_is_written_down_and_not_over_what_somebody_else_wrote(keeper, world):
    place = f"/api/v1/meetings/{world.meeting.uid}/presence/"
    row = {"seat": str(world.seats["GOV"].uid), "state": "present"}
    seen = keeper.get(place).json()["seen"]

    assert _post(keeper, place, {"rows": [row], "seen": seen}).json()["rows"][0]["state"] == "present"
    assert _post(keeper, place, {"rows": [row], "seen": seen}).status_code == 409
    assert _post(keeper, place, {"rows": [row | {"state": "perhaps"}]}).status_code == 422
    assert _post(keeper, place, {"rows": "all"}).status_code == 422


def test_approved_minutes_take_no_other_text(keeper, world):
    some_minutes(world.meeting, status="draft")
    place = f"/api/v1/meetings/{world.meeting.uid}/minutes/"
    tag = keeper.get(place).headers["ETag"]
    assert _post(keeper, f"{place}publish/", {}, if_match=tag).status_code == 409
    assert _post(keeper, f"{place}circulate/", {}, if_match=tag).json()["status"] == "circulated"
    assert _post(keeper, f"{place}circulate/", {}, if_match=tag).status_code in (409, 412)


def test_what_is_not_public_leaves_no_trace(client, world):
    a_decision(world.meeting)
    before = client.get(f"{AT}?count=true").content
    a_decision(world.meeting, visibility="committee")
    a_decision(world.meeting, visibility="secretariat")

    assert client.get(f"{AT}?count=true").content == before

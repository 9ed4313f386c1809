"""The life of a meeting: drafted, convened, postponed, held, closed, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue.models import Happening, Letter, Meeting
from dialogue.services import meetings as services
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken

from ..factories import a_committee, a_held_meeting, a_meeting

pytestmark = pytest.mark.django_db
SITE = "https://portal.example/"
VALUES = {
    "title": {"en": "First meeting"}, "starts_at": "2027-03-02T09:00:00+07:00", "place": "Phnom Penh",
    "ends_at": "2027-03-02T16:00:00+07:00",
}  # fmt: skip


def news(meeting):
    return list(Happening.objects.filter(meeting=meeting).order_by("id").values_list("kind", flat=True))


def test_a_draft_has_the_clock_of_its_committee_and_is_remembered(chenda, committee):
    meeting = services.draft_meeting(by=chenda, committee=committee, values=VALUES)

    assert (meeting.status, meeting.timezone, meeting.sequence) == ("draft", "Asia/Phnom_Penh", 0)
    assert meeting.starts_at == datetime(2027, 3, 2, 2, tzinfo=UTC)
    assert Change.objects.about(meeting).get().act == "drafted"
    assert not Meeting.objects.public().exists() and not news(meeting)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": VALUES["starts_at"]}, "ends_at"),
        ({"place": ""}, "place"),
        ({"title": {}}, "title"),
        ({"title": {"en": "a\x00"}}, "title"),
        ({"title": {"en": "\ud800"}}, "title"),
        ({"starts_at": "9999999-01-01"}, "starts_at"),
        ({"starts_at": "2027-03-02T09:00"}, "starts_at"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"mode": "by-pigeon"}, "mode"),
        ({"online_address": "javascript:alert(1)"}, "online_address"),
        ({"previous": "0190b6c4-0000-7000-8000-000000000000"}, "previous"),
        ({"previous": 7}, "previous"),
        ({"status": "held"}, "status"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(chenda, committee, values, field):
    with pytest.raises(Invalid) as refused:
        services.draft_meeting(by=chenda, committee=committee, values=VALUES | values)
    assert [each["field"] for each in refused.value.errors] == [field]


def test_only_who_runs_the_dialogue_there_writes(committee, narin, mealea):
    for user in (narin, mealea):
        with pytest.raises(PermissionDenied):
            services.draft_meeting(by=user, committee=committee, values=VALUES)


def test_the_previous_meeting_is_an_earlier_one_of_the_same_committee(chenda, committee):
    earlier, elsewhere = a_held_meeting(committee), a_held_meeting(a_committee("KH"))
    meeting = services.draft_meeting(
        by=chenda, committee=committee, values=VALUES | {"previous": str(earlier.uid)}
    )
    assert meeting.previous == earlier
    for other in (elsewhere, meeting):
        with pytest.raises(Invalid):
            services.change_meeting(
                by=chenda, meeting=meeting, version=1, values={"previous": str(other.uid)}
            )


def test_a_public_id_is_given_once(chenda, committee):
    meeting = a_meeting(committee)
    with pytest.raises(UidTaken):
        services.draft_meeting(by=chenda, committee=committee, values=VALUES, uid=meeting.uid)


def test_from_a_draft_to_a_closed_meeting(chenda, committee):
    begun = timezone.now() - timedelta(hours=1)
    values = VALUES | {"starts_at": begun, "ends_at": begun + timedelta(hours=2)}
    meeting = services.draft_meeting(by=chenda, committee=committee, values=values)
    services.convene_meeting(by=chenda, meeting=meeting, version=1, site=SITE)
    assert meeting.convened_at and Meeting.objects.public().get() == meeting
    services.hold_meeting(by=chenda, meeting=meeting, version=2)
    services.close_meeting(by=chenda, meeting=meeting, version=3)

    assert (meeting.status, meeting.sequence) == ("closed", 3)
    assert news(meeting) == ["meeting_convened", "meeting_held"]
    with pytest.raises(services.WrongStatus):
        services.change_meeting(by=chenda, meeting=meeting, version=4, values={"title": {"en": "Other"}})


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("convene", {"draft", "postponed"}), ("postpone", {"convened"}), ("cancel", {"convened", "postponed"}),
        ("hold", {"convened"}), ("close", {"held"}),
    ],
)  # fmt: skip
def test_each_step_begins_where_it_may(chenda, committee, act, allowed):
    service = getattr(services, f"{act}_meeting")
    for status in Meeting.Status.values:
        meeting = a_held_meeting(committee, status=status)
        if status in allowed:
            service(by=chenda, meeting=meeting, version=1, reason="Why")
        else:
            with pytest.raises(services.WrongStatus):
                service(by=chenda, meeting=meeting, version=1, reason="Why")


def test_a_meeting_is_postponed_and_cancelled_with_a_reason_only(chenda, committee):
    meeting = a_meeting(committee)
    for service in (services.postpone_meeting, services.cancel_meeting):
        with pytest.raises(services.ReasonMissing):
            service(by=chenda, meeting=meeting, version=1, reason=" ")
    services.postpone_meeting(by=chenda, meeting=meeting, version=1, reason="The hall is closed.")
    assert (meeting.status, meeting.reason) == ("postponed", "The hall is closed.")
    services.convene_meeting(by=chenda, meeting=meeting, version=2)
    assert (meeting.status, meeting.reason, meeting.sequence) == ("convened", "", 2)
    assert meeting.convened_at.year == 2026, "notice counts from the first time"


def test_nothing_was_held_before_it_began(chenda, committee):
    with pytest.raises(Invalid):
        services.hold_meeting(by=chenda, meeting=a_meeting(committee), version=1)


def test_a_committee_without_an_office_invites_nobody(chenda):
    meeting = a_meeting(a_committee("KH", email=""), status="draft", convened_at=None)
    with pytest.raises(services.OfficeMissing):
        services.convene_meeting(by=chenda, meeting=meeting, version=1)


def test_what_was_made_known_on_paper_says_when(chenda, committee):
    meeting = a_meeting(committee, status="draft", convened_at=None)
    with pytest.raises(Invalid):
        services.convene_meeting(by=chenda, meeting=meeting, version=1, convened_at="2100-01-01T00:00:00Z")
    services.convene_meeting(by=chenda, meeting=meeting, version=1, convened_at="2026-01-05T00:00:00Z")
    assert meeting.convened_at == datetime(2026, 1, 5, tzinfo=UTC)


def test_a_stale_change_shows_the_newer_one(chenda, committee):
    meeting = a_meeting(committee)
    services.change_meeting(by=chenda, meeting=meeting, version=1, values={"place": "Siem Reap"})
    with pytest.raises(StaleVersion):
        services.change_meeting(by=chenda, meeting=meeting, version=1, values={"place": "Battambang"})


def test_after_it_was_held_its_title_may_change_but_not_its_place(chenda, committee):
    meeting = a_held_meeting(committee)
    services.change_meeting(
        by=chenda, meeting=meeting, version=1, values={"title": {"en": "Founding meeting"}}
    )
    with pytest.raises(services.WrongStatus):
        services.change_meeting(by=chenda, meeting=meeting, version=2, values={"place": "Elsewhere"})


def test_news_is_told_of_time_and_place_only(chenda, committee):
    meeting = a_meeting(committee)
    services.change_meeting(by=chenda, meeting=meeting, version=1, values={"title": {"en": "Other"}})
    assert news(meeting) == []
    services.change_meeting(by=chenda, meeting=meeting, version=2, values={"place": "Siem Reap"})
    assert Happening.objects.get(meeting=meeting).details == {"changed": ["place"]}


def test_letters_of_a_meeting_in_the_past_are_not_written(chenda, committee, mealea):
    meeting = a_held_meeting(committee, status="draft", convened_at=None)
    services.convene_meeting(by=chenda, meeting=meeting, version=1, site=SITE)
    assert meeting.invitations.count() == 1 and not Letter.objects.exists()


# D8. What calendars of those who come must take over, and what they need not.
MATERIAL = {
    "starts_at": st.sampled_from(
        ["2027-03-02T09:00:00+07:00", "2027-03-02T02:00:00Z", "2027-03-01T02:00:00Z"]
    ),
    "timezone": st.sampled_from(["Asia/Phnom_Penh", "Asia/Bishkek"]),
    "mode": st.sampled_from(["in_person", "hybrid", "online"]),
    "place": st.sampled_from(["Phnom Penh", "Siem Reap"]),
}
IMMATERIAL = {
    "title": st.sampled_from([{"en": "A"}, {"en": "B"}]),
    "description": st.sampled_from([{}, {"en": "Bring papers."}]),
    "online_address": st.sampled_from(["", "https://call.example/1"]),
    "visibility": st.sampled_from(["public", "committee"]),
}
EDITS = st.one_of(
    st.fixed_dictionaries({}, optional=MATERIAL | IMMATERIAL), st.sampled_from(["postpone", "convene"])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, min_size=1, max_size=6))
def test_the_sequence_grows_if_and_only_if_time_place_mode_or_status_change(chenda, committee, edits):
    meeting = a_meeting(committee)
    uid = meeting.uid
    for edit in edits:
        before = {name: getattr(meeting, name) for name in (*services.MATERIAL, "sequence")}
        if isinstance(edit, str):
            if meeting.status not in services.STEPS[edit].before:
                continue
            getattr(services, f"{edit}_meeting")(
                by=chenda, meeting=meeting, version=meeting.version, reason="Why"
            )
        else:
            services.change_meeting(by=chenda, meeting=meeting, version=meeting.version, values=edit)
        meeting.refresh_from_db()
        is_material = any(getattr(meeting, name) != before[name] for name in services.MATERIAL)
        assert meeting.sequence == before["sequence"] + is_material
        assert meeting.uid == uid

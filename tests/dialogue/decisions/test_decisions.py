"""A decision: its quorum is judged at the moment and kept (D2), and what it adopts is adopted with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from dialogue.models import Decision, Happening
from dialogue.services.decisions import NoMajority, NoQuorum, NotMeeting, QuorumUnknown, record_decision
from mapping.models import WorkingDefinition
from mapping.services.definitions import create_starter_definitions, draft_definition, propose_definition
from sse_portal.basics.problems import Invalid
from tests.dialogue.factories import a_meeting, a_recommendation, an_agenda_item
from tests.factories import a_user

from .world import all_there, attend

pytestmark = pytest.mark.django_db


def decide(by, meeting, **values):
    plain = {"title": {"en": "So be it"}, "outcome": "adopted", "method": "consensus"}
    return record_decision(by=by, meeting=meeting, values=plain | values)


@pytest.fixture
def proposed(dara):
    """A definition of Cambodia that dara proposed."""
    create_starter_definitions()
    draft = draft_definition(by=dara, country="KH", based_on=WorkingDefinition.objects.get(country="KH"))
    return propose_definition(by=dara, definition=draft, version=draft.version)


def test_it_keeps_the_quorum_with_its_reasons_and_the_version_of_the_rules(chenda, world):
    all_there(chenda, world)
    decision = decide(chenda, world.meeting)

    assert decision.code == "KHM-2026-D001"
    assert (decision.quorum, decision.rule_set) == ("yes", world.committee.rule_sets.get())
    assert [reason["result"] for reason in decision.quorum_reasons] == ["met"] * 4
    assert set(decision.seats_present) == {str(seat.uid) for seat in world.seats.values()}
    assert Happening.objects.get().kind == "decision_taken"


def test_what_is_kept_stays_when_presence_is_put_right_later(chenda, world):
    all_there(chenda, world)
    decision = decide(chenda, world.meeting)
    attend(chenda, world, GOV="absent")

    decision.refresh_from_db()
    assert decision.quorum == "yes"


def test_without_a_quorum_nothing_is_adopted(chenda, world):
    attend(chenda, world, GOV="present", EMP="present", SSE="present", WRK=60)
    at = {"decided_at": (world.meeting.starts_at + timedelta(minutes=90)).isoformat()}

    with pytest.raises(NoQuorum):
        decide(chenda, world.meeting, override_reason="We want to.", **at)
    assert decide(chenda, world.meeting, outcome="deferred", **at).quorum == "no"
    earlier = {"decided_at": (world.meeting.starts_at + timedelta(minutes=30)).isoformat()}
    assert decide(chenda, world.meeting, **earlier).quorum == "yes"


def test_an_unknown_quorum_needs_a_reason(chenda, world):
    with pytest.raises(QuorumUnknown):
        decide(chenda, world.meeting)

    decision = decide(chenda, world.meeting, override_reason="The list was lost; all remember it.")
    assert decision.quorum == "unknown"


def test_the_database_refuses_what_goes_round_the_service(chenda, world):
    all_there(chenda, world)
    decision = decide(chenda, world.meeting)

    for changed in ({"quorum": "no"}, {"quorum": "unknown"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**changed)


@pytest.mark.parametrize(("against", "passes"), [(1, True), (3, False)])
def test_a_vote_needs_the_majority_of_the_rules(chenda, world, against, passes):
    all_there(chenda, world)
    votes = [
        {"constituency": "GOV", "votes_for": 4},
        {"constituency": "EMP", "votes_against": against, "abstentions": 2},
    ]
    if not passes:
        with pytest.raises(NoMajority):
            decide(chenda, world.meeting, method="vote", votes=votes)
        return
    decision = decide(chenda, world.meeting, method="vote", votes=votes)
    assert decision.votes.get(constituency="EMP").abstentions == 2


def test_it_adopts_a_definition_and_both_name_each_other(chenda, world, proposed):
    all_there(chenda, world)
    item = an_agenda_item(world.meeting, kind="decision", definition=proposed)
    decision = decide(chenda, world.meeting, item=str(item.uid))

    proposed.refresh_from_db()
    assert (proposed.status, proposed.adopted_by) == ("adopted", chenda)
    assert proposed.adoption_reference.startswith(decision.code)
    assert decision.definition == proposed
    assert set(Happening.objects.values_list("kind", flat=True)) == {"decision_taken", "definition_adopted"}


def test_the_next_one_supersedes_it(chenda, dara, world, proposed):
    all_there(chenda, world)
    decide(chenda, world.meeting, definition=str(proposed.uid))
    proposed.refresh_from_db()
    second = draft_definition(by=dara, country="KH", based_on=proposed)
    second = propose_definition(by=dara, definition=second, version=second.version)
    decide(chenda, world.meeting, definition=str(second.uid))

    proposed.refresh_from_db()
    second.refresh_from_db()
    assert (proposed.status, second.status) == ("superseded", "adopted")


def test_when_the_adoption_is_refused_nothing_is_written(world, proposed):
    rana = a_user("regional_admin", None)  # Runs the dialogue, but does not adopt definitions.
    all_there(rana, world)

    with pytest.raises(PermissionDenied):
        decide(rana, world.meeting, definition=str(proposed.uid))
    assert not Decision.objects.exists()
    assert not Happening.objects.exists()


def test_the_proposer_does_not_adopt(dara, world, proposed):
    both = a_user("secretariat", "KH")
    WorkingDefinition.objects.filter(pk=proposed.pk).update(proposed_by=both)
    all_there(both, world)

    with pytest.raises(PermissionDenied):
        decide(both, world.meeting, definition=str(proposed.uid))
    proposed.refresh_from_db()
    assert proposed.status == "proposed"


def test_a_rejected_proposal_stays_one(chenda, world, proposed):
    all_there(chenda, world)
    decide(chenda, world.meeting, outcome="rejected", definition=str(proposed.uid))

    proposed.refresh_from_db()
    assert proposed.status == "proposed"


def test_it_adopts_a_recommendation(chenda, world):
    all_there(chenda, world)
    draft = a_recommendation(world.committee, "draft")
    decision = decide(chenda, world.meeting, recommendation=str(draft.uid))

    draft.refresh_from_db()
    assert (draft.status, draft.adopted_by, draft.code) == ("adopted", decision, "KHM-2026-R001")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"title": {}}, "title"),
        ({"title": {"en": "\ud800"}}, "title"),
        ({"decided_at": "2001-01-01T00:00:00Z"}, "decided_at"),
        ({"item": "01900000-0000-7000-8000-000000000000"}, "item"),
        ({"definition": "nothing"}, "definition"),
        ({"votes": [{"constituency": "GOV"}, {"constituency": "GOV"}]}, "votes"),
        ({"votes": [{"constituency": "GOV", "votes_for": 10**30}]}, "votes"),
        ({"votes": "many"}, "votes"),
    ],
)
def test_bad_values_are_told_with_their_place(chenda, world, values, field):
    all_there(chenda, world)

    with pytest.raises(Invalid) as refusal:
        decide(chenda, world.meeting, **values)
    assert [error["field"] for error in refusal.value.errors] == [field]


def test_a_meeting_that_was_not_held_decides_nothing(chenda, world):
    with pytest.raises(NotMeeting):
        decide(chenda, a_meeting(world.committee))


def test_another_countrys_secretariat_may_not(world):
    with pytest.raises(PermissionDenied):
        decide(a_user("secretariat", "KG"), world.meeting)

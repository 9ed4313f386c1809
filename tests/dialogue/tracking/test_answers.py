"""Answers, actions, progress and verification: who may, what is refused (D5, D6), and what is told of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from dialogue.models import Happening, ManagementResponse, ProgressUpdate, Recommendation
from dialogue.services.actions import NothingAccepted, change_action, plan_action
from dialogue.services.following_up import NotFollowed
from dialogue.services.progress import (
    AlreadyVerified,
    NotCompleted,
    NothingToMove,
    NotIndependent,
    reschedule_action,
    tell_progress,
    verify_progress,
)
from dialogue.services.responses import ActionsStand, NotAsked, respond
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from tests.dialogue.factories import a_membership, a_recommendation, a_seat, an_addressee
from tests.factories import a_user
from tests.network.factories import a_steward

from .world import PROOF, accepted, an_asked_addressee

pytestmark = pytest.mark.django_db
WORDS = {"en": "So it is."}


@pytest.fixture
def addressee(committee):
    return an_asked_addressee(committee)


@pytest.fixture
def action(addressee, chenda):
    return accepted(chenda, addressee)


@pytest.fixture
def sophea(reference):
    """A second member of the secretariat."""
    return a_user("secretariat", "KH", "sophea@example.org")


def places(caught):
    return {(entry["field"], entry["code"]) for entry in caught.value.errors}


def told(by, action, **values):
    return tell_progress(by=by, action=action, values=values)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"position": "rejected"}, ("justification", "reason-missing")),
        ({"position": "partially"}, ("justification", "reason-missing")),
        ({"position": "accepted"}, ("action", "nothing-planned")),
        ({"position": "rejected", "justification": WORDS, "action": WORDS}, ("action", "nothing-accepted")),
        ({"position": "perhaps"}, ("position", "unknown-code")),
        ({"position": "noted", "justification": {"en": "a\x00"}}, ("justification", "nul")),
        ({"position": "noted", "responded_on": "2999-01-01"}, ("responded_on", "day-out-of-range")),
        ({"position": "noted", "responded_on": "2149-01-01"}, ("responded_on", "not-yet")),
    ],
)
def test_an_answer_that_breaks_a_rule_says_where(addressee, chenda, values, place):
    with pytest.raises(Invalid) as caught:
        respond(by=chenda, addressee=addressee, values=values)
    assert place[0] in {field for field, _code in places(caught)}
    if place[1] != "nul":
        assert place in places(caught)
    assert not ManagementResponse.objects.exists()


def test_the_database_refuses_a_refusal_without_a_reason_too(addressee):
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagementResponse.objects.create(
            addressee=addressee, position="rejected", responded_on=timezone.localdate()
        )


def test_a_later_answer_takes_the_place_of_an_earlier_one_which_stays(addressee, chenda):
    for position in ("rejected", "accepted"):
        respond(by=chenda, addressee=addressee, values={"position": position, "justification": WORDS})
    assert [row.position for row in addressee.responses.order_by("id")] == ["rejected", "accepted"]
    head = Recommendation.objects.get(pk=addressee.recommendation_id)
    assert (head.asked_count, head.answered_count, head.rejected_count) == (1, 1, 0)
    assert list(Happening.objects.values_list("kind", flat=True)) == ["response_received"] * 2


def test_who_rejects_has_no_actions(addressee, action, chenda):
    rejects = {"position": "rejected", "justification": WORDS}
    with pytest.raises(ActionsStand):
        respond(by=chenda, addressee=addressee, values=rejects)
    told(chenda, action, state="not_applicable", narrative=WORDS)
    respond(by=chenda, addressee=addressee, values=rejects)
    with pytest.raises(NothingAccepted):
        plan_action(by=chenda, addressee=addressee, values={"title": WORDS})


def test_only_who_was_asked_answers_and_only_while_it_is_followed(committee, chenda):
    adopted = an_addressee(a_recommendation(committee), transmitted_at=None)
    with pytest.raises(NotFollowed):
        respond(by=chenda, addressee=adopted, values={"position": "noted"})
    later = an_addressee(a_recommendation(committee, "transmitted"), transmitted_at=None)
    with pytest.raises(NotAsked):
        respond(by=chenda, addressee=later, values={"position": "noted"})


def test_others_write_nothing(addressee, action, mealea, chenda):
    for user in (mealea, a_user("secretariat", "KG", "nurlan@example.org")):
        for write in (
            lambda user=user: respond(by=user, addressee=addressee, values={"position": "noted"}),
            lambda user=user: plan_action(by=user, addressee=addressee, values={"title": WORDS}),
            lambda user=user: told(user, action, state="ongoing"),
            lambda user=user: change_action(by=user, action=action, values={}, version=1),
        ):
            with pytest.raises(PermissionDenied):
                write()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "completed"}, "proof_url"), ({"state": "verified"}, "state"), ({"percent": 101}, "percent"),
        ({"state": "not_applicable"}, "narrative"), ({"proof_url": "ftp://x"}, "proof_url"),
        ({"value": "1e400"}, "value"), ({"narrative": {"xx": "?"}}, "narrative"), ({"due_on": "soon"}, "due_on"),
        ({"visibility": "committee", "percent": 5}, "visibility"), ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_progress_that_breaks_a_rule_says_where(action, chenda, values, field):
    with pytest.raises(Invalid) as caught:
        told(chenda, action, **values)
    assert field in {place for place, _code in places(caught)}
    assert not ProgressUpdate.objects.exists()


def test_a_file_is_a_proof_and_is_kept_with_the_recommendation(action, chenda, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(b"The register is open.", name="proof.txt")
    update = tell_progress(by=chenda, action=action, values={"state": "completed"}, file=file)
    assert update.proof.recommendation_id == action.recommendation_id and update.proof.kind == "proof"
    action.refresh_from_db()
    assert (action.state, action.percent) == ("completed", 100)


def test_what_is_told_moves_the_action_and_what_is_left_out_stays(action, chenda):
    told(chenda, action, state="ongoing", percent=40, due_on="2030-01-01")
    told(chenda, action, narrative=WORDS)
    action.refresh_from_db()
    assert (action.state, action.percent, str(action.due_on)) == ("ongoing", 40, "2030-01-01")
    reschedule_action(by=chenda, action=action, values={"due_on": None, "narrative": WORDS})
    assert action.due_on is None and action.first_due_on is None
    with pytest.raises(Invalid):
        reschedule_action(by=chenda, action=action, values={"due_on": "2031-01-01"})


def test_a_note_for_some_moves_nothing_and_is_no_news(action, chenda):
    told(chenda, action, state="ongoing", percent=40)
    before = Happening.objects.count(), Recommendation.objects.get(pk=action.recommendation_id).silent_since
    note = told(chenda, action, visibility="secretariat", narrative=WORDS)
    action.refresh_from_db()
    after = Happening.objects.count(), Recommendation.objects.get(pk=action.recommendation_id).silent_since
    assert before == after and action.percent == 40 and note.visibility == "secretariat"


def completed(by, action):
    return told(by, action, state="completed", proof_url=PROOF)


def test_a_verdict_closes_the_action_or_opens_it_again(action, chenda, sophea):
    first = completed(chenda, action)
    with pytest.raises(Invalid):
        verify_progress(by=sophea, update=first, values={"verdict": "inadequate"})
    verify_progress(by=sophea, update=first, values={"verdict": "inadequate", "reason": "The link is dead."})
    action.refresh_from_db()
    assert (action.state, action.percent) == ("ongoing", 100)

    second = completed(chenda, action)
    verify_progress(by=sophea, update=second, values={"verdict": "adequate"})
    action.refresh_from_db()
    assert action.state == "verified"
    with pytest.raises(AlreadyVerified):
        told(chenda, action, state="ongoing")
    kinds = list(Happening.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-3:] == ["action_reopened", "progress_told", "action_verified"]
    assert Change.objects.filter(act="verified").count() == 2


def test_only_the_newest_line_is_verified_and_once(action, chenda, sophea):
    first = completed(chenda, action)
    told(chenda, action, state="ongoing", percent=90)
    adequate = {"verdict": "adequate"}
    with pytest.raises(NotCompleted):
        verify_progress(by=sophea, update=first, values=adequate)
    second = completed(chenda, action)
    verify_progress(by=sophea, update=second, values=adequate)
    with pytest.raises(NotCompleted):
        verify_progress(by=sophea, update=second, values=adequate)


def test_nobody_verifies_what_is_their_own(action, chenda, sophea, committee):
    """D6: not who told it, not a steward of the responsible organisation, not who sits for it."""
    update, adequate = completed(chenda, action), {"verdict": "adequate"}
    with pytest.raises(NothingToMove):
        reschedule_action(by=chenda, action=action, values={"due_on": None, "narrative": WORDS})
    steward, sits = (a_user("secretariat", "KH", f"{name}@example.org") for name in ("bopha", "rith"))
    a_steward(action.responsible, steward)
    a_membership(a_seat(committee), organization=action.responsible, user=sits)
    for user in (chenda, steward, sits):
        with pytest.raises(NotIndependent):
            verify_progress(by=user, update=update, values=adequate)
    assert verify_progress(by=sophea, update=update, values=adequate).verdict == "adequate"


def test_words_of_an_action_are_mended_and_its_weight_is_not(action, chenda):
    change_action(by=chenda, action=action, values={"title": {"en": "Better words"}}, version=action.version)
    assert action.title == {"en": "Better words"}
    for name in ("weight", "responsible", "state", "due_on"):
        with pytest.raises(Invalid):
            change_action(by=chenda, action=action, values={name: 1}, version=action.version)


def test_nothing_is_added_after_the_end(action, chenda):
    Recommendation.objects.filter(pk=action.recommendation_id).update(
        status="closed", closed_at=timezone.now()
    )
    with pytest.raises(NotFollowed):
        told(chenda, action, state="ongoing")


def test_of_a_recommendation_that_was_never_published_there_is_no_news(committee, chenda):
    accepted(chenda, an_asked_addressee(committee, visibility="secretariat", published_at=None))
    assert not Happening.objects.exists()

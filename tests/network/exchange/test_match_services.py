"""The life of a match: who brings two together, who accepts for which side, and what follows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Match, Offer
from network.services import matches as services
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.factories import a_user
from tests.network.factories import a_steward, an_offer, an_organization

pytestmark = pytest.mark.django_db


def states(match):
    """The states of the match, the offer and the need, as they are stored."""
    match = Match.objects.select_related("offer", "need").get(pk=match.pk)
    return match.state, match.offer.state, match.need.state


@pytest.fixture
def accepted(propose, accept, sophal, malee):
    """A match that both sides accepted."""
    return accept(malee, propose(sophal), "need")


def test_proposing_accepts_for_the_proposers_side_only(propose, sophal, pair):
    match = propose(sophal)
    assert match.offer_side_by == sophal and match.offer_side_at and match.need_side_at is None
    assert states(match) == ("proposed", "open", "open")


def test_the_keeper_of_the_need_proposes_for_the_need(propose, narin):
    match = propose(narin)
    assert match.need_side_by == narin and match.offer_side_by is None


def test_the_score_and_its_reasons_are_kept_as_they_were(propose, sophal):
    match = propose(sophal)
    codes = [reason["code"] for reason in match.reasons]
    assert codes[:2] == ["kind", "place_same"] and "themes" in codes
    assert match.score == sum(reason["points"] for reason in match.reasons)


def test_who_speaks_for_both_sides_accepts_for_neither_by_proposing(chenda, khmer, propose, pair):
    other = an_organization("KH")
    match = propose(chenda, need=an_offer(other, "need"))
    assert match.offer_side_at is None and match.need_side_at is None


def test_the_regional_administrator_brings_together_without_accepting(rana, propose):
    match = propose(rana)
    assert match.proposed_by == rana
    assert match.offer_side_at is None and match.need_side_at is None


@pytest.mark.parametrize("role", [("partner", None), ("secretariat", "KG"), (None, None)])
def test_nobody_else_brings_together(propose, role):
    with pytest.raises(PermissionDenied):
        propose(a_user(*role))


def test_what_one_may_not_know_is_not_brought_together(propose, sophal, pair):
    Offer.objects.filter(pk=pair.need.pk).update(visibility="secretariat")
    with pytest.raises(PermissionDenied):
        propose(sophal)


def test_two_with_nothing_in_common_are_refused(propose, sophal, thai):
    with pytest.raises(services.NoFit):
        propose(sophal, need=an_offer(thai, "need", kind="funding"))


def test_two_of_one_organisation_are_refused(propose, sophal, khmer):
    with pytest.raises(services.NoFit):
        propose(sophal, need=an_offer(khmer, "need"))


def test_an_offer_is_not_brought_together_with_an_offer(propose, sophal, thai):
    with pytest.raises(services.NoFit):
        propose(sophal, need=an_offer(thai))


@pytest.mark.parametrize("side", ["offer", "need"])
@pytest.mark.parametrize(
    "fields", [{"state": "closed"}, {"state": "matched"}, {"expires_on": timezone.localdate()}]
)
def test_what_does_not_stand_is_not_matched(propose, sophal, pair, side, fields):
    Offer.objects.filter(pk=getattr(pair, side).pk).update(**fields)
    with pytest.raises(services.NotStanding):
        propose(sophal)


def test_a_pair_is_proposed_once(propose, sophal, malee):
    propose(sophal)
    with pytest.raises(services.AlreadyProposed):
        propose(malee)


def test_the_callers_identifier_is_kept_and_taken_once(propose, sophal, thai):
    uid = uuid4()
    assert propose(sophal, uid=uid).uid == uid
    with pytest.raises(UidTaken):
        propose(sophal, uid=uid, need=an_offer(thai, "need"))


def test_when_both_have_accepted_the_two_are_matched(accepted, sophal, malee):
    assert states(accepted) == ("accepted", "matched", "matched")
    assert (accepted.offer_side_by, accepted.need_side_by) == (sophal, malee)
    acts = Change.objects.about(accepted).order_by("id").values_list("act", "by")
    assert list(acts) == [("proposed", sophal.pk), ("accepted by the need side", malee.pk)]
    assert Change.objects.about(accepted.offer).get().act == "matched"


def test_a_side_is_accepted_for_by_those_who_speak_for_it(propose, accept, sophal, narin, chenda):
    match = propose(sophal)
    with pytest.raises(PermissionDenied):
        accept(chenda, match, "need")
    assert accept(narin, match, "need").state == "accepted"


def test_a_side_accepts_once(propose, accept, sophal, chenda):
    match = propose(sophal)
    with pytest.raises(services.AlreadyAccepted):
        accept(chenda, match, "offer")


@pytest.mark.parametrize("side", ["", "both", "\x00"])
def test_there_are_two_sides(propose, accept, sophal, side):
    with pytest.raises(Invalid):
        accept(sophal, propose(sophal), side)


def test_the_regional_administrator_accepts_for_a_side_only_with_a_note(propose, accept, sophal, rana):
    match = propose(sophal)
    for note in ("", "   "):
        with pytest.raises(services.NoteMissing):
            accept(rana, match, "need", note=note)
    accept(rana, match, "need", note="Agreed by telephone")
    assert Change.objects.about(match).newest_first().first().reason == "Agreed by telephone"
    assert states(match)[0] == "accepted"


def test_a_steward_of_both_does_not_accept_for_both(propose, accept, sophal, narin, thai):
    a_steward(thai, sophal)
    match = accept(sophal, propose(sophal), "offer")
    with pytest.raises(services.OneVoice):
        accept(sophal, match, "need")
    assert accept(narin, match, "need").state == "accepted"


def test_a_keeper_of_one_country_who_is_steward_in_the_other_is_one_voice(propose, accept, chenda, thai):
    a_steward(thai, chenda)
    match = accept(chenda, propose(chenda), "offer")
    with pytest.raises(services.OneVoice):
        accept(chenda, match, "need")


def test_who_keeps_both_countries_may_accept_for_both_one_after_the_other(propose, accept, chenda):
    other = an_offer(an_organization("KH"), "need")
    match = accept(chenda, propose(chenda, need=other), "offer")
    assert match.state == "proposed"
    assert accept(chenda, match, "need").state == "accepted"


def test_what_has_expired_meanwhile_is_not_accepted(propose, accept, sophal, malee, pair):
    match = propose(sophal)
    Offer.objects.filter(pk=pair.offer.pk).update(expires_on=timezone.localdate())
    with pytest.raises(services.NotStanding):
        accept(malee, match, "need")


def test_one_offer_is_matched_once(accepted, propose, accept, malee, sophal, thai, pair):
    second = Match.objects.create(
        offer=pair.offer, need=an_offer(thai, "need"), proposed_by=sophal, score=50,
        offer_side_at=timezone.now(), offer_side_by=sophal,
    )  # fmt: skip
    with pytest.raises(services.NotStanding):
        accept(malee, second, "need")


def test_declining_an_accepted_match_lets_both_stand_again(accepted, malee):
    accepted.refresh_from_db()
    match = services.decline_match(by=malee, match=accepted, version=accepted.version, note="No budget")
    assert (match.note, match.declined_by) == ("No budget", malee)
    assert states(match) == ("declined", "open", "open")


@pytest.mark.parametrize("note", ["", "  ", None])
def test_declining_takes_a_reason(propose, sophal, malee, note):
    match = propose(sophal)
    with pytest.raises(services.NoteMissing):
        services.decline_match(by=malee, match=match, version=1, note=note)


def test_either_side_declines_and_nobody_else(propose, sophal, malee, rana):
    match = propose(sophal)
    with pytest.raises(PermissionDenied):
        services.decline_match(by=a_user("secretariat", "KG"), match=match, version=1, note="No")
    assert services.decline_match(by=sophal, match=match, version=1, note="No").state == "declined"


def test_a_declined_match_is_proposed_again_with_nothing_left_of_the_former_one(propose, sophal, malee):
    match = propose(sophal)
    services.decline_match(by=malee, match=match, version=1, note="Not this year")
    again = propose(malee)
    assert again.pk == match.pk and again.state == "proposed"
    assert again.need_side_by == malee and again.offer_side_by is None
    assert (again.note, again.declined_by) == ("", None)
    assert [line.act for line in Change.objects.about(match).newest_first()][0] == "proposed again"


def test_what_was_done_is_recorded_and_closes_both(accepted, malee):
    accepted.refresh_from_db()
    today = timezone.localdate()
    match = services.fulfil_match(
        by=malee, match=accepted, version=accepted.version, fulfilled_on=today, note="12 trained"
    )
    assert (match.fulfilled_on, match.note) == (today, "12 trained")
    assert states(match) == ("fulfilled", "closed", "closed")


@pytest.mark.parametrize("days", [-1, 1, 4000])
def test_it_was_done_between_the_proposal_and_today(accepted, malee, days):
    accepted.refresh_from_db()
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Invalid):
        services.fulfil_match(by=malee, match=accepted, version=accepted.version, fulfilled_on=day)


def test_the_regional_administrator_fulfils_only_with_a_note(accepted, rana):
    accepted.refresh_from_db()
    given = {"by": rana, "match": accepted, "version": accepted.version, "fulfilled_on": timezone.localdate()}
    with pytest.raises(services.NoteMissing):
        services.fulfil_match(**given)
    assert services.fulfil_match(**given, note="Told by both").state == "fulfilled"


def do(act, match, by):
    acts = {
        "accept": lambda: services.accept_match(by=by, match=match, side="need", version=9, site="/"),
        "decline": lambda: services.decline_match(by=by, match=match, version=9, note="No"),
        "fulfil": lambda: services.fulfil_match(
            by=by, match=match, version=9, fulfilled_on=timezone.localdate()
        ),
    }
    return acts[act]()


@pytest.mark.parametrize("state", Match.State.values)
@pytest.mark.parametrize("act", ["accept", "decline", "fulfil"])
def test_the_table_of_steps_is_kept(propose, sophal, malee, state, act):
    match = propose(sophal)
    now = timezone.now()
    both = {"need_side_at": now, "need_side_by": malee} if state in ("accepted", "fulfilled") else {}
    done = {"fulfilled_on": now.date()} if state == "fulfilled" else {}
    Match.objects.filter(pk=match.pk).update(state=state, **both, **done)
    if state in services.STEPS[act][0]:
        with pytest.raises(StaleVersion):  # the step is possible; version 9 is not the one there is
            do(act, match, malee)
    else:
        with pytest.raises(services.NotNow):
            do(act, match, malee)


def test_who_read_an_old_version_is_told(propose, sophal, malee):
    match = propose(sophal)
    services.decline_match(by=malee, match=match, version=1, note="No")
    again = propose(malee)
    with pytest.raises(StaleVersion):
        services.decline_match(by=sophal, match=again, version=1, note="No")


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("match_is_accepted_by_both_sides", {"state": "accepted"}),
        ("match_fulfilled_has_its_day", {"fulfilled_on": "2027-01-01"}),
        ("match_side_accepts_by_somebody_at_some_time", {"need_side_at": "2026-01-01T00:00Z"}),
    ],
)
def test_the_database_keeps_what_must_never_be_false(propose, sophal, rule, fields):
    match = propose(sophal)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(**fields)

"""Partners keep their own page up to date: stewards, proposals, answers."""

import pytest
from django.core.exceptions import PermissionDenied

from network.models import Organization, Proposal, Steward
from network.services.organizations import change_organization
from network.services.proposals import (
    AlreadyDecided,
    StewardEnded,
    StewardNamed,
    accept_proposal,
    end_steward,
    is_steward,
    name_steward,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion

from ..factories import a_steward, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(reference):
    return an_organization("KH", "Union of Farmers", acronym="UF", identifier=("KH-MOI", "1"))


@pytest.fixture
def pat_keeps(union, pat):
    a_steward(union, pat)
    return union


def proposed(by, organization, seen=1, message="", **values):
    return propose_change(by=by, organization=organization, values=values, seen=seen, message=message)


def codes(problem):
    return {entry["field"]: entry["code"] for entry in problem.value.errors}


# --- Stewards ------------------------------------------------------------------------------------------------


def test_the_secretariat_names_the_owner_of_an_account_whatever_the_case_of_the_address(chenda, pat, union):
    steward = name_steward(by=chenda, organization=union, email="PAT@Example.org")
    assert (steward.user, steward.named_by) == (pat, chenda)
    assert is_steward(pat, union)
    line = Change.objects.about(union).get()
    assert (line.act, line.after) == ("steward named", {"user": str(pat.uid)}), "by id: a name can be erased"


def test_a_steward_is_named_once_ended_and_named_again(chenda, pat, union):
    steward = name_steward(by=chenda, organization=union, email=pat.email)
    with pytest.raises(StewardNamed):
        name_steward(by=chenda, organization=union, email=pat.email)
    end_steward(by=chenda, steward=steward)
    assert not is_steward(pat, union)
    with pytest.raises(StewardEnded):
        end_steward(by=chenda, steward=steward)
    name_steward(by=chenda, organization=union, email=pat.email)
    assert Steward.objects.count() == 2, "ended, never deleted"


@pytest.mark.parametrize(
    ("email", "code"), [("nobody@example.org", "no-account"), ("", "required"), ("x", "bad-email")]
)
def test_nobody_else_is_named(chenda, union, email, code):
    with pytest.raises(Invalid) as problem:
        name_steward(by=chenda, organization=union, email=email)
    assert codes(problem) == {"email": code}


def test_a_closed_account_and_one_that_may_not_see_the_entry_keep_no_page(chenda, pat, guest, union):
    pat.is_active = False
    pat.save()
    hidden = an_organization("KH", visibility="network")
    for organization, user, code in ((union, pat, "no-account"), (hidden, guest, "may-not-see")):
        with pytest.raises(Invalid) as problem:
            name_steward(by=chenda, organization=organization, email=user.email)
        assert codes(problem) == {"email": code}


def test_only_the_secretariat_of_the_country_names_and_ends(narin, pat, union):
    with pytest.raises(PermissionDenied):
        name_steward(by=narin, organization=union, email=pat.email)
    with pytest.raises(PermissionDenied):
        end_steward(by=narin, steward=a_steward(union, pat))


# --- Proposing -----------------------------------------------------------------------------------------------


def test_only_what_would_change_is_kept_with_what_it_said_before(pat, pat_keeps):
    given = {"name": "Union of Farmers", "acronym": "UFK", "kind": "apex", "latitude": None, "founded": ""}
    proposal = proposed(pat, pat_keeps, message="New seal", **given)
    assert (proposal.values, proposal.before) == ({"acronym": "UFK"}, {"acronym": "UF"})
    assert (proposal.seen, proposal.message, proposal.state) == (1, "New seal", "open")
    assert Organization.objects.get().acronym == "UF", "the directory still says what it said"


def test_identifiers_are_compared_by_scheme(pat, pat_keeps):
    given = [{"scheme": "KH-MOI", "value": "1"}, {"scheme": "XI-ROR", "value": "002yp7f20"}]
    proposal = proposed(pat, pat_keeps, identifiers=given)
    assert proposal.values == {"identifiers": {"XI-ROR": ["002yp7f20"]}}
    assert proposal.before == {"identifiers": {"XI-ROR": []}}


def test_texts_are_compared_by_language_and_other_languages_stay(pat, chenda, pat_keeps):
    Organization.objects.update(names={"km": "ក", "th": "ก"})
    organization = Organization.objects.get()
    proposal = proposed(pat, organization, names={"km": "ខ", "vi": "b"})
    assert proposal.values == {"names": {"km": "ខ", "th": "", "vi": "b"}}
    assert proposal.before == {"names": {"km": "ក", "th": "ก", "vi": ""}}

    now = {"km": "ក", "th": "ก", "ru": "г"}
    change_organization(by=chenda, organization=organization, values={"names": now}, version=1)
    accept_proposal(by=chenda, proposal=Proposal.objects.get(), version=2)
    assert Organization.objects.get().names == {"km": "ខ", "vi": "b", "ru": "г"}


def test_numbers_are_the_same_whatever_their_zeros(pat, pat_keeps):
    Organization.objects.update(latitude="11.50000", longitude="104.00000", founded=1998)
    organization = Organization.objects.get()
    with pytest.raises(Invalid):
        proposed(pat, organization, latitude="11.5", longitude="104", founded="1998")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"visibility": "secretariat"}, "visibility", "unknown-field"),
        ({"entity": "x"}, "entity", "unknown-field"),
        ({"status": "dissolved"}, "status", "unknown-field"),
        ({"name": ""}, "name", "required"),
        ({"region": "TH-10"}, "region", "other-country"),
        ({"acronym": "a\x00"}, "acronym", "unclean-text"),
    ],
)
def test_a_proposal_follows_the_rules_of_the_directory(pat, pat_keeps, values, field, code):
    with pytest.raises(Invalid) as problem:
        proposed(pat, pat_keeps, **values)
    assert codes(problem) == {field: code}


def test_only_stewards_in_force_propose(pat, chenda, guest, union):
    steward = a_steward(union, pat)
    end_steward(by=chenda, steward=steward)
    for user in (pat, chenda, guest):
        with pytest.raises(PermissionDenied):
            proposed(user, union, acronym="X")


def test_who_read_an_older_version_reads_the_new_one_first(pat, chenda, pat_keeps):
    change_organization(by=chenda, organization=pat_keeps, values={"acronym": "B"}, version=1)
    with pytest.raises(StaleVersion):
        proposed(pat, pat_keeps, seen=1, acronym="C")


# --- Answering -----------------------------------------------------------------------------------------------


def test_accepted_values_are_the_directory_s_and_the_history_names_both(
    pat, chenda, pat_keeps, mailoutbox, django_capture_on_commit_callbacks
):
    given = {"acronym": "UFK", "identifiers": [{"scheme": "KH-MOI", "value": "2"}]}
    proposal = proposed(pat, pat_keeps, **given)
    with django_capture_on_commit_callbacks(execute=True):
        accept_proposal(
            by=chenda, proposal=proposal, version=1, answer="Thank you", site="https://portal.example/"
        )

    organization = Organization.objects.get()
    assert organization.acronym == "UFK"
    assert organization.identifiers.get().value == "2"
    lines = {line.act: line for line in Change.objects.about(organization)}
    assert lines["changed"].by == chenda
    assert lines["proposal accepted"].after["proposed_by"] == str(pat.uid)
    saved = Proposal.objects.get()
    assert (saved.state, saved.decided_by, saved.answer) == ("accepted", chenda, "Thank you")
    assert mailoutbox[0].to == [pat.email]
    assert f"https://portal.example/network/proposals/{proposal.uid}/" in mailoutbox[0].body


def test_the_mail_is_in_the_language_of_the_proposer(
    pat, chenda, pat_keeps, mailoutbox, django_capture_on_commit_callbacks
):
    pat.language = "en"
    pat.save()
    Organization.objects.update(name="Two\nlines & <b>")
    proposal = proposed(pat, Organization.objects.get(), acronym="X")
    with django_capture_on_commit_callbacks(execute=True):
        refuse_proposal(by=chenda, proposal=proposal, answer="No & no")
    assert mailoutbox[0].subject == "Your proposal about Two lines & <b>"
    assert "No & no" in mailoutbox[0].body and "refused" in mailoutbox[0].body


def test_a_refusal_needs_a_reason(pat, chenda, pat_keeps, mailoutbox):
    proposal = proposed(pat, pat_keeps, acronym="X")
    with pytest.raises(Invalid) as problem:
        refuse_proposal(by=chenda, proposal=proposal, answer=" ")
    assert codes(problem) == {"answer": "required"}
    assert Proposal.objects.open().exists() and not mailoutbox


def test_nobody_decides_on_their_own_proposal(chenda, union):
    a_steward(union, chenda)
    proposal = proposed(chenda, union, acronym="X")
    with pytest.raises(PermissionDenied):
        accept_proposal(by=chenda, proposal=proposal, version=1)
    with pytest.raises(PermissionDenied):
        refuse_proposal(by=chenda, proposal=proposal, answer="No")


@pytest.mark.parametrize("who", ["narin", "pat", "sokha"])
def test_others_do_not_decide(who, pat, pat_keeps, request):
    proposal = proposed(pat, pat_keeps, acronym="X")
    with pytest.raises(PermissionDenied):
        accept_proposal(by=request.getfixturevalue(who), proposal=proposal, version=1)


def test_a_proposal_is_decided_once(pat, chenda, rana, pat_keeps):
    proposal = proposed(pat, pat_keeps, acronym="X")
    same = Proposal.objects.get()
    refuse_proposal(by=chenda, proposal=proposal, answer="No")
    with pytest.raises(AlreadyDecided):
        accept_proposal(by=chenda, proposal=proposal, version=1)
    with pytest.raises(StaleVersion):
        accept_proposal(by=rana, proposal=same, version=1)
    assert Organization.objects.get().acronym == "UF"


def test_when_the_entry_changed_the_secretariat_reads_it_first_and_nothing_is_decided(pat, chenda, pat_keeps):
    proposal = proposed(pat, pat_keeps, acronym="X")
    change_organization(by=chenda, organization=pat_keeps, values={"acronym": "Y"}, version=1)
    with pytest.raises(StaleVersion):
        accept_proposal(by=chenda, proposal=Proposal.objects.get(), version=1)
    assert Proposal.objects.open().exists()
    accept_proposal(by=chenda, proposal=Proposal.objects.get(), version=2)
    assert Organization.objects.get().acronym == "X"
    assert Proposal.objects.get().uid == proposal.uid


def test_who_proposed_takes_it_back(pat, chenda, pat_keeps):
    proposal = proposed(pat, pat_keeps, acronym="X")
    with pytest.raises(PermissionDenied):
        withdraw_proposal(by=chenda, proposal=proposal)
    withdraw_proposal(by=pat, proposal=proposal)
    assert Proposal.objects.get().state == "withdrawn"
    with pytest.raises(AlreadyDecided):
        refuse_proposal(by=chenda, proposal=proposal, answer="No")

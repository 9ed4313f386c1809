"""From the partner who keeps a page to the secretariat that accepts, and back."""

import uuid

import pytest

from network.models import Organization, Proposal
from network.services.organizations import change_organization

from ..factories import a_steward, an_organization

pytestmark = pytest.mark.django_db
QUEUE = "/network/proposals/"


@pytest.fixture
def union(pat):
    organization = an_organization(
        "KH", "Union", acronym="OLD", names={"km": "សហភាព"}, identifier=("KH-MOI", "1")
    )
    a_steward(organization, pat)
    return organization


def propose_url(organization):
    return f"/network/organizations/{organization.uid}/propose/"


def url_of(proposal, act=""):
    return f"{QUEUE}{proposal.uid}/{act}"


def propose(client, user, organization, **typed):
    client.force_login(user)
    form = {"version": organization.version, "name": organization.name, "kind": organization.kind,
            "constituency": organization.constituency, "names_km": "សហភាព", "identifiers": "KH-MOI 1"}  # fmt: skip
    return client.post(propose_url(organization), form | {"acronym": "OLD"} | typed)


def test_a_change_is_proposed_reviewed_accepted_and_answered(
    client, pat, chenda, union, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(pat)
    assert "Propose a change" in client.get(f"/network/organizations/{union.uid}/").text
    form = client.get(propose_url(union)).context["form"]
    assert not {"visibility", "entity", "source"} & set(form.fields)

    answer = propose(client, pat, union, acronym="NEW", names_km="សហភាពថ្មី", message="A new seal")
    proposal = Proposal.objects.get()
    assert answer["Location"] == url_of(proposal)
    assert set(proposal.values) == {"acronym", "names"}
    assert "NEW" in client.get(url_of(proposal)).text
    assert Organization.objects.get().acronym == "OLD"

    client.force_login(chenda)
    assert "Union" in client.get(QUEUE).text
    text = client.get(url_of(proposal)).text
    for word in ("OLD", "NEW", "សហភាពថ្មី", "A new seal", "Proposed by pat"):
        assert word in text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url_of(proposal, "accept/"), {"version": 1, "answer": "Thank you"})
    assert Organization.objects.get().acronym == "NEW"
    history = client.get(f"/network/organizations/{union.uid}/").text
    assert "A proposal was accepted, made by: pat" in history

    assert mailoutbox[0].to == [pat.email] and f"http://testserver{url_of(proposal)}" in mailoutbox[0].body
    client.force_login(pat)
    text = client.get(url_of(proposal)).text
    assert "Thank you" in text and "accepted" in text
    assert "Union" in client.get(QUEUE + "?state=accepted").text


def test_nothing_is_proposed_when_nothing_would_change(client, pat, union):
    answer = propose(client, pat, union)
    assert answer.status_code == 422 and "Nothing would change." in answer.text
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"), ({"region": "TH-10"}, "region"), ({"acronym": "x" * 31}, "acronym"),
        ({"name": "a\x00"}, "name"), ({"message": "x" * 1001}, "message"), ({"founded": "9" * 40}, "founded"),
        ({"identifiers": "XI-ROR nonsense"}, "identifiers"),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_be_taken_comes_back_filled(client, pat, union, typed, field):
    answer = propose(client, pat, union, **{"locality": "Toul Kork"} | typed)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {field}
    assert "Toul Kork" in answer.text


def test_what_the_form_does_not_ask_cannot_be_proposed(client, pat, union):
    propose(client, pat, union, acronym="NEW", visibility="secretariat", source="X")
    assert Proposal.objects.get().values == {"acronym": "NEW"}


def test_who_read_an_older_version_sees_both(client, pat, union):
    Organization.objects.update(version=2, acronym="THEIRS")
    answer = propose(client, pat, union, acronym="MINE")
    assert answer.status_code == 412 and "THEIRS" in answer.text and "MINE" in answer.text


def test_when_the_entry_changed_all_three_values_are_shown(client, pat, chenda, union):
    propose(client, pat, union, acronym="PROPOSED")
    change_organization(by=chenda, organization=union, values={"acronym": "NOW"}, version=1)
    proposal = Proposal.objects.get()
    client.force_login(chenda)
    text = client.get(url_of(proposal)).text
    assert "As the proposer saw it" in text
    for value in ("OLD", "NOW", "PROPOSED"):
        assert value in text

    answer = client.post(url_of(proposal, "accept/"), {"version": 1, "answer": "Yes"})
    assert answer.status_code == 412 and 'value="2"' in answer.text and "Yes" in answer.text
    assert Proposal.objects.open().exists()
    client.post(url_of(proposal, "accept/"), {"version": 2})
    assert Organization.objects.get().acronym == "PROPOSED"


def test_a_proposal_that_breaks_a_rule_by_now_says_so_and_stays_open(client, pat, chenda, union):
    propose(client, pat, union, identifiers="KH-MOI 2")
    an_organization("KH", identifier=("KH-MOI", "2"))
    client.force_login(chenda)
    answer = client.post(url_of(Proposal.objects.get(), "accept/"), {"version": 1})
    assert answer.status_code == 409 and "Another organisation has the number 2." in answer.text
    assert Proposal.objects.open().exists()


def test_a_refusal_needs_a_reason_and_reaches_the_proposer(client, pat, chenda, union):
    propose(client, pat, union, acronym="NEW")
    proposal = Proposal.objects.get()
    client.force_login(chenda)
    answer = client.post(url_of(proposal, "refuse/"), {"answer": " "})
    assert answer.status_code == 422 and "answer" in answer.context["form"].errors
    client.post(url_of(proposal, "refuse/"), {"answer": "Send the decree"})
    client.force_login(pat)
    assert "Send the decree" in client.get(url_of(proposal)).text
    client.force_login(chenda)
    answer = client.post(url_of(proposal, "accept/"), {"version": 1})
    assert answer.status_code == 409, "decided once"


def test_nobody_accepts_their_own(client, chenda, union):
    a_steward(union, chenda)
    propose(client, chenda, union, acronym="NEW")
    proposal = Proposal.objects.get()
    assert 'name="answer"' not in client.get(url_of(proposal)).text
    assert client.post(url_of(proposal, "accept/"), {"version": 1}).status_code == 403
    assert client.post(url_of(proposal, "refuse/"), {"answer": "x"}).status_code == 403


def test_it_is_withdrawn_by_who_proposed_it_only(client, pat, chenda, union):
    propose(client, pat, union, acronym="NEW")
    proposal = Proposal.objects.get()
    client.force_login(chenda)
    assert client.post(url_of(proposal, "withdraw/")).status_code == 403
    client.force_login(pat)
    assert client.post(url_of(proposal, "withdraw/")).status_code == 302
    assert "closed already" in client.post(url_of(proposal, "withdraw/"), follow=True).text
    assert Proposal.objects.get().state == "withdrawn"


def test_others_do_not_know_of_it(client, pat, guest, narin, rana, union):
    propose(client, pat, union, acronym="NEW")
    proposal = Proposal.objects.get()
    for user, status in ((guest, 404), (narin, 404), (rana, 200)):
        client.force_login(user)
        assert client.get(url_of(proposal)).status_code == status
        assert ("Union" in client.get(QUEUE).text) == (status == 200)
        assert client.get(f"{QUEUE}{uuid.uuid4()}/").status_code == 404
    client.force_login(guest)
    assert client.get(propose_url(union)).status_code == 403


def test_a_hidden_parent_is_not_told_to_who_keeps_the_page(client, pat, union):
    Organization.objects.filter(pk=union.pk).update(
        parent=an_organization("KH", "Hidden above", visibility="secretariat")
    )
    client.force_login(pat)
    assert "Hidden above" not in client.get(propose_url(union)).text
    propose(client, pat, union, acronym="NEW", parent="")
    assert Proposal.objects.get().values == {"acronym": "NEW"}


@pytest.mark.parametrize("state", ["open", "refused"])
def test_the_queue_comes_in_pages(client, chenda, pat, union, state, django_assert_max_num_queries):
    decided = {} if state == "open" else {"decided_by": chenda, "decided_at": union.created_at}
    for number in range(60):
        Proposal.objects.create(
            organization=union,
            values={"acronym": str(number)},
            seen=1,
            proposed_by=pat,
            state=state,
            **decided,
        )
    client.force_login(chenda)
    found, address = [], f"{QUEUE}?state={state}"
    while address:
        with django_assert_max_num_queries(12):
            answer = client.get(address)
        found += [row.uid for row in answer.context["queue"].rows]
        address = answer.context["next_url"] and QUEUE + answer.context["next_url"]
    expected = [str(uid) for uid in Proposal.objects.order_by("id").values_list("uid", flat=True)]
    assert found == (expected if state == "open" else expected[::-1])


@pytest.mark.parametrize(("query", "status"), [("state=x", 404), ("cursor=x", 400), ("cursor=WyJhIl0", 400)])
def test_a_queue_that_is_not_there(client, chenda, query, status):
    client.force_login(chenda)
    assert client.get(f"{QUEUE}?{query}").status_code == status

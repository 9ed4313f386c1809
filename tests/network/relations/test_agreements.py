import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from network.models import Agreement
from network.services.agreement_parts import NotAmendable, TooFewParties, amend_agreement
from network.services.agreements import (
    Ended,
    NotADraft,
    NotInForce,
    NotSigned,
    NotSuspended,
    ReasonMissing,
    change_agreement,
    create_agreement,
    resume_agreement,
    sign_agreement,
    suspend_agreement,
    terminate_agreement,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.network.factories import an_agreement, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


def party(organization, role="party"):
    return {"organization": str(organization.uid), "role": role}


def drafted(by, *parties, **values):
    plain = {"title": {"en": "Memorandum on skills"}, "kind": "mou", "country": "KH"}
    return create_agreement(by=by, values=plain | {"parties": [party(each) for each in parties]} | values)


def codes(problem):
    return {(entry["field"], entry["code"]) for entry in problem.value.errors}


def parties_of(agreement):
    return [(each.organization, each.role) for each in agreement.parties.in_order()]


def test_a_draft_is_written_down_with_its_parties_and_remembered(chenda, pair):
    agreement = drafted(chenda, *pair, ends_on="2030-01-01", summary={"km": "សង្ខេប"})
    assert (agreement.status, agreement.reminder_days, agreement.country_id) == ("draft", 90, "KH")
    assert agreement.title_folded == "memorandum on skills"
    assert parties_of(agreement) == [(pair[0], "party"), (pair[1], "party")]
    line = Change.objects.about(agreement).get()
    assert line.act == "drafted" and line.after["parties"] == [f"{each.uid} party" for each in pair]


def test_the_country_says_who_may_write(chenda, narin, rana, pair):
    for values in ({"country": "TH"}, {"country": None}):
        with pytest.raises(PermissionDenied):
            drafted(chenda, *pair, **values)
    assert drafted(narin, country="TH").pk and drafted(rana, country=None).country_id is None
    with pytest.raises(PermissionDenied):
        change_agreement(by=narin, agreement=drafted(chenda), values={"kind": "grant"}, version=1)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"title": {}}, {("title", "required")}),
        ({"title": {"en": "a\x00"}}, {("title", "unclean-text")}),
        ({"title": {"en": "\ud800"}}, {("title", "unclean-text")}),
        ({"title": {"xx": "A"}}, {("title", "bad-language")}),
        ({"kind": "treaty"}, {("kind", "unknown-code")}),
        ({"country": "FR"}, {("country", "unknown-code")}),
        ({"reminder_days": 10**30}, {("reminder_days", "out-of-range")}),
        ({"starts_on": "2024-01-02", "ends_on": "2024-01-02"}, {("ends_on", "ends-before-it-starts")}),
        ({"parties": "x"}, {("parties", "not-a-list")}),
        ({"parties": [1]}, {("parties", "not-a-list")}),
        ({"parties": [{}] * 41}, {("parties", "too-many")}),
        ({"parties": [{"organization": "x"}]}, {("parties", "unknown-organization")}),
        ({"parties": [{"organization": str(uuid.uuid4())}]}, {("parties", "unknown-organization")}),
        ({"parties": [{"name": "x"}]}, {("parties", "unknown-field")}),
        ({"parties": [{"role": "lead"}]}, {("parties", "required")}),
        ({"status": "signed"}, {("status", "unknown-field")}),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_place(chenda, pair, values, found):
    with pytest.raises(Invalid) as problem:
        drafted(chenda, *pair, **values)
    assert codes(problem) == found and not Agreement.objects.exists()


def test_a_party_stands_once_in_a_role_and_may_have_two(chenda, pair):
    with pytest.raises(Invalid) as problem:
        drafted(chenda, pair[0], pair[0])
    assert codes(problem) == {("parties", "party-twice")}
    agreement = drafted(chenda, parties=[party(pair[0], "lead"), party(pair[0], "funder")])
    assert parties_of(agreement) == [(pair[0], "lead"), (pair[0], "funder")]


def test_the_callers_own_identifier_is_used_once(chenda):
    values = {"title": {"en": "A"}, "kind": "mou", "country": "KH"}
    uid = uuid.uuid4()
    assert create_agreement(by=chenda, values=values, uid=uid).uid == uid
    with pytest.raises(UidTaken):
        create_agreement(by=chenda, values=values, uid=uid)


def test_parties_are_set_and_those_one_may_not_know_stay(chenda, pair):
    secret = an_organization("TH", name="Secret", visibility="secretariat")
    agreement = an_agreement(*pair, secret)
    third = an_organization()
    change_agreement(
        by=chenda, agreement=agreement, values={"parties": [party(third, "lead"), party(pair[1])]}, version=1
    )
    assert parties_of(agreement) == [(pair[1], "party"), (secret, "party"), (third, "lead")]
    assert Change.objects.about(agreement).get().before == {"parties": [f"{each.uid} party" for each in pair]}
    assert Agreement.objects.get().version == 2


def test_nothing_is_written_when_nothing_differs(chenda, pair):
    agreement = an_agreement(*pair)
    same = {"kind": "mou", "parties": [party(pair[1]), party(pair[0])]}
    change_agreement(by=chenda, agreement=agreement, values=same, version=1)
    assert Agreement.objects.get().version == 1 and not Change.objects.exists()


@pytest.mark.parametrize("values", [{"kind": "grant"}, {"parties": []}, {"kind": "mou"}])
def test_whoever_read_an_older_version_changes_nothing(chenda, pair, values):
    agreement = drafted(chenda, *pair)
    with pytest.raises(StaleVersion):
        change_agreement(by=chenda, agreement=agreement, values=values, version=9)
    assert len(parties_of(agreement)) == 2


def test_parties_and_facts_change_together_or_not_at_all(chenda, pair):
    agreement = an_agreement(*pair)
    values = {"kind": "grant", "parties": [party(pair[0])]}
    with pytest.raises(TooFewParties):
        change_agreement(by=chenda, agreement=agreement, values=values, version=1)
    assert (agreement.version, len(parties_of(agreement))) == (1, 2)
    assert Agreement.objects.get().kind == "mou"


def test_it_is_signed_by_two_at_least_and_begins_then_unless_said_otherwise(chenda, pair):
    alone = drafted(chenda, pair[0])
    with pytest.raises(TooFewParties):
        sign_agreement(by=chenda, agreement=alone, values={"signed_on": "2025-01-01"}, version=1)
    witnessed = drafted(chenda, parties=[party(pair[0]), party(pair[1], "witness")])
    with pytest.raises(TooFewParties):
        sign_agreement(by=chenda, agreement=witnessed, values={"signed_on": "2025-01-01"}, version=1)
    agreement = drafted(chenda, *pair)
    sign_agreement(by=chenda, agreement=agreement, values={"signed_on": "2025-01-01"}, version=1)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.starts_on, agreement.version) == ("signed", date(2025, 1, 1), 2)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {("signed_on", "required")}),
        ({"signed_on": "2150-01-01"}, {("signed_on", "not-yet")}),
        ({"signed_on": "2025-01-01", "ends_on": "2025-01-01"}, {("ends_on", "ends-before-it-starts")}),
    ],
)
def test_a_signature_that_cannot_be_is_refused(chenda, pair, values, found):
    with pytest.raises(Invalid) as problem:
        sign_agreement(by=chenda, agreement=drafted(chenda, *pair), values=values, version=1)
    assert codes(problem) == found


STEPS = {
    "sign": lambda by, it: sign_agreement(
        by=by, agreement=it, values={"signed_on": "2025-01-10"}, version=it.version
    ),
    "suspend": lambda by, it: suspend_agreement(by=by, agreement=it, version=it.version, reason="Why"),
    "resume": lambda by, it: resume_agreement(by=by, agreement=it, version=it.version),
    "terminate": lambda by, it: terminate_agreement(by=by, agreement=it, version=it.version, reason="Why"),
}
REFUSALS = {"sign": NotADraft, "suspend": NotSigned, "resume": NotSuspended, "terminate": NotInForce}
ALLOWED = {
    ("draft", "sign"): "signed", ("signed", "suspend"): "suspended", ("suspended", "resume"): "signed",
    ("signed", "terminate"): "terminated", ("suspended", "terminate"): "terminated",
}  # fmt: skip


@pytest.mark.parametrize("status", Agreement.Status.values)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_begins_where_it_may_and_is_refused_by_name_elsewhere(chenda, pair, status, step):
    ended = timezone.localdate() if status == "terminated" else None
    agreement = an_agreement(*pair, status=status, terminated_on=ended)
    if (status, step) in ALLOWED:
        assert STEPS[step](chenda, agreement).status == ALLOWED[status, step]
    else:
        with pytest.raises(REFUSALS[step]):
            STEPS[step](chenda, agreement)
        assert Agreement.objects.get().status == status


@pytest.mark.parametrize("step", STEPS)
def test_each_step_needs_the_right(narin, pat, pair, step):
    for user in (narin, pat):
        for status in ("draft", "signed", "suspended"):
            with pytest.raises(PermissionDenied):
                STEPS[step](user, an_agreement(*pair, status=status))


@pytest.mark.parametrize("act", [suspend_agreement, terminate_agreement])
def test_a_pause_and_an_end_need_a_reason_and_something_left(chenda, pair, act):
    with pytest.raises(ReasonMissing):
        act(by=chenda, agreement=an_agreement(*pair), version=1, reason=" ")
    with pytest.raises(Ended):
        over = an_agreement(*pair, ends_on=timezone.localdate())
        act(by=chenda, agreement=over, version=1, reason="Why")


def test_a_termination_lies_between_signature_and_end(chenda, pair):
    agreement = an_agreement(*pair)
    for day in ("2025-01-09", "2028-02-01"):
        with pytest.raises(Invalid):
            terminate_agreement(by=chenda, agreement=agreement, version=1, reason="Why", terminated_on=day)
    ended = terminate_agreement(
        by=chenda, agreement=agreement, version=1, reason="Why", terminated_on="2027-01-01"
    )
    assert ended.terminated_on == date(2027, 1, 1)
    assert Change.objects.about(agreement).get().reason == "Why"


def amended(by, agreement, **values):
    values = {"signed_on": "2025-06-01", "summary": {"en": "Longer"}} | values
    return amend_agreement(by=by, agreement=agreement, values=values, version=agreement.version)


def test_amendments_are_numbered_and_the_end_moves_with_the_last(chenda, pair):
    agreement = an_agreement(*pair)
    first = amended(chenda, agreement, ends_on="2029-01-01")
    second = amended(chenda, agreement, signed_on="2025-07-01")
    third = amended(chenda, agreement, signed_on="2025-07-01", ends_on="2027-01-01")
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.version) == (date(2027, 1, 1), 4)
    assert [line.act for line in Change.objects.about(agreement)] == ["amended"] * 3


def test_once_amended_the_end_moves_by_amendments_only(chenda, pair):
    agreement = an_agreement(*pair)
    change_agreement(by=chenda, agreement=agreement, values={"ends_on": "2028-03-01"}, version=1)
    amended(chenda, agreement)
    with pytest.raises(Invalid) as problem:
        change_agreement(by=chenda, agreement=agreement, values={"ends_on": "2028-04-01"}, version=3)
    assert codes(problem) == {("ends_on", "by-amendment")}
    change_agreement(
        by=chenda, agreement=agreement, values={"ends_on": "2028-03-01", "kind": "grant"}, version=3
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"summary": {}}, {("summary", "required")}),
        ({"signed_on": "2025-01-09"}, {("signed_on", "out-of-order")}),
        ({"signed_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, {("signed_on", "not-yet")}),
        ({"ends_on": "2025-02-01"}, {("ends_on", "ends-before-it-starts")}),
        ({"number": 7}, {("number", "unknown-field")}),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_and_the_agreement_stays(chenda, pair, values, found):
    agreement = an_agreement(*pair)
    with pytest.raises(Invalid) as problem:
        amended(chenda, agreement, **values)
    assert codes(problem) == found and agreement.version == Agreement.objects.get().version == 1
    assert not agreement.amendments.exists()


@pytest.mark.parametrize("status", ["draft", "terminated"])
def test_only_what_stands_is_amended(chenda, pair, status):
    ended = timezone.localdate() if status == "terminated" else None
    with pytest.raises(NotAmendable):
        amended(chenda, an_agreement(*pair, status=status, terminated_on=ended))


def test_two_amendments_of_one_version_do_not_both_come_through(chenda, narin, pair):
    agreement = an_agreement(*pair)
    other = Agreement.objects.get()
    amended(chenda, agreement)
    with pytest.raises(StaleVersion):
        amended(chenda, other)
    with pytest.raises(PermissionDenied):
        amended(narin, agreement)

"""A recommendation from its draft to its end."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogue.models import Happening, Recommendation
from dialogue.services import recommendations as services
from dialogue.summaries.implementation import implementation_of
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.dialogue.factories import a_committee, a_decision, a_held_meeting, a_recommendation, an_addressee
from tests.factories import a_user
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
WORDS = {"title": {"en": "A register"}, "text": {"en": "The ministry keeps a register."}}


@pytest.fixture
def draft(chenda, committee):
    values = WORDS | {"themes": ["law"], "sdg": ["8.3"]}
    return services.draft_recommendation(by=chenda, committee=committee, values=values)


def adopt(by, recommendation, **decided):
    decision = a_decision(a_held_meeting(recommendation.committee), recommendation=recommendation, **decided)
    return services.adopt_recommendation(
        by=by, recommendation=recommendation, decision=decision, version=recommendation.version
    )


def news():
    return list(Happening.objects.order_by("id").values_list("kind", flat=True))


def test_a_draft_has_a_proposer_a_first_version_and_no_code(draft, chenda):
    assert (draft.status, draft.code, draft.proposed_by) == ("draft", None, chenda)
    assert draft.texts.get().text == WORDS["text"]
    assert {(tag.scheme, tag.code) for tag in draft.tags.all()} == {("theme", "law"), ("SDG", "8.3")}
    assert not Recommendation.objects.public().exists()
    assert Change.objects.get(record=draft.uid).act == "drafted"


def test_only_the_secretariat_of_the_country_writes(draft, committee, rana):
    foreign = a_user("secretariat", "KG", name="nurlan")
    with pytest.raises(PermissionDenied):
        services.draft_recommendation(by=foreign, committee=committee, values=WORDS)
    for act in (services.open_for_consultation, services.withdraw_recommendation):
        further = {"reason": "No"} if act is services.withdraw_recommendation else {}
        with pytest.raises(PermissionDenied):
            act(by=foreign, recommendation=draft, version=draft.version, **further)
    regional = services.draft_recommendation(by=rana, committee=a_committee(None), values=WORDS)
    assert regional.country_id is None


def test_another_text_is_another_version_and_the_old_one_stays(draft, chenda):
    services.change_recommendation(
        by=chenda, recommendation=draft, values={"text": {"en": "Two ministries."}}, version=draft.version
    )
    services.change_recommendation(
        by=chenda, recommendation=draft, values={"themes": []}, version=draft.version
    )

    assert [line.text["en"] for line in draft.texts.order_by("number")] == [
        "The ministry keeps a register.",
        "Two ministries.",
    ]
    assert news() == [], "nobody is told of a draft"


def test_two_at_a_time_do_not_overwrite_each_other(draft, chenda):
    for values in ({"title": {"en": "B"}}, {"themes": ["finance"]}):
        with pytest.raises(StaleVersion):
            services.change_recommendation(by=chenda, recommendation=draft, values=values, version=99)


def test_consultation_gives_a_code_and_makes_it_known(draft, chenda):
    services.open_for_consultation(by=chenda, recommendation=draft, version=draft.version)

    year = timezone.localdate().year
    assert draft.code == f"KHM-{year}-R001"
    assert Recommendation.objects.public().get() == draft
    with pytest.raises(services.WrongStep):
        services.open_for_consultation(by=chenda, recommendation=draft, version=draft.version)
    services.change_recommendation(
        by=chenda, recommendation=draft, values={"text": {"en": "Other."}}, version=draft.version
    )
    assert news() == ["recommendation_changed"]


def test_nothing_without_a_text_leaves_the_draft(committee, chenda):
    empty = services.draft_recommendation(by=chenda, committee=committee, values={"title": {"en": "A"}})
    with pytest.raises(services.NothingToSay):
        services.open_for_consultation(by=chenda, recommendation=empty, version=1)
    with pytest.raises(services.NothingToSay):
        adopt(chenda, empty)


def test_a_decision_of_the_committee_adopts_it(draft, chenda):
    adopt(chenda, draft)

    assert draft.status == "adopted" and draft.code and draft.published_at
    assert draft.adopted_at == draft.adopted_by.decided_at
    assert news() == ["recommendation_adopted"]
    with pytest.raises(services.WrongStep):
        adopt(chenda, draft)


def test_no_other_decision_adopts_it(draft, chenda):
    with pytest.raises(services.WrongDecision):
        adopt(chenda, draft, outcome="rejected")
    foreign = a_decision(a_held_meeting(a_committee("KH")))
    with pytest.raises(services.WrongDecision):
        services.adopt_recommendation(
            by=chenda, recommendation=draft, decision=foreign, version=draft.version
        )
    assert Recommendation.objects.get().status == "draft"


def test_adopted_words_stand_but_may_be_translated(draft, chenda):
    adopt(chenda, draft)
    for values in ({"text": {"en": "Something else."}}, {"title": {"km": "ចុះបញ្ជី"}}):
        with pytest.raises(Invalid) as refused:
            services.change_recommendation(
                by=chenda, recommendation=draft, values=values, version=draft.version
            )
        assert refused.value.errors[0]["code"] in ("adopted", "required")

    both = WORDS["text"] | {"km": "ក្រសួង"}
    services.change_recommendation(
        by=chenda, recommendation=draft, values={"text": both}, version=draft.version
    )
    assert draft.texts.count() == 2


def test_adoption_supersedes_the_one_that_it_takes_the_place_of(draft, chenda, committee):
    former, waiting = (
        a_recommendation(committee, "transmitted"),
        a_recommendation(committee, "in_consultation"),
    )
    with pytest.raises(Invalid):
        services.change_recommendation(
            by=chenda, recommendation=draft, values={"supersedes": str(waiting.uid)}, version=draft.version
        )
    services.change_recommendation(
        by=chenda, recommendation=draft, values={"supersedes": str(former.uid)}, version=draft.version
    )
    adopt(chenda, draft)

    former.refresh_from_db()
    assert former.status == "superseded" and former.closed_at
    assert list(former.superseded_by.all()) == [draft]
    assert news() == ["recommendation_superseded", "recommendation_adopted"]


def test_it_is_transmitted_to_its_addressees_with_28_days_to_answer(draft, chenda):
    ministry, union = an_organization("KH", kind="government"), an_organization("KH")
    adopt(chenda, draft)
    with pytest.raises(services.NobodyAddressed):
        services.transmit_recommendation(by=chenda, recommendation=draft, values={}, version=draft.version)
    services.transmit_recommendation(
        by=chenda, recommendation=draft, values={"addressees": [str(ministry.uid)]}, version=draft.version
    )

    first = draft.addressees.get()
    assert draft.status == "transmitted" and first.transmitted_at
    assert first.answer_due_on == timezone.localdate() + timedelta(days=28)

    both = [str(ministry.uid), str(union.uid)]
    services.transmit_recommendation(
        by=chenda, recommendation=draft, values={"addressees": both}, version=draft.version
    )
    assert draft.addressees.count() == 2
    assert implementation_of(Recommendation.objects.get()).asked == 2
    assert news() == ["recommendation_adopted", "recommendation_transmitted"], "told once"
    with pytest.raises(Invalid):
        services.change_recommendation(
            by=chenda, recommendation=draft, values={"addressees": []}, version=draft.version
        )


@pytest.mark.parametrize("act", [services.close_recommendation, services.withdraw_recommendation])
def test_it_ends_only_with_a_reason_and_once(act, committee, chenda):
    recommendation = a_recommendation(committee, "transmitted")
    an_addressee(recommendation)
    with pytest.raises(services.ReasonMissing):
        act(by=chenda, recommendation=recommendation, version=1, reason=" ")
    act(by=chenda, recommendation=recommendation, version=1, reason="All of it is done.")

    assert recommendation.closed_at and recommendation.closing_reason == "All of it is done."
    with pytest.raises(services.WrongStep):
        act(by=chenda, recommendation=recommendation, version=2, reason="Again.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", {}),
        ("title", {"en": "a\x00b"}),
        ("text", {"en": "\ud800"}),
        ("text", {"xx": "what"}),
        ("themes", ["weather"]),
        ("sdg", ["99.9"]),
        ("addressees", ["no such"]),
        ("addressees", [{"name": "no"}]),
        ("addressees", "one"),
        ("study", "0190aaaa-0000-7000-8000-000000000000"),
        ("supersedes", 10**30),
        ("visibility", "nobody"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(name, value, committee, chenda):
    with pytest.raises(Invalid) as refused:
        services.draft_recommendation(by=chenda, committee=committee, values=WORDS | {name: value})
    assert [error["field"] for error in refused.value.errors] == [name]


def test_an_identifier_is_given_once(draft, chenda, committee):
    with pytest.raises(UidTaken):
        services.draft_recommendation(by=chenda, committee=committee, values=WORDS, uid=draft.uid)

"""A consultation is announced on what is under way, with its text as it stands; changed, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogue.models import Consultation, Happening
from dialogue.services import consultations as services
from dialogue.summaries.consultations import STATES, state_of
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.api.factories import a_definition
from tests.dialogue.factories import a_comment, a_committee, a_consultation, a_recommendation

pytestmark = pytest.mark.django_db
END = datetime(2100, 1, 1, tzinfo=UTC)


def announce(by, committee, thing, **fields):
    kind = "recommendation" if hasattr(thing, "committee_id") else "definition"
    values = {"title": {"en": "A register"}, "closes_at": END, kind: str(thing.uid)}
    options = {name: fields.pop(name) for name in ("uid", "is_sample") if name in fields}
    return services.announce_consultation(by=by, committee=committee, values=values | fields, **options)


def refusal(problem):
    return [(each["field"], each["code"]) for each in problem.value.errors]


def test_it_takes_the_paragraphs_of_a_recommendation_and_opens_it(chenda, committee):
    draft = a_recommendation(committee, "draft", text={"en": "One.\n\nTwo.", "km": "មួយ។"})

    consultation = announce(chenda, committee, draft)

    draft.refresh_from_db()
    assert (draft.status, bool(draft.code), bool(draft.published_at)) == ("in_consultation", True, True)
    assert consultation.subject == [
        {"anchor": "p1", "title": {}, "text": {"en": "One.", "km": "មួយ។"}},
        {"anchor": "p2", "title": {}, "text": {"en": "Two."}},
    ]
    assert Consultation.objects.public().get() == consultation
    assert Happening.objects.get(kind="consultation_opened").consultation == consultation
    assert Change.objects.about(consultation).get().act == "announced"


def test_a_later_text_does_not_move_what_is_commented_on(chenda, committee):
    draft = a_recommendation(committee, "draft", text={"en": "One."})
    consultation = announce(chenda, committee, draft)

    draft.text = {"en": "Another.\n\nOne."}
    draft.save()

    consultation.refresh_from_db()
    assert [part["text"]["en"] for part in consultation.subject] == ["One."]


def test_it_takes_text_and_criteria_of_a_draft_definition(chenda, committee):
    definition = a_definition("KH", number=8, status="draft", text={"en": "All who share."})

    consultation = announce(chenda, committee, definition)

    first, *criteria = consultation.subject
    assert first["text"] == {"en": "All who share."}
    codes = list(definition.criteria.order_by("position").values_list("code", flat=True))
    assert codes and [part["anchor"] for part in criteria] == [f"c-{code}" for code in codes]
    assert criteria[0]["title"]["en"].startswith(f"{codes[0]} ") and criteria[0]["text"]["en"]


@pytest.mark.parametrize("status", ["adopted", "withdrawn", "superseded"])
def test_what_is_adopted_or_withdrawn_is_not_consulted_on(chenda, committee, status):
    with pytest.raises(services.NotUnderWay):
        announce(chenda, committee, a_recommendation(committee, status))


def test_there_must_be_a_text(chenda, committee):
    with pytest.raises(services.NothingToComment):
        announce(chenda, committee, a_recommendation(committee, "draft", text={}))


def test_another_committees_recommendation_and_another_countrys_definition_are_not_there(chenda, committee):
    for thing in (
        a_recommendation(a_committee("KH"), "draft"),
        a_definition("KG", number=8, status="draft"),
    ):
        with pytest.raises(Invalid) as problem:
            announce(chenda, committee, thing)
        assert [code for _field, code in refusal(problem)] == ["unknown-record"]


def test_it_is_about_exactly_one_thing(chenda, committee):
    draft, definition = a_recommendation(committee, "draft"), a_definition("KH", number=8, status="draft")
    with pytest.raises(Invalid) as problem:
        announce(chenda, committee, draft, definition=str(definition.uid))
    assert refusal(problem) == [("about", "one-thing")]


def test_times_must_be_in_order_and_to_come(chenda, committee, recommendation):
    now = timezone.now()
    for times, code in (
        ({"opens_at": now, "closes_at": now}, "ends-before-it-starts"),
        ({"opens_at": now - timedelta(days=2), "closes_at": now - timedelta(days=1)}, "past"),
        ({"closes_at": "tomorrow"}, "bad-time"),
    ):
        with pytest.raises(Invalid) as problem:
            announce(chenda, committee, recommendation, **times)
        assert refusal(problem) == [("closes_at", code)]


def test_only_those_see_it_who_see_what_it_is_about(chenda):
    committee = a_committee("KH", visibility="committee")
    with pytest.raises(Invalid) as problem:
        announce(chenda, committee, a_recommendation(committee, "draft"))
    assert refusal(problem) == [("visibility", "too-wide")]


def test_one_for_the_committee_does_not_open_the_draft(chenda, committee, mealea):
    draft = a_recommendation(committee, "draft")

    consultation = announce(chenda, committee, draft, visibility="committee")

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert list(Consultation.objects.visible_to(mealea)) == [consultation]
    assert not Consultation.objects.public()

    services.change_consultation(
        by=chenda, consultation=consultation, values={"visibility": "public"}, version=1
    )
    draft.refresh_from_db()
    assert draft.status == "in_consultation"


def test_one_that_is_still_to_begin_is_known_to_the_committee_only(chenda, committee, recommendation, mealea):
    announce(chenda, committee, recommendation, opens_at=timezone.now() + timedelta(days=1))

    assert Consultation.objects.visible_to(mealea).count() == 1
    assert not Consultation.objects.public().exists()
    assert not Happening.objects.public().filter(kind="consultation_opened").exists()


def test_a_recommendation_that_is_hidden_later_hides_its_consultation(consultation, recommendation):
    a_comment(consultation)
    recommendation.visibility = "secretariat"
    recommendation.save()

    assert not Consultation.objects.public().exists()
    assert not type(consultation.comments.get()).objects.public().exists()


def test_other_secretariats_and_members_do_not_announce(narin, mealea, committee, recommendation):
    for by in (narin, mealea):
        with pytest.raises(PermissionDenied):
            announce(by, committee, recommendation)


def test_an_identifier_is_used_once(chenda, committee, recommendation, consultation):
    with pytest.raises(UidTaken):
        announce(chenda, committee, recommendation, uid=consultation.uid)


def test_it_can_be_made_longer_but_not_end_in_the_past_nor_begin_again(chenda, over):
    longer = timezone.now() + timedelta(days=7)
    services.change_consultation(by=chenda, consultation=over, values={"closes_at": longer}, version=1)
    assert over.closes_at == longer

    for name, value in (
        ("closes_at", timezone.now() - timedelta(hours=1)),
        ("opens_at", timezone.now() + timedelta(hours=1)),
    ):
        with pytest.raises(Invalid) as problem:
            services.change_consultation(by=chenda, consultation=over, values={name: value}, version=2)
        assert [field for field, _code in refusal(problem)] == [name]


def test_a_form_that_keeps_no_seconds_changes_no_time(chenda, over):
    before = over.opens_at, over.closes_at
    values = {
        name: getattr(over, name).replace(second=0, microsecond=0) for name in ("opens_at", "closes_at")
    }

    services.change_consultation(
        by=chenda, consultation=over, values=values | {"title": {"en": "New"}}, version=1
    )

    over.refresh_from_db()
    assert (over.title, (over.opens_at, over.closes_at)) == ({"en": "New"}, before)


def test_a_stale_version_is_refused(chenda, consultation):
    services.change_consultation(
        by=chenda, consultation=consultation, values={"title": {"en": "A"}}, version=1
    )
    with pytest.raises(StaleVersion):
        services.change_consultation(
            by=chenda, consultation=consultation, values={"title": {"en": "B"}}, version=1
        )


def test_cancelling_needs_a_reason_erases_addresses_and_ends_it(chenda, consultation):
    comment = a_comment(consultation, author_email="dara@example.org")
    with pytest.raises(services.ReasonMissing):
        services.cancel_consultation(by=chenda, consultation=consultation, version=1, reason=" ")

    services.cancel_consultation(by=chenda, consultation=consultation, version=1, reason="No need.")

    comment.refresh_from_db()
    assert comment.author_email == ""
    with pytest.raises(services.ConsultationOver):
        services.change_consultation(by=chenda, consultation=consultation, values={}, version=2)


def test_the_state_of_one_and_of_many_agree(recommendation):
    now, hour = timezone.now(), timedelta(hours=1)
    windows = [
        (now - hour, now + hour),
        (now + hour, now + 2 * hour),
        (now - 2 * hour, now - hour),
        (now, now + hour),
    ]
    for opens_at, closes_at in windows:
        for marks in (
            {},
            {"cancelled_at": now},
            {"reported_at": now},
            {"cancelled_at": now, "reported_at": now},
        ):
            a_consultation(recommendation, opens_at=opens_at, closes_at=closes_at, **marks)
    for state, _label in STATES:
        by_one = {each.pk for each in Consultation.objects.all() if state_of(each, now) == state}
        assert {each.pk for each in Consultation.objects.in_state(state, now)} == by_one
        assert by_one, state

"""The pages of meetings: what who sees and does; nothing of what is private in what is public (D9)."""

import re

import pytest
from django.urls import reverse

from dialogue.models import AgendaItem, Invitation, Meeting
from dialogue.services import agenda
from mapping.services.definitions import create_starter_definitions
from tests.factories import a_study
from tests.factories import a_user as an_account

from ..factories import (
    a_committee,
    a_held_meeting,
    a_meeting,
    a_membership,
    a_recommendation,
    a_seat,
    an_agenda_item,
    some_minutes,
)

pytestmark = pytest.mark.django_db
TYPED = {
    "title_en": "Spring meeting", "starts_at": "2027-03-02T09:00", "ends_at": "2027-03-02T16:00",
    "timezone": "Asia/Phnom_Penh", "mode": "in_person", "place": "Phnom Penh", "visibility": "public",
}  # fmt: skip


def page(name, record):
    return reverse(f"dialogue:{name}", args=[record.uid])


def text_of(answer):
    """The page without what differs from one request to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())


def test_the_secretariat_plans_and_convenes_a_meeting(client, chenda, committee):
    a_membership(a_seat(committee))
    client.force_login(chenda)
    client.post(page("meeting-create", committee), TYPED)
    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.starts_at.isoformat()) == ("draft", "2027-03-02T02:00:00+00:00")
    client.post(
        page("agenda-item-create", meeting),
        {"title_en": "Opening", "kind": "information", "visibility": "public"},
    )
    client.post(page("meeting-convene", meeting), {"version": meeting.version})
    shown = client.get(page("meeting-detail", meeting)).content.decode()
    assert "Tell them yourself" in shown and "Opening" in shown and "Asia/Phnom_Penh" in shown
    assert "Spring meeting" in client.get(reverse("dialogue:meeting-list")).content.decode()


@pytest.mark.parametrize(
    "bad", [{"ends_at": "2027-03-02T08:00"}, {"starts_at": "soon"}, {"place": ""}, {"title_en": "a\x00"}]
)
def test_a_refused_form_comes_back_filled(client, chenda, committee, bad):
    client.force_login(chenda)
    answer = client.post(page("meeting-create", committee), TYPED | bad)
    assert answer.status_code == 422 and "2027-03-02T16:00" in answer.content.decode() or "ends_at" in bad
    assert not Meeting.objects.exists()


def test_a_stale_form_shows_both_versions(client, chenda, committee):
    meeting = a_meeting(committee)
    client.force_login(chenda)
    client.post(page("meeting-edit", meeting), TYPED | {"version": 1, "place": "Kep"})
    answer = client.post(page("meeting-edit", meeting), TYPED | {"version": 1, "place": "Takeo"})
    assert (
        answer.status_code == 412 and "Kep" in answer.content.decode() and "Takeo" in answer.content.decode()
    )


def test_an_act_without_a_reason_comes_back(client, chenda, committee):
    meeting = a_meeting(committee)
    client.force_login(chenda)
    assert client.post(page("meeting-cancel", meeting), {"version": 1}).status_code == 422
    assert client.post(page("meeting-hold", meeting), {"version": 1}).status_code == 422, "it has not begun"
    assert (
        client.post(page("meeting-cancel", meeting), {"version": 1, "reason": "A storm"}).status_code == 302
    )
    assert "A storm" in client.get(page("meeting-detail", meeting)).content.decode()


def test_the_address_of_the_call_is_for_those_invited(client, chenda, mealea, committee):
    meeting = a_meeting(committee, online_address="https://call.example/secret")
    other = an_account(email="other@example.org")
    a_membership(a_seat(committee), user=other)
    membership = mealea_membership(mealea)
    invitation = Invitation.objects.create(meeting=meeting, membership=membership, name="Mealea")
    api = f"/api/v1/meetings/{meeting.uid}/"

    def seen_by(user):
        client.logout()
        if user:
            client.force_login(user)
        pages = [
            client.get(page("meeting-detail", meeting)),
            client.get(api),
            client.get("/api/v1/meetings/"),
        ]
        return {b"call.example" in answer.content for answer in pages}

    assert seen_by(None) == seen_by(other) == {False}
    assert seen_by(chenda) == seen_by(mealea) == {True}
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=meeting.convened_at)
    assert seen_by(mealea) == {False}


def mealea_membership(user):
    return Invitation._meta.get_field("membership").related_model.objects.get(user=user)


def test_names_of_those_invited_are_for_the_secretariat(client, chenda, mealea, committee):
    meeting = a_meeting(committee)
    Invitation.objects.create(meeting=meeting, name="Secret Guest", email="secret@example.org")
    Invitation.objects.create(
        meeting=meeting, membership=mealea_membership(mealea), name="M", answer="accepted"
    )
    shown = client.get(page("meeting-detail", meeting)).content.decode()
    assert "Secret" not in shown and 'id="invitations"' not in shown
    client.force_login(mealea)
    own = client.get(page("meeting-detail", meeting)).content.decode()
    assert "Secret" not in own and "2 people are invited" in own and "Your answer" in own
    client.force_login(chenda)
    assert "secret@example.org" in client.get(page("meeting-detail", meeting)).content.decode()


# The agenda.


def test_items_move_and_go(client, chenda, committee):
    meeting = a_meeting(committee)
    first, second, third = (an_agenda_item(meeting) for _ in range(3))
    client.force_login(chenda)

    def order():
        return list(AgendaItem.objects.of_meeting(meeting).in_order().values_list("pk", flat=True))

    client.post(page("agenda-item-move", third), {"to": "up"})
    client.post(page("agenda-item-move", first), {"to": "up"})
    client.post(page("agenda-item-move", first), {"to": "down"})
    assert order() == [third.pk, first.pk, second.pk]
    assert client.post(page("agenda-item-move", first), {"to": "left"}).status_code == 404
    client.post(page("agenda-item-remove", third), {"version": 1})
    assert order() == [first.pk, second.pk]


def test_markdown_of_an_item_is_safe(client, committee):
    meeting = a_meeting(committee)
    an_agenda_item(meeting, text={"en": "**Bold** <script>alert(1)</script> [x](javascript:alert(1))"})
    shown = client.get(page("meeting-detail", meeting)).content.decode()
    assert (
        "<strong>Bold</strong>" in shown and "<script>alert" not in shown and 'href="javascript' not in shown
    )


def test_links_of_an_item_are_shown_to_those_who_may_see_the_target(client, chenda, committee):
    create_starter_definitions()
    draft = a_recommendation(committee, "draft", title={"en": "Hidden advice"})
    minutes = some_minutes(a_held_meeting(committee, title={"en": "Earlier one"}))
    meeting = a_meeting(committee)
    definition = agenda.linkable("definition", chenda).in_country("KH").first()
    study = a_study("KH")
    study.title = {"en": "Hidden study"}
    study.save()
    an_agenda_item(meeting, study=study, recommendation=draft, definition=definition)
    an_agenda_item(meeting, kind="minutes", minutes=minutes, title={"en": "Approval"})
    shown = client.get(page("meeting-detail", meeting)).content.decode()
    assert "Hidden" not in shown and f"/definitions/{definition.uid}/" in shown and "Earlier one" not in shown
    row = client.get(f"/api/v1/meetings/{meeting.uid}/").json()["agenda"]
    assert [(each["study"], each["recommendation"], each["minutes"]) for each in row] == [
        (None, None, None)
    ] * 2
    assert row[0]["definition"] == str(definition.uid)
    client.force_login(chenda)
    shown = client.get(page("meeting-detail", meeting)).content.decode()
    assert "Hidden advice" in shown and "Hidden study" in shown and "Earlier one" in shown


def test_minutes_are_approved_at_a_later_meeting_of_the_same_committee(client, chenda, committee):
    earlier = a_held_meeting(committee)
    minutes, meeting = some_minutes(earlier), a_meeting(committee)
    typed = {"title_en": "Approval", "kind": "minutes", "visibility": "public"}
    client.force_login(chenda)
    assert client.post(page("agenda-item-create", meeting), typed).status_code == 422
    assert (
        client.post(page("agenda-item-create", meeting), typed | {"minutes": str(minutes.uid)}).status_code
        == 302
    )
    assert (
        client.post(page("agenda-item-create", earlier), typed | {"minutes": str(minutes.uid)}).status_code
        == 422
    )


# D9.


def public_outputs(client, committee, meeting):
    pages = [
        page("meeting-detail", meeting), reverse("dialogue:meeting-list"),
        f"{reverse('dialogue:meeting-list')}?when=past&country=KH",
        f"{reverse('dialogue:meeting-list')}?committee={committee.uid}",
        f"/api/v1/meetings/{meeting.uid}/", "/api/v1/meetings/?count=true", "/api/v1/meetings/?format=csv",
        f"/api/v1/meetings/?committee={committee.uid}&count=true&status=held",
    ]  # fmt: skip
    answers = {address: client.get(address) for address in pages}
    return {
        address: b"".join(answer) if answer.streaming else text_of(answer)
        for address, answer in answers.items()
    }


def test_what_is_private_leaves_no_trace(client, chenda, committee, mealea):
    earlier = a_held_meeting(committee)
    meeting = a_held_meeting(committee, previous=earlier)
    an_agenda_item(meeting)
    before = public_outputs(client, committee, meeting)
    for hidden in ({"visibility": "committee"}, {"visibility": "secretariat"}, {"status": "draft"}):
        a_held_meeting(committee, previous=meeting, **hidden)
        a_meeting(committee, previous=meeting, **hidden)
    secret = a_committee("KH", visibility="committee")
    a_meeting(secret)
    for level in ("committee", "secretariat"):
        an_agenda_item(meeting, visibility=level)
    Invitation.objects.create(meeting=meeting, name="Guest")
    some_minutes(meeting)
    assert public_outputs(client, committee, meeting) == before


def test_a_previous_meeting_that_one_may_not_know_is_not_named(client, committee):
    meeting = a_meeting(committee, previous=a_held_meeting(committee, visibility="committee"))
    assert client.get(f"/api/v1/meetings/{meeting.uid}/").json()["previous"] is None
    assert "Previous meeting" not in client.get(page("meeting-detail", meeting)).content.decode()


def test_a_draft_is_not_known_to_the_committee(client, committee, mealea):
    draft = a_meeting(committee, status="draft")
    client.force_login(mealea)
    assert client.get(page("meeting-detail", draft)).status_code == 404
    assert client.get(page("meeting-detail", a_meeting(committee, visibility="committee"))).status_code == 200


# The list.


def test_the_list_is_filtered_and_paged(client, committee, monkeypatch):
    region = a_meeting(a_committee(None), title={"en": "Region meets"})
    for _ in range(3):
        a_meeting(committee)
    monkeypatch.setattr("dialogue.summaries.meetings.meetings_page.__defaults__", (None, 2))
    first = client.get(reverse("dialogue:meeting-list"), {"country": "KH"}).content.decode()
    assert "Region meets" not in first
    following = re.search(r'href="(\?[^"]*cursor[^"]*)"', first).group(1).replace("&amp;", "&")
    second = client.get(reverse("dialogue:meeting-list") + following).content.decode()
    assert (first.count('class="when"'), second.count('class="when"')) == (2, 1)
    assert (
        "Region meets" in client.get(reverse("dialogue:meeting-list"), {"country": "region"}).content.decode()
    )
    assert region.uid


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?country=XX", 422),
        ("?committee=x", 422),
        ("?when=never", 404),
        ("?cursor=zzz", 400),
        ("?status=%00", 422),
    ],
)
def test_a_bad_question_is_refused(client, committee, query, status):
    assert client.get(reverse("dialogue:meeting-list") + query).status_code == status


def test_pages_take_a_fixed_number_of_queries(client, committee, django_assert_max_num_queries):
    meeting = a_meeting(committee)
    for _ in range(6):
        an_agenda_item(meeting, recommendation=a_recommendation(committee))
        a_meeting(committee)
    with django_assert_max_num_queries(20):
        client.get(page("meeting-detail", meeting))
    with django_assert_max_num_queries(6):
        client.get(reverse("dialogue:meeting-list"))
    with django_assert_max_num_queries(6):
        client.get("/api/v1/meetings/")

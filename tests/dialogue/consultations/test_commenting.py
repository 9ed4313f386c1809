"""Comments come in without an account; floods and machines do not, and nobody slow is refused."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogue.models import Comment
from dialogue.services import comment_guard as guard
from dialogue.services import comments as services
from sse_portal.records.models import Change
from tests.dialogue.factories import a_comment, a_consultation, a_recommendation
from tests.factories import a_user
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db


def told(response):
    return response.content.decode()


def test_anybody_comments_and_it_waits(client, send, consultation):
    response = send(author_name="Dara Sok", author_email="dara@example.org")

    comment = Comment.objects.get()
    assert response.status_code == 302
    assert (comment.state, comment.user, comment.anchor, comment.language) == ("waiting", None, "p1", "en")
    page = told(client.get(response["Location"]))
    assert "once the secretariat has looked at it" in page
    assert "A register helps." not in page and "Dara" not in page
    line = Change.objects.about(comment).get()
    assert "dara" not in str((line.before, line.after)).lower(), "the history outlives the address"


def test_somebody_who_takes_three_hours_is_taken(send):
    assert send(after=3 * 60 * 60).status_code == 302
    assert Comment.objects.count() == 1


def test_somebody_who_takes_more_than_a_day_only_sends_again(send, consultation):
    response = send(after=25 * 60 * 60, text="Slow but sure.")

    assert response.status_code == 422
    assert "Slow but sure." in told(response) and "more than a day" in told(response)
    assert guard.is_genuine(response.context["form"]["token"].value(), consultation)


def test_the_same_form_sent_again_gives_the_same_result(send, consultation):
    token = guard.form_token(consultation, at=time.time() - 60)

    answers = [send(token=token) for _ in range(3)]

    assert {each.status_code for each in answers} == {302}
    assert Comment.objects.count() == 1


def test_the_same_text_of_the_same_person_in_another_form_is_the_same_comment(send):
    for _ in range(2):
        assert send(author_email="dara@example.org").status_code == 302
    assert Comment.objects.count() == 1


def test_two_people_may_say_the_same(send):
    send(author_email="dara@example.org")
    send(author_email="sokha@example.org")
    send()
    send()
    assert Comment.objects.waiting().count() == 4


def test_the_form_taken_back_with_another_text_is_another_comment(send, consultation):
    token = guard.form_token(consultation, at=time.time() - 60)
    send(token=token)
    assert send(token=token, text="And one thing more.").status_code == 302
    assert Comment.objects.count() == 2


def test_what_is_sent_within_three_seconds_is_asked_again_and_then_taken(send, consultation):
    token = guard.form_token(consultation)
    response = send(token=token)
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "A register helps." in told(response)
    assert response.context["form"]["token"].value() == token, "waiting does not begin anew"

    assert send(after=4).status_code == 302


def test_the_trap_catches_machines_and_says_so_to_people(send):
    response = send(website="https://casino.example")

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "comment-trap" not in told(response), "now it is seen"
    assert "A register helps." in told(response)
    assert send(website="").status_code == 302


@pytest.mark.parametrize("token", [" ", "x", "a:b:c"])
def test_a_token_that_is_not_ours_is_replaced(send, token, consultation):
    response = send(token=token)
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert guard.is_genuine(response.context["form"]["token"].value(), consultation)


def test_the_token_of_another_consultation_does_not_do(send, committee):
    other = a_consultation(a_recommendation(committee, "in_consultation"))
    assert send(token=guard.form_token(other, at=time.time() - 60)).status_code == 422


def test_one_client_sends_so_many_in_an_hour_and_keeps_the_text(send, monkeypatch):
    monkeypatch.setattr(guard, "MOST_OF_CLIENT", 2)
    for number in range(2):
        assert send(text=f"No. {number}", author_name="Dara").status_code == 302
    response = send(text="No. 3")

    assert (response.status_code, Comment.objects.count()) == (429, 2)
    assert "No. 3" in told(response) and "in an hour" in told(response)
    assert send(text="No. 1", author_name="Dara").status_code == 302, "what is there already is no flood"


def test_all_without_an_account_together_send_so_many_in_an_hour(send, consultation, monkeypatch):
    monkeypatch.setattr(guard, "MOST_OF_CONSULTATION", 2)
    values = {"text": "Yes.", "position": "support"}
    for number in range(2):
        services.make_comment(by=None, consultation=consultation, values=values, client=f"10.0.0.{number}")
    with pytest.raises(guard.TooManyComments):
        services.make_comment(by=None, consultation=consultation, values=values, client="10.0.0.9")

    signed_in = a_user("partner")
    assert services.make_comment(by=signed_in, consultation=consultation, values=values)


def test_a_member_is_shown_at_once_and_others_wait(client, send, mealea, guest):
    for user, state in ((a_user("partner"), "shown"), (mealea, "shown"), (guest, "waiting")):
        client.force_login(user)
        send(text=f"I am {user.email}")
        assert Comment.objects.get(user=user).state == state


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "http://a.example https://b.example www.c.example"},
        {"on_behalf_of_name": "Samaki Union"},
        {"text": "Said before."},
    ],
)
def test_many_links_another_name_or_a_repeated_text_wait_whoever_sends_them(
    client, send, consultation, fields
):
    a_comment(consultation, text="Said before.")
    client.force_login(a_user("partner"))
    send(**fields)
    assert Comment.objects.newest_first().first().state == "waiting"


def test_one_speaks_for_an_organisation_that_one_may_know(client, send):
    known, hidden = an_organization("KH", "Samaki Union"), an_organization("KH", visibility="secretariat")
    client.force_login(a_user("partner"))
    assert send(on_behalf_of=str(hidden.uid)).status_code == 422
    assert send(on_behalf_of=str(known.uid)).status_code == 302
    assert Comment.objects.get().on_behalf_of == known


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": " \n "},
        {"text": "x" * 5001},
        {"text": "a\x00b"},
        {"position": "maybe"},
        {"anchor": "p9"},
        {"author_email": "not an address"},
        {"shows_name": "on", "author_name": ""},
        {"author_name": "x" * 201},
    ],
)
def test_what_cannot_be_taken_comes_back_filled(send, fields):
    response = send(**fields)
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert 'name="token"' in told(response)


def test_after_the_end_the_text_comes_back_to_copy(client, over, send):
    response = send(text="Too late <b>but</b> here.")

    assert (response.status_code, Comment.objects.count()) == (409, 0)
    assert "Too late &lt;b&gt;but&lt;/b&gt; here." in told(response)
    assert "closed" in told(client.get(reverse("dialogue:comment-create", args=[over.uid])))
    assert reverse("dialogue:comment-create", args=[over.uid]) not in told(
        client.get(reverse("dialogue:consultation-detail", args=[over.uid]))
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"cancelled_at": timezone.now()},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"closes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_comments_are_taken_only_while_it_is_open(consultation, mealea, fields):
    for name, value in fields.items():
        setattr(consultation, name, value)
    with pytest.raises(services.NotOpen):
        services.make_comment(
            by=mealea, consultation=consultation, values={"text": "x", "position": "support"}
        )


def test_the_committee_comments_on_what_only_it_sees(client, send, consultation, mealea, guest):
    consultation.visibility = "committee"
    consultation.save()
    assert send().status_code == 404
    client.force_login(guest)
    assert send().status_code == 404
    client.force_login(mealea)
    assert send().status_code == 302
    assert not Comment.objects.public().exists()


def test_the_form_works_without_an_account_and_shows_the_part(client, consultation):
    page = told(client.get(reverse("dialogue:comment-create", args=[consultation.uid]), {"about": "p2"}))
    assert "It is public." in page and 'value="p2" selected' in page
    assert "on_behalf_of_name" in page and "on_behalf_of_uid" not in page

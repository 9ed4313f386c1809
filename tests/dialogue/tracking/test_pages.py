"""The pages of the secretariat, the link of an addressee, and the section on a recommendation."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dialogue.models import Addressee, Recommendation
from dialogue.services import answer_links
from dialogue.services.progress import tell_progress, verify_progress
from tests.dialogue.factories import an_addressee, an_update
from tests.factories import a_user
from tests.network.factories import a_contact, an_organization
from tests.reading import seen

from .world import PROOF, accepted, an_asked_addressee

pytestmark = pytest.mark.django_db
SITE = "https://portal.example/"


@pytest.fixture
def addressee(committee):
    return an_asked_addressee(committee, an_organization("KH", "Ministry of Labour", kind="government"))


def page_of(addressee):
    return reverse("dialogue:recommendation-detail", args=[addressee.recommendation.code])


def sent(client, name, record, **values):
    return client.post(reverse(f"dialogue:{name}", args=[record.uid]), values, follow=True)


def test_the_secretariat_takes_an_answer_to_verified_action(client, addressee, chenda):
    client.force_login(chenda)
    answer = {"position": "accepted", "justification_en": "We agree.", "action_en": "Keep a register"}
    assert "Keep a register" in sent(client, "response-create", addressee, **answer).content.decode()
    action = addressee.actions.get()
    sent(client, "progress-create", action, state="ongoing", percent="40", visibility="public")
    sent(client, "action-reschedule", action, due_on="2030-01-01", narrative_en="The budget comes later.")
    done = {"state": "completed", "proof_url": PROOF, "visibility": "public", "due_on": "2030-01-01"}
    page = sent(client, "progress-create", action, **done).content.decode()
    update = action.updates.newest_first().first()
    verify = reverse("dialogue:verification-create", args=[update.uid])
    assert PROOF in page and verify not in page, "who told it is not offered to verify it"
    assert client.get(verify).status_code == 403

    client.force_login(a_user("secretariat", "KH", "sophea@example.org"))
    assert verify in seen(client, page_of(addressee))
    assert "Verified" in sent(client, "verification-create", update, verdict="adequate").content.decode()
    public = seen(Client(), page_of(addressee))
    assert all(
        text in public for text in ("Ministry of Labour", "Keep a register", "100", "Verified", "Timeline")
    )
    assert "progress/" not in public


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("response-create", {"position": "rejected"}, "justification_en"),
        ("response-create", {"position": "x\x00"}, "position"),
        ("action-create", {"title_en": "a\x00"}, "title_en"),
    ],
)
def test_a_form_comes_back_filled(client, addressee, chenda, name, values, field):
    client.force_login(chenda)
    accepted(chenda, addressee)
    answer = client.post(reverse(f"dialogue:{name}", args=[addressee.uid]), values)
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_the_newest_words_win_only_knowingly(client, addressee, chenda):
    action = accepted(chenda, addressee)
    client.force_login(chenda)
    address = reverse("dialogue:action-edit", args=[action.uid])
    assert client.post(address, {"title_en": "First", "version": 1}).status_code == 302
    late = client.post(address, {"title_en": "Second", "version": 1})
    assert late.status_code == 412 and b"First" in late.content and b"Second" in late.content


def test_a_past_day_is_shown_as_it_was(client, addressee, chenda):
    action = accepted(chenda, addressee)
    address = reverse("dialogue:recommendation-tracking", args=[addressee.recommendation.code])
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "Keep a register" in seen(client, address)
    past = seen(client, f"{address}?on={yesterday}")
    assert "Keep a register" not in past and "Awaiting an answer" in past
    assert action.pk and client.get(f"{address}?on=2999-01-01").status_code == 422
    assert client.get(address, {"on": "a\x00"}).status_code == 422


def test_notes_and_papers_of_some_leave_no_trace_on_the_page(client, addressee, chenda):
    action = accepted(chenda, addressee)
    an_update(action, "ongoing", percent=20)
    before = [seen(client, address) for address in (page_of(addressee), page_of(addressee) + "tracking/")]
    an_update(action, "completed", visibility="committee", narrative={"en": "For the committee"})
    an_update(action, "completed", visibility="secretariat", narrative={"en": "For the secretariat"})
    assert [
        seen(client, address) for address in (page_of(addressee), page_of(addressee) + "tracking/")
    ] == before
    client.force_login(chenda)
    assert "For the secretariat" in seen(client, page_of(addressee))


def test_the_section_takes_the_same_queries_however_much_there_is(
    client, addressee, chenda, django_assert_max_num_queries
):
    for _number in range(6):
        an_update(accepted_again(chenda, addressee), "ongoing")
    with django_assert_max_num_queries(16):
        client.get(page_of(addressee) + "tracking/")


def accepted_again(by, addressee):
    if not addressee.actions.exists():
        return accepted(by, addressee)
    from_first = addressee.actions.first()
    from_first.pk, from_first.uid = None, an_organization().uid
    from_first.save(force_insert=True)
    return from_first


# --- The link of an addressee ----------------------------------------------------------------------------


def link_of(addressee, chenda):
    answer = answer_links.send_answer_link(by=chenda, addressee=addressee, site=SITE)
    return answer.link.removeprefix(SITE.rstrip("/"))


def test_an_addressee_answers_plans_and_tells_without_an_account(client, addressee, chenda):
    link = link_of(addressee, chenda)
    page = client.get(link)
    assert page.status_code == 200 and page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"] and "no-store" in page["Cache-Control"]
    assert b"noindex" in page.content
    client.post(link, {"position": "accepted", "action_en": "Keep a register", "action_due_on": "2030-01-01"})
    action = addressee.actions.get()
    client.post(f"{link}actions/new/", {"title_en": "Publish it"})
    done = {"state": "completed", "proof_url": PROOF, "percent": "100", "due_on": "2030-01-01"}
    assert client.post(f"{link}actions/{action.uid}/", done).status_code == 302

    assert addressee.responses.get().by is None and addressee.actions.count() == 2
    update = action.updates.get()
    assert update.by is None and update.on_behalf_of == addressee.organization
    assert "told by the addressee" in seen(Client(), page_of(addressee))
    verify_progress(by=chenda, update=update, values={"verdict": "adequate"})


def test_a_link_is_kept_as_a_digest_only_and_a_new_one_ends_it(client, addressee, chenda):
    first = link_of(addressee, chenda)
    addressee.refresh_from_db()
    assert first.strip("/").rpartition("/")[2] not in addressee.link_key and len(addressee.link_key) == 64
    second = link_of(addressee, chenda)
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200


@pytest.mark.parametrize("change", ["too old", "closed", "wrong"])
def test_a_dead_link_opens_nothing(client, addressee, chenda, change):
    link = link_of(addressee, chenda)
    if change == "too old":
        Addressee.objects.update(link_ends_at=timezone.now())
    elif change == "closed":
        Recommendation.objects.update(status="closed", closed_at=timezone.now())
    else:
        link = f"/dialogue/letters/{'x' * 43}/"
    for address in (link, f"{link}actions/new/"):
        answer = client.get(address)
        assert answer.status_code == 404 and answer["Referrer-Policy"] == "same-origin"
        assert client.post(address, {"position": "noted"}).status_code == 404
    assert not addressee.responses.exists()


def test_a_link_reaches_its_own_actions_only(client, committee, addressee, chenda):
    other = accepted(chenda, an_addressee(addressee.recommendation))
    link = link_of(addressee, chenda)
    assert client.get(f"{link}actions/{other.uid}/").status_code == 404


def test_one_client_does_not_try_keys_without_end(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(answer_links, "MOST_REQUESTS", 3)
    codes = [client.get(f"/dialogue/letters/{number}/").status_code for number in range(5)]
    assert codes == [404, 404, 404, 429, 429]


def test_letters_go_to_the_office_and_are_shown_once_where_there_is_none(
    addressee, chenda, django_capture_on_commit_callbacks
):
    known = an_addressee(addressee.recommendation, an_organization("KH", "Ministry of Trade"))
    a_contact(known.organization, "office@trade.example")
    with django_capture_on_commit_callbacks(execute=True):
        found = answer_links.send_answer_links(by=chenda, recommendation=addressee.recommendation, site=SITE)
    by_name = {each.organization: each for each in found}
    assert by_name["Ministry of Trade"].is_mailed and by_name["Ministry of Trade"].link == ""
    assert by_name["Ministry of Labour"].link.startswith(SITE)
    [letter] = mail.outbox
    assert letter.to == ["office@trade.example"]
    link = re.search(r"https://portal\.example(/dialogue/letters/\S+)", letter.body)[1]
    assert Client().get(link).status_code == 200
    again = answer_links.send_answer_links(by=chenda, recommendation=addressee.recommendation, site=SITE)
    assert again == (), "who has a link that works gets no second one"


def test_the_secretariat_sees_a_link_that_could_not_be_mailed(client, addressee, chenda):
    client.force_login(chenda)
    page = client.post(reverse("dialogue:answer-link", args=[addressee.uid]), follow=True).content.decode()
    assert "/dialogue/letters/" in page
    assert "/dialogue/letters/" not in seen(client, page_of(addressee))


def test_a_proof_with_bad_content_is_refused(client, addressee, chenda, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    action = accepted(chenda, addressee)
    link = link_of(addressee, chenda)
    with (tmp_path / "x.exe").open("w+b") as file:
        file.write(b"MZ\x90\x00" * 40)
        file.seek(0)
        answer = client.post(f"{link}actions/{action.uid}/", {"state": "completed", "file": file})
    assert answer.status_code in (400, 413, 415, 422) and not action.updates.exists()
    assert tell_progress(by=chenda, action=action, values={"state": "ongoing"}).state == "ongoing"

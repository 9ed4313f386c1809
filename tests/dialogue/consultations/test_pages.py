"""What readers see of consultations: nothing private, in a fixed number of queries, comments beside their part."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogue.models import Comment, Consultation
from dialogue.summaries import sections
from sse_portal.ui import related
from tests.api.factories import a_definition
from tests.dialogue.factories import a_comment, a_committee, a_consultation, a_recommendation
from tests.network.factories import an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db


def page_of(consultation, name="consultation-detail"):
    return reverse(f"dialogue:{name}", args=[consultation.uid])


def body(response):
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def test_comments_stand_beside_their_part(client, consultation):
    a_comment(consultation, anchor="p2", text="Since when?", author_name="Dara Sok", shows_name=True)
    a_comment(consultation, anchor="", text="All in all good.", author_name="Hidden Name")

    page = body(client.get(page_of(consultation)))

    first, second, whole = (page.index(f'id="part-{key}"') for key in ("p1", "p2", "whole"))
    assert first < second < page.index("Since when?") < whole < page.index("All in all good.")
    assert "Dara Sok" in page and "Hidden Name" not in page


def test_an_address_is_shown_to_nobody(client, chenda, consultation):
    a_comment(consultation, state="waiting", author_email="dara@example.org", author_name="Dara Sok")
    client.force_login(chenda)
    for name in ("consultation-detail", "comment-queue"):
        assert "dara@example.org" not in body(client.get(page_of(consultation, name)))
    assert "left an e-mail address" in body(client.get(page_of(consultation, "comment-queue")))


def test_the_author_sees_the_own_comment_wait(client, guest, consultation):
    a_comment(consultation, state="waiting", user=guest, text="Mine.")
    client.force_login(guest)
    page = body(client.get(page_of(consultation)))
    assert "Mine." in page and "Waits to be looked at" in page
    client.logout()
    assert "Mine." not in body(client.get(page_of(consultation)))


def test_public_pages_are_the_same_bytes_with_and_without_private_rows(client, committee, consultation):
    a_comment(consultation, on_behalf_of=an_organization("KH", visibility="secretariat"))
    recommendation = consultation.recommendation
    pages = [
        reverse("dialogue:consultation-list"), f"{reverse('dialogue:consultation-list')}?state=open&country=KH",
        page_of(consultation), f"{page_of(consultation)}?part=p1",
        reverse("dialogue:recommendation-detail", args=[recommendation.code]),
        reverse("dialogue:committee-detail", args=[committee.uid]),
    ]  # fmt: skip
    before = [seen(client, page) for page in pages]

    a_comment(consultation, state="waiting", text="Not yet.")
    a_comment(consultation, state="refused", text="Spam.")
    disposed = Comment.objects.shown().first()
    disposed.disposition, disposed.disposition_reason = "noted", {"en": "Later."}
    disposed.disposed_at = timezone.now()
    disposed.save()
    for visibility in ("committee", "secretariat"):
        a_comment(a_consultation(recommendation, visibility=visibility))
    later = timezone.now() + timedelta(days=1)
    a_consultation(recommendation, opens_at=later)
    a_consultation(a_recommendation(committee, "draft"))
    a_consultation(a_recommendation(a_committee("KH", visibility="committee"), "in_consultation"))

    assert [seen(client, page) for page in pages] == before


def test_of_a_draft_definition_only_the_text_taken_is_shown(client, committee):
    definition = a_definition("KH", number=8, status="draft", text={"en": "A later secret."})
    consultation = a_consultation(definition, committee)
    page = body(client.get(page_of(consultation)))
    assert "The ministry keeps a register." in page and "draft of a working definition" in page
    assert str(definition.uid) not in page and "secret" not in page


def test_pages_take_a_fixed_number_of_queries(client, consultation, django_assert_max_num_queries):
    for number in range(30):
        a_comment(consultation, text=f"No. {number}", on_behalf_of=an_organization("KH"))
        a_consultation(consultation.recommendation)
    with django_assert_max_num_queries(8):
        client.get(page_of(consultation))
    with django_assert_max_num_queries(5):
        client.get(reverse("dialogue:consultation-list"))
    consultation.reported_at = timezone.now()
    consultation.save()
    with django_assert_max_num_queries(8):
        client.get(page_of(consultation, "consultation-report"))


def test_many_comments_on_a_part_go_on_on_its_own_page(client, consultation):
    for number in range(55):
        a_comment(consultation, text=f"No. {number}.")
    first = body(client.get(page_of(consultation)))
    assert first.count('class="comment"') == 20 and "?part=p1" in first

    response = client.get(page_of(consultation), {"part": "p1"})
    assert body(response).count('class="comment"') == 50
    assert (
        body(client.get(page_of(consultation) + response.context["next_url"])).count('class="comment"') == 5
    )
    for query in ({"part": "p9"}, {"part": "p1", "cursor": "x"}):
        assert client.get(page_of(consultation), query).status_code == 404


@pytest.mark.parametrize("query", ["?state=lost", "?country=ZZ", "?cursor=x", "?country=%00"])
def test_a_list_that_cannot_be_is_a_clear_4xx(client, query):
    assert client.get(reverse("dialogue:consultation-list") + query).status_code in (400, 422)


def test_the_secretariat_announces_changes_and_cancels_by_forms(client, chenda, committee):
    client.force_login(chenda)
    draft = a_recommendation(committee, "draft")
    create = reverse("dialogue:consultation-create", args=[committee.uid])
    about = f"recommendation:{draft.uid}"
    assert f'value="{about}" selected' in body(client.get(create, {"about": about}))

    wrong = client.post(
        create, {"about": about, "title_en": "A register", "closes_at": "soon", "visibility": "public"}
    )
    assert wrong.status_code == 422 and "A register" in wrong.content.decode()

    end = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "about": about,
        "title_en": "A register",
        "opens_at": "",
        "closes_at": end,
        "visibility": "public",
    }
    made = client.post(create, sent)
    consultation = Consultation.objects.get()
    assert made["Location"] == page_of(consultation)
    local = consultation.closes_at.astimezone(ZoneInfo("Asia/Phnom_Penh"))
    assert local.strftime("%Y-%m-%dT%H:%M") == end, "by the clock of the committee"

    form = client.get(page_of(consultation, "consultation-edit")).context["form"]
    kept = {name: form[name].value() or "" for name in form.fields}
    changed = client.post(
        page_of(consultation, "consultation-edit"), kept | {"title_en": "The register", "version": 1}
    )
    assert changed.status_code == 302
    stale = client.post(page_of(consultation, "consultation-edit"), kept | {"title_en": "Mine", "version": 1})
    assert stale.status_code == 412

    client.post(page_of(consultation, "consultation-cancel"), {"reason": "No need.", "version": 2})
    consultation.refresh_from_db()
    assert consultation.cancelled_at and consultation.title == {"en": "The register"}


def test_the_secretariat_works_through_the_queue(client, chenda, over):
    comment = a_comment(over, state="waiting", text="http://a.b http://c.d http://e.f")
    a_comment(over, state="refused", text=comment.text)
    client.force_login(chenda)
    queue = page_of(over, "comment-queue")
    page = body(client.get(queue))
    assert "Many links" in page and "The same text as another comment" in page

    moderate, dispose = (
        reverse(f"dialogue:comment-{act}", args=[comment.uid]) for act in ("moderate", "dispose")
    )
    assert "Say why" in body(client.post(moderate, {"state": "refused", "version": 1}, follow=True))
    client.post(moderate, {"state": "shown", "version": 1})
    assert client.post(dispose, {"disposition": "noted", "version": 2}).status_code == 422
    client.post(dispose, {"disposition": "noted", "disposition_reason_en": "Read.", "version": 2})
    assert "No comment is here." in body(client.get(queue, {"state": "answer"}))
    response = client.post(page_of(over, "consultation-publish"), {"version": 1}, follow=True)
    assert "Read." in body(response)
    for query in ({"state": "x"}, {"cursor": "x"}):
        assert client.get(queue, query).status_code == 404


def test_sections_lead_to_the_consultations(chenda, guest, committee, consultation, recommendation):
    for page, record in ((sections.COMMITTEE, committee), (sections.RECOMMENDATION, recommendation)):
        for user, may_create in ((guest, False), (chenda, True)):
            (shown,) = [
                each for each in sections.shown(page, record, user, "en") if each.name == "consultations"
            ]
            assert [row.uid for row in shown.content.rows] == [str(consultation.uid)]
            assert bool(shown.content.create_url) == may_create
    other = a_committee("KH")
    assert "consultations" not in [
        each.name for each in sections.shown(sections.COMMITTEE, other, guest, "en")
    ]


def test_a_definition_leads_to_its_consultations_that_the_reader_may_know(chenda, guest, committee):
    definition = a_definition("KH", number=8, status="draft")
    shown, hidden = (
        a_consultation(definition, committee, visibility=each) for each in ("public", "secretariat")
    )
    for user, known in ((guest, [shown]), (chenda, [hidden, shown])):
        found = related.links(related.DEFINITION, definition, user, "en")
        assert [each.url for each in found] == [page_of(each) for each in known]

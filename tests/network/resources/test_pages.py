"""The library's pages, as readers and as the secretariat see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from network.models import HarvestRecord, Resource
from sse_portal.records.storing import read_upload
from sse_portal.records.tags import set_tags
from tests.network.factories import a_resource, an_organization
from tests.reading import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LIST = "/network/resources/"
FORM = {
    "title_en": "Law on cooperatives",
    "type": "law",
    "country": "KH",
    "licence": "CC0-1.0",
    "visibility": "public",
    "creators": "Ministry\nParliament",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page_of(resource, part=""):
    return f"{LIST}{resource.uid}/{part}"


def text_of(answer):
    return answer.content.decode()


def titled(title, **fields):
    return a_resource(title={"en": title}, text_folded=title.lower(), **fields)


def test_the_list_has_the_newest_first_in_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    publisher = an_organization(name="Ministry of Labour")
    for year in range(2001, 2024):
        titled(f"Report of {year}", publisher=publisher, published_at=f"{year}-01-01T00:00:00Z")
    with django_assert_max_num_queries(6):
        text = text_of(client.get(LIST))
    assert text.index("Report of 2023") < text.index("Report of 2002") and "23 resources" in text


def test_pages_of_the_list_follow_each_other_without_gaps(client):
    for number in range(60):
        titled(f"Report {number:02}.", published_at=f"2026-01-{1 + number % 3:02}T00:00:00Z")
    for query in ("", "?q=report&order=relevance"):
        seen, address = [], LIST + query
        while address:
            page = client.get(address).context
            seen += [row.title for row in page["page"].rows]
            address = LIST + page["next_url"] if page["next_url"] else ""
        assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(
    "query",
    [
        "type=law", "language=km", "country=TH", "country=regional", "theme=finance", "sdg=8", "sdg=8.3",
        "licence=CC0-1.0", "year=2019", "principle=autonomy", "q=%E1%9E%85%E1%9F%92%E1%9E%94", "q=law+km",
    ],
)  # fmt: skip
def test_each_filter_finds_its_own(client, query):
    other = titled("Other", country="MN", licence="CC-BY-4.0")
    mine = a_resource(
        country=None if "regional" in query else "TH", type="law", language="km", licence="CC0-1.0",
        issued_on="2019-05-01", title={"km": "ច្បាប់"}, text_folded="ច្បាប់ law km",
    )  # fmt: skip
    set_tags(mine, {"theme": ["finance"], "SDG": ["8.3"], "principle": ["autonomy"]})
    answer = client.get(f"{LIST}?{query}")
    assert [row.uid for row in answer.context["page"].rows] == [str(mine.uid)], other


@pytest.mark.parametrize(
    "query",
    [
        "type=book", "language=xx", "country=ZZ", "theme=x", "sdg=99", "licence=x", "year=10000000000",
        "year=" + "9" * 30, "year=x", "q=%00", "q=" + "a" * 101, "order=x", "q=%ED%A0%80x%00",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_beside_its_field(client, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 422 and "There is a problem" in text_of(answer)


def test_a_cursor_that_is_not_ours_is_refused(client):
    assert client.get(f"{LIST}?cursor=abc").status_code == 400


def test_the_secretariat_finds_drafts_and_what_was_withdrawn(client, chenda):
    (
        titled("Shown"),
        titled("In the making", state="draft", published_at=None),
        titled("Gone", state="withdrawn"),
    )
    titled("Foreign draft", state="draft", country="TH", published_at=None)
    assert client.get(f"{LIST}?state=draft").context["page"].count == 1, "nobody else is asked for the state"
    client.force_login(chenda)
    for query, title in (("", "Shown"), ("?state=draft", "In the making"), ("?state=withdrawn", "Gone")):
        rows = client.get(LIST + query).context["page"].rows
        assert [row.title for row in rows] == [title]


def test_the_page_tells_how_to_cite_and_where_to_get_it(client):
    publisher = an_organization(name="Ministry of Labour")
    resource = titled(
        "Cooperatives", publisher=publisher, creators=["Sok Dara", "Chan Thida"], issued_on="2024-02-01",
        description={"en": "First.\n<b>Second.</b>"},
    )  # fmt: skip
    set_tags(resource, {"theme": ["law"], "SDG": ["8"]})
    text = text_of(client.get(page_of(resource)))
    address = f"http://testserver{page_of(resource)}"
    assert f"Sok Dara; Chan Thida (2024). Cooperatives. Ministry of Labour. {address}" in text
    assert "First.<br>&lt;b&gt;Second.&lt;/b&gt;" in text
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in text
    assert "?theme=law" in text and "?sdg=8" in text
    assert f'<meta name="DC.identifier" content="{address}">' in text
    assert '<meta name="DC.title" content="Cooperatives" lang="en">' in text
    assert f'href="{reverse("network:organization-detail", args=[publisher.uid])}"' in text


def test_without_authors_the_title_leads_the_citation(client):
    resource = titled("Who we are.", publisher_name="Some Press")
    assert f"Who we are. (no date). Some Press. http://testserver{page_of(resource)}" in text_of(
        client.get(page_of(resource))
    )


def test_the_page_costs_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    resource = titled("Cooperatives", publisher=an_organization())
    set_tags(resource, {"theme": ["law", "youth", "work"]})
    client.get(page_of(resource))  # Reads the reference data, once for all pages.
    with django_assert_max_num_queries(5):
        client.get(page_of(resource))


@pytest.mark.parametrize(
    "hidden", [{"visibility": "network"}, {"visibility": "secretariat"}, {"state": "draft"}]
)
def test_what_one_may_not_know_is_not_there(client, hidden):
    resource = titled("Hidden", **hidden, **read_upload(SimpleUploadedFile("a.txt", b"text")))
    for part in ("", "file/"):
        assert client.get(page_of(resource, part)).status_code == 404


def test_a_member_sees_what_is_for_the_network_and_may_not_write(client, pat):
    resource = titled("For members", visibility="network")
    client.force_login(pat)
    assert "members of the network" in text_of(client.get(page_of(resource)))
    assert client.get(page_of(resource, "edit/")).status_code == 403
    assert client.post(page_of(resource, "publish/")).status_code == 403


def test_a_text_is_previewed_as_text_and_the_file_is_a_download(client):
    content = b"a,b\n<script>alert(1)</script>,2\n"
    resource = titled("Data", link="", **read_upload(SimpleUploadedFile("data.csv", content)))
    text = text_of(client.get(page_of(resource)))
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text
    answer = client.get(page_of(resource, "file/"))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == 'attachment; filename="data.csv"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    held = client.get(page_of(resource, "file/"), headers={"If-None-Match": answer["ETag"]})
    assert held.status_code == 304


def test_the_secretariat_registers_publishes_and_withdraws_in_the_browser(client, chenda):
    client.force_login(chenda)
    assert client.get(f"{LIST}create/").status_code == 200
    file = SimpleUploadedFile("../ច្បាប់.pdf", b"%PDF-1.7\n%%EOF\n", content_type="text/html")
    answer = client.post(f"{LIST}create/", FORM | {"file": file, "themes": ["law"], "sdg": ["8", "16.6"]})
    resource = Resource.objects.get()
    assert answer["Location"] == page_of(resource)
    assert (resource.file_name, resource.media_type) == ("ច្បាប់.pdf", "application/pdf")
    assert resource.creators == ["Ministry", "Parliament"]
    text = text_of(client.get(page_of(resource)))
    assert "Draft" in text and "Download (PDF, " in text.replace("\n", "")
    client.post(page_of(resource, "publish/"), {"version": 1})
    assert Resource.objects.public().exists()
    empty = client.post(page_of(resource, "withdraw/"), {"version": 2, "reason": ""})
    assert empty.status_code == 422
    client.post(page_of(resource, "withdraw/"), {"version": 2, "reason": "Out of date"})
    assert HarvestRecord.objects.get().is_deleted
    text = text_of(client.get(page_of(resource)))
    assert "Out of date" in text and "Withdrawn" in text


def test_the_edit_form_comes_filled_and_keeps_what_it_does_not_ask(client, chenda):
    publisher = an_organization(name="Ministry of Labour")
    resource = titled(
        "Law", publisher=publisher, licence="LicenseRef-special", language="fr", rights="Free to teach",
        creators=["A", "B"],
    )  # fmt: skip
    resource.title = {"en": "Law", "vi": "Luật"}
    resource.save()
    set_tags(resource, {"SDG": ["8.3"], "theme": ["law"]})
    client.force_login(chenda)
    page = client.get(page_of(resource, "edit/"))
    text = text_of(page)
    assert "Ministry of Labour" in text and "Luật" in text and "A\nB</textarea>" in text
    form = page.context["form"]
    assert form["licence"].value() == "LicenseRef-special" and form["sdg"].value() == ["8.3"]
    sent = FORM | {"title_vi": "Luật", "version": 1, "creators": "A\nB", "link": "https://example.org/law"}
    assert client.post(page_of(resource, "edit/"), sent).status_code == 302
    resource.refresh_from_db()
    assert resource.title == {"en": "Law on cooperatives", "vi": "Luật"} and resource.publisher is None


def test_a_refused_form_comes_back_filled(client, chenda):
    client.force_login(chenda)
    answer = client.post(f"{LIST}create/", FORM | {"link": "javascript:alert(1)"})
    assert answer.status_code == 422 and "Law on cooperatives" in text_of(answer)
    file = SimpleUploadedFile("page.pdf", b"<html></html>", content_type="application/pdf")
    answer = client.post(f"{LIST}create/", FORM | {"file": file})
    assert answer.status_code == 422 and "Files of this type are not taken" in text_of(answer)
    answer = client.post(f"{LIST}create/", FORM | {"title_en": "", "creators": "a\0b"})
    assert answer.status_code == 422
    assert not Resource.objects.exists()


def test_after_another_edit_both_versions_are_shown(client, chenda):
    resource = titled("Law")
    client.force_login(chenda)
    sent = FORM | {"version": 7, "link": "https://example.org/law"}
    answer = client.post(page_of(resource, "edit/"), sent)
    assert answer.status_code == 412
    assert "Law on cooperatives" in text_of(answer) and "What you typed and what is saved" in text_of(answer)


def test_a_draft_says_what_it_lacks(client, chenda):
    resource = titled("Law", state="draft", published_at=None, link="", licence="")
    client.force_login(chenda)
    text = text_of(client.get(page_of(resource)))
    assert "there is nothing to read" in text and "Choose a licence" in text
    assert f'action="{page_of(resource, "publish/")}"' not in text
    assert client.post(page_of(resource, "publish/"), {"version": 1}).status_code == 409


def test_public_pages_are_the_same_bytes_with_and_without_private_rows(client):
    publisher = an_organization(name="Ministry of Labour")
    hidden = an_organization(name="Unseen Ministry", visibility="secretariat")
    titled("Shown", publisher=publisher)
    quiet = titled("Quiet", publisher=hidden)
    pages = [LIST, f"{LIST}?q=shown", f"{LIST}?type=report", page_of(quiet), "/network/resources.atom"]
    pages.append(reverse("network:organization-detail", args=[publisher.uid]))
    before = [seen(client, page) for page in pages]
    assert not any("Unseen" in text for text in before)
    for fields in ({"visibility": "network"}, {"visibility": "secretariat"}, {"state": "draft"}):
        a_resource(title={"en": "Shown too"}, text_folded="shown too", publisher=publisher, **fields)
    an_organization(name="Another", visibility="network")
    assert [seen(client, page) for page in pages] == before


def test_the_page_of_an_organisation_lists_what_it_published(client):
    publisher = an_organization()
    for number in range(7):
        titled(f"Report {number}", publisher=publisher)
    text = text_of(client.get(reverse("network:organization-detail", args=[publisher.uid])))
    section = text.partition('id="resources"')[2].partition("</section>")[0]
    assert "Report 6" in section and "Report 1" not in section and f"publisher={publisher.uid}" in section

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from network.models import Agreement, AgreementDocument
from network.services.agreement_parts import add_document, amend_agreement
from tests.network.factories import an_agreement, an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def pair(reference):
    return an_organization(name="Samaki"), an_organization("TH", name="Union")


@pytest.fixture
def keeper(client, chenda):
    client.force_login(chenda)
    return client


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page(name, agreement):
    return reverse(f"network:agreement-{name}", args=[agreement.uid])


def sent(**fields):
    plain = {
        "title_en": "Skills", "country": "KH", "kind": "mou", "visibility": "public", "reminder_days": "60",
        "parties-0-organization": "Samaki", "parties-0-role": "lead",
        "parties-1-organization": "Union", "parties-1-role": "party",
    }  # fmt: skip
    return plain | fields


def test_a_draft_is_written_signed_amended_suspended_resumed_and_terminated(keeper, pair):
    answer = keeper.post(reverse("network:agreement-create"), sent(last_day="2027-12-31"), follow=True)
    assert "The draft is saved." in answer.text and "It was signed" in answer.text
    agreement = Agreement.objects.get()
    assert str(agreement.ends_on) == "2028-01-01" and agreement.reminder_days == 60
    assert [(row.organization, row.role) for row in agreement.parties.in_order()] == [
        (pair[0], "lead"), (pair[1], "party"),
    ]  # fmt: skip
    signature = {"version": "1", "signed_on": "2025-01-10", "starts_on": "", "last_day": "2027-12-31"}
    assert "The agreement is signed." in keeper.post(page("sign", agreement), signature, follow=True).text
    amendment = {"version": "2", "signed_on": "2025-06-01", "summary_en": "Longer", "last_day": "2029-12-31"}
    text = keeper.post(page("amend", agreement), amendment, follow=True).text
    assert "Amendment 1" in text and "New last day" in text and "Longer" in text
    text = keeper.post(page("suspend", agreement), {"version": "3", "reason": "Flood"}, follow=True).text
    assert "The agreement is suspended." in text and "Let it hold again" in text
    text = keeper.post(page("resume", agreement), {"version": "4"}, follow=True).text
    assert "The agreement holds again." in text
    ending = {"version": "5", "reason": "Closed", "terminated_on": str(timezone.localdate())}
    text = keeper.post(page("terminate", agreement), ending, follow=True).text
    assert "The agreement is terminated." in text and "Terminated" in text
    agreement.refresh_from_db()
    assert (agreement.status, agreement.version) == ("terminated", 6)


def test_only_the_acts_that_make_sense_now_are_offered(keeper, pair):
    offered = lambda agreement: {
        name
        for name in ("sign", "amend", "suspend", "resume", "terminate")
        if page(name, agreement) in keeper.get(page("detail", agreement)).text
    }
    today = timezone.localdate()
    assert offered(an_agreement(*pair, status="draft")) == {"sign"}
    assert offered(an_agreement(*pair)) == {"amend", "suspend", "terminate"}
    assert offered(an_agreement(*pair, status="suspended")) == {"amend", "resume", "terminate"}
    assert offered(an_agreement(*pair, ends_on=today)) == {"amend"}
    assert offered(an_agreement(*pair, status="terminated", terminated_on=today)) == set()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title_en": ""}, "This field is required"), ({"title_en": "a\x00"}, "Null characters"),
        ({"kind": "treaty"}, "Select a valid choice"), ({"country": "TH"}, "Select a valid choice"),
        ({"starts_on": "2025-01-02", "last_day": "2025-01-01"}, "The end must come after"),
        ({"reminder_days": "9" * 30}, "Reminder"), ({"parties-1-organization": "nobody"}, "Row 2: No organisation"),
        ({"parties-1-organization": "Samaki", "parties-1-role": "lead"}, "named twice"),
        ({"parties-0-role": "chief"}, "Row 1: Choose what part"), ({"last_day": "9999-12-31"}, "Last day"),
    ],
)  # fmt: skip
def test_bad_input_is_said_in_its_place_and_comes_back_as_typed(keeper, pair, fields, said):
    answer = keeper.post(reverse("network:agreement-create"), sent(summary_en="Kept text", **fields))
    assert answer.status_code == 422 and said in answer.text and "Kept text" in answer.text
    assert not Agreement.objects.exists()


def test_a_change_shows_what_is_saved_and_keeps_texts_in_other_languages(keeper, pair):
    agreement = an_agreement(*pair, title={"en": "Skills", "vi": "Kỹ năng"}, ends_on="2028-01-01")
    text = keeper.get(page("edit", agreement)).text
    assert 'value="Samaki"' in text and 'value="2027-12-31"' in text and "Kỹ năng" in text
    fields = sent(title_en="Skills 2", title_vi="Kỹ năng", version="1", last_day="2027-12-31")
    assert keeper.post(page("edit", agreement), fields).status_code == 302
    agreement.refresh_from_db()
    assert agreement.title == {"en": "Skills 2", "vi": "Kỹ năng"}
    assert agreement.title_folded == "skills 2\nky nang"


def test_once_amended_the_form_leaves_the_end_to_amendments(keeper, pair):
    agreement = an_agreement(*pair)
    agreement.amendments.create(number=1, signed_on="2025-06-01", summary={"en": "A"})
    assert "Last day" not in keeper.get(page("edit", agreement)).text
    fields = sent(version="1", title_en="Skills 2")
    assert keeper.post(page("edit", agreement), fields).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.title["en"], str(agreement.ends_on)) == ("Skills 2", "2028-02-01")


def test_the_last_day_of_a_terminated_agreement_is_that_of_its_termination(client, pair):
    an_agreement(*pair, status="terminated", terminated_on="2026-05-01")
    text = client.get(reverse("network:agreement-list")).text
    assert "30 April 2026" in text and "2028" not in text


def test_somebody_elses_change_is_shown_and_nothing_typed_is_lost(keeper, pair):
    agreement = an_agreement(*pair, version=2)
    fields = sent(version="1", title_en="Mine", **{"parties-1-role": "funder"})
    answer = keeper.post(page("edit", agreement), fields)
    assert (
        answer.status_code == 412
        and 'value="Mine"' in answer.text
        and 'name="version" value="2"' in answer.text
    )
    assert "Samaki (party); Union (party)" in answer.text and "Union (funder)" in answer.text


def test_a_step_that_is_no_longer_possible_is_said_on_its_page(keeper, pair):
    agreement = an_agreement(*pair)
    answer = keeper.post(page("sign", agreement), {"version": "1", "signed_on": "2025-01-01"})
    assert answer.status_code == 409 and "was signed already" in answer.text
    assert keeper.post(page("resume", agreement), {"version": "1"}).status_code == 409
    assert keeper.post(page("suspend", agreement), {"version": "1", "reason": ""}).status_code == 422
    alone = an_agreement(pair[0], status="draft")
    answer = keeper.post(page("sign", alone), {"version": "1", "signed_on": "2025-01-01"})
    assert answer.status_code == 409 and "two parties at least" in answer.text


def test_the_page_tells_everybody_the_same_facts_and_only_keepers_the_acts(client, pair, chenda):
    agreement = an_agreement(*pair, summary={"en": "Training for village groups"})
    amend_agreement(
        by=chenda, agreement=agreement, version=1,
        values={"signed_on": "2025-06-01", "summary": {"en": "Longer"}, "ends_on": "2029-01-01"},
    )  # fmt: skip
    text = client.get(page("detail", agreement)).text
    for told in (
        "Training for village groups",
        "Samaki",
        "Union",
        "Amendment 1",
        "31 December 2028",
        "Timeline",
    ):
        assert told in text
    for kept in ("Change", "Suspend", "Reminder", "Add a document"):
        assert f">{kept}<" not in text


def test_who_may_not_know_it_finds_nothing_and_who_may_not_do_it_is_refused(client, pair, pat, narin):
    public, secret = an_agreement(*pair), an_agreement(*pair, visibility="secretariat")
    draft = an_agreement(*pair, status="draft")
    for user in (pat, narin):
        client.force_login(user)
        assert client.get(page("detail", public)).status_code == 200
        assert client.get(page("edit", public)).status_code == 403
        for hidden in (secret, draft):
            assert client.get(page("detail", hidden)).status_code == 404
            assert client.get(page("edit", hidden)).status_code == 404
    client.force_login(pat)
    assert client.get(reverse("network:agreement-create")).status_code == 403


def upload(client, agreement, name="signed.pdf", content=PDF, **fields):
    file = SimpleUploadedFile(name, content, "text/html")
    fields = {"title": "Signed text", "visibility": "public", "language": "km", "file": file} | fields
    return client.post(page("document-add", agreement), fields)


def test_a_document_is_kept_and_given_out_as_a_download(keeper, pair):
    agreement = an_agreement(*pair)
    assert upload(keeper, agreement).status_code == 302
    document = AgreementDocument.objects.get()
    assert (document.media_type, document.size, len(document.sha256)) == ("application/pdf", len(PDF), 64)
    keeper.logout()
    assert "Signed text" in keeper.get(page("detail", agreement)).text
    answer = keeper.get(reverse("network:agreement-document", args=[document.uid]))
    assert b"".join(answer.streaming_content) == PDF
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<html><script>alert(1)</script>"), ("a.exe", b"MZ\x90\x00"), ("a.pdf", b"")],
)
def test_a_file_that_is_not_taken_is_said_beside_it(keeper, pair, name, content):
    answer = upload(keeper, an_agreement(*pair), name, content)
    assert answer.status_code == 422 and 'id="id_file_error"' in answer.text and "Signed text" in answer.text
    assert not AgreementDocument.objects.exists()


def test_a_document_has_its_own_visibility_within_that_of_its_agreement(client, pair, chenda, pat):
    documents = {}
    for visibility in ("public", "network", "secretariat"):
        agreement = an_agreement(*pair, visibility=visibility)
        for own in ("public", "network", "secretariat"):
            values = {"title": f"Text {own}", "visibility": own}
            file = SimpleUploadedFile("a.txt", b"Text")
            documents[visibility, own] = add_document(
                by=chenda, agreement=agreement, values=values, file=file
            )
    rank = {"public": 0, "network": 1, "secretariat": 2}
    for level, user in enumerate((None, pat, chenda)):
        client.force_login(user) if user else client.logout()
        for key, document in documents.items():
            answer = client.get(reverse("network:agreement-document", args=[document.uid]))
            assert answer.status_code == (200 if max(map(rank.get, key)) <= level else 404), (key, user)
            if answer.streaming:
                list(answer.streaming_content)


def test_a_document_that_is_not_public_leaves_no_trace(client, pair, chenda):
    agreement = an_agreement(*pair)
    before = seen(client, page("detail", agreement))
    file = SimpleUploadedFile("a.txt", b"Text")
    add_document(by=chenda, agreement=agreement, values={"title": "Internal"}, file=file)
    assert seen(client, page("detail", agreement)) == before


def test_a_document_is_removed_with_its_file_by_keepers_only(
    keeper, pair, pat, django_capture_on_commit_callbacks
):
    upload(keeper, an_agreement(*pair))
    document = AgreementDocument.objects.get()
    address = reverse("network:agreement-document-remove", args=[document.uid])
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.post(address).status_code == 302
    assert not AgreementDocument.objects.exists() and not document.file.storage.exists(document.file.name)
    upload(keeper, Agreement.objects.get())
    keeper.force_login(pat)
    again = reverse("network:agreement-document-remove", args=[AgreementDocument.objects.get().uid])
    assert keeper.post(again).status_code == 403


def test_the_section_of_an_organisation_names_its_agreements_and_hides_what_is_not_public(client, pair):
    an_agreement(*pair, title={"en": "Skills"})
    address = reverse("network:organization-detail", args=[pair[0].uid])
    before = seen(client, address)
    assert "Skills" in before and 'id="agreements"' in before
    an_agreement(*pair, visibility="network")
    an_agreement(*pair, status="draft")
    assert seen(client, address) == before


def test_the_page_takes_a_fixed_number_of_queries(client, pair, chenda, django_assert_max_num_queries):
    agreement = an_agreement(*pair)
    for number in range(6):
        values = {"signed_on": "2025-06-01", "summary": {"en": f"Change {number}"}}
        amend_agreement(by=chenda, agreement=agreement, version=agreement.version, values=values)
        agreement.parties.create(organization=an_organization())
    client.get(page("detail", agreement))
    with django_assert_max_num_queries(6):
        client.get(page("detail", agreement))

"""The pages of imports: the way from a file to the register, who may go it, and what is said on the way."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mapping.models import Entity, ImportBatch, ImportRow
from mapping.services.entities import change_entity
from sse_portal.records.models import Reading
from tests.factories import a_study, a_user, an_entity

FILE = "Reg,Name of it,members_total,steht\n1,Rumdoul Weavers,12,open\n2,,x,\n"
MAPPING = {"to-0": "identifier:KH-TIN", "to-1": "entity_name", "to-2": "members_total", "to-3": "operational_status",
           "code-3-0": "active"}  # fmt: skip


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def study(reference):
    return a_study("KH")


@pytest.fixture
def signed(client, sokha):
    client.force_login(sokha)
    return client


@pytest.fixture
def jobs(django_capture_on_commit_callbacks):
    """Run what a request leaves to the worker."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(client, study, text=FILE, name="list.csv"):
    content = text.encode() if isinstance(text, str) else text
    return client.post(f"/studies/{study.uid}/imports/create/", {"file": SimpleUploadedFile(name, content)})


def uploaded(client, study, text=FILE):
    assert upload(client, study, text).status_code == 302
    return ImportBatch.objects.latest("id")


def checked(client, study, jobs, text=FILE, mapping=MAPPING):
    batch = uploaded(client, study, text)
    with jobs():
        answer = client.post(f"/imports/{batch.uid}/columns/", mapping)
    assert answer.status_code == 302, answer.context["form"].errors
    batch.refresh_from_db()
    return batch


def test_the_way_from_a_file_to_the_register(signed, study, jobs):
    assert "No import yet" in signed.get(f"/studies/{study.uid}/imports/").content.decode()
    assert signed.get(f"/studies/{study.uid}/imports/create/").status_code == 200
    batch = uploaded(signed, study)
    columns = signed.get(f"/imports/{batch.uid}/columns/")
    assert "Rumdoul Weavers" in columns.content.decode() and Entity.objects.count() == 0
    with jobs():
        signed.post(f"/imports/{batch.uid}/columns/", MAPPING)
    page = signed.get(f"/imports/{batch.uid}/").content.decode()
    assert "What it would do" in page and Entity.objects.count() == 0
    rows = signed.get(f"/imports/{batch.uid}/rows/").content.decode()
    assert "This is not a number." in rows and "A name is needed." in rows and "Rumdoul" not in rows
    assert "Rumdoul" in signed.get(f"/imports/{batch.uid}/rows/?show=create").content.decode()

    with jobs():
        signed.post(f"/imports/{batch.uid}/publish/")
    entity = Entity.objects.get()
    assert (entity.name, entity.operational_status) == ("Rumdoul Weavers", "active")
    assert entity.responses.get().members_total == 12
    assert "What it did" in signed.get(f"/imports/{batch.uid}/").content.decode()

    with jobs():
        signed.post(f"/imports/{batch.uid}/undo/", {"reason": "Wrong file."})
    assert Entity.with_pending.count() == 0
    assert "Undone" in signed.get(f"/studies/{study.uid}/imports/").content.decode()


def test_the_values_of_a_closed_question_are_asked_for_when_the_column_is_chosen(signed, study):
    batch = uploaded(signed, study)
    shown = signed.post(f"/imports/{batch.uid}/columns/", {**MAPPING, "show": "1"})
    assert shown.status_code == 200 and "code-3-0" in shown.context["form"].fields
    assert ImportBatch.objects.get().state == "uploaded"


def test_columns_that_mean_the_same_are_refused_beside_the_column(signed, study):
    batch = uploaded(signed, study)
    answer = signed.post(f"/imports/{batch.uid}/columns/", {**MAPPING, "to-2": "entity_name"})
    assert answer.status_code == 422 and "to-2" in answer.context["form"].errors
    assert answer.context["form"]["to-0"].value() == "identifier:KH-TIN", "the form comes back filled"


@pytest.mark.parametrize("value", ["no_such_variable", "identifier:<script>", "\x00"])
def test_a_meaning_that_is_not_offered_is_refused(signed, study, value):
    batch = uploaded(signed, study)
    assert signed.post(f"/imports/{batch.uid}/columns/", {**MAPPING, "to-2": value}).status_code == 422


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n123", "no table"),
        (b"a,a\n1,2\n", "both called"),
        (b"a,b\n", "no row"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(signed, study, content, words):
    answer = upload(signed, study, content)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_upload_without_a_file_or_far_too_large_is_refused(signed, study, settings):
    assert signed.post(f"/studies/{study.uid}/imports/create/").status_code == 422
    settings.UPLOAD_LIMIT = 1_000
    assert upload(signed, study, b"x" * 2_000_000).status_code == 400


def test_a_hostile_file_name_is_only_a_name(signed, study):
    upload(signed, study, name="..\\../../etc/<img src=x onerror=1>\r\nX: y.csv")
    batch = ImportBatch.objects.get()
    assert "/" not in batch.file_name and "\n" not in batch.file_name
    assert batch.path.parent.name == "imports" and batch.path.name != batch.file_name
    assert "<img src=x" not in signed.get(f"/imports/{batch.uid}/").content.decode()


def test_the_reading_can_be_put_right(signed, study):
    batch = uploaded(signed, study, "a;b,c\n1;2,3\n")
    signed.post(f"/imports/{batch.uid}/reading/", {"encoding": "cp1252", "delimiter": ","})
    batch.refresh_from_db()
    assert batch.shape["header"] == ["a;b", "c"]
    assert signed.post(f"/imports/{batch.uid}/reading/", {"encoding": "x"}).status_code == 302
    assert (
        signed.post(f"/imports/{batch.uid}/reading/", {"encoding": "utf-16", "delimiter": "tab"}).status_code
        == 302
    )
    batch.refresh_from_db()
    assert batch.shape["encoding"] == "cp1252"


def test_likely_duplicates_are_decided_on_the_page(signed, study, jobs):
    entity = an_entity("KH", "Rumdoul Silk Weavers")
    text = "entity_name\nRumdoul Silk Weaver\nRumdoul Silks Weavers\nRumdoul-Silk Weavers\n"
    batch = checked(signed, study, jobs, text, {"to-0": "entity_name"})
    page = signed.get(f"/imports/{batch.uid}/rows/?show=duplicate").content.decode()
    assert "The same as “Rumdoul Silk Weavers”" in page
    refused = signed.post(f"/imports/{batch.uid}/publish/")
    assert refused.status_code == 409 and "wait for a decision" in refused.content.decode()

    signed.post(f"/imports/{batch.uid}/rows/?show=duplicate", {"row-2": str(entity.uid), "row-3": "new"})
    signed.post(f"/imports/{batch.uid}/rows/", {"all": "skip"})
    found = dict(ImportRow.objects.values_list("number", "outcome"))
    assert found == {2: "update", 3: "create", 4: "duplicate"}


@pytest.mark.parametrize("given", [{"row-2": "x"}, {"row-x": "new"}, {"row-99999": "new"}, {"all": "merge"}])
def test_a_decision_that_is_none_changes_nothing(signed, study, jobs, given):
    an_entity("KH", "Rumdoul Silk Weavers")
    batch = checked(signed, study, jobs, "entity_name\nRumdoul Silk Weaver\n", {"to-0": "entity_name"})
    assert signed.post(f"/imports/{batch.uid}/rows/", given).status_code == 302
    assert ImportRow.objects.get().decision == ""


def test_rows_come_in_pages(signed, study, jobs):
    lines = "\n".join(f"Name {number}," for number in range(130))
    batch = checked(signed, study, jobs, f"entity_name,year_established\n{lines}\n", {"to-0": "entity_name"})
    seen, address = [], "?show=all"
    while address:
        answer = signed.get(f"/imports/{batch.uid}/rows/{address}")
        seen += [row.number for row in answer.context["rows"]]
        address = answer.context["next_url"]
    assert seen == list(range(2, 132))
    assert signed.get(f"/imports/{batch.uid}/rows/?show=nonsense").status_code == 404
    assert signed.get(f"/imports/{batch.uid}/rows/?after=1e30").status_code == 200


def test_problems_are_downloaded_and_no_cell_is_a_formula(signed, study, jobs):
    text = "entity_name,gov_control\nRumdoul,=cmd|'/c calc'!A1\n,none\n"
    batch = checked(signed, study, jobs, text, {"to-0": "entity_name", "to-1": "gov_control"})
    answer = signed.get(f"/imports/{batch.uid}/problems.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["line"], row["column"]) for row in rows] == [("2", "gov_control"), ("3", "entity_name")]
    assert rows[0]["value"].startswith("'=cmd") and "attachment" in answer["Content-Disposition"]


def test_the_file_is_served_as_an_attachment_and_noted(signed, study):
    batch = uploaded(signed, study, "<b>,b\n1,2\n")
    answer = signed.get(f"/imports/{batch.uid}/file/")
    assert b"".join(answer.streaming_content) == b"<b>,b\n1,2\n"
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["Content-Type"] == "application/octet-stream"
    )
    assert Reading.objects.get(kind="mapping.importbatch").record == batch.uid


def test_progress_tells_when_to_look_again(signed, study, jobs):
    batch = uploaded(signed, study)
    assert signed.get(f"/imports/{batch.uid}/progress/")["HX-Refresh"] == "true"
    ImportBatch.objects.update(state="checking")
    answer = signed.get(f"/imports/{batch.uid}/progress/")
    assert "HX-Refresh" not in answer and "every 2s" in answer.content.decode()


def test_a_step_that_died_is_gone_on_with(signed, study, jobs):
    batch = checked(signed, study, jobs)
    ImportBatch.objects.update(state="checking", done_rows=0, updated_at="2026-01-01T00:00:00Z")
    assert "Go on where it stopped" in signed.get(f"/imports/{batch.uid}/").content.decode()
    with jobs():
        signed.post(f"/imports/{batch.uid}/continue/")
    batch.refresh_from_db()
    assert batch.state == "checked" and batch.rows.count() == 2


def test_undoing_says_what_stands_in_the_way(signed, sokha, study, jobs):
    batch = checked(signed, study, jobs)
    with jobs():
        signed.post(f"/imports/{batch.uid}/publish/")
    change_entity(by=sokha, entity=Entity.objects.get(), values={"locality": "Kep"}, version=1)
    answer = signed.post(f"/imports/{batch.uid}/undo/", {"reason": "x"})
    assert answer.status_code == 409 and "<li>Rumdoul Weavers</li>" in answer.content.decode()
    assert Entity.objects.count() == 1


def test_cancelling_removes_rows_and_file(signed, study, jobs):
    batch = checked(signed, study, jobs)
    path = batch.path
    with jobs():
        signed.post(f"/imports/{batch.uid}/cancel/")
    assert not ImportRow.objects.exists() and not path.exists()
    assert signed.get(f"/imports/{batch.uid}/").status_code == 200
    assert signed.get(f"/imports/{batch.uid}/file/").status_code == 404


STEPS = ("columns", "reading", "rows", "check", "continue", "publish", "undo", "cancel")
PAGES = ("", "progress/", "columns/", "rows/", "problems.csv", "file/")


@pytest.mark.parametrize(
    "who", ["nobody", "guest", "partner", "policymaker", "secretariat", "other country", "admin"]
)
def test_without_the_right_in_the_country_imports_do_not_exist(client, sokha, study, jobs, who):
    client.force_login(sokha)
    batch = checked(client, study, jobs)
    client.logout()
    roles = {"other country": ("researcher", "TH"), "admin": ("regional_admin", None)}
    if who != "nobody":
        client.force_login(a_user(*roles.get(who, (None if who == "guest" else who, "KH"))))
    refused = {"nobody": 302, "guest": 404, "partner": 404, "other country": 404}.get(who, 403)
    for page in ("", "create/", "template.csv", "template.xlsx"):
        assert client.get(f"/studies/{study.uid}/imports/{page}").status_code == refused, page
    unknown = 302 if who == "nobody" else 404
    assert [client.get(f"/imports/{batch.uid}/{page}").status_code for page in PAGES] == [unknown] * len(
        PAGES
    )
    assert {client.post(f"/imports/{batch.uid}/{step}/").status_code for step in STEPS} == {unknown}
    assert upload(client, study).status_code == refused
    batch.refresh_from_db()
    assert batch.state == "checked" and ImportBatch.objects.count() == 1


def test_the_pages_cost_the_same_whatever_they_hold(signed, study, jobs, django_assert_max_num_queries):
    for _number in range(4):
        batch = checked(signed, study, jobs)
    for address in (
        f"/studies/{study.uid}/imports/",
        f"/imports/{batch.uid}/",
        f"/imports/{batch.uid}/rows/?show=all",
    ):
        signed.get(address)
        with django_assert_max_num_queries(15):
            signed.get(address)


@pytest.mark.parametrize("language", ["km", "th", "ru"])
def test_the_pages_are_there_in_other_languages(signed, study, jobs, language):
    batch = checked(signed, study, jobs)
    for address in (
        f"/studies/{study.uid}/imports/",
        f"/imports/{batch.uid}/",
        f"/imports/{batch.uid}/columns/",
    ):
        assert signed.get(address, headers={"Accept-Language": language}).status_code == 200

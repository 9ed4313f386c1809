"""Files of records, with real files: taken in after a look inside, given out as downloads only."""

import hashlib
import io
import re
import zipfile
from urllib.parse import unquote

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from network.models import Resource
from sse_portal.records.file_types import ENDINGS, OFFICE, OPEN, clean_name, media_type_of
from sse_portal.records.services import update_record
from sse_portal.records.storing import NO_FILE, discard_file, disposition, download, preview, read_upload
from sse_portal.spreadsheets.problems import BadFile
from tests.network.factories import a_resource

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
CONTENT_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def archive(parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return kept.getvalue()


def office(main="word/document.xml", **more):
    return archive({"[Content_Types].xml": CONTENT_TYPES, main: b"<document/>", **more})


def opened(kind="text", **more):
    parts = {"mimetype": f"{OPEN}{kind}", "content.xml": b"<office/>", "META-INF/manifest.xml": MANIFEST}
    return archive(parts | more)


def workbook():
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Members")
        sheet.write_formula(1, 0, "=1+1")
    return kept.getvalue()


def taken(content, name="file"):
    return read_upload(ContentFile(content, name=name))


def content_of(answer):
    """What is sent. Closing the answer itself would tell Django that a request is over, and end the transaction."""
    if not answer.streaming:
        return answer.content
    with answer.file_to_stream:
        return b"".join(answer.streaming_content)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


GOOD = [
    (PDF, "application/pdf"),
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
    (b"GIF89a\1\0\1\0", "image/gif"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    ("សហករណ៍ កសិកម្ម\nครัวเรือน\n".encode(), "text/plain"),
    (b"\xef\xbb\xbfname\r\n", "text/plain"),
    (office(), f"{OFFICE}wordprocessingml.document"),
    (workbook(), f"{OFFICE}spreadsheetml.sheet"),
    (office("ppt/presentation.xml"), f"{OFFICE}presentationml.presentation"),
    (opened(), f"{OPEN}text"),
    (opened("spreadsheet"), f"{OPEN}spreadsheet"),
    (opened("presentation"), f"{OPEN}presentation"),
]
BAD = {
    "nothing": b"",
    "a web page": b"  <!DOCTYPE html><p>Hello",
    "a web page after a mark": b"\xef\xbb\xbf<html>",
    "a picture that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "markup": b'<?xml version="1.0"?><a/>',
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a batch file": b"@echo off\r\ndel *.*\r\n",
    "rich text": b"{\\rtf1\\ansi hello}",
    "PostScript": b"%!PS-Adobe-3.0\n",
    "a program for Windows": b"MZ\x90\0\3\0\0\0",
    "a program for Linux": b"\x7fELF\2\1\1\0",
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "text in another encoding": "Кыргызстан".encode("cp1251"),
    "half a letter": "ក".encode()[:2],
    "text with a NUL": b"name\0value",
    "text with an escape sequence": b"\x1b[2J",
    "a PDF with a script": PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"),
    "a PDF that starts a program": PDF.replace(b"/Catalog", b"/Catalog /A << /S /Launch >>"),
    "a PDF cut off": PDF[:40],
    "any archive": archive({"readme.txt": b"hello"}),
    "a damaged archive": office()[:-30],
    "macros": office(**{"word/vbaProject.bin": b"x"}),
    "macros by their type": office(**{"word/x.xml": b'<a ContentType="x.macroEnabled.main+xml"/>'}),
    "macros of LibreOffice": opened(**{"Basic/Standard/script-lb.xml": b"<library/>"}),
    "a program inside": office(**{"word/embeddings/setup.exe": b"MZ"}),
    "an object inside": office(**{"word/embeddings/oleObject1.bin": b"x"}),
    "a control inside": office(**{"word/activeX/activeX1.xml": b"<a/>"}),
    "XML entities": office(**{"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
    "a path that climbs": office(**{"../../evil.xml": b"<a/>"}),
    "two kinds at once": office(**{"xl/workbook.xml": b"<workbook/>"}),
    "a password": opened(**{"META-INF/manifest.xml": b"<a><manifest:encryption-data/></a>"}),
    "a bomb": office(**{"word/media.xml": b" " * 30_000_000}),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "media_type"), GOOD)
def test_a_file_is_kept_with_its_type_by_what_it_holds(media, content, media_type):
    values = taken(content, "any name.exe")
    assert values["media_type"] == media_type
    assert values["size"] == len(content)
    assert values["sha256"] == hashlib.sha256(content).hexdigest()
    assert values["file_name"] == "any name.exe" + ENDINGS[media_type][0]
    assert (media / values["file"]).read_bytes() == content
    assert "any" not in values["file"], "its own name does not become a path"


@pytest.mark.django_db
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_what_could_do_harm_is_refused_and_leaves_nothing_behind(media, content):
    with pytest.raises(BadFile) as problem:
        taken(content, "report.pdf")
    assert problem.value.field == "file" and problem.value.status == 422
    assert files_in(media) == []


@pytest.mark.django_db
def test_every_part_of_a_file_is_looked_at(media):
    late = b"a" * 400_000
    for content in (late + b"\0", PDF.replace(b"trailer", late + b"/JavaScript trailer"), late + b"\xff"):
        with pytest.raises(BadFile):
            taken(content)


@pytest.mark.django_db
def test_a_letter_between_two_pieces_is_whole(media):
    content = b"a" * (256 * 1024 - 1) + "ក".encode()
    assert taken(content)["size"] == len(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(content):
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"RIFF"):
        whole = start + content
        try:
            assert media_type_of(io.BytesIO(whole), len(whole)) in ENDINGS
        except BadFile:
            continue


@pytest.mark.django_db
def test_what_is_larger_than_the_limit_is_refused(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    with pytest.raises(BadFile, match="1 MB"):
        taken(b"a" * (1024 * 1024 + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind"), [("a.csv", "csv"), ("a.MD", "markdown"), ("a.js", "plain")])
def test_a_name_tells_between_kinds_of_text_only(name, kind):
    values = taken(b"a,b\n1,2\n", name)
    assert values["media_type"] == f"text/{kind}"
    assert values["file_name"] == {"a.js": "a.js.txt", "a.MD": "a.md"}.get(name, name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Temp\\ផែនការ.pdf", "ផែនការ.pdf"),
        ("รายงาน สหกรณ์.PDF", "รายงาน สหกรณ์.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.exe.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"),
        ("\0\x1f.pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("\ud800x.pdf", "x.pdf"),
        ("a" * 400 + ".pdf", "a" * 180 + ".pdf"),
        ("ក" * 100 + ".pdf", "ក" * 60 + ".pdf"),
    ],
)
def test_a_file_name_keeps_its_letters_and_loses_the_rest(given, kept):
    assert clean_name(given, "application/pdf") == kept


@given(st.text(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_any_name_becomes_a_safe_one(name, media_type):
    kept = clean_name(name, media_type)
    assert kept.lower().endswith(ENDINGS[media_type]) and len(kept.encode()) <= 200
    assert not re.search(r'[\x00-\x1f\x7f/\\:"<>|?*\u202a-\u202e\u2066-\u2069]', kept)
    assert clean_name(kept, media_type) == kept
    header = disposition(kept)
    assert header.isascii() and "\n" not in header
    assert unquote(header.partition("filename*=UTF-8''")[2]) in (kept, "")


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_the_transaction_that_is_rolled_back(media):
    def broken():
        with transaction.atomic():
            taken(PDF)
            assert len(files_in(media)) == 1
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    assert files_in(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_the_savepoint_and_stays_with_the_commit(media):
    def broken():
        with transaction.atomic():
            taken(PDF)
            raise LookupError

    with transaction.atomic():
        kept = taken(PNG)
        with pytest.raises(LookupError):
            broken()
    assert files_in(media) == [media / kept["file"]]


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_is_removed_once_it_is_committed(media):
    resource = a_resource(country=None, **taken(PDF, "first.pdf"))
    former = media / resource.file.name
    with transaction.atomic():
        values = taken(PNG, "second.png")
        discard_file(resource)
        update_record(resource, values, by=None, version=1)
        assert former.exists(), "until then the other one may be needed again"
    assert files_in(media) == [media / Resource.objects.get().file.name]


@pytest.mark.django_db
def test_the_history_tells_the_files_of_a_record():
    resource = a_resource(country=None, **taken(PDF, "first.pdf"))
    update_record(resource, NO_FILE, by=None, version=1)
    resource.refresh_from_db()
    assert not resource.file and resource.size is None


@pytest.mark.django_db
def test_a_download_is_an_attachment_that_no_browser_runs():
    resource = a_resource(country=None, **taken("a,b\nក,2\n".encode(), "ផែនការ.csv"))
    answer = download(resource)
    assert content_of(answer) == "a,b\nក,2\n".encode()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Length"] == str(resource.size)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith('attachment; filename="______.csv"; filename*=UTF-8')
    assert unquote(answer["Content-Disposition"]).endswith("ផែនការ.csv")


@pytest.mark.django_db
def test_who_holds_the_file_is_told_that_nothing_changed():
    resource = a_resource(country=None, **taken(PDF))
    tag = f'"{resource.sha256}"'
    for held, status in ((tag, 304), (f'W/{tag}, "x"', 304), ("*", 304), ('"other"', 200)):
        request = RequestFactory().get("/", headers={"If-None-Match": held})
        answer = download(resource, request)
        assert (answer.status_code, answer["ETag"]) == (status, tag)
        assert content_of(answer) == (PDF if status == 200 else b"")


@pytest.mark.django_db
def test_a_file_that_is_gone_is_not_found():
    resource = a_resource(country=None, **taken(PDF))
    default_storage.delete(resource.file.name)
    for each in (resource, a_resource(country=None)):
        with pytest.raises(Http404):
            download(each)
        assert preview(each) == ""


@pytest.mark.django_db
def test_only_text_is_previewed_and_only_its_beginning():
    text = a_resource(country=None, **taken("ក".encode() * 9000, "a.txt"))
    assert preview(text, most=100) == "ក" * 33
    assert preview(a_resource(country=None, **taken(PDF))) == ""

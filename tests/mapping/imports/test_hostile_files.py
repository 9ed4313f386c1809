"""Files that want to harm, or are broken: a clear sentence with the place, never a failure of ours."""

import io
import struct
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from mapping.imports.problems import BadMapping
from mapping.models import Entity, ImportBatch
from mapping.services import imports as services
from sse_portal.basics.problems import Problem
from sse_portal.spreadsheets.problems import BadFile

from .conftest import checked, outcomes, published, said, uploaded

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def workbook(cells, before="", **parts):
    """An XLSX made by hand around the given sheet data."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/worksheets/sheet1.xml", before + SHEET.format(cells))
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_bin", ".bin"), content)
    return packed.getvalue()


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


PLAIN = (
    f'<row r="1">{text_cell("A1", "entity_name")}</row><row r="2">{text_cell("A2", "Rumdoul Weavers")}</row>'
)


def lying(content):
    """The same archive whose directory says that every part is small."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", changed, place + 24, 100)
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def refusal(study, content, name="list.csv"):
    with pytest.raises(Problem) as problem:
        uploaded(study, content, name=name)
    assert 400 <= problem.value.status < 500
    assert not ImportBatch.objects.exists()
    return str(problem.value)


def test_a_hand_made_workbook_is_read_so_that_the_others_prove_something(study):
    assert outcomes(checked(study, workbook(PLAIN))) == {2: "create"}


HOSTILE = {
    "empty": (b"", "empty"),
    "header only": (b"entity_name,region\n", "no row below"),
    "blank lines only": (b"\n\n , \n", "no header"),
    "binary junk": (bytes(range(256)) * 40, "no table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "no table"),
    "a web page": (b"<!DOCTYPE html><html><body>no</body></html>", "no table"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    "a zip of something else": (None, "no .xlsx"),
    "a damaged archive": (workbook(PLAIN)[:200], "damaged"),
    "the same column twice": (b"entity_name,region,Entity_Name,region\nx,y,z,q\n", "columns 2 and 4"),
    "501 columns": (",".join(f"c{n}" for n in range(501)).encode() + b"\n" + b",".join([b"1"] * 501), "501 columns"),
    "an endless cell": (b'entity_name\n"' + b"x" * 100_002, "Line 2"),
    "a broken byte": ("entity_name\nกขค\nสหกรณ์\n".encode() + b"\xff\xfe\x81\n", "Line 4"),
    "macros": (workbook(PLAIN, xl__vbaProject_bin=b"x"), "macros"),
    "an external entity": (
        workbook(PLAIN, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "XML entities",
    ),
    "entities that multiply": (
        workbook(PLAIN, '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'), "XML entities",
    ),
    "a formula": (workbook(f'{PLAIN}<row r="3"><c r="B3"><f>HYPERLINK("http://x")</f><v>1</v></c></row>'), "Cell B3"),
    "a far column": (workbook(f'<row r="1">{text_cell("XFD1", "x")}</row>'), "column 16384"),
    "a far row": (workbook(f'<row r="1048576">{text_cell("A1048576", "x")}</row>'), "row 1048576"),
    "broken xml": (workbook("<row r='1'><c"), "read"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_with_a_sentence(study, kind):
    content, words = HOSTILE[kind]
    if content is None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("word/document.xml", "<x/>")
        content = packed.getvalue()
    message = refusal(study, content)
    assert message and (words is None or words in message), message


@pytest.mark.parametrize("disguise", [bytes, lying])
def test_a_bomb_is_refused_before_it_is_opened(study, disguise):
    content = disguise(workbook(PLAIN, xl__big_bin=b"0" * 300_000_000))
    begun = time.perf_counter()
    assert "larger than" in refusal(study, content) or disguise is lying
    assert time.perf_counter() - begun < 5


def test_rows_beyond_the_limit_are_refused_with_the_line(study):
    assert "Line 200002" in refusal(study, b"entity_name\n" + b"x\n" * 200_001)


def test_a_workbook_too_large_for_memory_is_refused(study):
    far = (
        f'<row r="1">{text_cell("A1", "entity_name")}</row><row r="200000">{text_cell("SF200000", "x")}</row>'
    )
    assert "CSV" in refusal(study, workbook(far))


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("1e30", "members_total", None),
        ("1" * 60, "members_total", "out-of-range"),
        ("-1", "members_total", "out-of-range"),
        ("NaN", "members_total", "not-a-number"),
        ("2026-02-30", "interview_date", "bad-date"),
        ("99/99/2026", "interview_date", "bad-date"),
        ("maybe", "gov_control", "unknown-code"),
        ("a\x00b", "entity_name_local", "unclean-text"),
        ("\x1b[31m", "locality", "unclean-text"),
        ("x" * 201, "locality", "too-long"),
        ("91, 181", "location", None),
        ("48.85, 2.35", "location", None),
        ("javascript:alert(1)", "website", "bad-address"),
        ("[" * 9_000, "names_json", "bad-list"),
        ('{"a":' * 3_000, "names_json", "bad-list"),
        ('[{"value": {"deep": 1}}]', "names_json", "bad-list"),
        ("not-a-uuid", "entity", "bad-id"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column(study, cell, column, code):
    batch = checked(
        study, [{"entity_name": "Rumdoul Weavers", column: cell}, {"entity_name": "Other", column: ""}]
    )
    assert outcomes(batch) == {2: "refused", 3: "create"}
    (place, found), *more = said(batch, 2)
    assert place == column and more == [] and code in (None, found)


def test_a_lone_surrogate_is_refused_with_the_line(study):
    text = "entity_name\r\nRumdoul\r\n".encode("utf-16-le") + b"\x00\xd8" + "x\r\n".encode("utf-16-le")
    assert "Line 3" in refusal(study, b"\xff\xfe" + text)


def test_rows_with_too_many_or_too_few_cells_are_refused(study):
    batch = checked(study, "entity_name,region,locality\nOne,KH-12,a,b\nTwo,KH-12\nThree,KH-12,c\n\n")
    assert outcomes(batch) == {2: "refused", 3: "refused", 4: "create"}
    assert said(batch, 2) == [("", "ragged")]


def test_formulas_in_text_stay_text(study):
    published(study, 'entity_name,locality\n\'=1+1 Weavers,"\'=HYPERLINK(""x"")"\n+Plus,-5\n')
    assert sorted(Entity.objects.values_list("name", "locality")) == [
        ("+Plus", "-5"),
        ("=1+1 Weavers", '=HYPERLINK("x")'),
    ]


@pytest.mark.parametrize(
    "mapping",
    [
        {"x": {"to": "no_such_variable"}},
        {"x": {"to": 5}},
        {"x": {"to": "entity_name"}, "name": {"to": "entity_name"}},
        {"name": {"to": ""}, "x": {"to": "locality"}},
        {"nowhere": {"to": "entity_name"}},
        {"x": {"to": "gov_control", "codes": {"a": "b"}}, "name": {"to": "entity_name"}},
        {"x": {"to": "locality", "codes": {"a": "b"}}, "name": {"to": "entity_name"}},
        {"x": {"to": "identifier:" + "A" * 50}, "name": {"to": "entity_name"}},
        {"x": []},
        [],
        "entity_name",
    ],
)
def test_a_mapping_that_means_nothing_is_refused(study, mapping):
    batch = uploaded(study, "name,x\nRumdoul Weavers,1\n")
    with pytest.raises(BadMapping) as problem:
        services.map_columns(by=None, batch=batch, mapping=mapping)
    assert problem.value.status == 422
    batch.refresh_from_db()
    assert batch.state == "uploaded"


@pytest.mark.parametrize("chosen", [{"encoding": "rot13"}, {"delimiter": "x"}, {"encoding": "utf-16"}])
def test_a_reading_that_is_not_possible_is_refused_and_the_former_one_stays(study, chosen):
    batch = uploaded(study, "name,x\nផែនទី,1\n")
    with pytest.raises(BadFile):
        services.read_otherwise(by=None, batch=batch, **chosen)
    batch.refresh_from_db()
    assert batch.shape["encoding"] == "utf-8"


def test_a_workbook_that_people_make_is_read_with_its_types(study):
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet("បញ្ជី")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["entity_name", "KH-TIN", "interview_date", "members_total", "revenue_total"])
    sheet.write_row(1, 0, ["សហគមន៍សាមគ្គី", 4518100])
    sheet.write_datetime(1, 2, date(2026, 3, 2), day)
    sheet.write_row(1, 3, [12, 1250000.5])
    book.close()
    batch = published(study, packed.getvalue(), name="list.xlsx")
    entity = Entity.objects.get()
    response = entity.responses.get()
    assert batch.shape["sheet"] == "បញ្ជី"
    assert (entity.name, entity.identifiers.get().value) == ("សហគមន៍សាមគ្គី", "4518100")
    assert (str(response.interview_date), response.members_total, str(response.revenue_total)) == (
        "2026-03-02",
        12,
        "1250000.50",
    )

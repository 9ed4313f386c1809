"""What is read from each format, and what is not."""

import json
from pathlib import Path

import pytest

from network.interchange import popolo, ror, vcard
from network.interchange.columns import cell_of, items_of
from network.interchange.files import read_file
from network.interchange.incoming import UNSAID, code_of, country_of, pair_of, region_of
from network.models import Organization
from sse_portal.basics.problems import Problem
from sse_portal.spreadsheets.problems import BadFile

pytestmark = pytest.mark.django_db
ROR = Path(__file__).parents[2] / "data" / "ror_sample.csv"


@pytest.fixture(autouse=True)
def _reference(reference):
    pass


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="file", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, **options)

    return read_content


def test_a_table_is_read_by_the_names_of_its_columns_in_any_order(read):
    found = read(
        "Kind,City,Name,name_km,Country,identifiers,Other,parent\n"
        "Trade union,Kampot,Workers’ Union,សហជីព,Cambodia,KH-MOI:7; XI-WIKIDATA:Q5,x,KH-MOI:1\n"
    )

    (row,) = found.rows
    assert found.unread == ("Other",)
    assert row.values == {
        "kind": "union", "locality": "Kampot", "name": "Workers’ Union", "names": {"km": "សហជីព"},
    }  # fmt: skip
    assert (row.number, row.country, row.parent) == (2, "KH", "KH-MOI:1")
    assert row.identifiers == [("KH-MOI", "7"), ("XI-WIKIDATA", "Q5")]


def test_an_empty_cell_says_nothing(read):
    (row,) = read("id,name,acronym,country\n0198c0de-0000-7000-8000-000000000001,,,\n").rows
    assert (row.values, row.country, row.uid) == ({}, UNSAID, "0198c0de-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("bank of all", "kind"),
        ("Atlantis", "country"),
        ("merged", "status"),
        ("gone", "status"),
        ("nocolon", "identifiers"),
    ],
)
def test_what_a_cell_cannot_mean_is_refused_with_its_column(read, cell, column):
    (row,) = read(f"name,{column}\nSamaki,{cell}\n").rows
    assert [problem["column"] for problem in row.problems] == [column]


def test_a_region_needs_its_country_and_belongs_to_it(read):
    (good,) = read("name,country,region\nSamaki,KH,Phnom Penh\n").rows
    (without,) = read("name,region\nSamaki,KH-12\n").rows
    (other,) = read("name,country,region\nSamaki,TH,KH-12\n").rows
    assert good.values["region"] == "KH-12"
    assert without.problems and other.problems


@pytest.mark.parametrize(
    "content",
    [
        "", "a,b\n1,2\n", "name,Name\nx,y\n", "name,organisation\nx,y\n", "\x00\x01\x02" * 50, "%PDF-1.7 x",
        "[1", '{"a": 1}', '{"organizations": 3}', "[]", "[" * 5000, "BEGIN:VCARD\nVERSION:4.0\n", "name\n",
        b"BEGIN:VCARD\n\xff\xfe", b"PK\x03\x04 no zip",
    ],
)  # fmt: skip
def test_what_is_no_list_of_organisations_is_refused(read, content):
    with pytest.raises(BadFile):
        read(content)


def test_more_rows_than_wanted_are_refused(read):
    with pytest.raises(BadFile):
        read("name\n" + "x\n" * 12, most=11)
    assert len(read("name\n" + "x\n" * 11, most=11).rows) == 11


def test_a_dump_of_ror_is_recognised(reference):
    rows = read_file(ROR).rows
    by_name = {row.name: row for row in rows}

    university = by_name["Royal University of Agriculture, Cambodia"]
    assert len(rows) == 112
    assert (university.country, university.values["kind"], university.values["constituency"]) == (
        "KH",
        "research",
        "ACA",
    )
    assert university.identifiers[0][0] == "XI-ROR"
    assert by_name["Thailand Science Research and Innovation"].relations == [
        ("successor_of", True, "XI-ROR:https://ror.org/03gd1bh37")
    ]
    assert all(row.values["source"] == ror.SOURCE for row in rows)


def ror_row(names=(), **cells):
    plain = {
        "id": "https://ror.org/000025p04", "status": "active", "types": "education", "name": "X", "established": "",
        "country": "KG", "city": "", "lat": "", "lng": "", "website": "", "wikidata": "",
        "names_json": json.dumps([{"value": value, "lang": lang, "types": types} for value, lang, types in names]),
        "relationships": "",
    }  # fmt: skip
    return ror.read_row(7, plain | cells)


def test_names_of_ror_go_to_their_language_and_the_rest_stays_findable():
    row = ror_row(
        [
            ("ИИ", "kg", "acronym"), ("Институт", "kg", "label"), ("Institute", "en", "label|ror_display"),
            ("Institut", "fr", "label"), ("Inst", "", "alias"), ("X", "", "ror_display"), ("II", "en", "acronym"),
        ]
    )  # fmt: skip
    assert row.values["names"] == {"ky": "Институт", "en": "Institute"}, "kg is a country: Kyrgyz is ky"
    assert row.values["acronym"] == "ИИ"
    assert row.values["other_names"] == ["Institut", "Inst", "II"]


@pytest.mark.parametrize("text", ["{", "[1]", '[{"lang": "en"}]', '{"a": 1}', "null", "[" * 9000])
def test_names_of_ror_that_cannot_be_read_are_refused(text):
    assert ror_row(names_json=text).problems


def test_several_parents_of_ror_are_one_above_and_others_that_supervise():
    row = ror_row(relationships="parent:https://ror.org/a|child:https://ror.org/b|parent:https://ror.org/c")
    assert row.parent == "XI-ROR:https://ror.org/a"
    assert row.relations == [("supervises", False, "XI-ROR:https://ror.org/c")]


def test_withdrawn_records_of_ror_are_left_out_and_inactive_ones_are_dissolved():
    assert ror_row(status="withdrawn").skipped
    assert ror_row(status="inactive").ended
    assert ror_row().ended is False


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("funder|government", "government"),
        ("education|funder", "research"),
        ("funder", "donor"),
        ("hospital", "other"),
    ],
)
def test_types_of_ror_become_kinds(types, kind):
    assert ror_row(types=types).values["kind"] == kind


def test_popolo_is_read_as_a_list_or_an_object(read):
    given = {
        "id": "urn:uuid:0198c0de-0000-7000-8000-000000000001", "name": "Union", "classification": "Trade union",
        "other_names": [{"name": "សហជីព", "note": "in language km"}, {"name": "U", "note": "acronym"}, {"name": "Old"}],
        "identifiers": [{"scheme": "KH-MOI", "identifier": "7"}], "founding_date": "1999-05",
        "dissolution_date": "2010", "links": [{"url": "https://u.example"}], "area": {"identifier": "KH-12"},
        "parent_id": "0198c0de-0000-7000-8000-000000000002", "contact_details": [{"type": "email", "value": "a@b.c"}],
    }  # fmt: skip
    for content in ([given], {"organizations": [given]}, given):
        (row,) = read(json.dumps(content)).rows
        assert row.values == {
            "name": "Union", "kind": "union", "names": {"km": "សហជីព"}, "acronym": "U", "other_names": ["Old"],
            "region": "KH-12", "founded": "1999", "website": "https://u.example",
        }  # fmt: skip
        assert (row.country, row.ended, row.dissolved) == ("KH", True, "2010")
        assert (row.uid[:8], row.parent[-1], len(row.notes)) == ("0198c0de", "2", 1)


@pytest.mark.parametrize(
    "given",
    [
        3,
        None,
        "x",
        {"name": 3},
        {"name": "x", "other_names": 3},
        {"name": "x", "area": {"identifier": "ZZ-1"}},
        {"name": "x", "identifiers": [3, {}]},
    ],
)
def test_odd_popolo_never_fails(given):
    (row,) = popolo.read(json.dumps([given]).encode())
    assert row.problems or isinstance(row.values, dict)


CARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Farmers\\, Weavers\r\nFN;LANGUAGE=km:សហព័\r\n ន្ធ\r\n"
    "item1.URL:https://f.example\r\nGEO:geo:11.55,104.92\r\nADR;TYPE=work:;;Street 1;Kampot;;;Cambodia\r\n"
    "NICKNAME:FW,Old\\; one\r\nCATEGORIES:apex,SSE\r\n"
    'NOTE;LANGUAGE="en":Line\\none\r\nEMAIL:a@b.example\r\nEND:VCARD\r\n'
)


def test_a_card_is_read(read):
    (row,) = read(CARD).rows
    assert row.values == {
        "name": "Farmers, Weavers", "names": {"km": "សហព័ន្ធ"}, "website": "https://f.example", "latitude": "11.55",
        "longitude": "104.92", "locality": "Kampot", "other_names": ["FW", "Old; one"], "kind": "apex",
        "constituency": "SSE", "description": {"en": "Line\none"},
    }  # fmt: skip
    assert (row.country, len(row.notes)) == ("KH", 1)


def test_cards_of_people_are_left_out(read):
    person = "BEGIN:VCARD\nVERSION:4.0\nFN:Sok Dara\nEMAIL:sok@example.org\nEND:VCARD\n"
    people, organisation = read(person + CARD).rows
    assert people.skipped and not organisation.skipped


@pytest.mark.parametrize(
    "items", [[], ["a"], ["a", "b"], ["a;b", "c"], ['["a"]'], ["[a"], ["+a", "=b"], ["“a”"]]
)
def test_a_list_survives_a_cell(items):
    assert items_of(cell_of(items)) == items


@pytest.mark.parametrize("text", ["a\\,b", "a\\\\,b", "\\", "a\nb;c", ",;\\n", "ក" * 60, "x" * 300, ""])
def test_text_survives_a_card(text):
    line = vcard.folded(f"NOTE:{vcard.escaped(text)}")
    ((_number, back), *_rest) = vcard._unfolded(line)
    assert vcard.plain(back.removeprefix("NOTE:")) == text
    assert all(len(piece.encode()) <= 75 for piece in line.split("\r\n"))
    listed = ",".join(map(vcard.escaped, [text, "other"]))
    assert vcard.parts(listed, ",") == [text, "other"]


def test_words_for_a_code_a_country_a_region():
    assert code_of(Organization.Kind, "TRADE UNION") == "union" == code_of(Organization.Kind, "union")
    assert code_of(Organization.Kind, "") is None
    assert [country_of(text) for text in ("kh", "KHM", "Viet Nam", "regional", "X")] == [
        "KH",
        "KH",
        "VN",
        None,
        UNSAID,
    ]
    assert region_of("kh-12", "KH", None) == "KH-12"
    assert pair_of("XI-ROR:https://ror.org/05") == ("XI-ROR", "https://ror.org/05")
    assert pair_of("XI-ROR:") is None
    assert items_of('["a;b", "c"]') == ["a;b", "c"]
    assert items_of("[a; b") == ["[a", "b"]


def test_a_workbook_that_lies_is_refused(read):
    with pytest.raises(Problem):
        read(b"PK\x03\x04" + b"\x00" * 100, "a.xlsx")

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from mapping.models import Entity, SurveyResponse
from sse_portal.api.renderers import XLSX_ROWS, Csv, Xlsx
from sse_portal.basics.cells import inert, restored
from sse_portal.records.models import Reading
from tests.factories import a_listed_entity

from .factories import a_release

pytestmark = pytest.mark.django_db


def rows(response):
    return response.json()["results"]


def content(response):
    return b"".join(response.streaming_content)


def table(response):
    return list(csv.DictReader(io.StringIO(content(response).decode())))


def test_the_root_leads_to_every_list(call, reference):
    addresses = call("GET", "").json()["resources"]
    assert {"countries", "entities", "observations", "indicators"} <= set(addresses)
    for address in addresses.values():
        if not address.endswith(("/responses/", "/matches/", "/follows/")):
            assert call("GET", address.split("/api/v1/")[1]).status_code == 200, address


def test_a_country_is_found_by_its_code_in_any_case(call, reference):
    assert call("GET", "countries/kh/").json() == call("GET", "countries/KH/").json()
    assert call("GET", "countries/kh/").json()["currency"] == "KHR"


def test_everybody_sees_the_public_fields_of_listed_entities(call, records):
    (row,) = rows(call("GET", "entities/"))

    assert row["id"] == str(records.listed.uid) and row["region"] == "KH-1"
    assert row["identifiers"] == [{"scheme": "KH-MOI", "value": "123"}]
    assert not {"locality", "latitude", "consent_public_listing"} & set(row)
    assert call("GET", f"entities/{records.listed.uid}/").json() == row


def test_private_entities_leave_no_trace_for_the_public(call, records):
    paths = ["entities/?count=true", "entities/?q=samaki&count=true", "entities/?country=KG"]
    before = [call("GET", path).content for path in paths]
    SurveyResponse.objects.all().delete()
    Entity.objects.filter(is_listed=False).delete()
    assert [call("GET", path).content for path in paths] == before


def test_an_entity_that_is_not_listed_does_not_exist_for_the_public(call, cast, records, problem):
    path = f"entities/{records.unlisted.uid}/"
    problem(call("GET", path), 404)
    problem(call("GET", path, user=cast.foreign_reviewer), 404)
    assert call("GET", path, user=cast.policymaker).json()["name"] == "Samaki Group"


def test_restricted_fields_come_on_request_to_those_who_may_and_the_read_is_noted(
    call, cast, records, problem
):
    problem(call("GET", "entities/?include=restricted"), 401)
    problem(call("GET", "entities/?include=restricted", user=cast.policymaker), 403)
    assert not Reading.objects.exists()

    found = rows(call("GET", "entities/?include=restricted&country=KH", user=cast.researcher))

    assert {row["name"] for row in found} == {"Rumdoul Weavers", "Samaki Group"}
    assert found[0]["locality"] == "Phum Thmei"
    assert {"scheme": "KH-TIN", "value": "secret-9"} in found[0]["identifiers"]
    reading = Reading.objects.get()
    assert (reading.by, reading.kind, reading.act, reading.rows) == (
        cast.researcher,
        "mapping.entity",
        "read",
        2,
    )
    assert reading.asked["country"] == "KH"


def test_the_right_to_restricted_fields_ends_at_the_border(call, cast, records):
    found = rows(call("GET", "entities/?include=restricted", user=cast.foreign_reviewer))
    assert [row["name"] for row in found] == ["Ala-Too"]
    path = f"entities/{records.listed.uid}/?include=restricted"
    assert call("GET", path, user=cast.foreign_reviewer).status_code == 404


def test_only_those_who_may_export_take_restricted_fields_away(call, cast, records, problem):
    path = "entities/?include=restricted&format=csv"
    problem(call("GET", path, user=cast.researcher), 403)
    found = table(call("GET", path, user=cast.reviewer))
    assert {row["locality"] for row in found} == {"Phum Thmei", ""}
    assert Reading.objects.get().act == "export"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("country=KH", ["Rumdoul Weavers", "Samaki Group"]), ("country=KG", []), ("region=KH-1", ["Rumdoul Weavers"]),
        ("q=RÚMDOUL", ["Rumdoul Weavers"]), ("q=amak", ["Samaki Group"]), ("q=zzz", []),
        ("organisation_type=cooperative", ["Rumdoul Weavers"]), ("isic_main=ISIC4:A", []),
        ("updated_since=2020-01-01", ["Rumdoul Weavers", "Samaki Group"]),
        ("updated_since=2100-01-01T00:00:00%2B07:00", []),
    ],
)  # fmt: skip
def test_entities_are_narrowed_by_their_public_fields(call, cast, records, query, names):
    found = rows(call("GET", f"entities/?{query}", user=cast.policymaker))
    assert [row["name"] for row in found] == names


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("region=KG-B&country=KH", "region", "contradictory-filter"),
        ("region=XX", "region", "unknown-code"),
        ("country=kh", "country", "unknown-code"),
        ("country=FR", "country", "unknown-code"),
        ("locality=x", "locality", "unknown-parameter"),
        ("ordering=contact", "ordering", "unknown-parameter"),
        ("country=KH&country=KG", "country", "given-twice"),
        ("q=%00", "q", "unclean-text"),
        ("q=a", "q", "bad-parameter"),
        ("q=" + "x" * 101, "q", "unclean-text"),
        ("q=%E2%80%8B%E2%80%8B", "q", "bad-parameter"),
        ("isic_main=%27", "isic_main", "bad-parameter"),
        ("updated_since=yesterday", "updated_since", "bad-parameter"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since", "bad-parameter"),
        ("updated_since=2026-02-30", "updated_since", "bad-parameter"),
        ("count=yes", "count", "bad-parameter"),
        ("format=pdf", "format", "unknown-format"),
        ("format=csv&limit=5", "limit", "unknown-parameter"),
        ("format=csv&format=json", "format", "given-twice"),
        ("include=everything", "include", "unknown-code"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused_by_name(call, reference, problem, query, parameter, code):
    document = problem(call("GET", f"entities/?{query}"), 400)
    assert (document["errors"][0]["parameter"], document["errors"][0]["code"]) == (parameter, code)


def test_a_region_of_another_country_is_refused_without_asking_for_entities(
    call, reference, django_assert_num_queries
):
    call("GET", "entities/?country=KH&region=KH-1")
    with django_assert_num_queries(0):
        call("GET", "entities/?country=KH&region=KG-B")


# --- What stays with the caller --------------------------------------------------------------------------


def test_an_unchanged_list_is_not_sent_again(call, records):
    first = call("GET", "entities/")
    again = call("GET", "entities/", **{"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]

    a_listed_entity("KH", "Another")
    assert call("GET", "entities/", **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("held", ['"other"', "nonsense", '"', "W/", "\xff", "x" * 5000, ', ,"a'])
def test_a_tag_that_we_did_not_give_changes_nothing(call, records, held):
    assert call("GET", "entities/", **{"If-None-Match": held}).status_code == 200


def test_a_record_has_a_strong_tag_that_begins_with_its_version(call, records):
    tag = call("GET", f"entities/{records.listed.uid}/")["ETag"]
    assert tag.startswith('"1-')
    response = call("GET", f"entities/{records.listed.uid}/", **{"If-None-Match": f"W/{tag}"})
    assert response.status_code == 304


def test_what_is_restricted_is_stored_nowhere_and_nothing_is_mixed_up(call, cast, records):
    assert call("GET", "entities/")["Cache-Control"] == "no-cache"
    assert call("GET", "entities/", user=cast.guest)["Cache-Control"] == "private, no-cache"
    path = "entities/?include=restricted"
    assert call("GET", path, user=cast.researcher)["Cache-Control"] == "no-store"
    assert {"Authorization", "Cookie", "Accept"} <= set(call("GET", "entities/")["Vary"].split(", "))


def test_head_tells_what_get_would(client, records):
    get, head = client.get("/api/v1/entities/"), client.head("/api/v1/entities/")
    assert head.status_code == 200 and head["ETag"] == get["ETag"] and not head.content


# --- Releases and figures --------------------------------------------------------------------------------


def test_figures_come_from_the_newest_published_release(call, records):
    found = rows(call("GET", "observations/?country=KH"))
    assert {row["release"] for row in found} == {str(records.published.uid)}
    assert found[0] | {"release": ""} == {
        "release": "", "country": "KH", "indicator": "I01", "dimension": "", "category": "", "dimension_2": "",
        "category_2": "", "value": 100, "n": 10, "missing_share": 12.5, "flag": "",
    }  # fmt: skip

    newer = a_release(records.adopted, "2027", published_at=records.published.published_at.replace(year=2027))
    assert {row["release"] for row in rows(call("GET", "observations/"))} == {str(newer.uid)}
    old = rows(call("GET", f"observations/?release={records.published.uid}"))
    assert {row["release"] for row in old} == {str(records.published.uid)}


def test_figures_are_narrowed_by_breakdown(call, records):
    assert len(rows(call("GET", "observations/?dimension=region"))) == 2
    (row,) = rows(call("GET", "observations/?dimension=region&category=KH-1"))
    assert row["value"] == 101
    assert rows(call("GET", "observations/?indicator=I02")) == []
    nested = rows(call("GET", f"releases/{records.published.uid}/observations/?category=KH-2"))
    assert [row["value"] for row in nested] == [102]


def test_the_figures_of_a_withdrawn_release_are_gone_and_its_address_says_why(call, records, problem):
    document = problem(
        call("GET", f"releases/{records.withdrawn.uid}/observations/"), 410, "release-withdrawn"
    )
    assert "A wrong weight." in document["detail"]
    problem(call("GET", f"observations/?release={records.withdrawn.uid}"), 410)
    release = call("GET", f"releases/{records.withdrawn.uid}/").json()
    assert (release["status"], release["withdrawal_reason"]) == ("withdrawn", "A wrong weight.")


def test_a_release_in_the_making_exists_for_its_builders_only(call, cast, records, problem):
    path = f"releases/{records.built.uid}/"
    problem(call("GET", path), 404)
    problem(call("GET", path, user=cast.reviewer), 404)
    problem(call("GET", f"{path}observations/", user=cast.reviewer), 404)
    problem(call("GET", f"observations/?release={records.built.uid}"), 400, "unknown-code")
    assert call("GET", path, user=cast.foreign_reviewer).json()["status"] == "built"
    assert len(rows(call("GET", f"{path}observations/", user=cast.foreign_reviewer))) == 3


def test_a_release_names_its_studies_and_definition(call, records):
    release = call("GET", f"releases/{records.published.uid}/").json()
    assert release["studies"] == [str(records.study.uid)]
    assert release["definition"] == str(records.adopted.uid)


def test_an_indicator_says_what_it_measures_in_every_language(call, reference, problem):
    indicator = call("GET", "indicators/I01/").json()
    assert set(indicator["title"]) == {"en", "km", "ky", "ru", "mn", "th", "vi"}
    assert indicator["unit"] == "entities" and [] in indicator["breakdowns"]
    assert len(rows(call("GET", "indicators/"))) == 30
    problem(call("GET", "indicators/I99/"), 404)


# --- Whole results as files ------------------------------------------------------------------------------

NASTY = ["=1+1", "+855 12 345", "-5", "@x", "\u200b=2", "＝3", "'quoted", "'=4", 'a "b", c', "ណា;ณ", "12"]


def test_a_file_holds_every_row_and_no_formula(call, reference):
    for name in NASTY:
        a_listed_entity("KH", name)

    response = call("GET", "entities/?format=csv")
    found = table(response)

    assert response["Content-Disposition"] == 'attachment; filename="entities.csv"'
    assert {restored(row["name"]) for row in found} == set(NASTY)
    assert not [row["name"] for row in found if row["name"].strip("\u200b ")[0] in "=+-@＝"]


def test_neutral_text_comes_back_as_it_was():
    for text in [*NASTY, "", "'", "''", "'''=x", "\t=x", " =x", "a'=x", "'-"]:
        assert restored(inert(text)) == text
    assert inert("plain") == "plain" and inert("'quoted") == "'quoted"


def test_numbers_stay_numbers_in_every_format(call, records):
    records.published.observations.filter(dimension="").update(value=Decimal("-12.5000"), n=3)

    assert table(call("GET", "observations/?format=csv"))[0]["value"] == "-12.5"
    lines = content(call("GET", "observations/?format=jsonl")).splitlines()
    assert json.loads(lines[0])["value"] == -12.5
    sheet = openpyxl.load_workbook(io.BytesIO(content(call("GET", "observations/?format=xlsx")))).active
    first = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (first["value"].value, first["value"].data_type) == (-12.5, "n")


def test_no_cell_of_a_spreadsheet_is_a_formula(call, reference):
    for name in NASTY:
        a_listed_entity("KH", name)
    book = openpyxl.load_workbook(io.BytesIO(content(call("GET", "entities/?format=xlsx"))))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]

    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {row[5].value for row in book.active.iter_rows(min_row=2)} == set(NASTY)


def test_lists_and_objects_in_cells_are_neutral_in_csv_and_as_they_are_in_a_spreadsheet():
    cells = {
        "text": "=1",
        "list": ["-a", "b"],
        "mixed": ["=a;b"],
        "object": {"=k": 1},
        "number": -5,
        "share": -0.5,
    }
    rows_of = {kind: kind().pieces(list(cells), iter([cells])) for kind in (Csv, Xlsx)}

    (plain,) = csv.DictReader(io.StringIO(b"".join(rows_of[Csv]).decode()))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(rows_of[Xlsx]))).active

    assert plain == {
        "text": "'=1", "list": "'-a;b", "mixed": '["=a;b"]', "object": '{"=k":1}', "number": "-5", "share": "-0.5",
    }  # fmt: skip
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        ("=1", "s"), ("-a;b", "s"), ('["=a;b"]', "s"), ('{"=k":1}', "s"), (-5, "n"), (-0.5, "n"),
    ]  # fmt: skip


def test_a_spreadsheet_that_would_not_fit_is_refused_before_it_is_written(
    call, records, problem, monkeypatch
):
    assert XLSX_ROWS <= 1_048_575
    monkeypatch.setattr(Xlsx, "most_rows", 2)
    assert call("GET", "observations/?format=xlsx&dimension=region").status_code == 200
    problem(call("GET", "observations/?format=xlsx"), 400, "too-many-rows")


def test_a_map_has_points_only_for_those_who_may_see_them(call, cast, records):
    Entity.objects.filter(pk=records.listed.pk).update(latitude="11.5", longitude="104.9")

    public = json.loads(content(call("GET", "entities/?format=geojson")))
    assert [feature["geometry"] for feature in public["features"]] == [None]
    assert "latitude" not in public["features"][0]["properties"]

    path = "entities/?format=geojson&include=restricted&region=KH-1"
    restricted = json.loads(content(call("GET", path, user=cast.reviewer)))
    assert restricted["features"][0]["geometry"] == {"type": "Point", "coordinates": [104.9, 11.5]}


def test_regions_come_with_their_boundaries_of_the_day(call, reference):
    before = json.loads(content(call("GET", "regions/?country=VN&on=2025-06-30&format=geojson")))
    after = json.loads(content(call("GET", "regions/?country=VN&on=2025-07-01&format=geojson")))
    assert (len(before["features"]), len(after["features"])) == (63, 34)
    assert all(feature["geometry"]["type"] in ("Polygon", "MultiPolygon") for feature in after["features"])


def test_an_empty_file_still_names_its_columns(call, reference):
    text = content(call("GET", "entities/?format=csv")).decode()
    assert text.startswith("id,version,") and text.count("\r\n") == 1
    assert json.loads(content(call("GET", "entities/?format=geojson")))["features"] == []
    assert content(call("GET", "entities/?format=jsonl")) == b""


def test_a_file_reads_its_rows_in_chunks(call, reference, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("sse_portal.api.rows.CHUNK", 2)
    for place in range(5):
        a_listed_entity("KH", f"Entity {place}")
    with django_assert_num_queries(4):
        response = call("GET", "entities/?format=csv")
        assert len(table(response)) == 5, "one query for the rows, one for the identifiers of each chunk"


def test_texts_by_language_have_a_column_each(call, reference):
    first = table(call("GET", "countries/?format=csv"))[0]
    assert first["names_en"] == "Kyrgyzstan" and first["names_ky"] and "names" not in first

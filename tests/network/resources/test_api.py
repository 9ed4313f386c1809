"""The library through the API: the same acts as on the pages, and the same rows."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from network.models import HarvestRecord, Resource
from sse_portal.records.storing import read_upload
from sse_portal.records.tags import set_tags
from tests.api.factories import bearer
from tests.network.factories import a_resource, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, **headers) → response, as a program with a token calls."""

    def send(method, path, *, user=None, body=None, **headers):
        given = {**(bearer(user, True) if user else {}), **headers}
        data = json.dumps(body) if body is not None else b""
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=given)

    return send


def a_body(**changes):
    return {
        "id": str(uuid4()), "country": "KH", "title": {"en": "Law"}, "type": "law", "licence": "CC0-1.0",
        "link": "https://example.org/law", "themes": ["law"], "sdg": ["16.6"],
    } | changes  # fmt: skip


def test_a_row_has_its_dublin_core_and_the_address_of_its_file(call, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    publisher = an_organization()
    kept = read_upload(ContentFile(b"a,b\n", name="a.csv"))
    resource = a_resource(publisher=publisher, creators=["Sok"], issued_on="2026-03-01", **kept)
    set_tags(resource, {"theme": ["law"], "SDG": ["8.3"]})
    row = call("GET", f"resources/{resource.uid}/").json()
    assert (row["publisher"], row["creators"], row["issued_on"]) == (
        str(publisher.uid),
        ["Sok"],
        "2026-03-01",
    )
    assert (row["themes"], row["sdg"], row["principles"]) == (["law"], ["8.3"], [])
    assert row["file"] == f"http://testserver/network/resources/{resource.uid}/file/"
    assert (row["media_type"], row["size"], row["sha256"]) == ("text/csv", 4, kept["sha256"])


@pytest.mark.parametrize(
    "query",
    [
        "country=TH", "type=law", "language=km", "licence=CC0-1.0", "theme=finance", "sdg=8", "sdg=8.3",
        "principle=values", "year=2019", "q=chbab%20law", "state=published&type=law", "updated_since=2100-01-01",
    ],
)  # fmt: skip
def test_each_filter_finds_its_own(call, query):
    a_resource(licence="CC-BY-4.0")
    mine = a_resource(
        country="TH", type="law", language="km", licence="CC0-1.0", issued_on="2019-05-01",
        text_folded="chbab law", updated_at="2100-02-01T00:00:00Z",
    )  # fmt: skip
    set_tags(mine, {"theme": ["finance"], "SDG": ["8.3"], "principle": ["values"]})
    assert [row["id"] for row in call("GET", f"resources/?{query}").json()["results"]] == [str(mine.uid)]


@pytest.mark.parametrize(
    "query",
    [
        "type=book",
        "theme=x",
        "sdg=x",
        "country=ZZ",
        "year=" + "9" * 30,
        "publisher=x",
        "q=a",
        "q=%00%00",
        "x=1",
    ],
)
def test_what_cannot_be_asked_is_refused(call, query):
    assert call("GET", f"resources/?{query}").status_code == 400


def test_a_publisher_that_one_may_not_know_is_neither_told_nor_found(call, chenda):
    hidden = an_organization(visibility="secretariat")
    resource = a_resource(publisher=hidden)
    found = call("GET", f"resources/?publisher={hidden.uid}")
    assert found.json()["results"] == []
    assert call("GET", f"resources/{resource.uid}/").json()["publisher"] is None
    assert call("GET", f"resources/{resource.uid}/", user=chenda).json()["publisher"] == str(hidden.uid)
    assert len(call("GET", f"resources/?publisher={hidden.uid}", user=chenda).json()["results"]) == 1


def test_lists_and_exports_are_the_same_with_and_without_private_rows(call):
    a_resource()
    addresses = [
        "resources/?count=true",
        "resources/?format=csv",
        "resources/?format=jsonl",
        "resources/?q=report",
    ]

    def answers():
        found = [call("GET", address) for address in addresses]
        return [b"".join(each.streaming_content) if each.streaming else each.content for each in found]

    before = answers()
    a_resource(visibility="network"), a_resource(visibility="secretariat"), a_resource(state="draft")
    assert answers() == before


def test_a_list_costs_a_fixed_number_of_queries(call, django_assert_max_num_queries):
    publisher = an_organization()
    for _ in range(30):
        set_tags(a_resource(publisher=publisher), {"theme": ["law"]})
    with django_assert_max_num_queries(4):
        assert len(call("GET", "resources/").json()["results"]) == 30


def test_the_export_has_a_column_for_each_language(call):
    resource = a_resource(title={"en": "Law", "km": "ច្បាប់"}, creators=["A", "B"])
    set_tags(resource, {"theme": ["law", "youth"]})
    content = b"".join(call("GET", "resources/?format=csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["title_en"], row["title_km"]) == ("Law", "ច្បាប់") and "youth" in row["themes"]
    assert call("GET", "resources/?format=xlsx").status_code == 200


def test_a_keeper_registers_publishes_changes_and_withdraws(call, chenda):
    body = a_body()
    made = call("POST", "resources/", user=chenda, body=body)
    assert made.status_code == 201 and made.json()["state"] == "draft" and made.json()["sdg"] == ["16.6"]
    assert call("POST", "resources/", user=chenda, body=body).status_code == 200
    assert Resource.objects.count() == 1
    address = f"resources/{body['id']}/"
    assert call("GET", address).status_code == 404
    shown = call("POST", address + "publish/", user=chenda, body={}, **{"If-Match": made["ETag"]})
    assert shown.status_code == 200 and call("GET", address).status_code == 200
    changed = call(
        "PATCH",
        address,
        user=chenda,
        body={"themes": ["youth"], "rights": "Free"},
        **{"If-Match": shown["ETag"]},
    )
    assert (changed.json()["themes"], changed.json()["rights"]) == (["youth"], "Free")
    stale = call("PATCH", address, user=chenda, body={"rights": "No"}, **{"If-Match": shown["ETag"]})
    assert stale.status_code == 412
    tag = {"If-Match": changed["ETag"]}
    assert call("POST", address + "withdraw/", user=chenda, body={}, **tag).status_code == 422
    gone = call("POST", address + "withdraw/", user=chenda, body={"reason": "Old"}, **tag)
    assert gone.json()["state"] == "withdrawn" and HarvestRecord.objects.get().is_deleted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": "Law"}, "title"),
        ({"type": 7}, "type"),
        ({"licence": "MIT?"}, "licence"),
        ({"sdg": ["99"]}, "sdg"),
        ({"creators": "A"}, "creators"),
        ({"issued_on": "10" * 15}, "issued_on"),
        ({"publisher": str(uuid4())}, "publisher"),
        ({"rights": "a\0"}, ""),
        ({"country": "ZZ"}, "country"),
        ({"state": "published"}, "state"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_place(call, chenda, changes, field):
    answer = call("POST", "resources/", user=chenda, body=a_body(**changes))
    assert answer.status_code in (400, 422)
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_who_does_not_keep_the_library_writes_nothing(call, pat, chenda):
    assert call("POST", "resources/", body=a_body()).status_code == 401
    assert call("POST", "resources/", user=pat, body=a_body()).status_code == 403
    assert call("POST", "resources/", user=chenda, body=a_body(country="TH")).status_code == 403
    resource = a_resource(country="TH")
    answer = call(
        "PATCH", f"resources/{resource.uid}/", user=chenda, body={"rights": "x"}, **{"If-Match": '"1"'}
    )
    assert answer.status_code == 403

import base64
import json

import pytest

from mapping.models import Entity
from sse_portal.api.pagination import decode, encode
from sse_portal.api.parameters import BadParameter
from tests.factories import a_listed_entity

pytestmark = pytest.mark.django_db
NAMES = ["Āla", "ala", "Āla", "Beta", "កសិកម្ម", "Δέλτα", "zeta", "Āla", "beta", "ออมทรัพย์", "0", "~"]


@pytest.fixture
def many(reference):
    return [a_listed_entity("KH", name) for name in NAMES]


def walk(call, path):
    """All rows of a list, page by page, and how many pages there were."""
    rows, pages = [], 0
    while path:
        page = call("GET", path).json()
        rows, pages = rows + page["results"], pages + 1
        path = page["next"] and page["next"].split("/api/v1/")[1]
    return rows, pages


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 500])
def test_pages_hold_every_row_once_in_order_even_with_equal_names(call, many, limit):
    rows, pages = walk(call, f"entities/?limit={limit}")

    expected = Entity.objects.order_by("name", "id").values_list("uid", flat=True)
    assert [row["id"] for row in rows] == [str(uid) for uid in expected]
    assert pages == -(-len(NAMES) // limit)


def test_a_row_added_before_the_cursor_does_not_shift_the_next_page(call, many):
    first = call("GET", "entities/?limit=3").json()
    a_listed_entity("KH", "!")
    second = call("GET", first["next"].split("/api/v1/")[1]).json()

    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


def test_the_next_link_keeps_the_filters_and_is_a_header_too(call, many):
    response = call("GET", "entities/?country=KH&limit=2")

    assert "country=KH" in response.json()["next"] and "limit=2" in response.json()["next"]
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'


def test_rows_are_counted_on_demand_and_only_so_far(call, many, monkeypatch):
    assert "count" not in call("GET", "entities/").json()
    page = call("GET", "entities/?count=true&limit=1").json()
    assert (page["count"], page["count_is_exact"]) == (len(NAMES), True)

    monkeypatch.setattr("sse_portal.api.pagination.COUNTED_UP_TO", 5)
    page = call("GET", "entities/?count=true").json()
    assert (page["count"], page["count_is_exact"]) == (5, False)


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1e3", "1.0", str(10**30), "", "ten", "١٠", "%00"])
def test_a_limit_outside_1_to_500_is_refused(call, many, problem, limit):
    document = problem(call("GET", f"entities/?limit={limit}"), 400)
    assert document["errors"][0]["parameter"] == "limit"


@pytest.mark.parametrize(
    "cursor",
    [
        "!", "a", "AAAA", "é", "W10", encode(["x"]), encode(["x", "y"]), encode([1, 2]), encode(["x", 1, 2]),
        encode(["x", 2**63]), encode(["x", 10**30]), encode([{"x": 1}, 1]), encode(["x", True]), encode(["x", 1.5]),
        encode(["x\x00", 1]), encode("x"), encode(None), encode([["x"], 1]), "A" * 3000,
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_is_refused(call, many, problem, cursor):
    document = problem(call("GET", f"entities/?cursor={cursor}"), 400)
    assert document["errors"][0]["parameter"] == "cursor"


def test_a_cursor_tells_nothing_of_the_rows_that_a_reader_does_not_see():
    cursor = encode(["Rumdoul Weavers", 3789])
    inside = base64.urlsafe_b64decode(cursor + "==")
    assert b"3789" not in inside and b"Rumdoul" not in inside
    assert cursor == encode(["Rumdoul Weavers", 3789]) != encode(["Rumdoul Weavers", 3790])
    assert decode(cursor, (str, int)) == ["Rumdoul Weavers", 3789]


def test_a_cursor_cannot_be_made_up_or_changed():
    made_up = base64.urlsafe_b64encode(json.dumps(["a", 1]).encode()).decode().rstrip("=")
    cursor = encode(["a", 1])
    for wrong in (made_up, cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1], cursor[4:], ""):
        with pytest.raises(BadParameter):
            decode(wrong, (str, int))


def test_a_page_of_a_hundred_costs_two_queries_whatever_its_size(call, many, django_assert_num_queries):
    call("GET", "entities/?country=KH")
    with django_assert_num_queries(2):
        call("GET", "entities/?limit=1")
    with django_assert_num_queries(2):
        call("GET", "entities/?limit=500&country=KH")


@pytest.mark.parametrize(
    "path", ["countries/", "regions/", "legal-forms/", "classifications/", "studies/", "definitions/"]
)
def test_lists_without_further_tables_cost_one_query(call, records, django_assert_num_queries, path):
    call("GET", path)
    with django_assert_num_queries(1):
        call("GET", path)


def test_every_reference_list_can_be_walked(call, reference):
    for path, expected in [
        ("countries/", 5),
        ("regions/", 231),
        ("legal-forms/", 83),
        ("classifications/", 228),
    ]:
        rows, _pages = walk(call, f"{path}?limit=37")
        assert len(rows) == expected
        assert len({str(row) for row in rows}) == expected

"""Lists are read by index, wherever they start: the plan is asked of the database that runs."""

import re

import pytest
from django.db import connection

from mapping.models import Entity
from sse_portal.api.pagination import after
from tests.plugins.layers import made_once

pytestmark = pytest.mark.django_db
PAGE = 101


@pytest.fixture
@made_once
def many(reference):
    """Enough entities that a plan by index pays, half of them listed."""
    consent = {True: "yes", False: ""}
    Entity.objects.bulk_create(
        Entity(
            country_id=("KH", "KG", "VN")[place % 3],
            region_id=("KH-1", "KG-B", "VN-01")[place % 3],
            organisation_type=("cooperative", "association")[place % 2],
            name=f"Entity {place * 7919 % 4000:05}",
            names_folded=f"entity {place}",
            is_listed=place % 4 < 2,
            consent_public_listing=consent[place % 4 < 2],
        )
        for place in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(queryset):
    """What the database would do, as one text."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # On a table of a few pages a sort is cheap; what matters is which plan holds when it is not.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return queryset.explain()


def pages():
    """The first page, and one that begins in the middle, of the public register."""
    listed = Entity.objects.listed()
    narrowed = {
        "all": listed,
        "of a country": listed.in_country("KH"),
        "of a region": listed.in_country("KH").in_region("KH-1"),
        "of a type": listed.in_country("KH").of_type("cooperative"),
    }
    for name, rows in narrowed.items():
        ordered = rows.order_by("name", "id")
        yield name, ordered
        yield f"{name}, in the middle", after(ordered, ("name", "id"), ["Entity 02000", 1])


@pytest.mark.parametrize("place", range(8))
def test_a_page_of_the_register_is_read_by_an_index_in_its_order(many, place):
    name, rows = list(pages())[place]
    told = plan(rows.values_list("uid", "name", "id")[:PAGE])

    assert re.search(r"entity_(listed_)?\w*page", told), (name, told)
    assert "TEMP B-TREE" not in told and "Sort" not in told, (name, told)
    assert not re.search(r"SCAN mapping_entity$", told, re.MULTILINE), (name, told)
    if "middle" in name:
        assert "name>" in told or "name)::text >=" in told, f"the index is entered at the cursor: {told}"


def test_no_list_makes_objects_of_its_rows(call, many, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a list made a model instance")

    call("GET", "entities/?country=KH")
    monkeypatch.setattr(Entity, "from_db", refuse)
    assert len(call("GET", "entities/?country=KH").json()["results"]) == 100

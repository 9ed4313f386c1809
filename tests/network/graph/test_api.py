"""The network as data: what the page draws, for programs."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from network.summaries import graph as summaries
from tests.network.factories import a_relationship, an_activity, an_agreement, an_organization
from tests.reading import settled

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/network/"


@pytest.fixture
def linked(alliance, weavers, bankers):
    a_relationship(weavers, alliance)
    an_agreement(alliance, bankers)
    an_activity(alliance, bankers)
    an_organization("KH", "Alone", constituency="")


def names_of(data):
    return [node["name"] for node in data["nodes"]]


def pairs_of(data):
    names = {node["id"]: node["name"] for node in data["nodes"]}
    return {
        tuple(sorted((names[link["source"]], names[link["target"]]))): link["kinds"] for link in data["links"]
    }


def test_it_tells_nodes_links_and_measures(client, linked, alliance):
    data = client.get(ADDRESS, {"as_of": "2026-06-01"}).json()

    assert (data["as_of"], data["matching"], data["is_core"]) == ("2026-06-01", 4, False)
    assert names_of(data) == ["Alliance", "Alone", "Bankers", "Weavers"]
    assert data["nodes"][0] == {
        "id": str(alliance.uid), "name": "Alliance", "kind": "apex", "constituency": "SSE", "country": "KH",
        "degree": 2, "betweenness": 0.333333, "component": 1,
    }  # fmt: skip
    assert pairs_of(data) == {
        ("Alliance", "Bankers"): ["activity", "agreement"],
        ("Alliance", "Weavers"): ["member_of"],
    }
    # Two links among six pairs; one of the two crosses a border of countries and of constituencies: (1 - 1) / 2.
    assert data["measures"] == {
        "nodes": 4, "links": 2, "density": pytest.approx(1 / 3), "mean_degree": 1.0, "isolates": 1, "components": 2,
        "largest": 3, "ei_country": 0.0, "ei_constituency": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize("query", ["", "country=KH", "constituency=FIN", "kind=apex", "ways=agreement"])
def test_it_is_the_network_of_the_file(client, linked, query):
    data = client.get(f"{ADDRESS}?as_of=2026-06-01&{query}").json()
    file = client.get(f"{reverse('network:graph-json')}?as_of=2026-06-01&{query}").json()

    def told(node):
        return {"label" if name == "name" else name: value for name, value in node.items()}

    assert [told(node) for node in data["nodes"]] == file["nodes"]
    assert data["links"] == [
        {"source": edge["source"], "target": edge["target"], "kinds": edge["kinds"].split(";")}
        for edge in file["edges"]
    ]


def test_several_ways_of_being_linked_are_given_with_commas(client, linked):
    def kinds(ways):
        links = client.get(ADDRESS, {"ways": ways, "as_of": "2026-06-01"}).json()["links"]
        return sorted(kind for link in links for kind in link["kinds"])

    assert kinds("agreement") == ["agreement"]
    assert kinds("agreement,relationship") == ["agreement", "member_of"]
    assert kinds("activity, agreement,activity") == ["activity", "agreement"]
    assert kinds("part_of") == []


def test_it_is_the_network_of_today_unless_another_day_is_asked_for(client, alliance, weavers):
    a_relationship(weavers, alliance, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))

    today = client.get(ADDRESS).json()
    assert (today["as_of"], today["links"]) == (timezone.localdate().isoformat(), [])
    assert len(client.get(ADDRESS, {"as_of": "2020-12-31"}).json()["links"]) == 1


def test_an_empty_network_has_measures_too(client, reference):
    data = client.get(ADDRESS, {"country": "VN"}).json()

    assert (data["nodes"], data["links"], data["matching"]) == ([], [], 0)
    assert data["measures"]["density"] == data["measures"]["mean_degree"] == 0
    assert data["measures"]["ei_country"] is None


def test_of_a_large_network_the_most_linked_are_given(client, alliance, monkeypatch):
    monkeypatch.setattr(summaries, "MOST_NODES", 3)
    for _ in range(5):
        a_relationship(an_organization("KH"), alliance)

    data = client.get(ADDRESS).json()

    assert (data["matching"], len(data["nodes"]), data["is_core"]) == (6, 3, True)
    assert "Alliance" in names_of(data)


def test_who_holds_it_already_gets_no_body(client, linked):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{ADDRESS}?country=KH", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_private_rows_leave_no_trace_whoever_asks(client, linked, alliance, weavers, bankers, chenda):
    before = settled(client.get(ADDRESS))

    hidden = an_organization("KH", "Hidden", visibility="network")
    an_organization("KH", "Hidden part", visibility="secretariat", parent=alliance)
    an_organization("KH", "Signpost", status="merged", merged_into=alliance)
    a_relationship(hidden, alliance)
    a_relationship(weavers, bankers, visibility="secretariat")
    an_agreement(weavers, bankers, visibility="network")
    an_agreement(weavers, bankers, status="draft", signed_on=None)
    an_agreement(weavers, hidden)
    an_activity(alliance, weavers, visibility="secretariat")
    an_activity(weavers, hidden)

    assert settled(client.get(ADDRESS)) == before
    client.force_login(chenda)
    assert settled(client.get(ADDRESS)) == before


@pytest.mark.parametrize(
    ("query", "place", "code"),
    [
        ("as_of=yesterday", "as_of", "bad-parameter"),
        ("as_of=0001-01-01", "as_of", "bad-parameter"),
        ("as_of=9999-12-31", "as_of", "bad-parameter"),
        ("as_of=2026-01-01&as_of=2026-01-02", "as_of", "given-twice"),
        ("country=FR", "country", "unknown-code"),
        ("constituency=%00", "constituency", "unclean-text"),
        ("constituency=NOBODY", "constituency", "unknown-code"),
        ("kind=%ED%A0%80", "kind", "unclean-text"),
        ("kind=magic", "kind", "unknown-code"),
        ("ways=", "ways", "bad-parameter"),
        ("ways=agreement,magic", "ways", "unknown-code"),
        ("ways=agreement,,activity", "ways", "unknown-code"),
        (f"ways={'agreement,' * 20}", "ways", "unclean-text"),
        ("limit=5", "limit", "unknown-parameter"),
        ("format=csv", "format", "unknown-format"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(client, reference, query, place, code):
    answer = client.get(f"{ADDRESS}?{query}")

    assert answer.status_code == 400
    (entry,) = answer.json()["errors"]
    assert (entry["parameter"], entry["code"]) == (place, code)


def test_it_is_only_read(client, linked, chenda):
    client.force_login(chenda)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(ADDRESS).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_network(
    client, alliance, django_assert_max_num_queries
):
    for _ in range(12):
        member = an_organization("KH")
        a_relationship(member, alliance)
        an_agreement(member, alliance)
        an_activity(member, alliance)

    client.get(ADDRESS)
    with django_assert_max_num_queries(6):
        client.get(ADDRESS)

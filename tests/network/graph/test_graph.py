"""The page of the network: what is linked on a day, for everybody the same, and nothing private in it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from network.summaries import graph as summaries
from network.summaries.graph import View, network
from tests.network.factories import a_relationship, an_activity, an_agreement, an_organization
from tests.reading import settled

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
FILES = ["network:graph-gexf", "network:graph-graphml", "network:graph-json"]


def links_of(found):
    names = {node.key: node.name for node in found.nodes}
    return {tuple(sorted((names[link.one], names[link.other]))): link.kinds for link in found.links}


def test_relationships_agreements_activities_and_parts_link(alliance, weavers, bankers):
    a_relationship(weavers, alliance)
    an_agreement(alliance, bankers)
    an_activity(weavers, bankers)
    an_organization("KH", "Office", parent=alliance)

    assert links_of(network(View(DAY))) == {
        ("Alliance", "Weavers"): ("member_of",),
        ("Alliance", "Bankers"): ("agreement",),
        ("Bankers", "Weavers"): ("activity",),
        ("Alliance", "Office"): ("part_of",),
    }


def test_it_is_the_network_of_the_day(alliance, weavers):
    a_relationship(weavers, alliance, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 1))

    assert links_of(network(View(date(2025, 12, 31)))) == {}
    assert len(links_of(network(View(date(2026, 1, 1))))) == 1
    assert links_of(network(View(DAY))) == {}, "the end is the first day on which it no longer holds"


def test_an_agreement_counts_from_signature_and_start_to_end_or_termination(alliance, bankers):
    agreement = an_agreement(
        alliance, bankers, signed_on=date(2025, 1, 10), starts_on=date(2025, 2, 1), ends_on=None,
        terminated_on=date(2026, 5, 1), status="terminated",
    )  # fmt: skip

    days = {date(2025, 1, 31): 0, date(2025, 2, 1): 1, date(2026, 4, 30): 1, date(2026, 5, 1): 0}
    assert {day: len(network(View(day)).links) for day in days} == days
    agreement.status, agreement.terminated_on = "draft", None
    agreement.save()
    assert network(View(date(2026, 1, 1))).links == ()


def test_what_is_dissolved_or_not_yet_founded_is_not_there(alliance, weavers):
    weavers.founded, weavers.dissolved = 2010, 2020
    weavers.save()

    years = {2009: 1, 2010: 2, 2019: 2, 2020: 1}
    assert {year: len(network(View(date(year, 7, 1))).nodes) for year in years} == years


def test_filters_leave_the_network_among_those_that_match(alliance, weavers, bankers):
    a_relationship(weavers, alliance)
    a_relationship(alliance, bankers)

    assert links_of(network(View(DAY, country="KH"))) == {("Alliance", "Weavers"): ("member_of",)}
    assert len(network(View(DAY, ways=("agreement",))).links) == 0
    assert [node.name for node in network(View(DAY, constituency="FIN")).nodes] == ["Bankers"]


def test_of_a_large_network_the_most_linked_are_shown_and_the_page_says_so(client, alliance, monkeypatch):
    monkeypatch.setattr(summaries, "MOST_NODES", 3)
    for _ in range(5):
        a_relationship(an_organization("KH"), alliance)

    found = network(View(DAY))
    page = client.get(reverse("network:graph")).content.decode()

    assert (found.matching, len(found.nodes), found.is_core) == (6, 3, True)
    assert found.measures.degree[alliance.pk] == 2
    assert "Of 6 organisations the 3 with most links" in page


@pytest.mark.parametrize("name", ["network:graph", *FILES])
def test_private_rows_leave_no_trace(client, alliance, weavers, bankers, name):
    a_relationship(weavers, alliance)
    address = f"{reverse(name)}?as_of=2026-06-01&since=2025-01-01"
    before = settled(client.get(address))

    hidden = an_organization("KH", "Hidden", visibility="network")
    a_relationship(hidden, alliance)
    a_relationship(alliance, bankers, visibility="secretariat")
    an_agreement(alliance, bankers, visibility="network")
    an_agreement(weavers, hidden)
    an_activity(alliance, weavers, visibility="secretariat")
    an_activity(weavers, hidden)

    assert settled(client.get(address)) == before


def test_members_see_the_same_picture_as_everybody(client, alliance, pat):
    an_organization("KH", "Hidden", visibility="network")
    before = client.get(reverse("network:graph-json")).content
    client.force_login(pat)

    assert client.get(reverse("network:graph-json")).content == before


def test_two_days_can_be_compared(client, alliance, weavers):
    a_relationship(weavers, alliance, starts_on=date(2026, 1, 1))

    page = client.get(reverse("network:graph"), {"as_of": "2026-06-01", "since": "2025-06-01"})

    assert "Weavers – Alliance" in page.content.decode() or "Alliance – Weavers" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "as_of=yesterday",
        "as_of=0001-01-01",
        "country=XX",
        "ways=magic",
        "kind=%00",
        "since=2027-01-01&as_of=2026-01-01",
    ],
)
@pytest.mark.parametrize("name", ["network:graph", *FILES])
def test_what_cannot_be_asked_is_refused_with_the_form(client, reference, name, query):
    answer = client.get(f"{reverse(name)}?{query}")

    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_an_empty_network_says_so(client, reference):
    page = client.get(reverse("network:graph")).content.decode()

    assert "No organisation matches" in page
    assert json.loads(client.get(reverse("network:graph-json")).content)["nodes"] == []


def test_the_number_of_queries_does_not_grow_with_the_network(
    client, alliance, django_assert_max_num_queries
):
    for _ in range(12):
        member = an_organization("KH")
        a_relationship(member, alliance)
        an_agreement(member, alliance)
        an_activity(member, alliance)

    with django_assert_max_num_queries(10):
        client.get(reverse("network:graph"))

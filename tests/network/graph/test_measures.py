"""What we say of a network is what networkx and igraph say of it, read back from the files we give."""

import io
import xml.etree.ElementTree as ElementTree

import igraph
import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.graph import Link, Node, difference, gexf, graphml, measured, node_link, placed
from network.graph.measures import graph_of

GROUPS = ("GOV", "EMP", "SSE", "")


@st.composite
def networks(draw):
    """(nodes, links) of up to 14 organisations."""
    count = draw(st.integers(0, 14))
    nodes = tuple(
        Node(key, f"uid-{key}", draw(st.sampled_from(("Ålesund", "កម្ពុជា", "<&>"))) + str(key), "apex",
             draw(st.sampled_from(GROUPS)), draw(st.sampled_from(("KH", "TH", ""))))
        for key in range(count)
    )  # fmt: skip
    pairs = [(one, other) for one in range(count) for other in range(one + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return nodes, tuple(Link(one, other, ("member_of",)) for one, other in sorted(chosen))


def as_igraph(nodes, links):
    return igraph.Graph(n=len(nodes), edges=[(link.one, link.other) for link in links])


@given(networks())
def test_the_measures_are_those_of_igraph(network):
    nodes, links = network
    ours, theirs = measured(nodes, links), as_igraph(nodes, links)

    assert [ours.degree[node.key] for node in nodes] == theirs.degree()
    assert ours.components == len(theirs.connected_components())
    assert ours.links == theirs.ecount()
    if len(nodes) > 1:
        assert ours.density == pytest.approx(theirs.density())
    pairs = max((len(nodes) - 1) * (len(nodes) - 2) / 2, 1)
    expected = [value / pairs for value in theirs.betweenness()]
    assert [ours.betweenness[node.key] for node in nodes] == pytest.approx(expected)


@given(network=networks())
@settings(max_examples=30)
def test_networkx_reads_the_gexf_and_igraph_the_graphml_with_the_same_measures(network, tmp_path_factory):
    nodes, links = network
    measures = measured(nodes, links)

    read = networkx.read_gexf(io.BytesIO(gexf(nodes, links, measures)))
    assert {uid: data["degree"] for uid, data in read.nodes(data=True)} == {
        node.uid: measures.degree[node.key] for node in nodes
    }
    assert read.number_of_edges() == measures.links

    path = tmp_path_factory.mktemp("graphs") / "network.graphml"
    path.write_bytes(graphml(nodes, links, measures))
    again = igraph.Graph.Read_GraphML(str(path))
    assert again.vcount() == len(nodes)
    if nodes:
        assert again.vs["label"] == [node.name for node in nodes]
        assert again.degree() == [int(value) for value in again.vs["degree"]]


@given(networks())
def test_the_e_i_index_counts_what_crosses(network):
    nodes, links = network
    mixing = measured(nodes, links).by_country
    countries = {node.key: node.country for node in nodes}
    counted = [(countries[link.one], countries[link.other]) for link in links]
    both = [pair for pair in counted if all(pair)]

    assert mixing.external == sum(1 for one, other in both if one != other)
    assert mixing.internal + mixing.external == len(both) == sum(mixing.table.values())
    assert (mixing.ei is None) == (not both)


def star(leaves):
    nodes = tuple(Node(key, f"uid-{key}", f"Node {key}", country="KH") for key in range(leaves + 1))
    return nodes, tuple(Link(0, key, ("member_of",)) for key in range(1, leaves + 1))


def test_the_middle_of_a_star_lies_between_all_others():
    measures = measured(*star(5))

    assert measures.betweenness[0] == 1
    assert measures.degree[0] == 5
    assert (measures.components, measures.largest, measures.isolates) == (1, 6, 0)
    assert measures.by_country.ei == -1


def test_a_network_too_large_for_betweenness_says_so_instead_of_keeping_people_waiting():
    assert measured(*star(1_200)).betweenness is None


def test_the_difference_of_two_days_names_what_came_and_went():
    nodes, links = star(3)
    found = difference((nodes[:3], links[:2]), (nodes[1:], ()))

    assert [node.key for node in found.nodes_came] == [3]
    assert [node.key for node in found.nodes_went] == [0]
    assert [(one.key, other.key) for one, other in found.links_went] == [(0, 1), (0, 2)]
    assert found.links_came == ()
    assert found.density_after == 0


@given(networks())
@settings(max_examples=40)
def test_every_linked_organisation_has_a_place_of_its_own_in_the_picture(network):
    nodes, links = network
    graph = graph_of(nodes, links)
    places, height = placed(graph)

    assert set(places) == {key for key, degree in graph.degree() if degree}
    assert len({(place.x, place.y) for place in places.values()}) == len(places)
    assert all(0 <= place.x <= 1.6001 and 0 <= place.y <= height + 0.0001 for place in places.values())
    assert placed(graph)[0] == places, "the same picture for the same network"


def test_names_cannot_break_the_files():
    nodes = (Node(1, "a", 'x"\x00\x1b<&>\ufffe'), Node(2, "b", "y"))
    links = (Link(1, 2, ("member_of", "agreement")),)
    measures = measured(nodes, links)

    for write in (gexf, graphml):
        ElementTree.fromstring(write(nodes, links, measures))
    assert node_link(nodes, links, measures)["edges"] == [
        {"kinds": "member_of;agreement", "ways": 2, "source": "a", "target": "b"}
    ]

"""Measures of a network, by networkx: none of the algorithms is ours."""

from collections import Counter
from dataclasses import dataclass, field

import networkx

# Betweenness costs nodes × links; up to here it takes less than a second.
MOST_STEPS = 2_500_000


@dataclass(frozen=True)
class Node:
    """An organisation as the graph knows it. `key` orders nodes and is what links name."""

    key: int
    uid: str
    name: str
    kind: str = ""
    constituency: str = ""
    country: str = ""


@dataclass(frozen=True)
class Link:
    """Two organisations that have to do with each other; `kinds` are the ways, each once, in order."""

    one: int
    other: int
    kinds: tuple = ()


@dataclass(frozen=True)
class Mixing:
    """How far links cross a border between groups.

    `ei` is Krackhardt and Stern's E-I index: (external - internal) / (external + internal), -1 to 1; None without
    links whose both ends have a group. `table` counts links by the groups of their ends, each pair once.
    """

    external: int
    internal: int
    ei: float | None
    table: dict


@dataclass(frozen=True)
class Measures:
    """What is said of a network. `betweenness` is normalised (0 to 1); None where it would take too long."""

    nodes: int
    links: int
    density: float
    mean_degree: float
    isolates: int
    components: int
    largest: int
    degree: dict = field(repr=False)
    betweenness: dict | None = field(repr=False)
    component: dict = field(repr=False)
    by_country: Mixing = field(repr=False, default=None)
    by_constituency: Mixing = field(repr=False, default=None)


def graph_of(nodes, links):
    """The simple, undirected graph: a link is one edge, however many ways two organisations are linked."""
    graph = networkx.Graph()
    graph.add_nodes_from(node.key for node in nodes)
    graph.add_edges_from((link.one, link.other) for link in links)
    return graph


def measured(nodes, links):
    """The Measures of a network."""
    graph = graph_of(nodes, links)
    components = sorted(networkx.connected_components(graph), key=lambda keys: (-len(keys), min(keys)))
    degree = dict(graph.degree())
    return Measures(
        nodes=len(nodes),
        links=graph.number_of_edges(),
        density=networkx.density(graph),
        mean_degree=2 * graph.number_of_edges() / len(nodes) if nodes else 0.0,
        isolates=sum(1 for value in degree.values() if value == 0),
        components=len(components),
        largest=len(components[0]) if components else 0,
        degree=degree,
        betweenness=_betweenness(graph),
        component={key: place for place, keys in enumerate(components, 1) for key in keys},
        by_country=_mixing(nodes, links, "country"),
        by_constituency=_mixing(nodes, links, "constituency"),
    )


def _betweenness(graph):
    if len(graph) * (len(graph) + graph.number_of_edges()) > MOST_STEPS:
        return None
    return networkx.betweenness_centrality(graph)


def _mixing(nodes, links, attribute):
    groups = {node.key: getattr(node, attribute) for node in nodes}
    pairs = (tuple(sorted((groups[link.one], groups[link.other]))) for link in links)
    table = Counter(pair for pair in pairs if all(pair))
    internal = sum(count for (one, other), count in table.items() if one == other)
    external = table.total() - internal
    ei = (external - internal) / table.total() if table else None
    return Mixing(external, internal, ei, dict(sorted(table.items())))


@dataclass(frozen=True)
class Difference:
    """What came and what went between two dates; the lists hold Nodes and pairs of Nodes."""

    nodes_came: tuple
    nodes_went: tuple
    links_came: tuple
    links_went: tuple
    density_before: float
    density_after: float


def difference(before, after):
    """What changed from one (nodes, links) to another."""
    names = {node.key: node for node in (*before[0], *after[0])}
    was, now = ({node.key for node in nodes} for nodes, _links in (before, after))
    had, has = ({(link.one, link.other) for link in links} for _nodes, links in (before, after))
    densities = [networkx.density(graph_of(*each)) for each in (before, after)]
    return Difference(
        tuple(names[key] for key in sorted(now - was)),
        tuple(names[key] for key in sorted(was - now)),
        tuple((names[one], names[other]) for one, other in sorted(has - had)),
        tuple((names[one], names[other]) for one, other in sorted(had - has)),
        *densities,
    )

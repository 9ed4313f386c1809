"""A network as files: GEXF and GraphML by networkx, JSON in its node-link form."""

import io

import networkx


def written_graph(nodes, links, measures):
    """The graph with its attributes; nodes are called by their public ids, in the order of their names."""
    graph = networkx.Graph()
    uids = {node.key: node.uid for node in nodes}
    for node in nodes:
        graph.add_node(node.uid, **_node(node, measures))
    for link in links:
        graph.add_edge(uids[link.one], uids[link.other], kinds=";".join(link.kinds), ways=len(link.kinds))
    return graph


def _node(node, measures):
    attributes = {
        "label": _storable(node.name), "kind": node.kind, "constituency": node.constituency,
        "country": node.country, "degree": measures.degree[node.key],
        "component": measures.component[node.key],
    }  # fmt: skip
    if measures.betweenness is not None:
        attributes["betweenness"] = round(measures.betweenness[node.key], 6)
    return attributes


def _storable(text):
    """XML knows no control characters."""
    return "".join(letter for letter in text if letter >= " " and letter not in "\ufffe\uffff")


def gexf(nodes, links, measures):
    """GEXF 1.2, UTF-8 bytes."""
    buffer = io.BytesIO()
    networkx.write_gexf(written_graph(nodes, links, measures), buffer, version="1.2draft")
    return buffer.getvalue()


def graphml(nodes, links, measures):
    """GraphML, UTF-8 bytes."""
    lines = networkx.generate_graphml(written_graph(nodes, links, measures), named_key_ids=True)
    return "\n".join(lines).encode()


def node_link(nodes, links, measures):
    """The same as data for JSON: {"nodes": [...], "edges": [...]}."""
    return networkx.node_link_data(written_graph(nodes, links, measures), edges="edges")

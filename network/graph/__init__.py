"""The network as a network: what is measured, drawn and written of a graph. Knows no database."""

from .layout import Place, placed
from .measures import Link, Measures, Mixing, Node, difference, measured
from .writing import gexf, graphml, node_link

__all__ = [
    "Link",
    "Measures",
    "Mixing",
    "Node",
    "Place",
    "difference",
    "gexf",
    "graphml",
    "measured",
    "node_link",
    "placed",
]

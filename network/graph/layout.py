"""Where the nodes of a picture lie: each component by a spring layout of networkx, the components in rows."""

import math
from dataclasses import dataclass

import networkx

SEED, ROUNDS = 11, 60
GAP = 0.6


@dataclass(frozen=True)
class Place:
    """A place in the picture, from 0 to `width` and 0 to `height` of the layout."""

    x: float
    y: float


def placed(graph, width=1.6):
    """({node: Place}, height) of the nodes that have a link; x goes from 0 to `width`. Always the same for a graph."""
    linked = graph.subgraph(node for node, degree in graph.degree() if degree)
    components = sorted(networkx.connected_components(linked), key=lambda keys: (-len(keys), min(keys)))
    blocks = [_block(linked.subgraph(sorted(keys))) for keys in components]
    return _in_rows(blocks, width)


def _block(component):
    """(side of its square, {node: (x, y) within it})."""
    ordered = networkx.Graph()
    ordered.add_nodes_from(sorted(component))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in component.edges()))
    spread = networkx.spring_layout(ordered, seed=SEED, iterations=ROUNDS, k=2.2 / math.sqrt(len(ordered)))
    side = math.sqrt(len(ordered))
    return side, _stretched({node: (float(x), float(y)) for node, (x, y) in spread.items()}, side)


def _stretched(points, side):
    """The points moved and scaled so that they fill the square."""
    columns, rows = zip(*points.values(), strict=True)
    left, top = min(columns), min(rows)
    wide, high = max(columns) - left or 1.0, max(rows) - top or 1.0
    return {node: ((x - left) / wide * side, (y - top) / high * side) for node, (x, y) in points.items()}


def _in_rows(blocks, width):
    """Put the squares into rows, the largest first, and scale all of it to `width`."""
    if not blocks:
        return {}, 0.0
    area = sum((side + GAP) ** 2 for side, _points in blocks)
    room = max(blocks[0][0] + GAP, math.sqrt(area * width))
    points, x, y, row = {}, 0.0, 0.0, 0.0
    for side, nodes in blocks:
        if x and x + side > room:
            x, y, row = 0.0, y + row + GAP, 0.0
        points |= {node: (x + dx, y + dy) for node, (dx, dy) in nodes.items()}
        x, row = x + side + GAP, max(row, side)
    widest = max(x for x, _y in points.values()) or 1.0
    scale = width / widest
    height = max(y for _x, y in points.values()) * scale
    return {node: Place(x * scale, y * scale) for node, (x, y) in points.items()}, height

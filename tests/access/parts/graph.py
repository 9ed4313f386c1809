"""The pages about this part of the network, and one record of each kind in Cambodia for them."""

from ..table import public

PAGES = {
    "network:graph": public(),
    "network:graph-gexf": public(),
    "network:graph-graphml": public(),
    "network:graph-json": public(),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    return {}

"""The pages of the network: a module for each part, with its rows of the table and its records."""

from . import activities, exchange, graph, home, merges, organizations, people, relations, resources

PARTS = (home, organizations, merges, people, relations, activities, resources, exchange, graph)
PAGES = {name: page for part in PARTS for name, page in part.PAGES.items()}


def records(owner):
    """One record of each kind of the network."""
    return {name: record for part in PARTS for name, record in part.records(owner).items()}

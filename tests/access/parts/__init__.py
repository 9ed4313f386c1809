"""The pages of the network and the dialogue: a module for each part, with its rows of the table and its records."""

from . import (
    activities,
    dialogue_committees,
    dialogue_consultations,
    dialogue_decisions,
    dialogue_following,
    dialogue_meetings,
    dialogue_recommendations,
    dialogue_tracking,
    exchange,
    graph,
    home,
    merges,
    organizations,
    people,
    relations,
    resources,
)

NETWORK = (home, organizations, merges, people, relations, activities, resources, exchange, graph)
DIALOGUE = (
    dialogue_committees, dialogue_meetings, dialogue_decisions, dialogue_recommendations, dialogue_tracking,
    dialogue_consultations, dialogue_following,
)  # fmt: skip
PARTS = NETWORK + DIALOGUE
PAGES = {name: page for part in PARTS for name, page in part.PAGES.items()}


def records(owner):
    """One record of each kind of the network and the dialogue."""
    return {name: record for part in PARTS for name, record in part.records(owner).items()}

"""The sections of an organisation's page: each part of the network adds its line to SECTIONS.

A part has a loader `section(organization, user, language)`, which returns a frozen dataclass, or None when there is
nothing to show to this user, and a template `network/…_section.html` that shows it as `section`, with a heading of
its own (`<h2>`). The page serves everybody: a loader starts from `visible_to(user)`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Part:
    """`load` is the dotted path of the loader, looked up when a page asks; at most `queries` queries each time."""

    name: str
    order: int
    load: str
    template: str
    queries: int


@dataclass(frozen=True)
class Shown:
    """A section with its content, as the page draws it."""

    name: str
    template: str
    content: Any


# Orders: people 10, relationships 20, agreements 30, activities 40, resources 50, offers 60, merges 90.
SECTIONS: tuple[Part, ...] = (
    Part("people", 10, "network.summaries.people.section", "network/person_section.html", 8),
    Part(
        "relationships", 20, "network.summaries.relationships.section", "network/relationship_section.html", 8
    ),
    Part("agreements", 30, "network.summaries.agreements.section", "network/agreement_section.html", 6),
    Part("activities", 40, "network.summaries.activities.section", "network/activity_section.html", 6),
    Part("resources", 50, "network.summaries.resources.section", "network/resource_section.html", 4),
    Part("offers", 60, "network.summaries.offers.section", "network/offer_section.html", 8),
    Part("merges", 90, "network.summaries.merges.section", "network/merge_section.html", 3),
)


def shown(organization, user, language):
    """The sections that have something to show to this user about an organisation, in their order."""
    parts = sorted(SECTIONS, key=lambda part: (part.order, part.name))
    loaded = [(part, import_string(part.load)(organization, user, language)) for part in parts]
    return tuple(Shown(part.name, part.template, content) for part, content in loaded if content is not None)

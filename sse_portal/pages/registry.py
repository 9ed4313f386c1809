"""The parts of the start page and of the country profile, and what the search looks through.

Each is registered in apps.py with the dotted path of its loader, which is looked up when a page asks for it: an
outcome adds its part with one line and its own module, and no part knows another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

PROFILE, HOME = "profile", "home"


@dataclass(frozen=True)
class Part:
    """A part of a page. `load` is the dotted path of a function that takes a Visit and returns what `template`
    shows as `part`, or None when there is nothing to show; it runs at most `queries` queries.
    """

    page: str
    name: str
    title: Any
    order: int
    template: str
    load: str
    queries: int


@dataclass(frozen=True)
class Source:
    """Something the search looks through. `find` is the dotted path of find(text, language) -> Found."""

    name: str
    title: Any
    order: int
    find: str


@dataclass(frozen=True)
class Hit:
    """A search result: its name (in `language` when that is not the reader's), where it is, a line about it."""

    title: str
    url: str
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class Found:
    """The first hits of a source; `more_url` leads to all of them when there are more."""

    hits: tuple
    more_url: str = ""


@dataclass(frozen=True)
class Shown:
    """A part with its content, as the page draws it."""

    name: str
    title: Any
    template: str
    content: Any


class Visit:
    """One reader's look at a page: who, in which language, about which country (None: the region)."""

    def __init__(self, user, language, country=None):
        self.user, self.language, self.country = user, language, country
        self._kept = {}

    def once(self, name, read: Callable):
        """What `read()` returns, read once for all parts of the page."""
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]


_registered: dict = {}


def register(entry):
    """Add a part or a source, or replace the one of that name."""
    _registered[getattr(entry, "page", "search"), entry.name] = entry


def parts_of(page):
    """The parts of a page (PROFILE or HOME) in their order."""
    return _in_order(
        entry for entry in _registered.values() if isinstance(entry, Part) and entry.page == page
    )


def sources():
    """What the search looks through, in order."""
    return _in_order(entry for entry in _registered.values() if isinstance(entry, Source))


def shown(page, visit):
    """The parts of a page that have something to show to this visitor."""
    loaded = [(part, import_string(part.load)(visit)) for part in parts_of(page)]
    return [
        Shown(part.name, part.title, part.template, content)
        for part, content in loaded
        if content is not None
    ]


def _in_order(entries):
    return sorted(entries, key=lambda entry: (entry.order, entry.name))

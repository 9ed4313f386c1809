"""The main menu: each app registers its own entries in AppConfig.ready(); the frame draws them in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


def anybody(user):
    """Visible to all readers."""
    return True


def signed_in(user):
    """Visible to people with an account."""
    return user is not None and user.is_authenticated


@dataclass(frozen=True)
class NavItem:
    """One entry: a lazily translated label, the name of its page, its place, and who sees it.

    `right` names a right that the reader must hold in some country; the frame asks for all of them at once.
    """

    label: Any
    url_name: str
    order: int = 100
    visible_to: Callable[[Any], bool] = anybody
    right: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it. `current` is "page" on the page itself, "true" below it, else ""."""

    label: Any
    url: str
    current: str
    right: str = ""


_items: dict[str, NavItem] = {}


def register(item):
    """Add an entry, or replace the one with the same page."""
    _items[item.url_name] = item


def links_for(user, path):
    """The menu of `user` as a list of Link, in order, with the entry of `path` marked."""
    in_order = sorted(_items.values(), key=lambda item: (item.order, item.url_name))
    return [_link(item, path) for item in in_order if item.visible_to(user)]


def _link(item, path):
    url = reverse(item.url_name)
    return Link(item.label, url, current_mark(url, path), item.right)


def current_mark(url, path):
    """The value of aria-current for a link to `url` on the page at `path`."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""

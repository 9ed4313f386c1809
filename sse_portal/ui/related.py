"""Links from the page of a record to records of outcomes above it, which its own app does not know.

The app above registers a loader by its dotted path: `load(record, user, language)` → (Related, …), as `user` may know.
"""

from dataclasses import dataclass

from django.utils.module_loading import import_string

DEFINITION, RELEASE, ORGANIZATION = "definition", "release", "organization"
_loaders: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Related:
    """A link with what sort of record it leads to."""

    label: str
    text: str
    url: str


def register(kind, path):
    """Let the pages of this kind of record show what the loader at `path` finds."""
    loaders = _loaders.setdefault(kind, [])
    if path not in loaders:
        loaders.append(path)


def links(kind, record, user, language):
    """All links about a record that `user` may know, in the order of registration."""
    return tuple(
        link for path in _loaders.get(kind, ()) for link in import_string(path)(record, user, language)
    )

"""Atom feeds (RFC 4287) with identifiers that never change, and the same bytes as long as nothing changed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from sse_portal.basics.xml import branch, document, leaf

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
# The year in which the identifiers were first given out (RFC 4151). It never changes either.
SINCE = "2026"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One thing that is told. `updated`, `published` are aware times; `language` is that of title and summary."""

    id: str
    title: str
    address: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    # (scheme, term, label) of what it is about.
    categories: tuple[tuple[str, str, str], ...] = ()
    rights: str = ""


@dataclass(frozen=True)
class Feed:
    """`address` is where the feed is, `page` the web page beside it. Without an update BEGINNING is told."""

    id: str
    title: str
    address: str
    page: str
    author: str
    updated: datetime | None
    entries: tuple[Entry, ...]


def tag_uri(kind, key):
    """The identifier of a record or a feed for good: tag:portal.example,2026:resource/0190…

    It has nothing of the address, so that it stays when the site moves; IDENTITY_HOST says whose it is.
    """
    return f"tag:{settings.IDENTITY_HOST},{SINCE}:{kind}/{key}"


def atom(feed):
    """The bytes of a feed."""
    head = [
        leaf("id", feed.id),
        leaf("title", feed.title),
        leaf("updated", _moment(feed.updated or BEGINNING)),
        branch("author", [leaf("name", feed.author)]),
        leaf("link", attributes={"rel": "self", "type": MEDIA_TYPE, "href": feed.address}),
        leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": feed.page}),
    ]
    return document(branch("feed", [*head, *map(_entry, feed.entries)], {"xmlns": ATOM}))


def _entry(entry):
    language = {"xml:lang": entry.language}
    parts = [
        leaf("id", entry.id),
        leaf("title", entry.title, language),
        leaf("updated", _moment(entry.updated)),
        leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": entry.address}),
    ]
    if entry.published:
        parts.append(leaf("published", _moment(entry.published)))
    parts += [branch("author", [leaf("name", name)]) for name in entry.authors]
    parts += [
        leaf("category", attributes={"scheme": scheme, "term": term, "label": label})
        for scheme, term, label in entry.categories
    ]
    parts += [leaf("summary", entry.summary, language)] if entry.summary else []
    parts += [leaf("rights", entry.rights)] if entry.rights else []
    return branch("entry", parts)


def _moment(value):
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def feed_response(request, feed):
    """The feed as an answer, or 304 for a reader that holds these very bytes."""
    body = atom(feed)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, etag=tag, response=response)

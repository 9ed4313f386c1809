"""Atom feeds, read by a feed reader of others (feedparser) and by the letter of RFC 4287."""

import re
import warnings
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

from sse_portal.ui.feeds import BEGINNING, Entry, Feed, atom, feed_response, tag_uri

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def an_entry(**fields):
    plain = {
        "id": "tag:a.example,2026:x/1", "title": "Law", "address": "https://a.example/1", "updated": NOON
    }  # fmt: skip
    return Entry(**plain | fields)


def a_feed(*entries, **fields):
    plain = {
        "id": "tag:a.example,2026:feed/x", "title": "News", "address": "https://a.example/x.atom",
        "page": "https://a.example/", "author": "Portal", "updated": NOON,
    }  # fmt: skip
    return Feed(entries=entries, **plain | fields)


def test_a_reader_finds_everything_that_an_entry_says():
    entry = an_entry(
        title="ច្បាប់ <b>", language="km", summary="First & second", authors=("Sok", "Chan"), published=NOON,
        categories=(("tag:a.example,2026:scheme/theme", "law", "Law"),), rights="CC0",
    )  # fmt: skip
    read = feedparser.parse(atom(a_feed(entry)))
    assert not read.bozo and read.feed.id == "tag:a.example,2026:feed/x" and read.feed.author == "Portal"
    (found,) = read.entries
    assert (found.id, found.title, found.link) == (entry.id, "ច្បាប់ <b>", entry.address)
    assert found.updated_parsed[:6] == found.published_parsed[:6] == (2026, 3, 1, 12, 0, 0)
    assert [author.name for author in found.authors] == ["Sok", "Chan"]
    assert (found.tags[0].term, found.tags[0].label, found.rights) == ("law", "Law", "CC0")


def test_what_the_standard_requires_is_there_once():
    root = ElementTree.fromstring(atom(a_feed(an_entry(), an_entry(id="tag:a.example,2026:x/2"))))
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        moment = element.find(f"{ATOM}updated").text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "https://a.example/x.atom", "alternate": "https://a.example/"}
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Portal"


def test_an_empty_feed_is_a_feed_too():
    read = feedparser.parse(atom(a_feed(updated=None)))
    assert not read.bozo and read.entries == []
    assert read.feed.updated_parsed[:3] == (BEGINNING.year, BEGINNING.month, BEGINNING.day)


@given(st.text(), st.text())
def test_any_text_leaves_the_feed_readable(title, summary):
    content = atom(a_feed(an_entry(title=title, summary=summary, authors=(title,))))
    assert len(ElementTree.fromstring(content).findall(f"{ATOM}entry")) == 1


def test_identifiers_have_nothing_of_the_address(settings):
    settings.IDENTITY_HOST = "portal.example"
    assert tag_uri("resource", "0190") == "tag:portal.example,2026:resource/0190"


def test_a_reader_that_holds_these_bytes_is_told_that_nothing_changed():
    answer = feed_response(RequestFactory().get("/"), a_feed(an_entry()))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    held = RequestFactory().get("/", headers={"If-None-Match": answer["ETag"]})
    again = feed_response(held, a_feed(an_entry()))
    assert (again.status_code, again.content) == (304, b"")
    assert feed_response(held, a_feed(an_entry(title="New"))).status_code == 200

"""The library's feed: new and changed resources, with identifiers that stay (N7) and bytes that move only with them."""

import warnings
from datetime import UTC, datetime

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

from network.models import HarvestRecord, Resource
from network.services.harvest import note_resource
from sse_portal.records.tags import set_tags
from tests.network.factories import a_resource, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
FEED = "/network/resources.atom"


def told(day=1, **fields):
    """A resource that was told on a day of March."""
    resource = a_resource(**fields)
    note_resource(resource)
    moment = datetime(2026, 3, day, tzinfo=UTC)
    HarvestRecord.objects.of_record(resource.uid).update(datestamp=moment)
    return resource


def read(client, query=""):
    answer = client.get(FEED + query)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content)
    assert not found.bozo and found.feed.updated_parsed
    assert all(entry.updated_parsed and entry.id.startswith("tag:") for entry in found.entries)
    return found


def test_the_newest_change_comes_first_with_its_author_and_subjects(client):
    told(1)
    resource = told(2, title={"km": "ច្បាប់"}, publisher=an_organization(name="Ministry"))
    set_tags(resource, {"theme": ["law"]})
    entry = read(client).entries[0]
    assert (entry.title, entry.author, entry.tags[0].term) == ("ច្បាប់", "Ministry", "law")
    assert entry.link == f"http://testserver/network/resources/{resource.uid}/"
    assert entry.updated == "2026-03-02T00:00:00Z" and entry.published == "2026-01-05T03:00:00Z"


def test_an_identifier_stays_whatever_is_changed(client):
    resource = told(1)
    before = read(client).entries[0]
    Resource.objects.update(title={"en": "Another"}, country="TH", type="law")
    note_resource(resource)
    after = read(client).entries[0]
    assert before.id == after.id == f"tag:sse-portal.localhost,2026:resource/{resource.uid}"
    assert after.updated > before.updated and after.title == "Another"
    other = client.get(FEED, headers={"host": "localhost"})
    assert feedparser.parse(other.content).entries[0].id == after.id, "also under another name of the site"


def test_the_same_bytes_as_long_as_nothing_public_changed(client):
    resource = told(1, publisher=an_organization(name="Unseen", visibility="network"))
    first = client.get(FEED)
    assert b"Unseen" not in first.content
    told(2, visibility="network"), told(2, state="draft")
    Resource.objects.filter(pk=resource.pk).update(version=9)
    note_resource(resource)
    again = client.get(FEED, headers={"if-none-match": first["ETag"], "accept-language": "km"})
    assert again.status_code == 304
    assert client.get(FEED).content == first.content


def test_what_was_withdrawn_leaves_the_feed_and_moves_its_time(client):
    resource = told(1)
    before = read(client).feed.updated
    Resource.objects.update(state="withdrawn")
    note_resource(resource)
    after = read(client)
    assert after.entries == [] and after.feed.updated > before


def test_it_can_be_narrowed_and_each_narrower_feed_has_its_own_identifier(client):
    told(1, country="KH", type="law"), told(2, country="TH", type="report")
    for query in ("?country=TH", "?type=report", "?country=TH&type=report"):
        assert [entry.updated for entry in read(client, query).entries] == ["2026-03-02T00:00:00Z"]
    ids = [read(client, query).feed.id for query in ("", "?country=TH", "?country=KH", "?type=law")]
    assert len(set(ids)) == 4
    assert read(client, "?country=TH&type=report").feed.id == read(client, "?type=report&country=TH").feed.id


@pytest.mark.parametrize(
    "query", ["?country=ZZ", "?type=book", "?colour=red", "?country=KH&country=TH", "?type=%00"]
)
def test_what_cannot_be_asked_is_refused(client, query):
    assert client.get(FEED + query).status_code == 400


def test_it_costs_a_fixed_number_of_queries_and_ends_after_fifty(client, django_assert_max_num_queries):
    publisher = an_organization()
    for _ in range(55):
        note_resource(a_resource(publisher=publisher))
    with django_assert_max_num_queries(4):
        assert len(read(client).entries) == 50

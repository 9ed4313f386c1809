"""A harvester of others (sickle) against the running portal, while the library changes between its pages (N4)."""

import random
import threading
import warnings
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sickle import Sickle
    from sickle.iterator import OAIResponseIterator
    from sickle.models import Header

from network.models import HarvestRecord, Organization, Resource
from network.services.harvest import note_organization, note_organizations, note_resource, note_resources
from network.summaries.harvest import PAGE, Wanted, harvest_page, uid_in
from tests.network.factories import a_resource, an_organization
from tests.plugins.databases import is_postgresql

pytestmark = pytest.mark.django_db(transaction=True)
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def library(reference):
    """More than two pages of resources and organisations, told long ago."""
    note_resources([a_resource() for _ in range(2 * PAGE)])
    note_organizations([an_organization() for _ in range(60)])
    long_ago = timezone.now().replace(microsecond=0) - timedelta(days=9)
    HarvestRecord.objects.update(datestamp=long_ago)


@pytest.fixture
def harvester(live_server):
    return Sickle(f"{live_server.url}/oai", iterator=OAIResponseIterator, timeout=30)


def public_records():
    resources = Resource.objects.public().values_list("uid", flat=True)
    return {*resources, *Organization.objects.public().present().values_list("uid", flat=True)}


def harvest(harvester, between=lambda: None, **options):
    """{public id: whether it lives} as a harvester has it in the end; `between` runs after every page but the last."""
    held = {}
    for page in harvester.ListRecords(metadataPrefix="oai_dc", **options):
        for element in page.xml.iter(f"{OAI}header"):
            header = Header(element)
            held[uid_in(header.identifier)] = not header.deleted
        token = page.xml.find(f".//{OAI}resumptionToken")
        if token is not None and token.text:
            between()
    return held


def living(held):
    return {uid for uid, lives in held.items() if lives}


def test_a_full_harvest_is_the_set_of_public_records(harvester, library):
    a_resource(visibility="network"), a_resource(state="draft")
    held = harvest(harvester)
    assert living(held) == public_records() and len(held) == 2 * PAGE + 60


@pytest.mark.parametrize("seed", range(3))
def test_a_full_harvest_is_the_set_of_public_records_while_they_change(harvester, library, seed):
    dice = random.Random(seed)

    def change_some():
        resources = dice.sample(list(Resource.objects.order_by("id")), 12)
        for number, resource in enumerate(resources):
            values = [{"rights": "Free"}, {"state": "withdrawn"}, {"visibility": "network"}][number % 3]
            with transaction.atomic():
                Resource.objects.filter(pk=resource.pk).update(**values)
                note_resource(resource)
        survivor, absorbed = dice.sample(list(Organization.objects.present().order_by("id")), 2)
        Organization.objects.filter(pk=absorbed.pk).update(status="merged", merged_into=survivor)
        note_organization(absorbed)
        note_resources([a_resource(), a_resource(visibility="secretariat")])

    before = public_records()
    held = harvest(harvester, between=change_some)
    assert living(held) == public_records() != before
    assert not [uid for uid in held if uid not in before | public_records()], (
        "what never was public is not told"
    )


def test_what_is_hidden_comes_again_as_a_tombstone_and_what_changed_comes_again(harvester, library):
    held = harvest(harvester)
    since = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    hidden, changed, same = Resource.objects.order_by("id")[:3]
    Resource.objects.filter(pk=hidden.pk).update(visibility="network")
    Resource.objects.filter(pk=changed.pk).update(rights="Free")
    note_resources([hidden, changed, same])
    news = harvest(harvester, **{"from": since})
    assert news == {hidden.uid: False, changed.uid: True}
    assert living(held | news) == public_records()


def test_a_set_is_harvested_alone(harvester, library):
    note_resource(a_resource(type="law", country="MN"))
    for name in ("type:law", "country:mn"):
        assert len(harvest(harvester, set=name)) == 1
    assert len(harvest(harvester, set="kind:organization")) == 60


def test_sickle_reads_what_a_record_says(live_server, reference):
    resource = a_resource(title={"en": "Law", "km": "ច្បាប់"}, creators=["Sok Dara"])
    note_resource(resource)
    reader = Sickle(f"{live_server.url}/oai", timeout=30)
    assert reader.Identify().deletedRecord == "persistent"
    assert "country:kh" in [each.setSpec for each in reader.ListSets()]
    assert [each.metadataPrefix for each in reader.ListMetadataFormats()] == ["oai_dc"]
    (record,) = reader.ListRecords(metadataPrefix="oai_dc")
    assert record.metadata["title"] == ["Law", "ច្បាប់"] and record.metadata["creator"] == ["Sok Dara"]
    assert [each.identifier for each in reader.ListIdentifiers(metadataPrefix="oai_dc")] == [
        record.header.identifier
    ]
    again = reader.GetRecord(metadataPrefix="oai_dc", identifier=record.header.identifier)
    assert again.metadata == record.metadata


def test_a_harvest_waits_for_a_write_that_is_dated_already(reference):
    """Else it would pass by a row that is committed a moment later with an earlier datestamp."""
    resource, dated, done = a_resource(), threading.Event(), []

    def write():
        with transaction.atomic():
            note_resource(resource)
            dated.set()
            # Time for the harvest to ask: it has to wait, however long this takes.
            threading.Event().wait(0.3)
            done.append("written")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert dated.wait(10)
    page = harvest_page(Wanted(), with_elements=False, absolute=str)
    assert done == ["written"] and len(page.headers) == 1
    writer.join()


@pytest.mark.skipif(not is_postgresql(), reason="SQLite has one writer at a time")
def test_writers_do_not_wait_for_each_other(reference):
    first, second = a_resource(), a_resource()
    finished = threading.Event()

    def write():
        with transaction.atomic():
            note_resource(second)
        finished.set()
        connection.close()

    with transaction.atomic():
        note_resource(first)
        writer = threading.Thread(target=write)
        writer.start()
        assert finished.wait(10), "the second writer does not wait for the first"
    writer.join()

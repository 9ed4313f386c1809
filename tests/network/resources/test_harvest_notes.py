"""What harvesters will be told, noted by every write: live rows, tombstones, nothing about what never was public."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from network.models import HarvestRecord, Organization, Resource
from network.services.harvest import note_organization, note_organizations, note_resource
from sse_portal.records.tags import set_tags
from tests.network.factories import a_resource, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def row_of(record):
    return HarvestRecord.objects.of_record(record.uid).first()


def aged(record):
    """As if its last change had been noted long ago."""
    HarvestRecord.objects.of_record(record.uid).update(datestamp=LONG_AGO)


def is_new(record):
    return timezone.now() - row_of(record).datestamp < timedelta(minutes=1)


def test_a_published_resource_gets_a_live_row_in_whole_seconds():
    resource = a_resource(type="study")
    note_resource(resource)
    row = row_of(resource)
    assert (row.kind, row.country, row.type, row.is_deleted) == ("resource", "KH", "study", False)
    assert row.datestamp.microsecond == 0 and is_new(resource)


@pytest.mark.parametrize(
    "hidden", [{"visibility": "network"}, {"visibility": "secretariat"}, {"state": "draft"}]
)
def test_what_was_never_public_leaves_no_row(hidden):
    note_resource(a_resource(**hidden))
    assert not HarvestRecord.objects.exists()


@pytest.mark.parametrize("hidden", [{"visibility": "network"}, {"state": "withdrawn"}])
def test_what_is_public_no_more_leaves_a_tombstone_for_good(hidden):
    resource = a_resource(type="study")
    note_resource(resource)
    aged(resource)
    Resource.objects.update(**hidden)
    note_resource(resource)
    row = row_of(resource)
    assert (row.is_deleted, row.country, row.type) == (True, "KH", "study") and is_new(resource)
    aged(resource)
    note_resource(resource)
    assert row_of(resource).datestamp == LONG_AGO, "a tombstone stays as it is"
    Resource.objects.update(visibility="public", state="published")
    note_resource(resource)
    assert not row_of(resource).is_deleted and is_new(resource)


def test_the_datestamp_moves_only_when_something_that_is_told_changed():
    resource = a_resource()
    note_resource(resource)
    aged(resource)
    note_resource(resource)
    Resource.objects.update(version=7, updated_at=timezone.now())
    note_resource(resource)
    assert row_of(resource).datestamp == LONG_AGO
    set_tags(resource, {"SDG": ["8.3"]})
    note_resource(resource)
    assert is_new(resource), "the subjects changed"


def test_an_organisation_is_told_while_it_is_public_and_present():
    survivor, absorbed = an_organization(), an_organization()
    note_organizations([survivor, absorbed])
    assert HarvestRecord.objects.filter(kind="organization", country="KH", is_deleted=False).count() == 2
    Organization.objects.filter(pk=absorbed.pk).update(status="merged", merged_into=survivor)
    note_organization(absorbed)
    assert row_of(absorbed).is_deleted and not row_of(survivor).is_deleted
    Organization.objects.filter(pk=absorbed.pk).update(status="active", merged_into=None)
    note_organization(absorbed)
    assert not row_of(absorbed).is_deleted


def test_a_new_name_of_the_publisher_is_news_of_what_it_published():
    publisher = an_organization(name="Ministry A")
    resource, other = a_resource(publisher=publisher), a_resource()
    for each in (resource, other):
        note_resource(each)
        aged(each)
    Organization.objects.update(name="Ministry B")
    note_organization(publisher)
    assert is_new(resource) and not is_new(other)


def test_what_a_private_publisher_does_is_no_news():
    publisher = an_organization(name="Ministry A", visibility="secretariat")
    resource = a_resource(publisher=publisher)
    note_resource(resource)
    aged(resource)
    Organization.objects.update(name="Ministry B")
    note_organization(publisher)
    assert not is_new(resource) and row_of(publisher) is None


def test_many_are_noted_with_few_queries(django_assert_max_num_queries):
    publisher = an_organization()
    organizations = [publisher, *(an_organization() for _ in range(20))]
    for _ in range(20):
        a_resource(publisher=publisher)
    with django_assert_max_num_queries(16):
        note_organizations(organizations)
    assert HarvestRecord.objects.count() == 41


def test_a_changed_row_comes_behind_all_others_even_within_the_same_second():
    first, second = a_resource(), a_resource()
    note_resource(first), note_resource(second)
    Resource.objects.filter(pk=first.pk).update(rights="Free")
    note_resource(first)
    order = [row.record for row in HarvestRecord.objects.order_by("id")]
    assert order == [second.uid, first.uid]

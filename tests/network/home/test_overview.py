"""The network at a glance: numbers that are right, the same for everybody, in two queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from network.summaries.overview import found_by, overview
from tests.network.factories import a_resource, an_activity, an_agreement, an_event, an_offer, an_organization
from tests.reading import seen

pytestmark = pytest.mark.django_db
HIDDEN = {"visibility": "secretariat"}


def everything(country="KH", **fields):
    """One record of each kind."""
    union = an_organization(country, f"Union {fields}", constituency="WRK", **fields)
    an_agreement(union, country=country, ends_on=None, **fields)
    an_activity(union, country=country, planned_end=None, **fields)
    an_event(country, **fields)
    a_resource(country, **fields)
    an_offer(union, country_id=country, **fields)
    return union


def test_it_counts_what_is_there_today(reference):
    everything("KH")
    everything("TH")
    an_organization("KH", kind="ngo", constituency="")

    found = overview("en", "KH")

    assert vars(found.numbers) == {
        "organizations": 2, "agreements": 1, "activities": 1, "resources": 1, "offers": 1,
    }  # fmt: skip
    assert found.voices == (("Workers’ organisations", "WRK", 1),)
    assert [len(found.organizations), len(found.events), len(found.resources)] == [1, 1, 1]
    assert overview("en").numbers.organizations == 3
    assert overview("en", "MN").is_empty


def test_what_is_over_is_not_counted(reference):
    day = timezone.localdate()
    union = an_organization("KH")
    an_agreement(union, ends_on=day)
    an_activity(union, actual_start=date(2020, 1, 1), actual_end=day)
    an_offer(union, country_id="KH", expires_on=day)
    an_event("KH", starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1))
    an_event("KH", status="cancelled")

    found = overview("en", "KH")

    assert (found.numbers.agreements, found.numbers.activities, found.numbers.offers) == (0, 0, 0)
    assert found.events == ()


def test_the_newest_come_first_in_the_language_of_the_reader(reference):
    a_resource("KH", title={"en": "Old"}, published_at=datetime(2025, 1, 1, tzinfo=UTC))
    a_resource("KH", title={"en": "New", "km": "ថ្មី"}, published_at=datetime(2026, 1, 1, tzinfo=UTC))

    found = overview("km").resources

    assert [(item.text, item.language) for item in found] == [("ថ្មី", "km"), ("Old", "en")]
    assert found[0].moment == datetime(2026, 1, 1, tzinfo=UTC)


def test_two_queries_however_much_there_is(reference, django_assert_num_queries):
    for country in ("KH", "KH", "TH"):
        everything(country)

    with django_assert_num_queries(2):
        overview("en")
    with django_assert_num_queries(2):
        overview("en", "KH")


@pytest.mark.parametrize(
    "address", ["/network/", "/", "/countries/kh/", "/search/?q=union", "/search/?q=report"]
)
def test_private_rows_leave_no_trace(client, reference, address):
    everything("KH")
    before = seen(client, address)

    everything("KH", **HIDDEN)

    assert seen(client, address) == before


def test_the_search_finds_partners_and_resources_and_knows_of_more(reference):
    for number in range(3):
        an_organization("KH", f"Rumdoul {number}", names={"km": "រំដួល"})
    a_resource("TH", title={"th": "คู่มือสหกรณ์"})

    hits, more = found_by("រំដួ", "km", 2)
    assert (len(hits), more["organization"], hits[0].line) == (2, True, "រំដួល")
    hits, more = found_by("สหกรณ์", "th", 2)
    assert ([(hit.title, hit.line) for hit in hits], more["resource"]) == ([("คู่มือสหกรณ์", "Report")], False)


def test_a_member_sees_the_same_front_page_as_everybody(client, reference, pat):
    everything("KH", visibility="network")
    page = client.get("/network/").context["overview"]
    client.force_login(pat)

    assert client.get("/network/").context["overview"] == page


def test_the_secretariat_finds_its_desk_there(client, chenda, sokha):
    client.force_login(sokha)
    assert client.get("/network/").context["desk"] == []
    client.force_login(chenda)
    assert client.get("/network/").context["desk"]

"""How many records a second a full harvest by OAI-PMH gives.

    python benchmarks/harvest.py [RECORDS]                                   on an SQLite file
    python scripts/with_postgres.py python benchmarks/harvest.py [RECORDS]   on PostgreSQL

Works in a scratch database that it makes and removes: half of the records are resources with titles in two languages,
a description, a publisher and three subjects, half are organisations. The harvest goes through the whole portal, page
by page along the resumption tokens, as a harvester asks; the time is that on the clock. Also tells how long the notes
take that the services write. Ends with 1 when the harvest gives fewer than 2,000 records a second.
"""

import re
import sys
import time

from django.test import Client
from scratch import cpu_seconds, scratch_database, settle

from network.models import HarvestRecord, Organization, Resource, ResourceTag
from network.services.harvest import note_organizations, note_resources
from sse_portal.reference.services import load_reference

RECORDS = 20_000
GOAL = 2_000
TEXT = (
    "What cooperatives, associations and mutual societies do for decent work, with figures for each region. "
)
TAGS = (("theme", "law"), ("theme", "statistics"), ("SDG", "8.3"))
BATCH = 1_000
TOKEN = re.compile(rb"<resumptionToken>([^<]+)<")


def fill(number):
    """Half of `number` organisations, half resources that they publish; all noted. Prints how long the notes took."""
    organizations = Organization.objects.bulk_create(
        Organization(
            name=f"Samakum {key}", names={"km": f"សមាគម {key}"}, names_folded=f"samakum {key}", kind="association",
            country_id=("KH", "TH", "VN", "MN", "KG")[key % 5], website="https://example.org/",
        )
        for key in range(number // 2)
    )  # fmt: skip
    resources = Resource.objects.bulk_create(
        Resource(
            title={"en": f"Report {key}", "km": f"របាយការណ៍ {key}"}, description={"en": TEXT * 5, "km": "សហករណ៍ " * 40},
            creators=["Sok Dara", "Chan Thida"], publisher=organizations[key], issued_on="2026-03-01", type="report",
            language="km", licence="CC-BY-4.0", country_id=organizations[key].country_id, state="published",
            link=f"https://example.org/{key}", published_at="2026-03-02T00:00:00Z", text_folded=f"report {key}",
        )
        for key in range(number // 2)
    )  # fmt: skip
    ResourceTag.objects.bulk_create(
        ResourceTag(resource=resource, scheme=scheme, code=code)
        for resource in resources
        for scheme, code in TAGS
    )
    start = time.perf_counter()
    for first in range(0, number // 2, BATCH):
        note_resources(resources[first : first + BATCH])
    # Their resources are noted once more with them, in case their name changed.
    for first in range(0, number // 2, BATCH):
        note_organizations(organizations[first : first + BATCH])
    print(f"{number:,} records noted in batches: {number / (time.perf_counter() - start):,.0f} a second")
    settle("network_harvestrecord", "network_resource", "network_resourcetag", "network_organization")


def harvest(client, verb, form):
    """(records, bytes, pages) of a list along its tokens."""
    query, records, size, pages = {"verb": verb, **form}, 0, 0, 0
    while True:
        content = client.get("/oai", query).content
        records, size, pages = records + content.count(b"</header>"), size + len(content), pages + 1
        token = TOKEN.search(content)
        if not token:
            return records, size, pages
        query = {"verb": verb, "resumptionToken": token[1].decode()}


def measure(client, verb, expected, **form):
    """Harvest once; prints and returns records a second."""
    start, used = time.perf_counter(), cpu_seconds()
    records, size, pages = harvest(client, verb, {"metadataPrefix": "oai_dc", **form})
    seconds, used = time.perf_counter() - start, cpu_seconds() - used
    if records != expected:
        raise SystemExit(f"{verb} {form}: {records:,} records instead of {expected:,}")
    rate = records / used
    told = f"{records:,} in {pages} pages, {size / 1e6:.1f} MB: {rate:,.0f} a second"
    print(f"{verb} {form or ''}: {told} ({records / seconds:,.0f} by the clock)", flush=True)
    return rate


def main(number):
    load_reference()
    fill(number)
    client = Client()
    client.get("/oai?verb=Identify")  # the first request reads the address map
    rate = measure(client, "ListRecords", number)
    measure(client, "ListRecords", number // 2, set="kind:resource")
    measure(client, "ListRecords", number // 5, set="country:kh")
    measure(client, "ListIdentifiers", HarvestRecord.objects.count())
    print(f"goal: {GOAL:,} records a second")
    return int(rate < GOAL)


if __name__ == "__main__":
    with scratch_database():
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))

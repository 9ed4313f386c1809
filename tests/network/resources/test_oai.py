"""The data provider (OAI-PMH 2.0) by its letter: requests, errors, headers, sets, datestamps, tombstones, tokens."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.models import HarvestRecord, Organization, Resource
from network.services.harvest import note_organization, note_organizations, note_resource, note_resources
from network.summaries.harvest import PAGE
from sse_portal.records.tags import set_tags
from tests.network.factories import a_resource, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = timedelta(days=1)


def asked(query, client=None):
    """The root element of the answer to a query, once it is what every answer has to be."""
    answer = (client or Client()).get(f"/oai?{query}")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert [child.tag for child in root][:2] == [f"{OAI}responseDate", f"{OAI}request"] and len(root) == 3
    assert SECOND.fullmatch(root[0].text) and root[1].text == "http://testserver/oai"
    return root


def error_of(query):
    found = asked(query).find(f"{OAI}error")
    return None if found is None else found.get("code")


def records_of(query):
    return asked(query).findall(f".//{OAI}record")


def identifiers_of(query):
    return {element.text for element in asked(query).iter(f"{OAI}identifier")}


def identifier(record):
    return f"oai:sse-portal.localhost:{record.uid}"


def told(**fields):
    resource = a_resource(**fields)
    note_resource(resource)
    return resource


def stamped(record, moment):
    HarvestRecord.objects.of_record(record.uid).update(datestamp=moment)


def test_it_says_who_it_is():
    resource = told()
    stamped(resource, datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC))
    facts = {child.tag.removeprefix(OAI): child.text for child in asked("verb=Identify")[2]}
    assert facts["baseURL"] == "http://testserver/oai" and facts["protocolVersion"] == "2.0"
    assert facts["deletedRecord"] == "persistent" and facts["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert facts["earliestDatestamp"] == "2026-02-03T04:05:06Z" and "@" in facts["adminEmail"]


def test_an_empty_repository_answers_too():
    assert SECOND.fullmatch(asked("verb=Identify").find(f".//{OAI}earliestDatestamp").text)
    assert error_of("verb=ListRecords&metadataPrefix=oai_dc") == "noRecordsMatch"


def test_it_names_its_format_also_for_one_record():
    for query in ("", f"&identifier={identifier(told())}"):
        found = asked(f"verb=ListMetadataFormats{query}")
        assert [each.text for each in found.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]


def test_it_names_sets_by_kind_type_and_country_each_below_another():
    specs = [element.text for element in asked("verb=ListSets").iter(f"{OAI}setSpec")]
    assert {"kind:resource", "kind:organization", "type:report", "country:kh"} <= set(specs)
    assert all(spec.rpartition(":")[0] in specs for spec in specs if ":" in spec)
    assert all(re.fullmatch(r"[A-Za-z0-9:_-]+", spec) for spec in specs)


def test_a_record_has_its_header_and_its_dublin_core():
    resource = told(
        title={"en": "Cooperatives & figures", "km": "សហករណ៍"}, creators=["Sok Dara"], type="dataset",
        description={"en": "a\x0bb <c>"}, publisher=an_organization(name="Ministry"), language="km",
    )  # fmt: skip
    set_tags(resource, {"theme": ["law"], "SDG": ["8"]})
    root = asked(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier(resource)}")
    assert root[1].attrib == {
        "verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier(resource)
    }  # fmt: skip
    header = root.find(f".//{OAI}header")
    assert header.find(f"{OAI}identifier").text == identifier(resource) and header.get("status") is None
    assert [each.text for each in header.findall(f"{OAI}setSpec")] == [
        "kind:resource", "type:dataset", "country:kh"
    ]  # fmt: skip
    elements = [
        (each.tag.removeprefix(DC), each.text, each.get(LANGUAGE)) for each in root.iter() if DC in each.tag
    ]
    assert ("title", "Cooperatives & figures", "en") in elements and ("title", "សហករណ៍", "km") in elements
    assert ("creator", "Sok Dara", None) in elements and ("publisher", "Ministry", None) in elements
    assert ("description", "ab <c>", "en") in elements and ("type", "Dataset", None) in elements
    assert ("subject", "Law and regulation", "en") in elements
    assert ("subject", "SDG 8: Decent work and economic growth", "en") in elements
    assert ("identifier", f"http://testserver/network/resources/{resource.uid}/", None) in elements
    assert ("rights", "https://creativecommons.org/licenses/by/4.0/", None) in elements
    assert ("coverage", "Cambodia", None) in elements and ("language", "km", None) in elements


def test_it_answers_the_same_in_every_language_of_the_reader():
    resource = told()
    set_tags(resource, {"theme": ["law"]})
    query = f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier(resource)}"
    answers = [Client().get(query, headers={"accept-language": code}).content for code in ("en", "km", "ru")]
    assert len({re.sub(rb"<responseDate>[^<]+", b"", answer) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=%00", "badVerb"),
        ("verb=Identify&from=2026-01-01", "badArgument"),
        ("verb=ListSets&set=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&identifier=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00.5Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-1-1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=10000000000000000000", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=%D9%A2%D9%A0%D9%A2%D9%A6-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=" + "a" * 3000, "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=type:", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=type:book", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=country:th", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=0001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListIdentifiers&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=abc", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:sse-portal.localhost:{uuid.UUID(int=0)}",
         "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:sse-portal.localhost:" + "1" * 30, "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:other.example:1", "idDoesNotExist"),
    ],
)  # fmt: skip
def test_each_way_to_ask_wrongly_has_its_code(query, code):
    told()
    assert error_of(query) == code
    if code in ("badVerb", "badArgument"):
        assert asked(query)[1].attrib == {}, "such a request is not repeated"


def test_a_format_that_is_not_there_is_told_for_a_record_that_is():
    query = f"verb=GetRecord&metadataPrefix=marc21&identifier={identifier(told())}"
    assert error_of(query) == "cannotDisseminateFormat"


def test_the_identifier_of_another_host_or_spelling_is_none_of_ours():
    resource = told()
    for text in (f"oai:other.example:{resource.uid}", identifier(resource).upper(), f"{{{resource.uid}}}"):
        assert error_of(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={text}") == "idDoesNotExist"


def test_it_is_asked_by_post_too_without_a_token_of_ours(client):
    resource = told()
    form = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    answer = Client(enforce_csrf_checks=True).post("/oai", form)
    assert identifier(resource) in answer.content.decode()
    body = "verb=GetRecord&metadataPrefix=oai_dc&identifier=" + identifier(resource)
    answer = client.post("/oai", body, content_type="application/x-www-form-urlencoded")
    assert identifier(resource) in answer.content.decode()
    assert b"badVerb" in client.post("/oai", '{"verb": "Identify"}', content_type="application/json").content
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)("/oai").status_code == 405


def test_days_and_seconds_narrow_a_list_both_ends_included():
    first, second = told(), told()
    stamped(first, datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC))
    stamped(second, datetime(2026, 1, 2, tzinfo=UTC))
    both, base = {identifier(first), identifier(second)}, "verb=ListIdentifiers&metadataPrefix=oai_dc&"
    for query, found in (
        ("from=2026-01-01", both),
        ("from=2026-01-02", {identifier(second)}),
        ("until=2026-01-01", {identifier(first)}),
        ("from=2026-01-01T23:59:59Z&until=2026-01-01T23:59:59Z", {identifier(first)}),
        ("from=2026-01-02T00:00:00Z", {identifier(second)}),
        ("from=2026-01-01&until=2026-01-02", both),
    ):
        assert identifiers_of(base + query) == found, query


def test_a_set_holds_its_own_and_what_is_below_it():
    law, report = told(type="law", country="TH"), told(country=None)
    organization = an_organization("KH")
    note_organization(organization)
    base = "verb=ListIdentifiers&metadataPrefix=oai_dc&set="
    assert identifiers_of(base + "type:law") == identifiers_of(base + "country:th") == {identifier(law)}
    assert identifiers_of(base + "type") == {identifier(law), identifier(report)}
    assert identifiers_of(base + "kind:organization") == {identifier(organization)}
    assert identifiers_of(base + "country:kh") == {identifier(organization)}
    assert identifiers_of(base + "country") == {identifier(law), identifier(organization)}
    assert len(identifiers_of(base + "kind")) == 3


def test_what_is_withdrawn_stays_as_a_deleted_record_without_a_word_of_its_content():
    resource = told(title={"en": "Secret plan"})
    Resource.objects.update(state="withdrawn")
    note_resource(resource)
    for query in (
        "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier(resource)}",
    ):
        root = asked(query)
        assert root.find(f".//{OAI}header").get("status") == "deleted"
        assert root.find(f".//{OAI}metadata") is None and "Secret" not in ElementTree.tostring(
            root, "unicode"
        )


def test_a_merged_organisation_is_deleted_and_its_survivor_lives():
    survivor, absorbed = an_organization(), an_organization()
    note_organizations([survivor, absorbed])
    Organization.objects.filter(pk=absorbed.pk).update(status="merged", merged_into=survivor)
    note_organization(absorbed)
    headers = asked("verb=ListRecords&metadataPrefix=oai_dc").findall(f".//{OAI}header")
    states = {each.find(f"{OAI}identifier").text: each.get("status") for each in headers}
    assert states == {identifier(survivor): None, identifier(absorbed): "deleted"}


def test_what_is_hidden_without_a_note_is_not_told_either():
    told(title={"en": "Hidden"})
    note_organization(an_organization(name="Hidden"))
    Resource.objects.update(visibility="network")
    Organization.objects.update(visibility="secretariat")
    for verb in ("ListRecords", "ListIdentifiers"):
        root = asked(f"verb={verb}&metadataPrefix=oai_dc")
        assert [each.get("status") for each in root.iter(f"{OAI}header")] == ["deleted", "deleted"]
        assert "Hidden" not in ElementTree.tostring(root, "unicode")


def test_every_answer_is_the_same_with_and_without_private_rows():
    publisher = an_organization(name="Unseen", visibility="secretariat")
    resource = told(publisher=publisher)
    queries = ["verb=Identify", "verb=ListSets"]
    queries += [f"verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")]
    queries.append(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier(resource)}")

    def answers():
        found = [Client().get(f"/oai?{query}").content for query in queries]
        return [re.sub(rb"<responseDate>[^<]+", b"", answer) for answer in found]

    before = answers()
    assert not any(b"Unseen" in answer for answer in before)
    told(visibility="network"), told(visibility="secretariat"), told(state="draft")
    note_organizations([publisher, an_organization(visibility="network")])
    assert answers() == before


def test_a_long_list_comes_in_pages_of_few_queries(django_assert_max_num_queries):
    publisher = an_organization()
    note_resources([a_resource(publisher=publisher) for _ in range(PAGE + 5)])
    with django_assert_max_num_queries(7):
        root = asked("verb=ListRecords&metadataPrefix=oai_dc")
    token = root.find(f".//{OAI}resumptionToken").text
    assert len(root.findall(f".//{OAI}record")) == PAGE
    last = asked(f"verb=ListRecords&resumptionToken={token}")
    assert len(last.findall(f".//{OAI}record")) == 5
    assert last.find(f".//{OAI}resumptionToken").text is None, (
        "the last page of several ends in an empty token"
    )
    assert last[1].attrib == {"verb": "ListRecords", "resumptionToken": token}
    first, second = ({each.text for each in page.iter(f"{OAI}identifier")} for page in (root, last))
    assert not first & second


def test_a_token_carries_what_was_asked_and_fits_no_other_question():
    note_resources([a_resource(type="law" if number % 2 else "report") for number in range(2 * PAGE + 10)])
    today = datetime.now(UTC).date().isoformat()
    root = asked(f"verb=ListIdentifiers&metadataPrefix=oai_dc&set=type:law&until={today}")
    token = root.find(f".//{OAI}resumptionToken").text
    HarvestRecord.objects.filter(type="law").order_by("-id").first().delete()
    later = HarvestRecord.objects.filter(type="law").order_by("-id").first()
    stamped_after = datetime.now(UTC).replace(microsecond=0) + 2 * DAY
    HarvestRecord.objects.filter(pk=later.pk).update(datestamp=stamped_after)
    rest = asked(f"verb=ListIdentifiers&resumptionToken={token}")
    assert len(rest.findall(f".//{OAI}header")) == 3, "one is gone, one is beyond the time asked for"
    assert all(
        "type:law" in [s.text for s in each.findall(f"{OAI}setSpec")] for each in rest.iter(f"{OAI}header")
    )
    assert error_of(f"verb=ListRecords&resumptionToken={token}") == "badResumptionToken"
    assert error_of(f"verb=ListIdentifiers&resumptionToken={token[:-2]}") == "badResumptionToken"


def test_a_list_whose_rest_went_elsewhere_ends_without_an_error():
    note_resources([a_resource(country="KH") for _ in range(PAGE + 1)])
    root = asked("verb=ListRecords&metadataPrefix=oai_dc&set=country:kh")
    token = root.find(f".//{OAI}resumptionToken").text
    last = Resource.objects.get(uid=HarvestRecord.objects.order_by("-id").first().record)
    Resource.objects.filter(pk=last.pk).update(country="TH")
    note_resource(last)
    rest = asked(f"verb=ListRecords&resumptionToken={token}")
    assert rest.find(f".//{OAI}error") is None and rest.find(f".//{OAI}record") is None


def test_datestamps_and_identifiers_are_what_the_protocol_says():
    note_resources([a_resource() for _ in range(3)])
    for header in asked("verb=ListIdentifiers&metadataPrefix=oai_dc").iter(f"{OAI}header"):
        assert [each.tag.removeprefix(OAI) for each in header][:2] == ["identifier", "datestamp"]
        assert SECOND.fullmatch(header[1].text) and parse_datetime(header[1].text) <= datetime.now(UTC)
        assert re.fullmatch(r"oai:[a-zA-Z][\w.-]+:[0-9a-f-]{36}", header[0].text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(
    st.sampled_from(["verb", "metadataPrefix", "from", "until", "set", "identifier", "resumptionToken", "x"]),
    st.one_of(st.text(max_size=30), st.sampled_from(["Identify", "ListRecords", "GetRecord", "oai_dc", "type"])),
))  # fmt: skip
def test_whatever_is_asked_gets_an_answer_of_the_protocol(query):
    answer = Client().post(
        "/oai", {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}
    )
    assert answer.status_code == 200 and ElementTree.fromstring(answer.content).tag == f"{OAI}OAI-PMH"

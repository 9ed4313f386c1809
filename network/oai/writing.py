"""The answers of the protocol as XML (http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd)."""

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from sse_portal.basics.xml import branch, document, leaf, opening

from ..summaries.harvest import earliest, identifier_of, sets
from .asking import PREFIX

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DC, OAI_DC = "http://purl.org/dc/elements/1.1/", f"{OAI}oai_dc/"
IDENTIFIER = f"{OAI}oai-identifier"
SAMPLE = "01900000-0000-7000-8000-000000000000"


def located(namespace, schema):
    """The attributes of an element whose namespace has a schema."""
    return {"xmlns": namespace, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{namespace} {schema}"}


def second(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(base, attributes, content):
    """The bytes of an answer; `attributes` are what was asked, none when that was no request at all (3.6)."""
    parts = [leaf("responseDate", second(timezone.now())), leaf("request", base, attributes), *content]
    return document(branch("OAI-PMH", parts, located(OAI, f"{OAI}OAI-PMH.xsd")))


def error(problem):
    return leaf("error", problem.message, {"code": problem.code})


def identify(base):
    """What this repository is and how it keeps deletions: for good."""
    return branch("Identify", [
        leaf("repositoryName", "SSE Portal: library and network"),
        leaf("baseURL", base),
        leaf("protocolVersion", "2.0"),
        leaf("adminEmail", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        leaf("earliestDatestamp", second(earliest())),
        leaf("deletedRecord", "persistent"),
        leaf("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        branch("description", [_scheme()]),
    ])  # fmt: skip


def _scheme():
    parts = [
        leaf("scheme", "oai"),
        leaf("repositoryIdentifier", settings.IDENTITY_HOST),
        leaf("delimiter", ":"),
        leaf("sampleIdentifier", identifier_of(SAMPLE)),
    ]
    return branch("oai-identifier", parts, located(IDENTIFIER, f"{IDENTIFIER}.xsd"))


def formats():
    parts = [
        leaf("metadataPrefix", PREFIX),
        leaf("schema", f"{OAI}oai_dc.xsd"),
        leaf("metadataNamespace", OAI_DC),
    ]
    return branch("ListMetadataFormats", [branch("metadataFormat", parts)])


def list_sets():
    parts = (branch("set", [leaf("setSpec", spec), leaf("setName", name)]) for spec, name in sets().items())
    return branch("ListSets", parts)


def header(row):
    parts = [leaf("identifier", row.identifier), leaf("datestamp", second(row.datestamp))]
    parts += [leaf("setSpec", spec) for spec in row.sets]
    return branch("header", parts, {"status": "deleted"} if row.is_deleted else None)


_ROOT = opening("oai_dc:dc", {
    "xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI_DC} {OAI}oai_dc.xsd",
})  # fmt: skip


def record(row):
    """A header, and what there is to tell of a record that is not deleted."""
    if row.is_deleted:
        return branch("record", [header(row)])
    elements = (
        leaf(f"dc:{each.name}", each.text, {"xml:lang": each.language} if each.language else None)
        for each in row.elements
    )
    return f"<record>{header(row)}<metadata><{_ROOT}>{''.join(elements)}</oai_dc:dc></metadata></record>"


def listing(verb, page, token, resumed):
    """Headers or records and, while there are more, the token to go on with; the last of several pages ends in none."""
    write = record if verb == "ListRecords" else header
    parts = [write(row) for row in page.headers]
    if token or resumed:
        parts.append(leaf("resumptionToken", token))
    return branch(verb, parts)

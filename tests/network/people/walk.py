"""Every address of the portal that answers a reader: walked over the URL patterns and what the API serves."""

import io
import re
import zipfile
from itertools import count

from django.urls import URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from network.models import Activity, Agreement, Event, Offer, Organization, Relationship, Resource
from tests.reading import without_tokens

# Words of addresses that are no identifiers: something that is there for each.
WORDS = {
    "iso2": "kh",
    "code": "KH-AC",
    "token": "forged",
    "letter": "B",
    "key": "x",
    "uidb36": "x",
    "side": "offer",
}
FORMATS = ("csv", "jsonl", "geojson", "xlsx", "json", "vcf", "popolo", "hxl")
QUESTIONS = {
    "/oai": ("?verb=ListRecords&metadataPrefix=oai_dc", "?verb=ListIdentifiers&metadataPrefix=oai_dc"),
    "/api/": ("?q=Marker", "?count=true", *(f"?format={name}" for name in FORMATS)),
    "/": ("?q=Marker",),
}
# The gallery is for debugging; signing in belongs to others.
LEFT_OUT = ("admin", "account_", "mfa_", "ui:", "set_language")
# What differs from one answer to the next, whoever is asked.
CHANGING = re.compile(rb"<responseDate>[^<]*</responseDate>")
# One caller after the other, so that nobody asks too often.
_callers = count()


def patterns(found=None, namespace=""):
    """(name, converters) of every address."""
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern.url_patterns, inner)
        elif pattern.name and not (namespace + pattern.name).startswith(LEFT_OUT):
            yield namespace + pattern.name, pattern.pattern.converters


def paths(client, uids):
    """Every path that answers this reader, with each of these public ids in the place of an id."""
    for name, converters in patterns():
        for uid in uids if any(is_id(kind) for kind in converters.values()) else (None,):
            words = {key: uid if is_id(kind) else WORDS.get(key, "KH") for key, kind in converters.items()}
            try:
                path = reverse(name, kwargs=words)
            except NoReverseMatch:
                break
            status, _content = read(client, path)
            assert status < 500, path
            if status == 200:
                yield path
            elif status != 404:
                # It asks to sign in, forbids, or takes no GET: so it does whatever the record.
                break


def addresses(client, uids):
    """Every address that answers this reader, asked in every way."""
    for path in paths(client, uids):
        questions = next(found for start, found in QUESTIONS.items() if path.startswith(start))
        yield from (path + question for question in ("", *questions))


def is_id(converter):
    return type(converter).__name__ == "UUIDConverter"


def uids():
    """One record of each kind that the network publishes, the newest."""
    kinds = (Organization, Activity, Agreement, Event, Resource, Offer, Relationship)
    return [kind.objects.latest("id").uid for kind in kinds]


def content(answer):
    """What a reader gets: the bytes, unpacked when they are packed, and the headers that tell of the content."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(packed.read(name) for name in packed.namelist() if "docProps" not in name)
    headers = [answer.headers.get(name, "") for name in ("ETag", "Last-Modified", "Link", "Location")]
    return CHANGING.sub(b"", without_tokens(body)) + "|".join(headers).encode()


def read(client, address):
    """(status, content) of an address, as this browser gets it."""
    answer = client.get(address, REMOTE_ADDR=f"10.0.{next(_callers) % 250}.1")
    return answer.status_code, content(answer)

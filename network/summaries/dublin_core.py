"""Records in the fifteen elements of Dublin Core (DCMES 1.1): for harvesters, page heads and citations.

Always in English beside the languages of the record itself, so that the same record gives the same bytes to everybody.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.utils.translation import override

from sse_portal.basics.text import in_language
from sse_portal.records.tag_words import tag_label
from sse_portal.reference import summaries as reference

from ..models import Resource, ResourceTag, Visibility

ELEMENTS = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format",
    "identifier", "source", "language", "relation", "coverage", "rights",
)  # fmt: skip
# The DCMI Type Vocabulary has fewer words than our library.
_DCMI = {Resource.Type.DATASET.value: "Dataset", Resource.Type.VIDEO.value: "MovingImage"}
_TYPES = {kind.value: kind.name.title() for kind in Resource.Type}


@dataclass(frozen=True)
class Licence:
    """`code` as SPDX lists it; `url` is its text."""

    code: str
    name: str
    url: str


LICENCES = {
    licence.code: licence
    for licence in (
        Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        Licence("CC-BY-NC-4.0", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        Licence("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        Licence("CC-BY-ND-4.0", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
        Licence("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        Licence("CC-BY-3.0-IGO", "CC BY 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/"),
        Licence(
            "OGL-UK-3.0", "OGL 3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        Licence("ODbL-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    """One statement: an element of Dublin Core, its text, and the language of the text where it is known."""

    name: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a resource; `publisher` is a name that everybody may know, `tags` are (scheme, code), sorted."""

    title: dict
    creators: list
    contributors: list
    description: dict
    issued_on: date | None
    type: str
    language: str
    licence: str
    rights: str
    origin: str
    relation: str
    country_id: str | None
    link: str
    media_type: str
    published_at: datetime | None
    publisher: str
    tags: tuple


OWN = tuple(each.name for each in fields(Told))[:-2]


def told_of(resources):
    """{public id: Told} of a queryset, without an object per row: two queries."""
    tags = defaultdict(list)
    names = (*OWN, "uid", "pk", "publisher_name", "publisher__name", "publisher__visibility")
    rows = list(resources.values_list(*names))
    for key, scheme, code in ResourceTag.objects.of_resources([row[len(OWN) + 1] for row in rows]).as_codes():
        tags[key].append((scheme, code))
    told = {}
    for *own, uid, key, given, name, visibility in rows:
        publisher = name if visibility == Visibility.PUBLIC.value else given
        told[uid] = Told(*own, publisher=publisher, tags=tuple(tags[key]))
    return told


def of_resource(told, address=""):
    """The elements of a resource (Told) in their order. `address` is that of its page."""
    found = [*_by_language("title", told.title)]
    found += [Element("creator", name) for name in told.creators]
    found += _subjects(told.tags)
    found += _by_language("description", told.description)
    found += _given("publisher", told.publisher)
    found += [Element("contributor", name) for name in told.contributors]
    found += _given("date", _date(told))
    found += _given("type", _TYPES[told.type], _DCMI.get(told.type, "Text"))
    found += _given("format", told.media_type)
    found += _given("identifier", address, told.link)
    found += _given("source", told.origin)
    found += _given("language", told.language)
    found += _given("relation", told.relation)
    found += _given("coverage", _place(told.country_id))
    found += _given("rights", *rights_of(told))
    return tuple(found)


# The columns of a partner that are told.
OF_ORGANIZATION = ("uid", "name", "names", "description", "website", "country_id")


def of_organization(organization, address=""):
    """The few elements of a partner (a row with OF_ORGANIZATION): enough to know it by, and what became of it."""
    names = {code: name for code, name in organization.names.items() if name != organization.name}
    found = [Element("title", organization.name), *_by_language("title", names)]
    found += _by_language("description", organization.description)
    found += _given("type", "Organization")
    found += _given("identifier", address)
    found += _given("relation", organization.website)
    found += _given("coverage", _place(organization.country_id))
    return tuple(found)


def rights_of(told):
    """The address of the licence, or its code when it is none of LICENCES; and the rights in words."""
    known = LICENCES.get(told.licence)
    return known.url if known else told.licence, told.rights


def _by_language(name, texts):
    return [Element(name, text, code) for code, text in sorted(texts.items())]


def _given(name, *texts):
    return [Element(name, text) for text in texts if text]


def _subjects(tags):
    if not tags:
        return []
    with override("en"):
        return [Element("subject", tag_label(scheme, code, "en"), "en") for scheme, code in tags]


def _date(told):
    """When it was issued; as long as nobody said so, when we published it."""
    if told.issued_on:
        return told.issued_on.isoformat()
    return told.published_at.date().isoformat() if told.published_at else ""


def _place(iso2):
    country = reference.country(iso2) if iso2 else None
    return in_language(country.names, "en") if country else ""

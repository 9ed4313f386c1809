"""Records in the fifteen elements of Dublin Core (DCMES 1.1): for harvesters, page heads and citations.

Always in English beside the languages of the record itself, so that the same record gives the same bytes to everybody.
"""

from dataclasses import dataclass

from django.utils.translation import override

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..models import Resource
from .tags import tag_label

ELEMENTS = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format",
    "identifier", "source", "language", "relation", "coverage", "rights",
)  # fmt: skip
# The DCMI Type Vocabulary has fewer words than our library.
_DCMI = {Resource.Type.DATASET: "Dataset", Resource.Type.VIDEO: "MovingImage"}


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


@dataclass(frozen=True)
class Element:
    """One statement: an element of Dublin Core, its text, and the language of the text where it is known."""

    name: str
    text: str
    language: str = ""


def of_resource(resource, address=""):
    """The elements of a resource in their order; its publisher and tags are loaded. `address` is that of its page.

    A publisher that is not public is not named.
    """
    found = [*_by_language("title", resource.title)]
    found += [Element("creator", name) for name in resource.creators]
    found += _subjects(resource)
    found += _by_language("description", resource.description)
    found += _given("publisher", publisher_of(resource))
    found += [Element("contributor", name) for name in resource.contributors]
    found += _given("date", _date(resource))
    found += _given("type", Resource.Type(resource.type).name.title(), _DCMI.get(resource.type, "Text"))
    found += _given("format", resource.media_type)
    found += _given("identifier", address, resource.link)
    found += _given("source", resource.origin)
    found += _given("language", resource.language)
    found += _given("relation", resource.relation)
    found += _given("coverage", _place(resource.country_id))
    found += _given("rights", *rights_of(resource))
    return tuple(found)


def of_organization(organization, address=""):
    """The few elements of a partner: enough to know it by, and to learn that it was merged or withdrawn."""
    names = {code: name for code, name in organization.names.items() if name != organization.name}
    found = [Element("title", organization.name), *_by_language("title", names)]
    found += _by_language("description", organization.description)
    found += _given("type", "Organization")
    found += _given("identifier", address)
    found += _given("relation", organization.website)
    found += _given("coverage", _place(organization.country_id))
    return tuple(found)


def publisher_of(resource):
    """The publisher as everybody may know it: an organisation of the public directory, or the name that was given."""
    publisher = resource.publisher
    return publisher.name if publisher and publisher.is_public else resource.publisher_name


def rights_of(resource):
    """The address of the licence, or its code when it is none of LICENCES; and the rights in words."""
    known = LICENCES.get(resource.licence)
    return known.url if known else resource.licence, resource.rights


def _by_language(name, texts):
    return [Element(name, text, code) for code, text in sorted(texts.items())]


def _given(name, *texts):
    return [Element(name, text) for text in texts if text]


def _subjects(resource):
    with override("en"):
        tags = sorted((tag.scheme, tag.code) for tag in resource.tags.all())
        return [Element("subject", tag_label(scheme, code, "en"), "en") for scheme, code in tags]


def _date(resource):
    """When it was issued; as long as nobody said so, when we published it."""
    if resource.issued_on:
        return resource.issued_on.isoformat()
    return resource.published_at.date().isoformat() if resource.published_at else ""


def _place(iso2):
    country = reference.country(iso2) if iso2 else None
    return in_language(country.names, "en") if country else ""

"""What the library accepts about a resource: raw values by name in; columns and tags out."""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from sse_portal.records.tag_words import tag_label
from sse_portal.records.tags import Tag
from sse_portal.records.values import (
    Address,
    Choice,
    Codes,
    Day,
    Language,
    Refused,
    Text,
    Texts,
    Words,
    folded,
    read_values,
)
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from ..models import Resource, Visibility
from ..summaries.dublin_core import LICENCES
from .choosing import AnOrganization

# A licence that SPDX does not list: its terms stand in `rights`.
OWN_LICENCE = "LicenseRef-"
_OWN = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,29}")


@dataclass(frozen=True)
class LicenceCode(Text):
    """A code of LICENCES, or one of the writer's own: LicenseRef-… with letters, digits, dots and hyphens."""

    def typed(self, raw):
        code = super().typed(raw)
        if code and code not in LICENCES and not _OWN.fullmatch(code):
            message = _("“%(value)s” is not a licence here. Give a code such as CC-BY-4.0, or LicenseRef-….")
            raise Refused("unknown-licence", message % {"value": code[:60]})
        return code


FIELDS = {
    "title": Words(300, required=True),
    "creators": Texts(most=30),
    "contributors": Texts(most=30),
    "description": Words(10_000),
    "publisher_name": Text(200),
    "issued_on": Day(),
    "type": Choice(Resource.Type, blank=Resource.Type.OTHER.value),
    "language": Language(),
    "licence": LicenceCode(40),
    "rights": Text(300),
    "origin": Text(300),
    "relation": Text(300),
    "country": Choice(reference.country_codes, blank=None),
    "link": Address(500),
    "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
}
TAGS = {
    "themes": (Tag.Scheme.THEME, Codes(lambda: Theme.values)),
    "sdg": (Tag.Scheme.SDG, Codes(reference.sdg_codes)),
    "principles": (Tag.Scheme.PRINCIPLE, Codes(lambda: Principle.values)),
}


@dataclass
class Accepted:
    """What may be written: columns of the resource and {scheme: codes} of the schemes that were given."""

    columns: dict
    tags: dict = field(default_factory=dict)


def accept(*, by, values, complete=False):
    """Read raw values; Invalid names each that cannot be accepted. The publisher is one that `by` may know."""
    fields = FIELDS | {"publisher": AnOrganization(by=by)}
    given = read_values(fields | {name: kind for name, (_s, kind) in TAGS.items()}, values, complete=complete)
    tags = {scheme.value: given.pop(name) for name, (scheme, _kind) in TAGS.items() if name in given}
    if "country" in given:
        given["country_id"] = given.pop("country")
    return Accepted(given, tags)


def tags_of(resource):
    """{scheme: codes} of every scheme, sorted."""
    held = sorted(resource.tags.values_list("scheme", "code"))
    return {
        scheme.value: [code for each, code in held if each == scheme.value] for scheme, _kind in TAGS.values()
    }


def search_text(resource, tags):
    """What searches compare. A word counts for more the earlier it comes: titles first, descriptions last.

    The publisher's entry is left out: it may be known to fewer people than the resource.
    """
    labels = [
        tag_label(scheme, code, language)
        for language in _languages()
        for scheme, codes in tags.items()
        for code in codes
    ]
    people = (resource.creators, resource.contributors, resource.publisher_name)
    return folded(resource.title, *people, list(dict.fromkeys(labels)), resource.description)


def _languages():
    """Each language of the portal in turn, made active."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield code

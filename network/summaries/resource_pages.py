"""The page of one resource: how to cite it, what is known of it, where to get it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.records.models import Change
from sse_portal.records.storing import preview
from sse_portal.records.tag_words import tag_label
from sse_portal.ui.facts import Act, Fact
from sse_portal.ui.formats import local_date

from ..models import Resource
from ..services.common import may_keep
from . import dublin_core
from .resources import host_of, licence_name, rows_of

SHOWN = 50
ACTS = {
    "registered": gettext_lazy("Registered"),
    "changed": gettext_lazy("Changed"),
    "tagged": gettext_lazy("Subjects changed"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
_FILTERS = {"theme": "theme", "SDG": "sdg", "principle": "principle"}


@dataclass(frozen=True)
class TextIn:
    """A text with its language."""

    text: str
    language: str


@dataclass(frozen=True)
class ResourcePage:
    """A resource in full, as a reader may know it.

    `size` is in bytes; `preview` is the beginning of a text file; `lacks` says what it needs before it can be
    published; `elements` are the Dublin Core of a public one.
    """

    row: object
    version: int
    other_titles: tuple
    descriptions: tuple
    citation: str
    facts: tuple
    subjects: tuple
    link: str
    link_host: str
    file_name: str
    size: int | None
    preview: str
    elements: tuple
    may_keep: bool
    lacks: tuple
    history: tuple


def resource_page(resource, user, language, address):
    """The page of a resource that `user` may see, loaded `as_shown`; `address` is its permanent link."""
    row = rows_of([resource], user, language)[0]
    keeps = may_keep(user, resource.country_id)
    titles = [TextIn(text, code) for code, text in sorted(resource.title.items())]
    return ResourcePage(
        row=row, version=resource.version,
        other_titles=tuple(each for each in titles if each.language != row.language),
        descriptions=_descriptions(resource, language), citation=citation(resource, row, language, address),
        facts=_facts(resource, row, address), subjects=_subjects(resource, language), link=resource.link,
        link_host=host_of(resource.link), file_name=resource.file_name if resource.file else "",
        size=resource.size, preview=preview(resource), elements=_elements(resource, address), may_keep=keeps,
        lacks=_lacks(resource) if keeps else (),
        history=_history(resource) if keeps else (),
    )  # fmt: skip


def _elements(resource, address):
    """Its Dublin Core, the same for everybody; nothing of what is not public."""
    told = dublin_core.told_of(Resource.objects.public().known_as([resource.uid]))
    return dublin_core.of_resource(told[resource.uid], address) if told else ()


def _descriptions(resource, language):
    """In the reader's language; in all there are, when it is not among them."""
    chosen = language_chosen(resource.description, language)
    if chosen == language:
        return (TextIn(in_language(resource.description, language), chosen),)
    return tuple(TextIn(text, code) for code, text in sorted(resource.description.items()))


def citation(resource, row, language, address):
    """How to name it in a list of sources: authors (year). Title. Publisher. Address; without authors, title (year)."""
    title = in_language(resource.title, language)
    year = f"({resource.issued_on.year if resource.issued_on else _('no date')})"
    names = "; ".join(resource.creators)
    sentences = [f"{names} {year}", title, row.publisher] if names else [f"{title} {year}", row.publisher]
    return " ".join(f"{text.rstrip('.')}." for text in sentences if text) + f" {address}"


def _facts(resource, row, address):
    """What Dublin Core says, in the reader's words."""
    publisher_url = (
        reverse("network:organization-detail", args=[row.publisher_uid]) if row.publisher_uid else ""
    )
    licence = dublin_core.LICENCES.get(resource.licence)
    facts = (
        Fact(_("Type"), row.type),
        Fact(_("Authors"), "; ".join(resource.creators)),
        Fact(_("Contributors"), "; ".join(resource.contributors)),
        Fact(_("Publisher"), row.publisher, publisher_url),
        Fact(_("Date"), local_date(resource.issued_on) if resource.issued_on else ""),
        Fact(_("Language"), row.language_name),
        Fact(_("Country"), row.country),
        Fact(
            _("Licence"),
            licence_name(resource.licence) or _own_licence(resource),
            licence.url if licence else "",
        ),
        Fact(_("Rights"), resource.rights),
        Fact(_("Made from"), resource.origin),
        Fact(_("Belongs to"), resource.relation),
        Fact(_("Permanent link"), address, address),
    )
    return tuple(fact for fact in facts if fact.value)


def _own_licence(resource):
    """The words of a licence that no list has."""
    return resource.licence.removeprefix("LicenseRef-").replace("-", " ")


def _subjects(resource, language):
    """Links to everything else about the same."""
    address = reverse("network:resource-list")
    return tuple(
        Fact("", tag_label(tag.scheme, tag.code, language), f"{address}?{urlencode({_FILTERS[tag.scheme]: tag.code})}")
        for tag in sorted(resource.tags.all(), key=lambda tag: (tag.scheme, tag.code))
    )  # fmt: skip


def _lacks(resource):
    """What has to be said before it can be published, in sentences."""
    if resource.state == Resource.State.PUBLISHED:
        return ()
    lacks = []
    if not resource.file and not resource.link:
        lacks.append(_("Give a file or a link: without one there is nothing to read."))
    if not resource.rights and resource.licence not in dublin_core.LICENCES:
        lacks.append(_("Choose a licence, or say in words what others may do with it."))
    return tuple(lacks)


def _history(resource):
    lines = Change.objects.about(resource).newest_first().select_related("by")[:SHOWN]
    return tuple(
        Act(str(ACTS.get(line.act, line.act)), line.at, str(line.by) if line.by else "", line.reason)
        for line in lines
    )

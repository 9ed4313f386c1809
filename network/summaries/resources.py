"""The library: its list, and the resources of an organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from sse_portal.api.pagination import bounded_count, decode, encode
from sse_portal.basics.text import in_language, language_chosen

from ..models import Organization, Resource, Visibility
from .directory import country_name, in_country
from .dublin_core import LICENCES

PAGE = 25
MOST_IN_SECTION = 5
SHORT = 240
LANGUAGE_NAMES = dict(settings.LANGUAGES)
KIND_NAMES = {
    "application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF",
    "image/webp": "WebP", "text/csv": "CSV", "text/markdown": "Markdown",
}  # fmt: skip


@dataclass(frozen=True)
class ResourceRow:
    """A resource in words. `language` is that of the title, `language_name` what it is written in.

    `publisher` is empty when this reader may not know it, `seen_by` when everybody sees the resource.
    """

    uid: str
    title: str
    language: str
    type: str
    country: str
    language_name: str
    year: int | None
    creators: str
    publisher: str
    publisher_uid: str
    summary: str
    licence: str
    format: str
    link_host: str
    state: str
    seen_by: str
    published_at: datetime | None


@dataclass(frozen=True)
class ResourcesPage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class Order:
    """How a list is read in pages: `sort(rows, text)`, the rows `behind(rows, *key)` and the `key` of a row."""

    sort: Callable
    behind: Callable
    key: Callable
    kinds: tuple


ORDERS = {
    "newest": Order(
        lambda rows, _text: rows.newest_first(),
        lambda rows, moment, last: rows.older_than(datetime.fromisoformat(moment), last),
        lambda row: [row.published_at.isoformat(), row.pk],
        (str, int),
    ),
    "relevance": Order(
        lambda rows, text: rows.ranked(text).order_by("rank", "id"),
        lambda rows, rank, last: rows.ranked_behind(rank, last),
        lambda row: [row.rank, row.pk],
        (int, int),
    ),
    # What was never published has no time of it.
    "latest": Order(
        lambda rows, _text: rows.order_by("-id"),
        lambda rows, last: rows.begun_before(last),
        lambda row: [row.pk],
        (int,),
    ),
}
NARROWED = {
    "q": lambda rows, text: rows.about(text),
    "type": lambda rows, code: rows.of_type(code),
    "language": lambda rows, code: rows.in_language(code),
    "country": in_country,
    "theme": lambda rows, code: rows.tagged("theme", code),
    "sdg": lambda rows, code: rows.tagged("SDG", code),
    "principle": lambda rows, code: rows.tagged("principle", code),
    "licence": lambda rows, code: rows.under_licence(code),
    "year": lambda rows, year: rows.issued_in(year),
    "state": lambda rows, state: rows.in_state(state),
}


def found(asked, user=None):
    """The resources that match {filter: value}: published ones, unless another state is asked for.

    The same for everybody: public ones. With a `user` also those that this user may know.
    """
    rows = Resource.objects.visible_to(user) if user else Resource.objects.public()
    for name, value in ({"state": Resource.State.PUBLISHED.value} | asked).items():
        rows = NARROWED[name](rows, value)
    return rows


def resources_page(asked, user, language, *, order="newest", cursor=None, size=PAGE):
    """One page of the library that `user` may know. `order`: newest or (with a search) relevance.

    BadParameter for a cursor that is not ours, and for one of another order.
    """
    rows = found(asked, user)
    way = _order(asked, order)
    ordered = way.sort(rows, asked.get("q", ""))
    if cursor:
        ordered = way.behind(ordered, *decode(cursor, way.kinds))
    resources = list(ordered.with_publisher()[: size + 1])
    more = encode(way.key(resources[size - 1])) if len(resources) > size else None
    return ResourcesPage(rows_of(resources[:size], user, language), more, *bounded_count(rows))


def _order(asked, order):
    if asked.get("state") == Resource.State.DRAFT:
        return ORDERS["latest"]
    return ORDERS["relevance" if order == "relevance" and asked.get("q") else "newest"]


def rows_of(resources, user, language):
    """Resources, loaded with their publishers, as rows. At most one query, for publishers that are not public."""
    known = known_publishers(resources, user)
    return tuple(_row(resource, known, language) for resource in resources)


def known_publishers(resources, user):
    """The keys of the publishers that `user` may know."""
    publishers = {each.publisher_id: each.publisher for each in resources if each.publisher_id}
    known = {key for key, publisher in publishers.items() if publisher.is_public}
    rest = [publisher.uid for key, publisher in publishers.items() if key not in known]
    if rest and user is not None and user.is_authenticated:
        known.update(Organization.objects.visible_to(user).known_as(rest).values_list("pk", flat=True))
    return known


def _row(resource, known, language):
    publisher = resource.publisher if resource.publisher_id in known else None
    return ResourceRow(
        uid=str(resource.uid), title=in_language(resource.title, language),
        language=language_chosen(resource.title, language), type=resource.get_type_display(),
        country=country_name(resource.country_id, language), language_name=language_name(resource.language),
        year=resource.issued_on.year if resource.issued_on else None, creators=", ".join(resource.creators[:3]),
        publisher=publisher.name if publisher else resource.publisher_name,
        publisher_uid=str(publisher.uid) if publisher else "",
        summary=shortened(in_language(resource.description, language)), licence=licence_name(resource.licence),
        format=format_name(resource), link_host=host_of(resource.link), state=resource.state,
        seen_by="" if resource.visibility == Visibility.PUBLIC else str(Visibility(resource.visibility).label),
        published_at=resource.published_at,
    )  # fmt: skip


def language_name(code):
    """The name of a language of the portal; the code of another one."""
    return str(_(LANGUAGE_NAMES[code])) if code in LANGUAGE_NAMES else code


def licence_name(code):
    """What people call a licence; "" when nothing is said, or when its terms are of its own."""
    return LICENCES[code].name if code in LICENCES else ""


def format_name(resource):
    """What kind of file it is: PDF, XLSX, …; "" without a file."""
    if not resource.file:
        return ""
    return KIND_NAMES.get(resource.media_type) or resource.file_name.rpartition(".")[2].upper()


def host_of(link):
    return urlsplit(link).netloc if link else ""


def shortened(text, most=SHORT):
    """The beginning of a text: whole words where there are spaces."""
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]}…"


@dataclass(frozen=True)
class ResourcesSection:
    """The newest resources that an organisation published; `more` when there are others."""

    organization_uid: str
    rows: tuple
    more: bool


def section(organization, user, language):
    """What stands on an organisation's page; None without a resource that `user` may see. At most 3 queries."""
    rows = Resource.objects.visible_to(user).published().of_publisher(organization)
    resources = list(rows.newest_first().with_publisher()[: MOST_IN_SECTION + 1])
    if not resources:
        return None
    shown = rows_of(resources[:MOST_IN_SECTION], user, language)
    return ResourcesSection(str(organization.uid), shown, len(resources) > MOST_IN_SECTION)

"""The directory: pages of organisations, their number, and how many there are in each region."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from sse_portal.api.pagination import bounded_count, page_by_name
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency

from ..models import Organization, Visibility

PAGE = 50
# Stands for organisations without a country where a country is asked for.
REGIONAL = "regional"
COLUMNS = (
    "uid", "name", "names", "acronym", "country_id", "region_id", "kind", "constituency", "locality", "status",
    "visibility",
)  # fmt: skip


@dataclass(frozen=True)
class DirectoryRow:
    """An organisation in words. `seen_by` is empty when everybody sees it."""

    uid: str
    name: str
    local: str
    language: str
    acronym: str
    country: str
    place: str
    kind: str
    constituency: str
    status: str
    status_label: str
    seen_by: str


@dataclass(frozen=True)
class DirectoryPage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


def in_country(rows, country):
    """Those of a country (ISO code), or with "regional" those of none."""
    return rows.without_country() if country == REGIONAL else rows.in_country(country)


NARROWED = {
    "country": in_country,
    "region": lambda rows, code: rows.in_region(code),
    "kind": lambda rows, kind: rows.of_kind(kind),
    "constituency": lambda rows, constituency: rows.speaking_for(constituency),
    "status": lambda rows, status: rows.with_status(status),
}


def found(asked, user=None):
    """The organisations that match {filter: value}; `q` is a part of a name in any script.

    The same for everybody: public ones. With a `user` also the others that this user may know.
    """
    filters = dict(asked)
    text = filters.pop("q", "")
    if "region" in filters:
        # A region has one country: to check it again would take the rows from the table, not from the index.
        filters.pop("country", None)
    rows = (Organization.objects.visible_to(user) if user else Organization.objects.public()).present()
    for name, value in filters.items():
        rows = NARROWED[name](rows, value)
    return rows.named_in_order(text) if text else rows


def directory_page(asked, language, cursor=None, user=None, size=PAGE):
    """One page of the directory, by name; search results that fill more than a page in the order of the index.

    BadParameter for a cursor that is not ours.
    """
    rows = found(asked, user)
    values, more = page_by_name(rows, COLUMNS, searched=bool(asked.get("q")), cursor=cursor, size=size)
    shown = tuple(_row(each, language) for each in values)
    return DirectoryPage(shown, more, *bounded_count(rows))


def _row(values, language):
    given = dict(zip(COLUMNS, values, strict=True))
    country = reference.country(given["country_id"]) if given["country_id"] else None
    own = next((code for code in country.languages if given["names"].get(code)), "") if country else ""
    return DirectoryRow(
        uid=str(given["uid"]), name=given["name"], acronym=given["acronym"], language=own,
        local=given["names"].get(own, ""), country=country_name(given["country_id"], language),
        place=place_name(given["region_id"], given["locality"], language),
        kind=word(Organization.Kind, given["kind"]), constituency=word(Constituency, given["constituency"]),
        status=given["status"], status_label=word(Organization.Status, given["status"]),
        seen_by="" if given["visibility"] == Visibility.PUBLIC else word(Visibility, given["visibility"]),
    )  # fmt: skip


def word(choices, code):
    """The label of a code of a TextChoices class, "" for none."""
    return str(choices(code).label) if code else ""


def country_name(code, language):
    """A country's name in a language; without a country, that it is of the whole region."""
    country = reference.country(code) if code else None
    return in_language(country.names, language) if country else _("Whole region")


def place_name(region, locality, language):
    """The place and its region, as far as they are known."""
    row = reference.region(region)
    name = in_language(row.names, language) if row else ""
    parts = [locality] if name in locality else [locality, name]
    return ", ".join(text for text in parts if text)


def region_counts(asked, on, user=None):
    """({region code: number of organisations}, number of those that are in no region of the map).

    The same rows as the list. An organisation of a former region counts where that region belongs on the day `on`;
    those of split regions are among the others.
    """
    counts = Counter()
    rows = found(asked, user).order_by().values_list("region_id").annotate(n=Count("pk"))
    for code, number in rows:
        counts[reference.rolled_forward(code, on).code if code else None] += number
    return counts, counts.pop(None, 0)

"""The public register: pages of listed entities, their number, and how many there are in each region."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db.models import Count

from sse_portal.api.pagination import bounded_count, page_by_name
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference

from ..models import Entity
from .entity_pages import code_label, name_in

PAGE = 50
COLUMNS = (
    "uid", "name", "name_local", "country_id", "region_id", "legal_form_id", "organisation_type", "isic_main",
    "year_established", "operational_status",
)  # fmt: skip


@dataclass(frozen=True)
class RegisterRow:
    """A listed entity in words. Only facts that the register publishes."""

    uid: str
    name: str
    name_local: str
    language: str
    country: str
    iso2: str
    region: str
    legal_form: str
    organisation_type: str
    sector: str
    year_established: int | None
    operational_status: str


@dataclass(frozen=True)
class RegisterPage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


def listed(asked):
    """The listed entities that match {filter: value}; `q` is a part of a name in any script."""
    filters = dict(asked)
    text = filters.pop("q", "")
    if "region" in filters:
        # A region has one country: to check it again would take the rows from the table, not from the index.
        filters.pop("country", None)
    found = Entity.objects.listed().matching(**filters)
    return found.named_in_order(text) if text else found


def register_page(asked, language, cursor=None, size=PAGE):
    """One page of the register, by name; search results that fill more than a page in the order of the index.

    BadParameter for a cursor that is not ours.
    """
    found = listed(asked)
    values, more = page_by_name(found, COLUMNS, searched=bool(asked.get("q")), cursor=cursor, size=size)
    rows = tuple(_row(each, language) for each in values)
    return RegisterPage(rows, more, *bounded_count(found))


def _row(values, language):
    given = dict(zip(COLUMNS, values, strict=True))
    country = reference.country(given["country_id"])
    word = partial(code_label, language=language)
    return RegisterRow(
        uid=str(given["uid"]), name=given["name"], name_local=given["name_local"], language=country.languages[0],
        country=in_language(country.names, language), iso2=country.iso2,
        region=name_in(reference.region(given["region_id"]), language),
        legal_form=name_in(reference.legal_form(given["legal_form_id"]), language),
        organisation_type=word("organisation_type", given["organisation_type"]),
        sector=word("isic_main", given["isic_main"]),
        operational_status=word("operational_status", given["operational_status"]),
        year_established=given["year_established"],
    )  # fmt: skip


def region_counts(asked, on):
    """{region code: number of listed entities}; register facts, exact.

    An entity of a former region counts where that region belongs on the day `on`; split ones are left out.
    """
    counts = Counter()
    found = listed(asked).exclude(region=None).order_by().values_list("region_id").annotate(n=Count("pk"))
    for code, number in found:
        counts[reference.rolled_forward(code, on).code] += number
    del counts[None]
    return counts

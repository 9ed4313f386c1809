"""Activities written as the table of `network.hxl`: public ones only, whoever asks."""

import csv
import io
from itertools import product, zip_longest

from django.db.models import Prefetch

from sse_portal.api.renderers import batched, plain_decimal
from sse_portal.basics.cells import inert

from ..models import ActivityPlace, ActivityResult, ActivityTag, Organization, Participation
from ..summaries.activities import country_name, region_name, sector_name
from .columns import COLUMNS, IMPLEMENTING, LANGUAGES, LISTED_ROLES, NAMES, SEPARATOR

CHUNK = 500
TAGS = {"sdg": "SDG", "themes": "theme", "principles": "principle"}


def pieces(activities, *, hashtags):
    """The file in pieces of bytes: UTF-8, a header line, with `hashtags` the row of tags, CRLF (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    if hashtags:
        writer.writerow([column.tag for column in COLUMNS])
    for some in batched(loaded(activities), CHUNK):
        for activity in some:
            writer.writerows([_cell(row.get(name)) for name in NAMES] for row in rows_of(activity))
        yield _drained(buffer)
    yield _drained(buffer)


def loaded(activities):
    """The activities with their parts, in chunks: a fixed number of queries for each."""
    known = Organization.objects.public()
    parts = Participation.objects.of_known(known).select_related("organization").by_role()
    return (
        activities.by_id()
        .prefetch_related(
            Prefetch("participations", queryset=parts, to_attr="known_parts"),
            Prefetch("places", queryset=ActivityPlace.objects.in_order(), to_attr="known_places"),
            Prefetch("results", queryset=ActivityResult.objects.order_by("id"), to_attr="known_results"),
            Prefetch("tags", queryset=ActivityTag.objects.order_by("id"), to_attr="known_tags"),
        )
        .iterator(chunk_size=CHUNK)
    )


def _drained(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def as_text(value):
    """A value of a row as the reader of the file gives it."""
    return "" if value is None else str(value)


def _cell(value):
    return "" if value is None else inert(value) if isinstance(value, str) else value


def rows_of(activity):
    """The rows of one activity, as {column: value}."""
    once = _once(activity)
    implementers = [part.organization for part in activity.known_parts if part.role == IMPLEMENTING]
    pairs = product(activity.known_places or [None], implementers or [None])
    for pair, result in zip_longest(pairs, activity.known_results):
        place, organization = pair or (None, None)
        yield once | _place(place) | _implementer(organization) | _result(result)


def _once(activity):
    """What each row repeats."""
    columns = {
        "activity_id": str(activity.uid), "iati_identifier": activity.identifier, "status": activity.status,
        "keeper_country": activity.country_id, "sector": activity.sector,
        "sector_name": sector_name(activity.sector, "en"), "website": activity.website,
    }  # fmt: skip
    for name in ("planned_start", "planned_end", "actual_start", "actual_end"):
        columns[name] = _day(getattr(activity, name))
    for role, code in LISTED_ROLES.items():
        organizations = [part.organization for part in activity.known_parts if part.role == code]
        columns[f"{role}_codes"] = SEPARATOR.join(str(each.uid) for each in organizations)
        columns[f"{role}_names"] = f"{SEPARATOR} ".join(each.name for each in organizations)
    for name, scheme in TAGS.items():
        codes = sorted(tag.code for tag in activity.known_tags if tag.scheme == scheme)
        columns[name] = SEPARATOR.join(codes)
    return columns | _words("title", activity.title) | _words("description", activity.description)


def _words(name, texts):
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}


def _place(place):
    if place is None:
        return {}
    named = {
        "country": place.country_id, "country_name": country_name(place.country_id, "en"),
        "nationwide": "yes" if place.is_nationwide else "no",
    }  # fmt: skip
    if place.is_nationwide:
        return named | {"region_name": "nationwide"}
    return named | {"region": place.region_id, "region_name": region_name(place.region_id, "en")}


def _implementer(organization):
    if organization is None:
        return {}
    return {"implementing_code": str(organization.uid), "implementing_name": organization.name}


def _result(result):
    if result is None:
        return {}
    amounts = {f"result_{name}": _amount(getattr(result, name)) for name in ("baseline", "target", "reached")}
    return (
        _words("result", result.title)
        | amounts
        | {"result_unit": result.unit, "result_reached_on": _day(result.reached_on)}
    )


def _amount(value):
    """An amount as a number that a spreadsheet takes for one, never as text."""
    return None if value is None else Number(plain_decimal(value))


class Number(float):
    """A number that is written as its exact digits."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __str__(self):
        return self.text

    __repr__ = __str__


def _day(day):
    return day.isoformat() if day else ""

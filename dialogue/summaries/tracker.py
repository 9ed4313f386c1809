"""The tracker: recommendations by what becomes of them, filtered, counted, told row by row; now or on a past day."""

from collections import defaultdict
from dataclasses import dataclass

from network.summaries.choosing import choosable, is_uid
from network.summaries.directory import REGIONAL, country_name
from sse_portal.api.pagination import decode, encode
from sse_portal.basics.text import in_language, language_chosen

from ..implementation import status_at
from ..models import Addressee, Evidence, Recommendation
from .implementation import Implementation, implementation_of, moment_of
from .recommendation_pages import key_of

PAGE = 20
# Counted up to: with more, some filters would look at all there is. The matrix tells the numbers.
MOST_COUNTED = 1_000
MOST_NAMED = 200
# What a row needs: not the texts.
COLUMNS = (
    "uid", "code", "title", "status", "country", "visibility", "published_at", "consulted_at", "adopted_at",
    "transmitted_at", "closed_at", "asked_count", "answered_count", "rejected_count", "planned_count", "begun_count",
    "done_count", "verified_count", "next_answer_due", "next_action_due", "silent_since",
)  # fmt: skip
# These are told of today only: for the past each row would have to be added up first.
OF_TODAY = ("implementation", "overdue", "stale", "evidence")
NOT_CURRENT = ("changed", "unavailable")


@dataclass(frozen=True)
class TrackerRow:
    """A recommendation in a list. `addressees` are those that the reader may know; `evidence` is a code, or empty."""

    uid: str
    key: str
    code: str
    title: str
    language: str
    country: str
    status: str
    status_label: str
    seen_by: str
    addressees: tuple[str, ...]
    evidence: str
    implementation: Implementation


@dataclass(frozen=True)
class TrackerPage:
    """Some rows, the cursor of the next page (or None), and on the first page how many there are, up to 1,000."""

    rows: tuple[TrackerRow, ...]
    next_cursor: str | None
    count: int | None
    count_is_exact: bool


def found(asked, user, rows=None):
    """The recommendations that `user` may know and that match {filter: value}.

    country (ISO code or “regional”), theme, sdg, addressee (an identifier or a piece of a name), status,
    implementation, overdue, stale, evidence; `on`, a past day, leaves those that were known by its end.
    """
    rows = Recommendation.objects.listed_for(user) if rows is None else rows
    moment = moment_of(asked.get("on"))
    for name, value in asked.items():
        if name in NARROWED:
            rows = NARROWED[name](rows, value, moment)
    if addressee := asked.get("addressee"):
        rows = rows.addressed_to(_meant(addressee, user))
    if evidence := asked.get("evidence"):
        rows = rows.resting_on(evidence, user)
    if status := asked.get("status"):
        rows = rows.in_status_at(status, moment) if asked.get("on") else rows.in_status(status)
    return rows


def _meant(addressee, user):
    """The organisations that a reader may mean; a few are named by their keys: databases plan badly around a search."""
    known = choosable(user)
    found = known.known_as([addressee]) if is_uid(addressee) else known.named(addressee)
    keys = list(found.order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
    return found if len(keys) > MOST_NAMED else known.filter(pk__in=keys)


NARROWED = {
    "country": lambda rows, code, _at: rows.regional() if code == REGIONAL else rows.in_country(code),
    "theme": lambda rows, code, _at: rows.tagged("theme", code),
    "sdg": lambda rows, code, _at: rows.tagged("SDG", code),
    "implementation": lambda rows, code, _at: rows.implemented(code),
    "overdue": lambda rows, _yes, moment: rows.overdue_on(moment.date()),
    "stale": lambda rows, _yes, moment: rows.stale_at(moment),
    "on": lambda rows, _day, moment: rows.there_at(moment),
}


def tracker_page(asked, user, language, cursor=None, size=PAGE):
    """One page, the newest first. Found by keys in an index alone; only the rows of the page are read.

    BadParameter for a cursor that is not ours.
    """
    before = decode(cursor, (int,))[0] if cursor else None
    # The first page and the number of all are one question: the filters may take a while.
    most = size if cursor else max(size, MOST_COUNTED)
    keys = found(asked, user).newest_keys(most + 1, before)
    more = encode([keys[size - 1]]) if len(keys) > size else None
    count = None if cursor else min(len(keys), MOST_COUNTED)
    shown = rows_of(keys[:size], user, language, asked.get("on"))
    return TrackerPage(shown, more, count, len(keys) <= MOST_COUNTED)


def rows_of(keys, user, language, on=None):
    """The recommendations with these keys as rows, the newest first; five queries for all of them."""
    records = list(Recommendation.objects.filter(pk__in=keys).newest_first().only(*COLUMNS))
    told, names = implementation_of(records, on), _addressees(keys, user)
    evidence = {} if on else _evidence(keys, user)
    moment = moment_of(on)
    return tuple(
        _row(each, told[each.pk], names[each.pk], evidence.get(each.pk, ""), language, on and moment)
        for each in records
    )


def _row(record, told, addressees, evidence, language, moment):
    status = status_at(record, moment) if moment else record.status
    return TrackerRow(
        uid=str(record.uid), key=key_of(record), code=record.code or "",
        title=in_language(record.title, language), language=language_chosen(record.title, language),
        country=country_name(record.country_id, language), status=status,
        status_label=str(Recommendation.Status(status).label),
        seen_by="" if record.visibility == "public" else record.get_visibility_display(),
        addressees=tuple(addressees), evidence=evidence, implementation=told,
    )  # fmt: skip


def _addressees(keys, user):
    """{key: names} of the addressees that `user` may know."""
    rows = list(Addressee.objects.of_recommendations(keys).values_list("recommendation", "organization"))
    known = choosable(user).filter(pk__in={organization for _key, organization in rows})
    called, names = dict(known.order_by().values_list("pk", "name")), defaultdict(list)
    for key, organization in rows:
        if organization in called:
            names[key].append(called[organization])
    return names


def _evidence(keys, user):
    """{key: the worst code} where evidence that `user` may know is not current any more."""
    rows = Evidence.objects.in_force().of_recommendations(keys).standing(NOT_CURRENT)
    rows = rows.pointing_to_what_is_known(user)
    found = {}
    for key, status in rows.values_list("recommendation", "status"):
        found[key] = max(status, found.get(key, ""))
    return found

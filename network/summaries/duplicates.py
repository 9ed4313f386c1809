"""Which entries of the directory may be one organisation: an offer to look, never a decision.

Names are compared in every language and script; entries of one country only. The work grows with the number of
entries, not with its square: names are sorted, forwards and by their last letters, and compared with their
neighbours; so are entries with one website or one acronym.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sse_portal.basics.likeness import similarity

from ..models import Organization
from .directory import in_country, place_name

MOST_ENTRIES, MOST_PAIRS, MOST_TOGETHER, WINDOW = 10_000, 50, 12, 6
SHORTEST = 4
# Shares of alike names from which a pair is shown: by the name alone, with the same website, with the same acronym.
ALIKE, ALIKE_AT_ONE_PLACE, ALIKE_IN_SHORT = 0.75, 0.4, 0.5
COLUMNS = ("pk", "uid", "name", "acronym", "names_folded", "website", "region_id", "locality", "parent_id")


@dataclass(frozen=True)
class Entry:
    """What is compared and shown of an entry."""

    key: int
    uid: str
    name: str
    place: str
    names: tuple
    acronym: str
    host: str
    region: str | None
    parent: int | None


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one, with points of 100 and the reasons in words."""

    one: Entry
    other: Entry
    score: int
    reasons: tuple


@dataclass(frozen=True)
class Duplicates:
    """The likeliest pairs of a country; `is_whole`: all of its entries were compared."""

    pairs: tuple
    is_whole: bool


def duplicates_in(country, user, language):
    """The likeliest pairs among the entries of a country (ISO code, or "regional") that `user` keeps."""
    rows = in_country(Organization.objects.editable_by(user).present(), country).by_id()
    found = [_entry(row, language) for row in rows.values_list(*COLUMNS)[: MOST_ENTRIES + 1]]
    entries = _without_platforms(found[:MOST_ENTRIES])
    scored = (_judge(*pair) for pair in _candidates(entries))
    best = sorted(
        filter(None, scored), key=lambda pair: (-pair.score, pair.one.name, pair.one.key, pair.other.key)
    )
    return Duplicates(tuple(best[:MOST_PAIRS]), len(found) <= MOST_ENTRIES)


def _entry(row, language):
    key, uid, name, acronym, folded, website, region, locality, parent = row
    names = tuple(text for text in dict.fromkeys(folded.split("\n")) if len(text) >= SHORTEST)
    place = place_name(region, locality, language)
    return Entry(key, str(uid), name, place, names, acronym.casefold(), host_of(website), region, parent)


def host_of(address):
    """The host of a website, without www; "" for none."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _without_platforms(entries):
    """A website of many is one where organisations have pages, not their own: it says nothing."""
    times = Counter(entry.host for entry in entries)
    return [replace(entry, host="") if times[entry.host] > MOST_TOGETHER else entry for entry in entries]


def _candidates(entries):
    """Pairs worth comparing, each once."""
    found = {}
    named = [(name, entry) for entry in entries for name in entry.names]
    for backwards in (1, -1):
        named.sort(key=lambda item: (item[0][::backwards], item[1].key))
        for place, (_name, entry) in enumerate(named):
            found |= _pairs(
                [entry, *(other for _name, other in named[place + 1 : place + WINDOW])], first=True
            )
    for group in _together(entries):
        found |= _pairs(group)
    return found.values()


def _pairs(entries, *, first=False):
    pairs = ((entries[0], other) for other in entries[1:]) if first else combinations(entries, 2)
    ordered = (sorted(pair, key=lambda entry: entry.key) for pair in pairs if pair[0].key != pair[1].key)
    return {(one.key, other.key): (one, other) for one, other in ordered}


def _together(entries):
    """Entries with the same website or acronym. An acronym of many is left to their names."""
    groups = defaultdict(list)
    for entry in entries:
        for mark in filter(None, (entry.host and f"@{entry.host}", entry.acronym)):
            groups[mark].append(entry)
    return [group for group in groups.values() if len(group) <= MOST_TOGETHER]


def _judge(one, other):
    """The Pair, or None when they are hardly the same: an organisation and its part are two."""
    if one.parent == other.key or other.parent == one.key:
        return None
    alike = max((similarity(mine, theirs) for mine in one.names for theirs in other.names), default=0)
    same_host = bool(one.host) and one.host == other.host
    same_acronym = bool(one.acronym) and one.acronym == other.acronym
    needed = ALIKE_AT_ONE_PLACE if same_host else ALIKE_IN_SHORT if same_acronym else ALIKE
    if alike < needed:
        return None
    same_region = bool(one.region) and one.region == other.region
    score = round(70 * alike + 15 * same_host + 10 * same_acronym + 5 * same_region)
    said = (
        (_("Same website."), same_host),
        (_("Same acronym."), same_acronym),
        (_("Same region."), same_region),
    )
    reasons = [_("Names alike: %(share)d%%.") % {"share": round(100 * alike)}]
    return Pair(one, other, score, (*reasons, *(text for text, holds in said if holds)))

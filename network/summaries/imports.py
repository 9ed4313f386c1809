"""The dry run of an import in words: how many rows of each outcome, and the rows that somebody should look at."""

from dataclasses import dataclass

from ..services.import_rows import CREATE, DUPLICATE, REFUSED, SKIPPED, UNCHANGED, UPDATE
from ..services.imports import counts_of
from .directory import country_name, place_name
from .organization_words import LABELS, in_words

ORDER = (DUPLICATE, REFUSED, UPDATE, CREATE, SKIPPED)
# So many rows to decide on are shown, and so many of each outcome of the others.
MOST_ASKING, MOST_OTHERS = 200, 60


@dataclass(frozen=True)
class Change:
    """A field with what the directory says and what the file says."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Candidate:
    """An organisation that a row may be."""

    uid: str
    name: str
    place: str


@dataclass(frozen=True)
class Row:
    """A row of the file and what becomes of it."""

    number: int
    name: str
    country: str
    outcome: str
    changes: tuple
    problems: tuple
    notes: tuple
    candidates: tuple
    same_line: int | None
    decision: str
    asks: bool


@dataclass(frozen=True)
class DryRun:
    """`counts` are (outcome, number, number of those that are not shown); `writes`: is there anything to import?"""

    counts: tuple
    rows: tuple
    undecided: int
    writes: bool


def dry_run(planned, user, language):
    """What the planned rows of an import mean, for who imports."""
    counts, asking = counts_of(planned), [each for each in planned if each.asks]
    rows, left = asking[:MOST_ASKING], {DUPLICATE: max(0, len(asking) - MOST_ASKING)}
    for outcome in ORDER:
        some = [each for each in planned if each.outcome == outcome and not each.asks]
        rows += some[:MOST_OTHERS]
        left[outcome] = left.get(outcome, 0) + max(0, len(some) - MOST_OTHERS)
    shown = (*ORDER, UNCHANGED)
    told = [(outcome, counts[outcome], left.get(outcome, 0)) for outcome in shown if outcome in counts]
    rows = [_row(each, user, language) for each in rows]
    writes = any(counts.get(outcome) for outcome in (CREATE, UPDATE, DUPLICATE))
    return DryRun(tuple(told), tuple(rows), counts.get(DUPLICATE, 0), writes)


def _row(each, user, language):
    is_known = isinstance(each.country, str) and len(each.country) == 2 or each.country is None
    return Row(
        number=each.number, name=each.name, country=country_name(each.country, language) if is_known else "",
        outcome=each.outcome, changes=tuple(_changes(each, user, language)), problems=tuple(each.problems),
        notes=tuple(each.notes), same_line=each.same_line, decision=each.decision, asks=each.asks,
        candidates=tuple(
            Candidate(str(found.uid), found.name, place_name(found.region_id, found.locality, language))
            for found in each.candidates
        ),
    )  # fmt: skip


def _changes(each, user, language):
    if each.outcome != UPDATE:
        return
    for name, before, after in each.changes:
        label = LABELS.get(name.removesuffix("_id"))
        if label:
            # An organisation above may be a row of the file, which has a name only.
            now = after if name == "parent" else in_words(name, after, language, user)
            yield Change(str(label), in_words(name, before, language, user), now)

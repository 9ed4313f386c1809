"""The table of `network.hxl` read back: its rows gathered by activity, with the line of each."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sse_portal.spreadsheets.problems import BadFile
from sse_portal.spreadsheets.readers import read_rows
from sse_portal.spreadsheets.sniff import sniff

from .columns import BY_TAG, LANGUAGES, NAMES, is_tag, normal

MOST_ROWS = 5_000
# HXL: the row of hashtags is among the first 25.
TAGS_WITHIN = 25
RESULT = ("result_unit", "result_baseline", "result_target", "result_reached", "result_reached_on")
RESULT_COLUMNS = (*(f"result_{code}" for code in LANGUAGES), *RESULT)
PAIRED = (
    "implementing_code",
    "implementing_name",
    "country",
    "country_name",
    "region",
    "region_name",
    "nationwide",
)
# What may differ between the rows of one activity.
VARYING = frozenset({*PAIRED, *RESULT_COLUMNS})


@dataclass
class Gathered:
    """The rows of one activity. `once` is what they repeat; `errors` are (line, sentence)."""

    key: str
    line: int
    once: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The activities of a file in its order, the columns it has, and the headings that mean nothing here."""

    activities: tuple
    columns: frozenset
    ignored: tuple


def read_table(path):
    """The Table in the file at `path`; BadFile, with the place, for what is none."""
    header, rows = read_rows(path, sniff(path))
    first = []
    names, start = None, 0
    for row in rows:
        first.append(row)
        if _are_tags(row.cells):
            names, start = _by_tags(row.cells), len(first)
            break
        if len(first) == TAGS_WITHIN:
            break
    if names is None:
        names = _by_tags(header) if _are_tags(header) else _by_names(header)
    if not set(names) & {"activity_id", "iati_identifier"}:
        raise BadFile(_("The file has no column with the id or the IATI identifier of the activities."))
    ignored = tuple(head for head, name in zip(header, names, strict=False) if not name)
    return Table(_gather(names, _limited(first[start:], rows)), frozenset(filter(None, names)), ignored)


def _limited(first, rows):
    count = 0
    for some in (first, rows):
        for row in some:
            count += 1
            if count > MOST_ROWS:
                message = _("Line %(line)d: at most %(most)d rows are read.")
                raise BadFile(message % {"line": row.number, "most": MOST_ROWS})
            yield row


def _are_tags(cells):
    given = [cell for cell in cells if cell != ""]
    return bool(given) and all(is_tag(cell) for cell in given)


def _by_tags(cells):
    return _once_each(BY_TAG.get(normal(cell), "") if is_tag(cell) else "" for cell in cells)


def _by_names(header):
    return _once_each(name if name in NAMES else "" for name in header)


def _once_each(names):
    """A second column of the same meaning is not read."""
    seen, kept = set(), []
    for name in names:
        kept.append("" if name in seen else name)
        seen.add(name)
    return kept


def _gather(names, rows):
    """The activities, each known by its id or, without one, by its IATI identifier."""
    found: dict = {}
    for row in rows:
        cells = {name: _text(cell) for name, cell in zip(names, row.cells, strict=False) if name}
        key = cells.get("activity_id", "").lower() or cells.get("iati_identifier", "")
        if not key:
            key = f"line {row.number}"
        activity = found.setdefault(key, Gathered(key, row.number))
        _add(activity, row.number, cells)
    return tuple(found.values())


def _text(cell):
    return cell if isinstance(cell, str) else str(cell)


def _add(activity, line, cells):
    activity.rows.append((line, cells))
    if not cells.get("activity_id") and not cells.get("iati_identifier"):
        activity.errors.append((line, _("Give the id or the IATI identifier of the activity.")))
    for name, text in cells.items():
        if name in VARYING:
            continue
        held = activity.once.get(name) or text
        activity.once[name] = held
        if text and held != text:
            message = _("“%(column)s” differs from the first row of this activity.") % {"column": name}
            activity.errors.append((line, message))

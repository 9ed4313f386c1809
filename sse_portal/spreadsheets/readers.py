"""Rows of a file, one after the other: CSV as a stream, XLSX from a workbook that was checked before."""

import csv
import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import NamedTuple

import python_calamine
from django.utils.translation import gettext as _

from sse_portal.basics.cells import restored

from .problems import MOST_COLUMNS, MOST_ROWS, BadFile

LONGEST_CELL = 100_000
LONGEST_NAME = 200
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
csv.field_size_limit(LONGEST_CELL)


class Row(NamedTuple):
    """`number` is the line of the file at which the row begins; a cell is a str, int or float, "" for blank."""

    number: int
    cells: list


def read_rows(path, shape):
    """(header, iterator of Row) of the file at `path`; `shape` is what `sniff` gave. Blank rows are left out.

    Raises BadFile, also from the iterator.
    """
    rows = READERS[shape["kind"]](path, shape)
    first = next(rows, None)
    if first is None:
        raise BadFile(_("The file has no header line."))
    header = _header(first)
    return header, _bounded(rows, len(header))


def _header(row):
    names = [_name(cell) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        message = _("The header has %(count)d columns; at most %(most)d are read.")
        raise BadFile(message % {"count": len(names), "most": MOST_COLUMNS})
    names = [name or f"({place})" for place, name in enumerate(names, start=1)]
    _refuse_repeated(names)
    return names


def _name(cell):
    text = " ".join(unicodedata.normalize("NFC", str(cell)).split())
    if _UNSTORABLE.search(text) or len(text) > LONGEST_NAME:
        raise BadFile(_("Line 1: the header “%(name)s” cannot be used.") % {"name": storable(text[:60])})
    return text


def _refuse_repeated(names):
    places = {}
    for place, name in enumerate(names, start=1):
        if name in places:
            message = _("The columns %(first)d and %(second)d are both called “%(name)s”.")
            raise BadFile(message % {"first": places[name], "second": place, "name": name})
        places[name] = place


def _bounded(rows, width):
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise BadFile(
                _("Line %(line)d: at most %(most)d rows are read.") % {"line": row.number, "most": MOST_ROWS}
            )
        if len(row.cells) > width and not any(row.cells[width:]):
            row = Row(row.number, row.cells[:width])
        yield row


def storable(text):
    """The text as any database keeps it: what cannot be stored becomes U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def _csv_rows(path, shape):
    with path.open(encoding=shape["encoding"], newline="") as file:
        reader = csv.reader(file, delimiter=shape["delimiter"])
        line = 1
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    yield Row(line, [restored(cell.strip(" \u00a0\ufeff")) for cell in cells])
                line = reader.line_num + 1
        except csv.Error as error:
            raise BadFile(_("Line %(line)d: %(reason)s.") % {"line": line, "reason": _said(error)}) from error
        except UnicodeError as error:
            raise BadFile(_("Line %(line)d cannot be read in this encoding.") % {"line": line}) from error


def _said(error):
    if "field larger" in str(error):
        return _("a cell is longer than %(most)d characters; is a quotation mark missing?") % {
            "most": LONGEST_CELL
        }
    return str(error)


def _xlsx_rows(path, shape):
    try:
        with python_calamine.load_workbook(path) as workbook:
            sheet = workbook.get_sheet_by_name(shape["sheet"])
            # Blank rows at the top are among those of iter_rows, blank columns on the left are not.
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                row = [_plain(cell) for cell in cells]
                if any(cell != "" for cell in row):
                    yield Row(number, row)
    except python_calamine.CalamineError as error:
        raise BadFile(_("The workbook cannot be read: %(reason)s") % {"reason": str(error)[:200]}) from error


def _plain(cell):
    """A cell of a workbook as text or number; dates as ISO 8601."""
    match cell:
        case str():
            return cell.strip(" \u00a0\ufeff")
        case bool():
            return "yes" if cell else "no"
        case float():
            if not math.isfinite(cell):
                return str(cell)
            return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
        case int():
            return cell
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case None:
            return ""
    return str(cell)


READERS = {"csv": _csv_rows, "xlsx": _xlsx_rows}

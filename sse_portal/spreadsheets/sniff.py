"""What a file is: kind by its first bytes, then encoding and delimiter, or the sheets of a workbook."""

import codecs
import csv
import hashlib
import re
from collections import Counter

import python_calamine
from django.utils.translation import gettext as _

from .archives import check_workbook
from .encodings import ENCODINGS, find_encoding
from .problems import MOST_PACKED, BadFile

DELIMITERS = (",", ";", "\t", "|")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite format",
)
_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SAMPLE, LINES = 65_536, 30


def sniff(path, country="", *, encoding="", delimiter="", sheet=""):
    """{"kind", "encoding", "delimiter"} of a CSV or {"kind", "sheet", "sheets"} of an XLSX file at `path`.

    What is given is taken as it is. Raises BadFile for anything that is no table.
    """
    size = path.stat().st_size
    if size > MOST_PACKED:
        raise BadFile(_("The file is larger than %(most)d MB.") % {"most": MOST_PACKED // 1024 // 1024})
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise BadFile(_("The file is empty."))
    if start.startswith(_OLE):
        raise BadFile(_("This is an old .xls file or one with a password. Save it as .xlsx or CSV."))
    if start.startswith(_OTHERS):
        raise BadFile(_("This is no table. Save it as .xlsx or CSV."))
    if start.startswith(_ZIP):
        return _workbook(path, sheet)
    return _text(path.read_bytes(), country, encoding, delimiter)


def digest_of_file(path):
    """SHA-256 of the file at `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _workbook(path, sheet):
    check_workbook(path)
    try:
        with python_calamine.load_workbook(path) as workbook:
            sheets = [each.name for each in workbook.sheets_metadata if _is_shown(each)]
    except (python_calamine.CalamineError, OSError) as error:
        raise BadFile(_("The workbook cannot be read: %(reason)s") % {"reason": str(error)[:200]}) from error
    if not sheets:
        raise BadFile(_("The workbook has no sheet."))
    if sheet and sheet not in sheets:
        raise BadFile(_("There is no sheet “%(sheet)s”.") % {"sheet": sheet[:60]}, field="sheet")
    return {"kind": "xlsx", "sheet": sheet or sheets[0], "sheets": sheets}


def _is_shown(sheet):
    return sheet.visible == python_calamine.SheetVisibleEnum.Visible and (
        sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    )


def _text(content, country, encoding, delimiter):
    if encoding and encoding not in ENCODINGS:
        raise BadFile(_("This encoding is not read here."), field="encoding")
    if delimiter and delimiter not in DELIMITERS:
        raise BadFile(_("The delimiter must be comma, semicolon, tab or bar."), field="delimiter")
    encoding = encoding or find_encoding(content, country)
    _refuse_junk(content[:SAMPLE].decode(encoding, "replace"))
    text = _decoded(content, encoding)
    sample = text[:SAMPLE]
    return {"kind": "csv", "encoding": encoding, "delimiter": delimiter or _delimiter(sample)}


def _refuse_junk(sample):
    if len(_CONTROL.findall(sample)) > max(8, len(sample) / 100) or _MARKUP.match(sample):
        raise BadFile(_("This is no table. Save it as .xlsx or CSV."))


def _decoded(content, encoding):
    """The whole text, to be sure that every byte of it can be read."""
    try:
        return codecs.decode(content, encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = _("Line %(line)d, byte %(byte)d cannot be read as %(encoding)s.")
        place = {"line": line, "byte": error.start + 1, "encoding": encoding}
        raise BadFile(message % place, field="encoding") from error


def _delimiter(sample):
    """The one that cuts the first lines into the same number of cells, and into most."""
    return max(DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample, mark):
    """(share of rows of the commonest width, that width); (0, 0) where nothing is cut."""
    lines = sample.splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > LINES else lines
    try:
        widths = [len(row) for row in csv.reader(lines[:LINES], delimiter=mark) if row]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    width, times = Counter(widths).most_common(1)[0]
    return (times / len(widths), width) if width > 1 else (0, 0)

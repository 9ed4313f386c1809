"""Looks into archives before anything opens them: size, bombs, passwords; in an XLSX also macros and formulas."""

import re
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from .problems import MOST_COLUMNS, MOST_RATIO, MOST_ROWS, MOST_UNPACKED, BadFile

PIECE = 256 * 1024
OVERLAP = 4096
MOST_PARTS = 2_000
# A workbook is read into memory as a full rectangle; wider tables have to come as CSV.
MOST_CELLS = 10_000_000
# All that zipfile has been seen to raise for archives with broken bytes.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\0!\0D\0O|\0<\0!\0D\0O|<\0!\0E\0N|\0<\0!\0E\0N", re.I)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,4})(\d+)["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["'](\d+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def check_workbook(path):
    """Raise BadFile, with the place, unless the XLSX file at `path` is safe to open."""
    with path.open("rb") as file:
        check_archive(file, path.stat().st_size, judge=_judge_workbook, look=_Look)


def check_archive(file, size, *, judge, look):
    """Raise BadFile unless the archive in an open file of `size` bytes can be unpacked within the limits.

    `judge` takes the names of its parts in small letters. `look(name)` gives an object for each part: its
    `at(bytes, known)` is called for every piece, of which the first `known` bytes were the end of the former one,
    and its `finish()` at the end. Both raise BadFile for what they do not like.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive.infolist(), size, judge)
            left = MOST_UNPACKED
            for part in archive.infolist():
                left = _check_part(archive, part, left, look(part.filename))
    except DAMAGED as error:
        raise BadFile(_("The file is damaged: it cannot be unpacked.")) from error


def _judge_workbook(names):
    if any(name.endswith("vbaproject.bin") for name in names):
        raise BadFile(_("The file holds macros. Save it as a plain .xlsx file."))
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise BadFile(_("This is no .xlsx file. Save the table as .xlsx or CSV."))


def _check_directory(parts, packed, judge):
    if len(parts) > MOST_PARTS:
        raise BadFile(_("The file has more than %(most)d parts.") % {"most": MOST_PARTS})
    judge({part.filename.lower() for part in parts})
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise BadFile(_("The file is packed in an unusual way."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadFile(_("The file is protected by a password."))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise _bomb()


def _bomb():
    message = _("Unpacked, the file is larger than %(most)d MB or %(ratio)d times its size.")
    return BadFile(message % {"most": MOST_UNPACKED // 1024 // 1024, "ratio": MOST_RATIO})


def _check_part(archive, part, left, look):
    """Inflate one part for real, since sizes in the directory may lie. Returns the bytes that are left."""
    before, packed = b"", max(part.compress_size, 1)
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > left or (size > PIECE * 8 and size > MOST_RATIO * packed):
                raise _bomb()
            look.at(before + piece, len(before))
            before = (before + piece)[-OVERLAP:]
    look.finish()
    return left - size


class _Look:
    """What is seen of one XML part, piece by piece."""

    def __init__(self, name):
        self.name = name
        self.is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
        self.is_sheet = False
        self.rows, self.columns, self.cells = 0, set(), 0

    def at(self, text, known):
        """Look at a piece, of which the first `known` bytes were the end of the former one."""
        if not self.is_xml:
            return
        if ENTITY.search(text):
            raise BadFile(
                _("The part “%(part)s” declares XML entities, which are not allowed.") % {"part": self.name}
            )
        if b"macroEnabled" in text:
            raise BadFile(_("The file holds macros. Save it as a plain .xlsx file."))
        self.is_sheet = self.is_sheet or b"sheetData" in text
        if self.is_sheet:
            self._refuse_formula(text)
            self._measure(text, known)

    def _refuse_formula(self, text):
        found = _FORMULA.search(text)
        if found:
            *_earlier, place = [None, *_PLACE.finditer(text, 0, found.start())]
            cell = (place[1] + place[2]).decode() if place else "?"
            raise BadFile(
                _("Cell %(cell)s holds a formula. Save the table with values only.") % {"cell": cell}
            )

    def _measure(self, text, known):
        self.cells += sum(1 for found in _CELL.finditer(text) if found.start() >= known)
        places = _PLACE.findall(text)
        self.columns.update(letters for letters, _row in places)
        rows = (row for row in (*_ROW.findall(text), *(row for _letters, row in places)))
        self.rows = max(self.rows, max(map(_number, rows), default=0))
        self.finish()

    def finish(self):
        """Raise BadFile when the sheet is too large."""
        widest = max(map(_index, self.columns), default=0)
        if self.rows > MOST_ROWS + 1:
            raise BadFile(_("The sheet has a cell in row %(row)d; at most %(most)d rows are read.") % {
                "row": self.rows, "most": MOST_ROWS,
            })  # fmt: skip
        if widest > MOST_COLUMNS:
            raise BadFile(_("The sheet has a cell in column %(column)d; at most %(most)d columns are read.") % {
                "column": widest, "most": MOST_COLUMNS,
            })  # fmt: skip
        if max(self.cells, self.rows * widest) > MOST_CELLS:
            raise BadFile(_("The sheet is too large. Save it as CSV."))


def _number(digits):
    return int(digits) if len(digits) < 10 else MOST_ROWS * 10


def _index(letters):
    """The number of a column: A is 1, SF is 500."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number

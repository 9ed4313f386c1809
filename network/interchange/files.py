"""What a file of organisations is, by its first bytes, and the rows in it."""

from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from sse_portal.spreadsheets.problems import MOST_PACKED, BadFile

from . import popolo, vcard
from .tables import read_table


@dataclass(frozen=True)
class Read:
    """The rows of a file, and the columns that were not read."""

    rows: list
    unread: tuple = ()


def read_file(path, *, most=None):
    """The organisations of the file at `path`: CSV, XLSX, a dump of ROR, Popolo JSON or vCard.

    Raises BadFile, with the place, for anything else and for more than `most` rows.
    """
    if path.stat().st_size > MOST_PACKED:
        raise BadFile(_("The file is larger than %(most)d MB.") % {"most": MOST_PACKED // 1024 // 1024})
    with path.open("rb") as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"[", b"{"):
        rows, unread = popolo.read(path.read_bytes()), ()
    elif start[:11].upper() == b"BEGIN:VCARD":
        rows, unread = vcard.read(_text(path)), ()
    else:
        rows, unread = read_table(path)
    found = list(islice(rows, None if most is None else most + 1))
    if most is not None and len(found) > most:
        message = _("The file has more than %(most)d rows: import it in parts, or by the command.")
        raise BadFile(message % {"most": most})
    if not found:
        raise BadFile(_("There is no organisation in this file."))
    return Read(found, tuple(unread))


def _text(path):
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_("Cards must be in UTF-8.")) from error

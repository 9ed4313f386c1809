"""What a file is, by what it holds: never by its name and never by what the browser said of it.

Few types are taken: those that people share and that can do no harm once they are served as downloads. Names tell only
between kinds of plain text, which look the same inside.
"""

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

from sse_portal.spreadsheets.archives import ENTITY, check_archive
from sse_portal.spreadsheets.problems import BadFile

PIECE = 256 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# Media type: how the name of such a file ends; the first one is given to a name that ends otherwise.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
    "text/markdown": (".md", ".markdown"),
    f"{OFFICE}wordprocessingml.document": (".docx",),
    f"{OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{OFFICE}presentationml.presentation": (".pptx",),
    f"{OPEN}text": (".odt",),
    f"{OPEN}spreadsheet": (".ods",),
    f"{OPEN}presentation": (".odp",),
}
TEXTS = ("text/plain", "text/csv", "text/markdown")
_OFFICE_PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
_OPEN_TYPES = {name.encode(): name for name in ENDINGS if name.startswith(OPEN)}
_IMAGES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.S),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.S),
}
_MACROS = re.compile(
    r"vba(project|data)|(^|/)(basic|scripts|macrosheets|activex)/|oleobject[^/]*$"
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|msi|sh|lnk|html?)$"
)
_ACTIVE = re.compile(rb"macroEnabled|ms-office\.vbaProject", re.I)
_LOCKED = re.compile(rb"<[\w:]*encryption-data\b")
# Only what stands there unpacked is seen; the rest is the reader's to refuse.
_ACTIVE_PDF = re.compile(rb"/(JavaScript|Launch)\b")
_MARKUP = re.compile(r"\s*<\s*[!?a-z]|#!|\{\\rtf|%!PS|\s*@echo\b", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def media_type_of(file, size, name=""):
    """The media type of an open binary file of `size` bytes, one of ENDINGS; BadFile when it is none of them."""
    if not size:
        raise BadFile(_("The file is empty."))
    file.seek(0)
    start = file.read(64)
    if start.startswith(b"%PDF-"):
        return _pdf(file, size)
    if start.startswith(b"PK\x03\x04"):
        return _archive(file, size)
    for media_type, pattern in _IMAGES.items():
        if pattern.match(start):
            return media_type
    return _text(file, name)


def _pieces(file, overlap=0):
    """The file from its start, piece by piece, each with the end of the former one."""
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        yield before + piece
        before = (before + piece)[-overlap:] if overlap else b""


def _pdf(file, size):
    if any(_ACTIVE_PDF.search(piece) for piece in _pieces(file, overlap=32)):
        raise BadFile(_("The PDF holds a script. Save it without."))
    file.seek(max(size - 2048, 0))
    if b"%%EOF" not in file.read():
        raise BadFile(_("The file is damaged: its end is missing."))
    return "application/pdf"


def _archive(file, size):
    """The type of an office document; no other archive is taken."""
    found = []

    def judge(names):
        if any(_MACROS.search(name) for name in names):
            raise _with_macros()
        if any(name.startswith("/") or ".." in name.split("/") for name in names):
            raise _not_taken()
        if "[content_types].xml" in names:
            found.extend(kind for part, kind in _OFFICE_PARTS.items() if part in names)

    def look(name):
        return _Part(name, found)

    check_archive(file, size, judge=judge, look=look)
    if len(found) != 1:
        raise _not_taken()
    return found[0]


class _Part:
    """What is seen of one part of an office document."""

    def __init__(self, name, found):
        self.name, self.found, self.start = name.lower(), found, b""
        self.is_xml = self.name.endswith((".xml", ".rels", ".vml", ".rdf"))

    def at(self, text, known):
        if self.name == "mimetype" and not known:
            self.start = text[:100]
        if not self.is_xml:
            return
        if ENTITY.search(text):
            message = _("The part “%(part)s” declares XML entities, which are not allowed.")
            raise BadFile(message % {"part": self.name[:100]})
        if _ACTIVE.search(text):
            raise _with_macros()
        if self.name == "meta-inf/manifest.xml" and _LOCKED.search(text):
            raise BadFile(_("The file is protected by a password."))

    def finish(self):
        kind = _OPEN_TYPES.get(self.start.strip())
        if kind:
            self.found.append(kind)


def _with_macros():
    return BadFile(_("The file holds macros or programs. Save it without."))


def _not_taken():
    return BadFile(
        _("Files of this type are not taken. Give a PDF, an image, plain text or an office document.")
    )


def _text(file, name):
    """Plain text in UTF-8 without control characters, that is no page, picture or program in disguise."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = True
    try:
        for piece in _pieces(file):
            text = decoder.decode(piece)
            if _CONTROL.search(text) or (first and _MARKUP.match(text)):
                raise _not_taken()
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadFile(_("This is neither a type of file that is taken nor text in UTF-8.")) from error
    return next((kind for kind in TEXTS if name.lower().endswith(ENDINGS[kind])), "text/plain")


def clean_name(name, media_type, *, most=180):
    """What a file may be called: no path, no control or direction signs, ending as its type does; `most` bytes.

    Khmer, Thai and other letters stay. A joiner stays too: it is part of a word.
    """
    last = str(name).replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    kept = "".join(sign if _is_plain(sign) else " " for sign in unicodedata.normalize("NFC", last))
    whole = " ".join(kept.split()).rstrip(". ")
    endings = ENDINGS.get(media_type, (".bin",))
    ending = next((end for end in endings if whole.lower().endswith(end)), "")
    stem = (whole[: -len(ending)] if ending else whole).strip(". ") or "file"
    stem = stem.encode()[:most].decode("utf-8", "ignore").rstrip(". ")
    return stem + (ending or endings[0])


def _is_plain(sign):
    """No control, format, private or unknown character, and none that file systems keep for themselves."""
    if sign in " \u200c\u200d":
        return True
    return sign not in '<>:"|?*' and unicodedata.category(sign)[0] not in "CZ"

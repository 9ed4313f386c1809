"""Files of records: taken in after a look inside, kept under a name of ours, given out as downloads only."""

import hashlib
import weakref
from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from sse_portal.spreadsheets.problems import BadFile

from .file_types import ENDINGS, TEXTS, clean_name, media_type_of
from .files import place_of

# What a record without a file holds: the columns of StoredFile.
NO_FILE = {"file": "", "file_name": "", "media_type": "", "size": None, "sha256": ""}
# For the `accept` of a file field.
ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)
PREVIEW = 8 * 1024


def read_upload(file):
    """Keep an uploaded file (a Django File). Returns the values of the columns of StoredFile.

    Its type is told by what it holds. BadFile when it is empty, larger than UPLOAD_LIMIT bytes, of a type that is
    not taken, damaged, or not what it seems. Call it inside the transaction that writes the record: when that
    is rolled back, the file is removed.
    """
    size, digest = _measure(file)
    media_type = media_type_of(file, size, file.name or "")
    file.seek(0)
    name = default_storage.save(place_of(None, ""), file)
    _remove_unless_committed(name)
    return {
        "file": name, "file_name": clean_name(file.name or "", media_type), "media_type": media_type,
        "size": size, "sha256": digest,
    }  # fmt: skip


def _measure(file):
    """(bytes, SHA-256 in hexadecimal) of a file, by reading it: what was announced may be wrong."""
    size, digest = 0, hashlib.sha256()
    for chunk in file.chunks():
        size += len(chunk)
        if size > settings.UPLOAD_LIMIT:
            message = _("The file is larger than %(most)d MB.")
            raise BadFile(message % {"most": settings.UPLOAD_LIMIT // 1024 // 1024})
        digest.update(chunk)
    return size, digest.hexdigest()


class _Pending:
    """Stands for a file in an open transaction."""


def _remove_unless_committed(name):
    """Remove a file when the transaction that holds its record is rolled back.

    Django calls nobody then, but lets go of what waits for the commit: the last reference to the token ends, and
    with it the file. The same happens when the process stops in an orderly way.
    """
    token = _Pending()
    removal = weakref.finalize(token, default_storage.delete, name)
    transaction.on_commit(partial(_keep, token, removal))


def _keep(token, removal):
    removal.detach()


def discard_file(record):
    """Remove the file of a record once the transaction is committed: call it before another one takes its place."""
    if record.file:
        transaction.on_commit(partial(default_storage.delete, record.file.name))


def download(stored, request=None):
    """The answer that gives out the file of a record: as an attachment that no browser runs or guesses about.

    With a `request` whose If-None-Match names the file it is 304. Http404 when there is none, or none any more.
    """
    tag = f'"{stored.sha256}"'
    if not stored.file or not default_storage.exists(stored.file.name):
        raise Http404
    response = HttpResponseNotModified() if request and _holds(request, tag) else _attachment(stored)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _holds(request, tag):
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or tag in [each.removeprefix("W/") for each in held]


def _attachment(stored):
    media_type = stored.media_type
    if media_type in TEXTS:
        media_type += "; charset=utf-8"
    response = FileResponse(default_storage.open(stored.file.name), content_type=media_type)
    response.headers["Content-Disposition"] = disposition(stored.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def disposition(name):
    """The value of Content-Disposition for a download: an ASCII name for old readers beside the real one (RFC 6266)."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in name)
    plain = plain.replace("\\", "_").replace('"', "_")
    real = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name else ""
    return f'attachment; filename="{plain}"{real}'


def preview(stored, most=PREVIEW):
    """The beginning of a text file, of at most `most` bytes, as text to be escaped; "" for files of other types."""
    if stored.media_type not in TEXTS or not stored.file:
        return ""
    try:
        with default_storage.open(stored.file.name) as file:
            return file.read(most).decode("utf-8-sig", "ignore")
    except FileNotFoundError:
        return ""

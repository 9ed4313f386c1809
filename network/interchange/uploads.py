"""A file between its dry run and its confirmation: kept for a day, for the one who sent it."""

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.ids import uuid7
from sse_portal.spreadsheets.problems import MOST_PACKED, BadFile
from sse_portal.spreadsheets.sniff import digest_of_file

SALT, DAY = "network.interchange.uploads", timedelta(days=1)
LONGEST_NAME = 200


class UploadGone(BadFile):
    """The file of this link was taken in, given up, or is older than a day."""

    code, status = "upload-gone", 410


def _folder():
    return Path(settings.MEDIA_ROOT) / "network" / "imports"


def keep_upload(file, *, by):
    """Keep a Django File until tomorrow. Returns its token, which only `by` can use."""
    if file.size > MOST_PACKED:
        raise BadFile(_("The file is larger than %(most)d MB.") % {"most": MOST_PACKED // 1024 // 1024})
    _clear()
    key = uuid7()
    path = _folder() / key.hex
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        for piece in file.chunks():
            target.write(piece)
    name = "".join(sign for sign in str(file.name) if sign.isprintable())[-LONGEST_NAME:]
    told = {"file": key.hex, "name": name, "digest": digest_of_file(path), "user": str(by.uid)}
    return signing.dumps(told, salt=SALT, compress=True)


def open_upload(token, *, by):
    """(path, name) of a kept file. UploadGone for another one's, an old, or an unreadable token."""
    try:
        told = signing.loads(token, salt=SALT, max_age=DAY)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _gone() from error
    path = _folder() / uuid.UUID(told["file"]).hex
    if told["user"] != str(by.uid) or not path.is_file() or digest_of_file(path) != told["digest"]:
        raise _gone()
    return path, told["name"]


def _gone():
    return UploadGone(_("This file is not kept any more. Send it again."))


def drop_upload(token, *, by):
    """Remove a kept file; one that is not there any more is removed already."""
    try:
        path, _name = open_upload(token, by=by)
    except UploadGone:
        return
    path.unlink(missing_ok=True)


def _clear():
    """Remove what nobody confirmed within a day; the name of a file holds its time (UUID version 7)."""
    oldest = (timezone.now() - DAY).timestamp() * 1000
    for path in _folder().glob("*"):
        if int(path.name[:12], 16) < oldest:
            path.unlink(missing_ok=True)

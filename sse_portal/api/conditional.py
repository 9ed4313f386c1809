"""Answers that a client may keep, and edits that must know what they change (RFC 9110, 13)."""

import hashlib
import re
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem

from .renderers import dumps

_VERSIONED = re.compile(r'"(\d{1,9})(?:-[0-9a-f]{1,32})?"', re.ASCII)
MAX_HEADER = 400


class VersionMissing(Problem):
    """An edit without If-Match would overwrite what the caller has not seen."""

    code, field, status = "version-missing", "If-Match", HTTPStatus.PRECONDITION_REQUIRED


class VersionUnreadable(Problem):
    code, field, status = "version-unreadable", "If-Match", 400


def answer(request, data, *, status=200, version=None, restricted=False, headers=None):
    """JSON with an ETag; 304 without a body when the caller holds it already.

    The tag of a record begins with its version, so that it can be given back in If-Match; a list's is weak.
    """
    body = dumps(data)
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    tag = f'W/"{digest}"' if version is None else f'"{version}-{digest}"'
    if status == 200 and request.method in ("GET", "HEAD") and _holds(request, tag):
        status, body = 304, b""
    headers = {"ETag": tag, "Cache-Control": kept(request, restricted), **(headers or {})}
    return vary(HttpResponse(body, status=status, content_type="application/json", headers=headers))


def kept(request, restricted):
    """Nobody keeps what is restricted; what is public is kept, and asked for again before use."""
    if restricted:
        return "no-store"
    return "private, no-cache" if request.user.is_authenticated else "no-cache"


def vary(response):
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return response


def _holds(request, tag):
    """Weak comparison: a W/ in front does not matter."""
    header = request.headers.get("If-None-Match", "")
    if header.strip() == "*":
        return True
    return tag.removeprefix("W/") in [held.removeprefix("W/") for held in parse_etags(header)]


def version_of(request):
    """The version that the caller saw, from If-Match: the ETag of the record, or its number in quotes."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise VersionMissing(_("Send the ETag of the version that you change in If-Match."))
    found = _VERSIONED.fullmatch(header) if len(header) <= MAX_HEADER else None
    if not found:
        raise VersionUnreadable(_('If-Match must be one ETag of this record, such as “"3"”.'))
    return int(found[1])

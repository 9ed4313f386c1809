"""The report of a consultation as CSV: what its page shows, for every comment, with the reasons in every language."""

import csv
import io

from django.conf import settings

from sse_portal.api.renderers import batched
from sse_portal.basics.cells import inert

from ..models import Comment
from .comments import queue_rows

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
NAMES = (
    "id", "made_at", "part", "position", "comment", "language", "name", "on_behalf_of", "disposition",
    *(f"reason_{code}" for code in LANGUAGES),
)  # fmt: skip
CHUNK = 500


def pieces(consultation, user, language):
    """The file in pieces of bytes: UTF-8 with a byte order mark, a header line, CRLF (RFC 4180).

    No text is a formula to a spreadsheet. Times are UTC; positions and dispositions are codes.
    """
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    shown = Comment.objects.of_consultation(consultation).shown().by_id().iterator(chunk_size=CHUNK)
    for some in batched(shown, CHUNK):
        writer.writerows(_lines(list(some), consultation, user, language))
        yield _drained(buffer)
    yield _drained(buffer)


def _lines(comments, consultation, user, language):
    rows = queue_rows(comments, consultation, user, language)
    for comment, queued in zip(comments, rows, strict=True):
        row = queued.row
        cells = (
            row.uid, row.at.strftime("%Y-%m-%dT%H:%M:%SZ"), queued.part, row.position, row.text, row.language,
            row.author, row.on_behalf_of, row.disposition,
            *(comment.disposition_reason.get(code, "") for code in LANGUAGES),
        )  # fmt: skip
        yield [inert(cell) for cell in cells]


def _drained(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()

"""Cursors of lists in the order of a time and a key."""

from datetime import datetime

from sse_portal.api.pagination import decode, encode
from sse_portal.api.parameters import BadParameter


def cursor_of(moment, key):
    """The sealed cursor of the row with this time and key."""
    return encode([moment.isoformat(), key])


def read_cursor(cursor):
    """(time, key) of a cursor; BadParameter for one that is not ours."""
    start, key = decode(cursor, (str, int))
    try:
        return datetime.fromisoformat(start), key
    except ValueError as error:
        raise BadParameter("cursor", "") from error

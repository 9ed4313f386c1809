"""What can be wrong with a file as a whole, and how large one may be."""

from sse_portal.basics.problems import Invalid

MOST_PACKED = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
MOST_ROWS = 200_000
MOST_COLUMNS = 500


class BadFile(Invalid):
    """A file that cannot be read as a table; the sentence names the place."""

    code, field = "bad-file", "file"

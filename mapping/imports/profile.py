"""A first reading of the whole file: that all of it can be read, how many rows there are, and which values."""

from django.utils.translation import gettext as _

from sse_portal.spreadsheets.problems import BadFile
from sse_portal.spreadsheets.readers import read_rows, storable

MOST_VALUES = 60
LONGEST_VALUE = 200
SAMPLES = 5


def profile(path, shape):
    """{"header", "rows", "values": {column: {value: times}}, "many": columns with more than 60 values, of
    which only a few are listed}.

    Raises BadFile with the place of what cannot be read, also for a header without rows.
    """
    header, rows = read_rows(path, shape)
    seen = [{} for _column in header]
    count = 0
    for row in rows:
        count += 1
        for values, cell in zip(seen, row.cells, strict=False):
            if cell != "" and len(values) <= MOST_VALUES:
                text = storable(str(cell)[:LONGEST_VALUE])
                values[text] = values.get(text, 0) + 1
    if not count:
        raise BadFile(_("There is a header, but no row below it."))
    many = [column for column, values in zip(header, seen, strict=True) if len(values) > MOST_VALUES]
    values = {
        column: dict(list(found.items())[:SAMPLES]) if column in many else found
        for column, found in zip(header, seen, strict=True)
    }
    return {"header": header, "rows": count, "values": values, "many": many}


def samples(found):
    """A few values of each column, as seen first."""
    return {column: list(values)[:SAMPLES] for column, values in found["values"].items()}

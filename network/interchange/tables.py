"""Organisations from a CSV or XLSX file: columns by name, in any order; or a dump of ROR."""

from django.utils.translation import gettext as _

from sse_portal.basics.text import fold
from sse_portal.spreadsheets.problems import BadFile
from sse_portal.spreadsheets.readers import read_rows
from sse_portal.spreadsheets.sniff import sniff

from . import columns, ror

# Other words for a column that people write.
ALSO = {
    "organisation": "name", "organization": "name", "names": "other_names", "type": "kind", "place": "locality",
    "city": "locality", "lat": "latitude", "lng": "longitude", "lon": "longitude", "url": "website",
    "year": "founded", "established": "founded", "identifier": "identifiers", "uid": "id",
}  # fmt: skip


def read_table(path):
    """(iterator of Incoming, headers that are not read) of the table at `path`. Raises BadFile."""
    header, rows = read_rows(path, sniff(path))
    if ror.is_ror(header):
        return (_read(ror.read_row, header, row) for row in rows), []
    names = [_column(name) for name in header]
    if not {"name", "id"} & set(names):
        raise BadFile(_("There is no column “name”: the first line must hold the names of the columns."))
    _refuse_repeated(names)
    return (_read(columns.read_row, names, row) for row in rows), _unread(header, names)


def _unread(header, names):
    return [name for name, column in zip(header, names, strict=True) if column not in columns.COLUMNS]


def _column(name):
    plain = fold(name).replace(" ", "_").replace("-", "_")
    return ALSO.get(plain, plain)


def _refuse_repeated(names):
    for name in columns.COLUMNS:
        if names.count(name) > 1:
            raise BadFile(_("Two columns mean “%(name)s”.") % {"name": name})


def _read(read_row, names, row):
    cells = dict(zip(names, [*row.cells, *[""] * (len(names) - len(row.cells))], strict=False))
    found = read_row(row.number, cells)
    if len(row.cells) > len(names):
        found.refuse("", _("This line has more cells than the header."))
    return found

"""How rows leave: JSON pages, and whole results as CSV, JSON lines, GeoJSON or XLSX in constant memory."""

import csv
import io
import itertools
import tempfile
from datetime import datetime
from decimal import Decimal

import orjson
import xlsxwriter
from rest_framework.renderers import BaseRenderer

from sse_portal.basics.cells import inert

ROWS_PER_PIECE = 500
PIECE = 65_536
XLSX_ROWS = 100_000
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dumps(data):
    """UTF-8 JSON. Decimals are numbers with their exact digits; times are UTC and end in Z."""
    return orjson.dumps(data, default=_extra, option=OPTIONS)


def _extra(value):
    if isinstance(value, Decimal):
        return orjson.Fragment(plain_decimal(value))
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def plain_decimal(value):
    """A decimal without exponent and trailing zeros: 12.5000 is 12.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Json(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else dumps(data)


class Export(BaseRenderer):
    """A whole result as a file. `pieces(names, rows)` yields bytes; `rows` are dictionaries, read once."""

    charset = None
    most_rows = None
    nested = False

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Only what is no list of rows comes here; it keeps its JSON form."""
        return Json().render(data)

    def pieces(self, names, rows):
        raise NotImplementedError


class Csv(Export):
    """UTF-8 with a header line, comma, CRLF (RFC 4180). Lists are codes with semicolons between them.

    Text that a spreadsheet would calculate begins with an apostrophe, which the import takes away again.
    """

    media_type = "text/csv"
    format = "csv"

    def pieces(self, names, rows):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(names)
        for some in batched(rows, ROWS_PER_PIECE):
            writer.writerows([_cell(row.get(name)) for name in names] for row in some)
            yield _drained(buffer)
        yield _drained(buffer)


def _drained(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def listed(values):
    """Codes with semicolons between them, as the import reads them; anything else as JSON."""
    plain = all(isinstance(value, str) and ";" not in value for value in values)
    return ";".join(values) if plain else dumps(values).decode()


# By class, because a whole result has millions of cells. What is not here, the CSV writer knows.
CELLS = {
    type(None): lambda value: "",
    str: inert,
    bool: lambda value: "true" if value else "false",
    Decimal: plain_decimal,
    datetime: lambda value: value.isoformat().replace("+00:00", "Z"),
    list: lambda value: inert(listed(value)),
    dict: lambda value: inert(dumps(value).decode()),
}
# In a spreadsheet's own format a text is a text: nothing is put in front of it.
XLSX_CELLS = CELLS | {list: listed, dict: lambda value: dumps(value).decode()}


def _cell(value, kinds=CELLS):
    """A value as CSV carries it; only text can be taken for a formula."""
    kind = kinds.get(type(value))
    return value if kind is None else kind(value)


class Jsonl(Export):
    """One JSON object per line, as in the pages."""

    media_type = "application/x-ndjson"
    format = "jsonl"
    nested = True

    def pieces(self, names, rows):
        for some in batched(rows, ROWS_PER_PIECE):
            yield b"".join(dumps(row) + b"\n" for row in some)


class GeoJson(Export):
    """A FeatureCollection (RFC 7946). Rows whose place is unknown, or not public, have a null geometry."""

    media_type = "application/geo+json"
    format = "geojson"
    nested = True

    def pieces(self, names, rows):
        yield b'{"type":"FeatureCollection","features":['
        before = b""
        for some in batched(rows, ROWS_PER_PIECE):
            yield before + b",".join(dumps(_feature(row)) for row in some)
            before = b","
        yield b"]}"


def _feature(row):
    geometry = row.pop("geometry", None) or _point(row.pop("longitude", None), row.pop("latitude", None))
    return {"type": "Feature", "id": row.get("id", row.get("code")), "geometry": geometry, "properties": row}


def _point(longitude, latitude):
    return (
        None
        if longitude is None or latitude is None
        else {"type": "Point", "coordinates": [longitude, latitude]}
    )


class Xlsx(Export):
    """One sheet with a header row. Texts are written as texts, so no cell is a formula."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    most_rows = XLSX_ROWS

    def pieces(self, names, rows):
        with tempfile.TemporaryFile() as file:
            self._write(file, names, rows)
            file.seek(0)
            yield from iter(lambda: file.read(PIECE), b"")

    def _write(self, file, names, rows):
        workbook = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, name in enumerate(names):
                _write_cell(sheet, line, column, row.get(name))
        workbook.close()


def _write_cell(sheet, line, column, value):
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(line, column, value)
        case Decimal() if len(value.as_tuple().digits) > 15:
            # A spreadsheet keeps 15 digits; more survive only as text.
            sheet.write_string(line, column, plain_decimal(value))
        case int() | float() | Decimal():
            sheet.write_number(line, column, value)
        case str():
            sheet.write_string(line, column, value)
        case _:
            sheet.write_string(line, column, str(_cell(value, XLSX_CELLS)))


def batched(rows, size):
    """Lists of up to `size` rows."""
    rows = iter(rows)
    while some := list(itertools.islice(rows, size)):
        yield some


EXPORTS = [Json, Csv, Jsonl, Xlsx]
MAPPED_EXPORTS = [*EXPORTS, GeoJson]

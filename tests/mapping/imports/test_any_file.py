"""Whatever a file holds: it is read as it is, or refused with a sentence; nothing else can happen."""

import csv
import io
import tempfile
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mapping.imports.profile import profile
from sse_portal.basics.cells import inert
from sse_portal.spreadsheets.problems import BadFile
from sse_portal.spreadsheets.readers import read_rows
from sse_portal.spreadsheets.sniff import sniff

from .test_hostile_files import PLAIN, workbook

WORKBOOK = workbook(PLAIN)
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
CELL = (
    st.text(LETTERS, max_size=12)
    .map(lambda text: text.strip(" \u00a0\ufeff"))
    .filter(lambda text: "\r" not in text)
)
TABLE = st.lists(st.tuples(CELL.filter(str.strip), CELL, CELL), min_size=1, max_size=6)


@contextmanager
def written(content):
    """The path of a file with this content."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def outcome(content, country="KH"):
    """The profile of a file, or the sentence that refuses it."""
    with written(content) as path:
        try:
            return profile(path, sniff(path, country))
        except BadFile as problem:
            assert str(problem)
            return None


@given(rows=TABLE, mark=st.sampled_from(",;\t|"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_was_written_is_what_is_read(rows, mark, encoding):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows([("a", "b", "c"), *(map(inert, row) for row in rows)])
    with written(text.getvalue().encode(encoding)) as path:
        header, read = read_rows(path, {"kind": "csv", "encoding": encoding, "delimiter": mark})
        assert header == ["a", "b", "c"]
        assert [tuple(row.cells) for row in read] == rows


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    outcome(content)


@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be"]))
def test_any_text_is_read_or_refused(text, encoding):
    outcome(text.encode(encoding, "surrogatepass"))


@given(
    changes=st.dictionaries(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255), min_size=1, max_size=4)
)
def test_any_damage_to_a_workbook_is_read_or_refused(changes):
    damaged = bytearray(WORKBOOK)
    for place, value in changes.items():
        damaged[place] = value
    outcome(bytes(damaged))


@given(cells=st.text("<>/crowfv=\"'A1 &;0123", max_size=80))
def test_any_sheet_is_read_or_refused(cells):
    outcome(workbook(cells))

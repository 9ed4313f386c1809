"""What components/data_table.html draws: columns, and rows of cells."""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Column:
    """A heading. `sorted` is "", "ascending" or "descending"; `sort_url` makes it a link."""

    label: Any
    numeric: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """One value: a text (with or without url), a verdict, a status, or withheld; `body` adds the column's."""

    text: Any = ""
    url: str = ""
    verdict: str = ""
    status: str = ""
    withheld: bool = False
    language: str = ""
    label: Any = ""
    numeric: bool = False


def body(columns, rows):
    """Rows of plain values or Cells as Cells that know their column. Too few or too many: ValueError."""
    return [[_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]


def _cell(value, column):
    cell = value if isinstance(value, Cell) else Cell(text=value)
    return replace(cell, label=column.label, numeric=column.numeric)

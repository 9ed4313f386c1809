"""Several rows of a few values in one form, without JavaScript: the filled ones and some to fill.

    results = RowsField(label=_("Results"), columns=(Column("unit", _("Unit"), forms.TextInput()), …))

is cleaned to [{"unit": …}, …] without the empty rows. What the values may be, the service says.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string

MOST = 100
LONGEST = 1000


@dataclass(frozen=True)
class Column:
    """A value of each row: its name, its label and the widget that asks for it."""

    name: str
    label: Any
    widget: forms.Widget
    language: str = ""

    def text(self, value):
        """A value as it is read in a comparison: the label of a choice, else itself."""
        labels = {str(code): label for code, label in _flat(getattr(self.widget, "choices", ()))}
        return str(labels.get(str(value), value))


def _flat(choices):
    for code, label in choices:
        yield from label if isinstance(label, (list, tuple)) else [(code, label)]


class Filled(tuple):
    """Rows as dictionaries, which read as text where two versions are compared."""

    columns: tuple = ()

    @classmethod
    def of(cls, rows, columns):
        filled = cls({column.name: row.get(column.name, "") for column in columns} for row in rows)
        filled.columns = columns
        return filled

    def __str__(self):
        lines = (
            [column.text(row[column.name]) for column in self.columns if row[column.name] not in ("", None)]
            for row in self
        )
        return "; ".join(", ".join(line) for line in lines if line)


class Rows(forms.Widget):
    template_name = "network/rows.html"
    use_fieldset = True
    columns: tuple = ()
    spare = 3

    def id_for_label(self, id_):
        """The legend: there is no single input to lead to."""
        return ""

    def value_from_datadict(self, data, files, name):
        rows = []
        for number in range(MOST):
            given = {column.name: data.get(f"{name}-{number}-{column.name}") for column in self.columns}
            if any(given.values()):
                rows.append({key: (value or "").strip()[:LONGEST] for key, value in given.items()})
        return Filled.of(rows, self.columns)

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-{self.columns[0].name}" not in data

    def render(self, name, value, attrs=None, renderer=None):
        rows = [*(value or ()), *[{}] * min(self.spare, MOST - len(value or ()))]
        shown = [self._row(name, number, row) for number, row in enumerate(rows)]
        return render_to_string(self.template_name, {"rows": shown, "many": len(self.columns) > 1})

    def _row(self, name, number, row):
        cells = []
        for column in self.columns:
            full = f"{name}-{number}-{column.name}"
            attributes = {"id": f"id_{full}"} | ({"lang": column.language} if column.language else {})
            drawn = column.widget.render(full, row.get(column.name, ""), attrs=attributes)
            cells.append({"id": f"id_{full}", "label": column.label, "input": drawn})
        return {"number": number + 1, "cells": cells}


class RowsField(forms.Field):
    """Rows of values; `columns` may be set after the form is made."""

    widget = Rows

    def __init__(self, *, columns=(), **options):
        super().__init__(required=False, **options)
        self.columns = columns

    @property
    def columns(self):
        return self.widget.columns

    @columns.setter
    def columns(self, columns):
        self.widget.columns = tuple(columns)

    def prepare_value(self, value):
        return value if isinstance(value, Filled) else Filled.of(value or (), self.columns)

    def clean(self, value):
        return [dict(row) for row in value or ()]

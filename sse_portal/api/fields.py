"""Kinds of fields that rows have beside the framework's own."""

from django.conf import settings
from rest_framework import serializers

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Words(serializers.DictField):
    """Text by language: {"en": …, "km": …}. A table has one column for each language, such as names_en."""

    child = serializers.CharField()

    def __init__(self, **options):
        note = "By language (BCP 47)."
        options["help_text"] = f"{options.get('help_text', '')} {note}".strip()
        super().__init__(**options)


class Exact(serializers.DecimalField):
    """A decimal that is a JSON number with its exact digits."""

    def __init__(self, **options):
        defaults = {"max_digits": None, "decimal_places": None, "coerce_to_string": False}
        super().__init__(**{**defaults, **options})


def table_columns(fields):
    """The column names of a table with these serializer fields."""
    return tuple(column for name, field in fields.items() for column in _columns(name, field))


def _columns(name, field):
    return [f"{name}_{code}" for code in LANGUAGES] if isinstance(field, Words) else [name]


def table_row(row, fields):
    """A row with one value per column of the table."""
    flat = {}
    for name, field in fields.items():
        value = row.get(name)
        if isinstance(field, Words):
            flat.update({f"{name}_{code}": (value or {}).get(code) for code in LANGUAGES})
        else:
            flat[name] = value
    return flat

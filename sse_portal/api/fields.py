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


def words_among(fields):
    """The names of the fields that a table spreads over languages."""
    return tuple(name for name, field in fields.items() if isinstance(field, Words))


def table_row(row, words):
    """A row with one value per column of the table; `words` are the names of its texts by language."""
    if not words:
        return row
    flat = dict(row)
    for name in words:
        texts = flat.pop(name) or {}
        flat.update({f"{name}_{code}": texts.get(code) for code in LANGUAGES})
    return flat

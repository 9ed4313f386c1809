"""Definitions as text: one canonical JSON, exact decimals, a digest."""

import hashlib
import json
from decimal import Decimal

from .problems import refuse, shown, step
from .values import read_text

MAX_BYTES = 1_000_000
MAX_NESTING = 64
MAX_DIGITS = 40


def loads(text):
    """A document from JSON text or UTF-8 bytes, with fractions as Decimal.

    Raises RuleError for what JSON forbids or leaves open (NaN, a key used twice), for a text over 1 MB,
    nesting deeper than 64 and characters that cannot be stored.
    """
    if len(text) > MAX_BYTES:
        refuse("too-large", limit=MAX_BYTES)
    try:
        document = json.loads(
            text if isinstance(text, str) else text.decode("utf-8"),
            parse_float=Decimal,
            parse_int=_read_int,
            parse_constant=lambda name: refuse("bad-number", value=name),
            object_pairs_hook=_unique_keys,
        )
    except RecursionError:
        refuse("too-deep", limit=MAX_NESTING)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        refuse("not-json", reason=str(error)[:200])
    dumps(document)
    return document


def _read_int(digits):
    return int(digits) if len(digits) <= MAX_DIGITS else refuse("bad-number", value=digits[:MAX_DIGITS] + "…")


def _unique_keys(pairs):
    keys = {}
    for key, value in pairs:
        if key in keys:
            refuse("duplicate", value=shown(key))
        keys[key] = value
    return keys


def dumps(document):
    """Canonical JSON: sorted keys, no spaces, exact numbers without idle zeros (50.0 and 5E+1 are 50)."""
    return _canonical(document, "", 0)


def digest(document):
    """SHA-256 (hexadecimal) of the canonical JSON: equal for documents that say the same."""
    return hashlib.sha256(dumps(document).encode()).hexdigest()


def _canonical(value, path, depth):
    if depth > MAX_NESTING:
        refuse("too-deep", path[:200], limit=MAX_NESTING)
    if isinstance(value, dict):
        return _canonical_object(value, path, depth)
    if isinstance(value, (list, tuple)):
        parts = (_canonical(entry, f"{path}/{place}", depth + 1) for place, entry in enumerate(value))
        return f"[{','.join(parts)}]"
    if isinstance(value, str):
        return json.dumps(read_text(value, path, MAX_BYTES), ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return _canonical_number(value, path)


def _canonical_object(value, path, depth):
    for key in value:
        read_text(key, path, MAX_BYTES)
    parts = (
        f"{json.dumps(key, ensure_ascii=False)}:{_canonical(value[key], step(path, key), depth + 1)}"
        for key in sorted(value)
    )
    return f"{{{','.join(parts)}}}"


def _canonical_number(value, path):
    if not isinstance(value, (int, float, Decimal)):
        refuse("wrong-type", path, expected="JSON")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or number.adjusted() >= MAX_DIGITS or number.as_tuple().exponent < -MAX_DIGITS:
        refuse("bad-number", path, value=shown(value))
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text

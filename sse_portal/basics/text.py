"""Text that people typed: cleaned before it is stored, folded before it is searched, chosen by language."""

import re
import unicodedata

from .problems import Problem

MAX_DEPTH = 20
MAX_TEXT = 20_000
MAX_NODES = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans("đðøłıħŧ", "ddoliht")
# Marks that are letters of their script, not accents: dropping them would change Khmer or Thai words.
_ACCENTS = range(0x0300, 0x0370)


class UncleanText(Problem):
    """Text that no database row should hold."""

    code, status = "unclean-text", 400


def clean_text(value, *, limit=MAX_TEXT, field=""):
    """Return `value` in NFC with outer space removed; refuse NUL, control characters, lone surrogates, excess."""
    if len(value) > limit:
        raise UncleanText(f"Longer than {limit} characters.", field=field)
    if _SURROGATE.search(value):
        raise UncleanText("Contains an invalid Unicode character (a lone surrogate).", field=field)
    if _CONTROL.search(value):
        raise UncleanText("Contains a control character.", field=field)
    return unicodedata.normalize("NFC", value).strip()


def clean_json(value, *, limit=MAX_TEXT, depth=MAX_DEPTH):
    """Return JSON data with every string cleaned; refuse nesting deeper than `depth` and more than 20,000 nodes."""
    _measure(value, depth)
    return _clean(value, limit)


def _measure(value, depth):
    level, nodes = [value], 0
    for _ in range(depth + 1):
        nodes += len(level)
        if nodes > MAX_NODES:
            raise UncleanText(f"More than {MAX_NODES} values.")
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise UncleanText(f"Nested deeper than {depth} levels.")


def _children(node):
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else ()


def _clean(value, limit):
    if isinstance(value, str):
        return clean_text(value, limit=limit)
    if isinstance(value, list):
        return [_clean(item, limit) for item in value]
    if isinstance(value, dict):
        return {clean_text(str(key), limit=200): _clean(item, limit) for key, item in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise UncleanText("Not a finite number.")
    return value


def fold(text):
    """The form of a name that searches compare: no case, no accents, đ as d, one space between words.

    Zero-width spaces go too: Khmer and Thai names are typed with and without them. Khmer, Thai and Cyrillic
    letters stay as they are (й and ү are letters, not accented ones).
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    lowered = visible.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
    kept = (_without_accent(letter) for letter in lowered)
    return _SPACES.sub(" ", "".join(kept)).strip()


def _without_accent(letter):
    first, *marks = unicodedata.normalize("NFD", letter)
    if "a" <= first <= "z" and all(ord(mark) in _ACCENTS for mark in marks):
        return first
    return "" if ord(letter) in _ACCENTS else letter


def in_language(texts, language, fallback="en"):
    """Choose from {"en": …, "km": …}: the language asked for, else English, else any; "" when there is none."""
    if not texts:
        return ""
    short = (language or fallback).split("-")[0]
    return texts.get(short) or texts.get(fallback) or next((text for text in texts.values() if text), "")


def language_chosen(texts, language, fallback="en"):
    """The language of the text that `in_language` chooses; "" when there is none."""
    chosen, short = in_language(texts, language, fallback), (language or fallback).split("-")[0]
    return next((code for code in (short, fallback, *(texts or ())) if (texts or {}).get(code) == chosen), "")

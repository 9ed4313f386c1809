"""The versions of a recommendation's text, and what differs between two of them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from django.conf import settings

from ..services.paragraphs import paragraphs

LANGUAGE_NAMES = dict(settings.LANGUAGES)
SAME, OLD, NEW = "same", "old", "new"
# Longer than this, pieces are compared by paragraphs only: the comparison grows with the square.
MOST_PIECES = 6_000


@dataclass(frozen=True)
class Piece:
    """Some text: `kind` is same, old (taken out) or new (put in)."""

    kind: str
    text: str


@dataclass(frozen=True)
class LanguageDifference:
    """What differs in one language: the title, and each paragraph as pieces."""

    language: str
    label: str
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class TextVersion:
    """A version and how it differs from the one before it; the first one differs from nothing."""

    number: int
    at: datetime
    differences: tuple[LanguageDifference, ...]


def text_versions(recommendation):
    """All versions, the newest first."""
    rows = list(recommendation.texts.order_by("number"))
    told = [TextVersion(rows[0].number, rows[0].at, _differences(None, rows[0]))] if rows else []
    told += [TextVersion(new.number, new.at, _differences(old, new)) for old, new in pairwise(rows)]
    return tuple(reversed(told))


def _differences(old, new):
    """By language, those that differ only."""
    codes = [code for code in LANGUAGE_NAMES if _said(old, code) != _said(new, code)]
    return tuple(_difference(old, new, code) for code in codes)


def _said(version, code):
    return (version.title.get(code, ""), version.text.get(code, "")) if version else ("", "")


def _difference(old, new, code):
    (old_title, old_text), (new_title, new_text) = _said(old, code), _said(new, code)
    return LanguageDifference(
        code, LANGUAGE_NAMES[code], compare(old_title, new_title),
        tuple(_paragraphs(paragraphs(old_text), paragraphs(new_text))),
    )  # fmt: skip


def _paragraphs(old, new):
    """Paragraphs in their order, each as pieces; one that was rewritten is compared word by word."""
    for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            yield from ((Piece(SAME, text),) for text in old[a:b])
            continue
        both = min(b - a, d - c)
        yield from (compare(*pair) for pair in zip(old[a : a + both], new[c : c + both], strict=True))
        yield from ((Piece(OLD, text),) for text in old[a + both : b])
        yield from ((Piece(NEW, text),) for text in new[c + both : d])


def compare(old, new):
    """Two texts as pieces: what stayed, what was taken out, what was put in."""
    before, after = words(old), words(new)
    if max(len(before), len(after)) > MOST_PIECES:
        return tuple(piece for piece in (Piece(OLD, old), Piece(NEW, new)) if piece.text)
    pieces = []
    for act, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if act == "equal":
            pieces.append(Piece(SAME, "".join(before[a:b])))
        else:
            pieces += [Piece(OLD, "".join(before[a:b])), Piece(NEW, "".join(after[c:d]))]
    return tuple(piece for piece in pieces if piece.text)


def words(text):
    """The text cut into words, spaces and signs. Khmer and Thai have no spaces: there it is cut into letters."""
    cut = []
    for kind, found in groupby(_letters(text), key=_kind):
        letters = list(found)
        cut += letters if kind is None else ["".join(letters)]
    return cut


def _letters(text):
    """Letters with the marks that stand on them."""
    letter = ""
    for sign in text:
        if letter and unicodedata.category(sign).startswith("M"):
            letter += sign
            continue
        if letter:
            yield letter
        letter = sign
    if letter:
        yield letter


def _kind(letter):
    if letter.isspace():
        return "space"
    without_spaces = "\u0e00" <= letter[0] <= "\u0e7f" or "\u1780" <= letter[0] <= "\u17ff"
    return "word" if letter[0].isalnum() and not without_spaces else None

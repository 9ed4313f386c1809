"""Which entities of a country may be the same organisation: names in any script, compared by their trigrams.

A score is an offer to look, never a decision: nothing is merged by it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from django.utils.translation import gettext as _

from sse_portal.basics.likeness import TRIGRAM, script, similarity
from sse_portal.basics.text import fold
from sse_portal.reference import summaries as reference

from ..models import Entity

PIECE, MOST_PIECES = 6, 6
MOST_CANDIDATES = 200
KIND = 6  # letters by which words for legal forms are told apart: cooperative, cooperatives
LIKELY = 70  # points of 100
NAME_POINTS, REGION_POINTS, FORM_POINTS = 80, 12, 8
# Words that say what an organisation is, not which one; legal forms of the country come on top.
_COMMON_WORDS = (
    "the of and in for co-operative cooperative cooperatives coop association society union federation foundation "
    "company limited ltd llc jsc inc enterprise social group community agricultural credit savings "
    "hợp tác xã hiệp hội quỹ công ty doanh nghiệp xã hội tnhh liên hiệp tổ hợp tác "
    "кооператив кооперативи ассоциация ассоциациясы союз фонд фонду коомдук ооо оо общественное объединение "
    "хоршоо холбоо сан нийгэмлэг ннб тббб ххк "
    "จำกัด สหกรณ์ สมาคม มูลนิธิ วิสาหกิจชุมชน วิสาหกิจเพื่อสังคม กลุ่ม "
    "សហគមន៍ សមាគម អង្គការ មូលនិធិ សហគ្រាស កសិកម្ម"
)


@dataclass(frozen=True)
class Candidate:
    """An entity that may be the same, with a score of 0 to 100 and what it rests on, in words."""

    uid: str
    name: str
    name_local: str
    region: str | None
    legal_form: str | None
    score: int
    reasons: tuple[str, ...]


def likely_duplicates(*, country, name, name_local="", region=None, legal_form=None, leave_out=(), most=5):
    """Entities of a country that may be the organisation with these names, the likeliest first.

    `region` and `legal_form` are codes or None; `leave_out` holds public ids. One indexed query, at most 200
    candidates compared.
    """
    asked = _known(country, name, name_local, region, legal_form)
    alternatives = [pieces for text in asked.cores for pieces in _alternatives(text)]
    if not alternatives:
        return ()
    rows = Entity.objects.in_country(country).present().containing(alternatives).exclude(uid__in=leave_out)
    found = ((row, _known(country, *row[1:])) for row in rows.values_list(*COLUMNS)[:MOST_CANDIDATES])
    scored = [(_score(asked, known), row, known) for row, known in found]
    likely = sorted((each for each in scored if each[0] >= LIKELY), key=lambda each: (-each[0], each[1][1]))
    return tuple(_candidate(row, score, _reasons(asked, known)) for score, row, known in likely[:most])


def _candidate(row, score, reasons):
    uid, name, name_local, region, legal_form = row
    return Candidate(str(uid), name, name_local, region, legal_form, score, tuple(reasons))


COLUMNS = ("uid", "name", "name_local", "region_id", "legal_form_id")


@dataclass(frozen=True)
class _Known:
    """What is compared of an entity, or of one to be: its names, their cores, and the kinds that they name."""

    cores: tuple[str, ...]
    names: tuple[str, ...]
    kinds: frozenset[str]
    region: str | None
    legal_form: str | None


def _known(country, name, name_local, region, legal_form):
    parts = [_parts(country, text) for text in (name, name_local) if text]
    kinds = frozenset(kind for part in parts for kind in part.kinds)
    names = tuple(part.name for part in parts)
    return _Known(tuple(filter(None, (part.core for part in parts))), names, kinds, region, legal_form)


def _likeness(one, other):
    """How alike the names are, 0 to 1. Between different kinds of organisations the words for them count too."""
    alike = _best(one.cores, other.cores)
    if alike and _differ_in_kind(one, other):
        return (alike + _best(one.names, other.names)) / 2
    return alike


def _differ_in_kind(one, other):
    if one.legal_form and other.legal_form:
        return one.legal_form != other.legal_form
    return bool(one.kinds and other.kinds) and one.kinds.isdisjoint(other.kinds)


def _best(ours, theirs):
    return max((similarity(one, other) for one in ours for other in theirs), default=0)


def _score(one, other):
    """Points of 100. What is not known of one of them counts half."""
    points = NAME_POINTS * _likeness(one, other)
    facts = ((one.region, other.region, REGION_POINTS), (one.legal_form, other.legal_form, FORM_POINTS))
    for ours, theirs, worth in facts:
        if not ours or not theirs:
            points += worth / 2
        elif ours == theirs:
            points += worth
    return round(points)


def _reasons(one, other):
    """What a score rests on, in words."""
    yield _("Names alike: %(share)d%%.") % {"share": round(100 * _likeness(one, other))}
    if one.region and one.region == other.region:
        yield _("Same region.")
    if one.legal_form and one.legal_form == other.legal_form:
        yield _("Same legal form.")


@dataclass(frozen=True)
class _Parts:
    """A folded name, its core, and the beginnings of the words for legal forms in it."""

    name: str
    core: str
    kinds: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _parts(country, name):
    folded = rest = _words(fold(name))
    kinds = []
    for word in _common_words(country):
        shorter = _without(rest, word)
        if shorter != rest:
            kinds.append(word[:KIND])
            rest = shorter
    rest = " ".join(rest.split())
    return _Parts(folded, rest if len(rest) >= TRIGRAM else folded, tuple(kinds))


def core(country, name):
    """The folded name without the words for legal forms; the whole folded name where nothing else is left."""
    return _parts(country, name).core


def _words(text):
    """The text without punctuation. Vowel signs of Khmer and Thai are marks, and stay."""
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text).split())


def _without(text, word):
    """Latin and Cyrillic words go as words; Khmer and Thai ones, written together, wherever they begin the name."""
    if script(word) in ("LATIN", "CYRILLIC"):
        return f" {text} ".replace(f" {word} ", " ").strip()
    return text.removeprefix(word).removesuffix(word).strip()


def _common_words(country):
    return reference.keep(("common words", country), lambda: _read_common_words(country))


def _read_common_words(country):
    forms = (text for row in reference.legal_forms_of(country) for text in row.names.values())
    words = {_words(fold(text)) for text in (*forms, *_COMMON_WORDS.split())}
    return tuple(sorted(filter(None, words), key=lambda word: (-len(word), word)))


def _alternatives(text):
    """Sets of pieces one of which a name alike contains: any two of its longest words, long words cut in parts."""
    parts = dict.fromkeys(part for word in text.split() for part in _cut(word) if len(part) >= TRIGRAM)
    longest = sorted(parts, key=len, reverse=True)[:MOST_PIECES]
    return list(combinations(longest, min(2, len(longest)))) if longest else []


def _cut(word):
    if len(word) <= 2 * PIECE:
        return [word[:PIECE], word[-PIECE:]] if len(word) > PIECE else [word]
    return [word[place : place + PIECE] for place in range(0, len(word) - PIECE + 1, PIECE)]


@dataclass(frozen=True)
class Pair:
    """Two entities that may be one."""

    one: Candidate
    other: Candidate
    score: int
    reasons: tuple[str, ...]


def likely_pairs(country, rows, *, most=50, window=6):
    """Pairs among rows of COLUMNS that may be the same, the likeliest first.

    Names are sorted by their core, forwards and by their last letters, and compared with their neighbours only:
    the work grows with the number of rows, not with its square.
    """
    known = [(row, _known(country, *row[1:])) for row in rows]
    found = {}
    for order in (_forwards, _backwards):
        known.sort(key=order)
        for place, (row, one) in enumerate(known):
            for other_row, other in known[place + 1 : place + window]:
                score = _score(one, other)
                if score >= LIKELY:
                    found.setdefault(frozenset((row[0], other_row[0])), (score, row, one, other_row, other))
    best = sorted(found.values(), key=lambda each: (-each[0], each[1][1], each[3][1]))
    return tuple(_pair(*each) for each in best[:most])


def _forwards(item):
    return (item[1].cores or ("",))[-1]


def _backwards(item):
    return _forwards(item)[::-1]


def _pair(score, row, one, other_row, other):
    reasons = tuple(_reasons(one, other))
    return Pair(_candidate(row, score, ()), _candidate(other_row, score, reasons), score, reasons)

"""Which entities of a country may be the same organisation: names in any script, compared by their trigrams.

A score is an offer to look, never a decision: nothing is merged by it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from django.utils.translation import gettext as _

from sse_portal.basics.text import fold
from sse_portal.reference import summaries as reference

from ..models import Entity

TRIGRAM, PIECE, MOST_PIECES = 3, 6, 6
MOST_CANDIDATES = 200
LIKELY = 60  # points of 100
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
    names = tuple(filter(None, (core(country, name), core(country, name_local))))
    alternatives = [pieces for text in names for pieces in _alternatives(text)]
    if not alternatives:
        return ()
    rows = Entity.objects.in_country(country).present().containing(alternatives).exclude(uid__in=leave_out)
    asked = _Asked(country, names, region, legal_form)
    found = [_candidate(asked, row) for row in rows.values_list(*COLUMNS)[:MOST_CANDIDATES]]
    likely = [candidate for candidate in found if candidate.score >= LIKELY]
    return tuple(sorted(likely, key=lambda candidate: (-candidate.score, candidate.name))[:most])


COLUMNS = ("uid", "name", "name_local", "region_id", "legal_form_id")


@dataclass(frozen=True)
class _Asked:
    country: str
    names: tuple[str, ...]
    region: str | None
    legal_form: str | None


def _candidate(asked, row):
    uid, name, name_local, region, legal_form = row
    others = tuple(filter(None, (core(asked.country, name), core(asked.country, name_local))))
    same = max((similarity(one, other) for one in asked.names for other in others), default=0)
    points, reasons = (
        round(NAME_POINTS * same),
        [_("Names alike: %(share)d%%.") % {"share": round(100 * same)}],
    )
    facts = (
        (asked.region, region, REGION_POINTS, _("Same region.")),
        (asked.legal_form, legal_form, FORM_POINTS, _("Same legal form.")),
    )
    for mine, theirs, worth, sentence in facts:
        if mine and mine == theirs:
            points += worth
            reasons.append(sentence)
        elif not mine or not theirs:
            points += worth // 2
    return Candidate(str(uid), name, name_local, region, legal_form, points, tuple(reasons))


def similarity(one, other):
    """How alike two folded names are, 0 to 1: the Dice coefficient of their trigrams; 0 across scripts."""
    if one == other:
        return 1.0
    if script(one) != script(other):
        return 0.0
    mine, theirs = trigrams(one), trigrams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@lru_cache(maxsize=20_000)
def trigrams(text):
    """The trigrams of a folded name; blanks do not count, since Khmer and Thai are written with and without."""
    letters = f"  {text.replace(' ', '')} "
    return frozenset(letters[place : place + TRIGRAM] for place in range(len(letters) - TRIGRAM + 1))


def script(text):
    """The script of the first letter: LATIN, CYRILLIC, KHMER, THAI …, or "" without any letter."""
    first = next((letter for letter in text if letter.isalpha()), "")
    return unicodedata.name(first, "").split(" ")[0] if first else ""


@lru_cache(maxsize=20_000)
def core(country, name):
    """The folded name without the words for legal forms; the whole folded name where nothing else is left."""
    folded = _words(fold(name or ""))
    rest = folded
    for word in _common_words(country):
        rest = _without(rest, word)
    rest = " ".join(rest.split())
    return rest if len(rest) >= TRIGRAM else folded


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
    found = {}
    for order in (lambda name: name, lambda name: name[::-1]):
        keyed = sorted(
            ((order(core(country, row[2] or row[1])), row) for row in rows), key=lambda item: item[0]
        )
        for place, (_key, row) in enumerate(keyed):
            for _other, other in keyed[place + 1 : place + window]:
                pair = _pair(country, row, other)
                if pair.score >= LIKELY:
                    found.setdefault(frozenset((row[0], other[0])), pair)
    return tuple(
        sorted(found.values(), key=lambda pair: (-pair.score, pair.one.name, pair.other.name))[:most]
    )


def _pair(country, row, other):
    names = tuple(filter(None, (core(country, row[1]), core(country, row[2]))))
    match = _candidate(_Asked(country, names, row[3], row[4]), other)
    one = Candidate(str(row[0]), row[1], row[2], row[3], row[4], 100, ())
    return Pair(one, match, match.score, match.reasons)

"""How alike two names are, in any script: by the three-character pieces that they share."""

import unicodedata
from functools import lru_cache

TRIGRAM = 3


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


@lru_cache(maxsize=20_000)
def script(text):
    """The script of the first letter: LATIN, CYRILLIC, KHMER, THAI …, or "" without any letter."""
    first = next((letter for letter in text if letter.isalpha()), "")
    return unicodedata.name(first, "").split(" ")[0] if first else ""

"""Which encoding a text file is in: by its marks and by what its words look like in each candidate."""

import codecs
import re
import unicodedata

import charset_normalizer

# What the page offers; "" lets the file be looked at again.
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1258", "cp874", "cp1251")
LEGACY = ("cp1252", "cp1251", "cp874", "cp1258")
_HOME = {"VN": "cp1258", "TH": "cp874", "KG": "cp1251", "MN": "cp1251"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 65_536
_WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])*")
_MIXED_CASE = re.compile(r"[а-яёөүң][А-ЯЁӨҮҢ]")
_THAI_TAIL = frozenset(chr(code) for code in (*range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F)))
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_AT_HOME, _AGREED = 0.15, 0.05


def find_encoding(content, country=""):
    """The name of the encoding of bytes. The country (ISO code) tells which legacy one is likely."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    wide = _wide(content[:SAMPLE])
    if wide:
        return wide
    return "utf-8" if _is_mostly_utf8(content) else _legacy(content, country)


def _is_mostly_utf8(content):
    """Text in another encoding is hardly ever valid UTF-8: a few broken bytes are damage, to be shown."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not letter.isascii() for letter in text) - broken
    return whole >= 3 * broken


def _wide(sample):
    """UTF-16 without a mark: half of the delimiter's and the line end's bytes are zero, always the same half."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 40 and even * 20 < odd:
        return "utf-16-le"
    if even > len(sample) / 40 and odd * 20 < even:
        return "utf-16-be"
    return ""


def _legacy(content, country):
    sample = _telling(content)
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(LEGACY)).best()
    agreed = best.encoding if best else ""

    def score(name):
        return _fit(sample, name) + _AT_HOME * (_HOME.get(country) == name) + _AGREED * (agreed == name)

    return max(LEGACY, key=score)


def _telling(content):
    """Up to 64 KB of lines that hold more than ASCII."""
    telling, size = [], 0
    for line in content.splitlines():
        if not line.isascii():
            telling.append(line[:2_000])
            size += len(telling[-1])
        if size > SAMPLE:
            break
    return b"\n".join(telling)


def _fit(sample, name):
    """The share of words, of those with more than ASCII, that look like words in this encoding, 0 to 1."""
    text = unicodedata.normalize("NFC", sample.decode(name, "replace"))
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    fitting = sum(_FITS[name](word) for word in words)
    broken = text.count("\ufffd")
    return fitting / (len(words) + broken) if words else 0.0


def _is_cyrillic(word):
    return all("\u0400" <= letter <= "\u04ff" for letter in word) and not _MIXED_CASE.search(word)


def _is_thai(word):
    return all("\u0e00" <= letter <= "\u0e7f" for letter in word) and word[0] not in _THAI_TAIL


def _is_vietnamese(word):
    return all(letter.isascii() or letter.lower() in _VIETNAMESE for letter in word)


def _is_western(word):
    special = sum(not letter.isascii() for letter in word)
    return all("A" <= letter <= "\u024f" for letter in word) and 2 * special <= len(word)


_FITS = {"cp1251": _is_cyrillic, "cp874": _is_thai, "cp1258": _is_vietnamese, "cp1252": _is_western}

"""Text in the cells of exported tables: harmless to a spreadsheet, restored exactly on its way back."""

import re

# What spreadsheets take for the start of a formula, also behind blanks, a BOM or in full width (ASVS 1.2.10).
_FORMULA = re.compile(r"'*[\s\ufeff\x00\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")


def inert(text):
    """The text, with an apostrophe in front when a spreadsheet would calculate it. Never for numbers."""
    # The first test is for speed only: no formula begins with a letter or a digit.
    harmless = not text or text[0].isalnum() or not _FORMULA.match(text)
    return text if harmless else "'" + text


def restored(text):
    """What `inert` was given: the apostrophe goes only where `inert` would have set it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text

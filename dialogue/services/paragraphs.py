"""Paragraphs of a text by language: what evidence and comments point to."""

import re

_GAP = re.compile(r"\n\s*\n")


def paragraphs(text):
    """The paragraphs of a text in Markdown: what blank lines part."""
    return [part.strip() for part in _GAP.split(text or "") if part.strip()]


def paragraph_of(texts, number):
    """{language: the paragraph with this number, counted from 1} of a text by language; {} when none has it."""
    found = {code: paragraphs(text) for code, text in (texts or {}).items()}
    return {code: parts[number - 1] for code, parts in found.items() if 1 <= number <= len(parts)}

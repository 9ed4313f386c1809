"""Texts to translate: collected from Python and templates into locale/*/LC_MESSAGES/django.po, and compiled.

    python scripts/messages.py collect|compile

Pure Python, so that a translator needs no GNU gettext. A text that changed asks for a new translation: none is
guessed.
"""

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("km", "ky", "ru", "mn", "th", "vi")
PACKAGES = ("sse_portal", "mapping", "network", "dialogue")
PLAIN = dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop"))
PLURAL = dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
CONTEXT = dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
BOTH = dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))
KEYWORDS = PLAIN | PLURAL | CONTEXT | BOTH


def sources():
    """All files that hold texts, in a fixed order."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.txt"))


def python_text(path):
    """The file as Python that `extract` can read: a template becomes the calls that its tags stand for."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Within parentheses the indentation of the template means nothing.
    return f"({templatize(text, origin=str(path))})"


def collected():
    """A catalog of every text in the sources, with the files it stands in."""
    catalog = Catalog(project="SSE Portal", charset="utf-8")
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        lines = io.BytesIO(python_text(path).encode())
        for _, message, comments, context in extract("python", lines, KEYWORDS, ["Translators:"]):
            catalog.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return catalog


def po_path(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language):
    """The translations into `language` as they stand."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(language):
    """The bytes of the .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, read(language))
    return buffer.getvalue()


def update(language, template):
    """Add new texts to the .po file and drop those no source holds any more."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read(language) if path.exists() else Catalog(locale=language, project="SSE Portal")
    created = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = created
    with path.open("wb") as file:
        write_po(file, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    missing = sum(1 for message in catalog if message.id and not is_translated(message))
    print(f"  {language}: {len(catalog)} texts, {missing} to translate")


def is_translated(message):
    """Whether every form of the text has a translation that somebody stands by."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return not message.fuzzy and all(forms)


def main(task):
    if task == "collect":
        template = collected()
        for language in LANGUAGES:
            update(language, template)
    elif task == "compile":
        for language in LANGUAGES:
            po_path(language).with_suffix(".mo").write_bytes(compiled(language))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

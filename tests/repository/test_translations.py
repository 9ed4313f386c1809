"""Every text of the interface is there in every language, and what is compiled is what was translated."""

import re

import pytest

from scripts import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|{\w+}")
NAMELESS = re.compile(r"%[sdif]\b|{}|{\d+}")


MARKER = re.compile(r"gettext_(?:noop|lazy) as (\w+)")


@pytest.fixture(scope="module")
def sources():
    return messages.collected()


@pytest.fixture(params=messages.LANGUAGES)
def catalog(request):
    if not any(messages.LOCALE.glob("*/*/*.po")):
        pytest.skip("there are no translations yet: make messages")
    return messages.read(request.param)


def forms(message):
    """The text and its plural, and the translations of each."""
    texts = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return texts, strings


def test_placeholders_have_names_so_that_a_translation_can_move_them(sources):
    assert [text for message in sources for text in forms(message)[0] if NAMELESS.search(text)] == []


def test_no_text_is_marked_by_a_name_that_the_collection_does_not_know():
    names = {name for path in messages.sources() for name in MARKER.findall(path.read_text(encoding="utf-8"))}
    assert names - set(messages.KEYWORDS) == set()


def test_every_text_of_the_sources_is_translated(sources, catalog):
    missing = [
        message.id
        for message in sources
        if message.id
        and not ((found := catalog.get(message.id, message.context)) and messages.is_translated(found))
    ]
    assert missing == []


def test_no_text_is_translated_that_no_source_holds(sources, catalog):
    assert [m.id for m in catalog if m.id and sources.get(m.id, m.context) is None] == []


def test_translations_keep_the_placeholders(catalog):
    broken = []
    for message in filter(messages.is_translated, catalog):
        texts, strings = forms(message)
        wanted = set(PLACEHOLDER.findall(texts[-1]))
        found = [set(PLACEHOLDER.findall(string)) for string in strings]
        # The last form is that of many: nothing may be missing from it.
        if message.id and (found[-1] != wanted or any(names - wanted for names in found)):
            broken.append(message.id)
    assert broken == []


def test_what_is_compiled_is_what_was_translated(catalog):
    language = str(catalog.locale)
    compiled = messages.po_path(language).with_suffix(".mo")
    assert compiled.read_bytes() == messages.compiled(language), "type: make compilemessages"

"""What must not stand in the repository."""

import re

import pytest

from .files import migrations, named, of_kind, templates, texts

HOSTS = [
    name + "." + top
    for name, top in (("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org"))
]
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.}/-])/(?:home|root|work|Users)/\w")
AUTOMATIC = re.compile(r"\d{4}_(initial|auto_\d.*|.*_and_more|alter_.*)$")
IRREVERSIBLE = re.compile(r"Run(?:Python|SQL)\(\s*[^,()]+,?\s*\)")
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc=)", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a file of another site": re.compile(
        r"<(?!a\b)[^>]*\s(?:src|srcset|href|action)\s*=\s*[\"']?(?:https?:)?//", re.I
    ),
}


def places(pattern, files):
    return [f"{named(path)}: {match[0]}" for path, text in files.items() for match in pattern.finditer(text)]


def test_no_package_registry_is_named():
    assert places(re.compile("|".join(map(re.escape, HOSTS))), texts()) == []


def test_no_folder_of_somebodys_machine_is_named():
    assert places(SOMEBODYS_FOLDER, texts()) == []


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_the_security_policy_refuses(what):
    assert places(INLINE[what], templates()) == []


def test_components_see_only_what_they_are_given():
    include = re.compile(r"{% include [\"']components/.*?%}", re.S)
    assert [place for place in places(include, templates()) if not place.endswith(" only %}")] == []


INCLUDED = re.compile(r"{%\s*include\s+\"([^\"]+)\"([^%]*?)%}")


def sends(name, texts, seen=frozenset()):
    """Does the template, or one that it includes, hold a form that needs the proof of its page?"""
    text = texts.get(name, "")
    inner = (found[1] for found in INCLUDED.finditer(text) if found[1] not in seen | {name})
    return "{% csrf_token %}" in text or any(sends(each, texts, seen | {name}) for each in inner)


def test_forms_in_included_templates_are_given_the_proof_of_their_page():
    """`only` keeps it out: the form would be refused in a browser, and the test client would not notice."""
    texts = {named(path).removeprefix("templates/"): text for path, text in templates().items()}
    without = [
        f"{name}: {found[0]}"
        for name, text in texts.items()
        for found in INCLUDED.finditer(text)
        if " only" in found[2] and "csrf_token=csrf_token" not in found[2] and sends(found[1], texts)
    ]
    assert without == []


def test_migrations_are_named_by_hand_and_can_be_taken_back():
    assert [named(path) for path in migrations() if AUTOMATIC.match(path.stem)] == []
    assert places(IRREVERSIBLE, migrations()) == []


def test_every_text_file_ends_with_one_line_end():
    files = of_kind(".py", ".html", ".css", ".js", ".md", ".toml", ".sh")
    assert [named(path) for path, text in files.items() if text and not re.search(r"[^\n]\n\Z", text)] == []

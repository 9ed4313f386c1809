"""Names of an organisation in a row, listed or one column per language, put where the register has them."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem
from sse_portal.reference import summaries

LONGEST_LIST, MOST = 20_000, 50


class BadList(Problem):
    """A cell that should hold a list of names or identifiers."""

    code, status = "bad-list", 422


@dataclass(frozen=True)
class Name:
    """One name; `is_short` for acronyms and aliases, which are no one's first name."""

    text: str
    language: str = ""
    is_short: bool = False


def read_names(text):
    """Names in a JSON list of {"value" or "name", "lang" or "language", "types"}, or in {language: name}."""
    data = _json(text)
    if isinstance(data, dict):
        data = [{"name": name, "language": language} for language, name in data.items()]
    return [_name(item) for item in _objects(data)]


def read_identifiers(text):
    """[(scheme, value)] in a JSON list of {"scheme", "value"}."""
    return [(item.get("scheme"), item.get("value")) for item in _objects(_json(text))]


def _json(text):
    try:
        if len(str(text)) > LONGEST_LIST:
            raise ValueError
        return json.loads(str(text))
    except (ValueError, RecursionError) as error:
        raise BadList(_("This must be a list in JSON.")) from error


def _objects(data):
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise BadList(_("This must be a list of objects in JSON."))
    if len(data) > MOST:
        raise BadList(_("At most %(most)d.") % {"most": MOST})
    return data


def _name(item):
    text, language = item.get("value", item.get("name")), item.get("lang", item.get("language")) or ""
    if not isinstance(text, str) or not isinstance(language, str) or not text.strip():
        raise BadList(_("Each name needs a text, and may have a language."))
    types = str(item.get("types", ""))
    is_short = bool(types) and "label" not in types
    return Name(" ".join(text.split()), language.strip(), is_short)


def put_right(names, country):
    """(names with language codes, those whose code was a country's): kg is the country, ky the language."""
    own = summaries.country(country)
    wrong = own.iso2.lower() if own.iso2.lower() not in own.languages else None
    put = [
        Name(name.text, own.languages[0], name.is_short) if wrong and name.language.lower() == wrong else name
        for name in names
    ]
    return put, [new for old, new in zip(names, put, strict=True) if old != new]


def arrange(names, country, *, name="", name_local="", entity=None, whole=True):
    """{"entity_name", "entity_name_local", "other_names"} for the register, of names read from a row.

    `whole`: the names are all there are, so that others on the register go; else they join those.
    """
    local = summaries.country(country).languages
    arranged = {}
    name = name or (entity.name if entity else "")
    if not name:
        name = _first(names, ["en", *local])
        arranged["entity_name"] = name
    if not name_local:
        name_local = _first(names, local, fallback=False) or (entity.name_local if entity else "")
        if name_local == name:
            name_local = ""
        arranged["entity_name_local"] = name_local
    given = [item for item in names if item.text not in (name, name_local)]
    arranged["other_names"] = _joined(given, entity.other_names if entity else [], whole)
    return arranged


def _first(names, languages, *, fallback=True):
    """The best name: by language in this order, full names before short ones."""
    for is_short in (False, True):
        for language in languages:
            for item in names:
                if item.language.split("-")[0] == language and item.is_short == is_short:
                    return item.text
    return names[0].text if names and fallback else ""


def _joined(given, known, whole):
    """The list to store; the known one, in its order, when it says the same."""
    listed = [
        {"name": item.text, "language": item.language} if item.language else {"name": item.text}
        for item in given
    ]
    kept = (
        []
        if whole
        else [old for old in known if old.get("language", "") not in {item.language for item in given}]
    )
    joined = [
        json.loads(text) for text in dict.fromkeys(json.dumps(each, sort_keys=True) for each in kept + listed)
    ]
    same = sorted(map(str, map(_pair, joined))) == sorted(map(str, map(_pair, known)))
    return known if same else joined


def _pair(item):
    return (item["name"], item.get("language", ""))

"""Organisations as Popolo JSON (popoloproject.com, Organization): written and read.

Only properties that Popolo defines are written. A name in another language, and an acronym, are other names with a
note; the country or the region is the area.
"""

import json
import re

from django.utils.translation import gettext as _

from sse_portal.api.renderers import dumps
from sse_portal.reference.choices import Constituency
from sse_portal.spreadsheets.problems import BadFile

from ..models import Organization
from .incoming import LANGUAGES, REGIONAL, UNSAID, Incoming, code_of, country_of, region_of

IN_LANGUAGE, ACRONYM = "in language ", "acronym"
CONTACTS = {"email": "email", "phone": "voice", "address": "address", "chat": "chat"}
_YEAR = re.compile(r"(\d{4})(-\d{2}){0,2}", re.ASCII)
_UID = "urn:uuid:"


def organization(entry, contacts=()):
    """An entry, as `rows.entries` gives it, as a Popolo Organization; `contacts` are those of its office."""
    found = {
        "id": entry["id"], "name": entry["name"], "classification": entry["kind"],
        "other_names": _other_names(entry),
        "identifiers": [
            {"scheme": each["scheme"], "identifier": each["value"]} for each in entry["identifiers"]
        ],
        "parent_id": entry["parent"], "area": _area(entry),
        "description": entry["description"].get("en"),
        "founding_date": _year(entry["founded"]), "dissolution_date": _year(entry["dissolved"]),
        "links": [{"url": entry["website"], "note": "website"}] if entry["website"] else [],
        "contact_details": [
            {"type": CONTACTS[each.kind], "value": each.value} | ({"note": each.note} if each.note else {})
            for each in contacts
        ],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _other_names(entry):
    named = [{"name": text, "note": IN_LANGUAGE + code} for code, text in sorted(entry["names"].items())]
    short = [{"name": entry["acronym"], "note": ACRONYM}] if entry["acronym"] else []
    return [*named, *short, *({"name": name} for name in entry["other_names"])]


def _area(entry):
    if entry["region"]:
        return {
            "id": entry["region"],
            "identifier": entry["region"],
            "name": entry["region"],
            "classification": "region",
        }
    code = entry["country"] or REGIONAL
    return {"id": code, "identifier": code, "name": code, "classification": "country"}


def _year(year):
    return f"{year:04d}" if year else None


def pieces(entries):
    """{"organizations": […]} in pieces; `entries` yields (entry, contacts of its office)."""
    yield b'{"organizations":['
    before = b""
    for entry, contacts in entries:
        yield before + dumps(organization(entry, contacts))
        before = b",\n"
    yield b"]}"


def read(content):
    """Incoming rows from bytes of JSON: a list, or {"organizations": […]}. Raises BadFile."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadFile(_("This is no JSON that can be read.")) from error
    if isinstance(found, dict):
        found = found.get("organizations", [found] if "name" in found else None)
    if not isinstance(found, list):
        raise BadFile(_("There must be a list of organisations, or an object with “organizations”."))
    return [_read(number, each) for number, each in enumerate(found, start=1)]


def _read(number, given):
    row = Incoming(number)
    if not isinstance(given, dict):
        row.refuse("", _("This must be a JSON object."))
        return row
    row.uid = _text(given, "id").removeprefix(_UID)
    row.parent = _text(given, "parent_id").removeprefix(_UID)
    if name := _text(given, "name"):
        row.values["name"] = name
    _read_kind(row, _text(given, "classification"))
    _read_names(row, _items(given, "other_names"))
    row.identifiers = [
        (_text(each, "scheme"), _text(each, "identifier")) for each in _items(given, "identifiers")
    ]
    _read_area(row, given.get("area"))
    _read_rest(row, given)
    return row


def _text(given, name):
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _items(given, name):
    value = given.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _read_kind(row, text):
    if not text:
        return
    if kind := code_of(Organization.Kind, text):
        row.values["kind"] = kind
    elif voice := code_of(Constituency, text):
        row.values["constituency"] = voice
    else:
        row.notes.append(_("Classification “%(value)s” is not known here: left out.") % {"value": text[:60]})


def _read_names(row, items):
    others = []
    for each in items:
        name, note = _text(each, "name"), _text(each, "note")
        code = note.removeprefix(IN_LANGUAGE)
        if note == ACRONYM:
            row.values["acronym"] = name
        elif note.startswith(IN_LANGUAGE) and code in LANGUAGES:
            row.values.setdefault("names", {})[code] = name
        else:
            others.append(name)
    if others:
        row.values["other_names"] = others


def _read_area(row, area):
    code = _text(area, "identifier") if isinstance(area, dict) else ""
    if not code:
        return
    country = country_of(code.partition("-")[0])
    if country == UNSAID:
        row.refuse("area", _("There is no such country."))
        return
    row.country = country
    if "-" in code:
        region = region_of(code, country, None)
        if region is None:
            row.refuse("area", _("There is no such region in this country."))
        else:
            row.values["region"] = region


def _read_rest(row, given):
    if text := _text(given, "description"):
        row.values["description"] = {"en": text}
    if founded := _YEAR.fullmatch(_text(given, "founding_date")):
        row.values["founded"] = founded[1]
    if ended := _YEAR.fullmatch(_text(given, "dissolution_date")):
        row.ended, row.dissolved = True, ended[1]
    links = [each for each in _items(given, "links") if _text(each, "url")]
    site = next((each for each in links if _text(each, "note") == "website"), links[0] if links else None)
    if site:
        row.values["website"] = site["url"]
    if _items(given, "contact_details"):
        row.notes.append(_("Contact details are not imported: each needs a lawful basis."))

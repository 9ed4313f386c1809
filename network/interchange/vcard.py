"""Organisations as vCard 4.0 (RFC 6350): written and read. Lines end in CRLF and are folded at 75 octets."""

import re

from django.utils.translation import gettext as _

from sse_portal.reference import summaries as reference
from sse_portal.spreadsheets.problems import BadFile

from .incoming import LANGUAGES, UNSAID, Incoming, country_of, pair_of, region_of

LONGEST = 75
URN = "urn:uuid:"
CONTACTS = {
    "email": "EMAIL;TYPE=work",
    "phone": "TEL;TYPE=work",
    "address": "ADR;TYPE=work",
    "chat": "X-CHAT",
}
ACRONYM = "x-acronym"
# RFC 6350, 3.3: a private property for identifiers of registers, which vCard has no place for.
IDENTIFIER = "X-ORG-ID"
_PROPERTY = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)", re.DOTALL
)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=(\"[^\"]*\"|[^;]*)")
_ESCAPES = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}


def escaped(text):
    """A text value (RFC 6350, 3.4)."""
    return "".join(_ESCAPES.get(sign, sign) for sign in text.replace("\r\n", "\n").replace("\r", "\n"))


def folded(line):
    """A content line with its CRLF, folded at 75 octets without cutting a character (RFC 6350, 3.2)."""
    parts, part, size = [], [], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            parts.append("".join(part))
            part, size = [], 1
        part.append(sign)
        size += octets
    return "\r\n ".join([*parts, "".join(part)]) + "\r\n"


def card(entry, contacts=(), people=()):
    """An entry, as `rows.entries` gives it, and a card of each of its people, as text."""
    lines = [*_organization(entry), *_contacts(contacts), f"REV:{entry['updated_at']:%Y%m%dT%H%M%SZ}"]
    return _wrapped(lines) + "".join(_wrapped(_person(entry, person)) for person in people)


def _wrapped(lines):
    return "".join(map(folded, ("BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD")))


def _organization(entry):
    yield "KIND:org"
    yield f"UID:{URN}{entry['id']}"
    yield f"FN:{escaped(entry['name'])}"
    for code, text in sorted(entry["names"].items()):
        yield f"FN;LANGUAGE={code}:{escaped(text)}"
    yield f"ORG:{escaped(entry['name'])}"
    if entry["acronym"]:
        yield f"NICKNAME;TYPE={ACRONYM}:{escaped(entry['acronym'])}"
    if entry["other_names"]:
        yield f"NICKNAME:{','.join(map(escaped, entry['other_names']))}"
    yield f"CATEGORIES:{','.join(filter(None, (entry['kind'], entry['constituency'])))}"
    if entry["website"]:
        yield f"URL:{entry['website']}"
    if entry["latitude"] is not None:
        yield f"GEO:geo:{entry['latitude'].normalize():f},{entry['longitude'].normalize():f}"
    yield from _address(entry)
    for code, text in sorted(entry["description"].items()):
        yield f"NOTE;LANGUAGE={code}:{escaped(text)}"
    for each in entry["identifiers"]:
        yield f"{IDENTIFIER}:{escaped(each['scheme'] + ':' + each['value'])}"


def _address(entry):
    """Where it is, without a street: the locality, the region, the country."""
    region, country = (
        reference.region(entry["region"]),
        entry["country"] and reference.country(entry["country"]),
    )
    names = [row.names["en"] if row else "" for row in (region, country)]
    if any((entry["locality"], *names)):
        yield f"ADR:;;;{escaped(entry['locality'])};{escaped(names[0])};;{escaped(names[1])}"


def _contacts(contacts):
    for each in contacts:
        # An address is known as one text: it stands where the street does.
        value = f";;{escaped(each.value)};;;;" if each.kind == "address" else escaped(each.value)
        yield f"{CONTACTS[each.kind]}:{value}"


def _person(entry, person):
    yield "KIND:individual"
    yield f"UID:{URN}{person.uid}"
    yield f"FN:{escaped(person.name)}"
    yield f"ORG:{escaped(entry['name'])}"
    if person.post:
        yield f"TITLE:{escaped(person.post)}"
    yield from _contacts(person.contacts)


def read(text):
    """Incoming rows from the text of one or more cards; `number` is the line at which a card begins."""
    cards, lines, start = [], None, 0
    for number, line in _unfolded(text):
        head = line.strip().upper()
        if head == "BEGIN:VCARD":
            lines, start = [], number
        elif head == "END:VCARD" and lines is not None:
            cards.append(_read(start, lines))
            lines = None
        elif lines is not None and line.strip():
            lines.append(line)
    if lines is not None:
        raise BadFile(_("Line %(line)d: this card has no end.") % {"line": start})
    if not cards:
        raise BadFile(_("There is no card in this file."))
    return cards


def _unfolded(text):
    """(number of the first line, content line) of a text, with folded lines put together."""
    found = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], found[-1][1] + line[1:])
        else:
            found.append((number, line))
    return found


def _read(number, lines):
    row, kind = Incoming(number), "individual"
    for line in lines:
        found = _PROPERTY.fullmatch(line)
        if not found:
            row.refuse("", _("“%(value)s” does not have the right form.") % {"value": line[:60]})
            continue
        name, value = found[1].upper(), found[3]
        options = {key.upper(): text.strip('"') for key, text in _PARAMETER.findall(found[2])}
        if name == "KIND":
            kind = value.strip().lower()
        elif name in READERS:
            READERS[name](row, value, options)
    if kind != "org":
        row.problems, row.skipped = [], _("Not an organisation: only cards with KIND:org are read.")
    elif "name" not in row.values and "names" in row.values:
        row.values["name"] = next(iter(row.values["names"].values()))
    return row


def plain(value):
    """The text that a value stands for."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def parts(value, mark):
    """The parts of a structured value or of a list, unescaped."""
    return [
        plain(part) for part in re.findall(rf"(?:^|{mark})((?:\\.|[^\\{mark}])*)", value, flags=re.DOTALL)
    ]


def _name(row, value, options):
    code = options.get("LANGUAGE", "").lower()
    if code in LANGUAGES:
        row.values.setdefault("names", {})[code] = plain(value)
    elif "name" in row.values:
        row.values.setdefault("other_names", []).append(plain(value))
    else:
        row.values["name"] = plain(value)


def _uid(row, value, _options):
    row.uid = plain(value).removeprefix(URN)


def _nickname(row, value, options):
    if options.get("TYPE", "").lower() == ACRONYM:
        row.values["acronym"] = plain(value)
    else:
        row.values.setdefault("other_names", []).extend(filter(None, parts(value, ",")))


def _categories(row, value, _options):
    for text in parts(value, ","):
        name = "constituency" if text.isupper() else "kind"
        row.values[name] = text


def _url(row, value, _options):
    row.values.setdefault("website", plain(value))


def _geo(row, value, _options):
    found = value.strip().removeprefix("geo:").partition(";")[0].split(",")
    if len(found) >= 2:
        row.values["latitude"], row.values["longitude"] = found[:2]


def _adr(row, value, _options):
    """Of an address, what the directory keeps: the place, the region and the country."""
    *_street, locality, region, _code, country = ([*parts(value, ";"), *[""] * 7])[:7]
    if locality:
        row.values["locality"] = locality
    if not country:
        return
    row.country = country_of(country)
    if row.country == UNSAID:
        row.refuse("ADR", _("There is no such country."))
    elif region and row.country and (code := region_of(region, row.country, None)):
        row.values["region"] = code


def _note(row, value, options):
    code = options.get("LANGUAGE", "en").lower()
    if code in LANGUAGES:
        row.values.setdefault("description", {})[code] = plain(value)


def _identifier(row, value, _options):
    if pair := pair_of(plain(value)):
        row.identifiers.append(pair)


def _contact(row, _value, _options):
    said = _("Contact details are not imported: each needs a lawful basis.")
    if said not in row.notes:
        row.notes.append(said)


READERS = {
    "FN": _name,
    "UID": _uid,
    "NICKNAME": _nickname,
    "CATEGORIES": _categories,
    "URL": _url,
    "GEO": _geo,
    "ADR": _adr,
    "NOTE": _note,
    IDENTIFIER: _identifier,
    "EMAIL": _contact,
    "TEL": _contact,
}

"""What a column of a file means: found by the codebook's names and labels in any language, or chosen by people.

A mapping is {column: {"to": target, "codes": {value: code}}}. A target is "" (not read), a codebook variable, or
entity, response (public ids), identifier:SCHEME, identifiers (a list), name:LANGUAGE, names (a list), latitude,
longitude, website, interviewer.
"""

import re
import uuid
from collections import defaultdict
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.basics.text import fold, in_language

from ..definition.checks import BadAnswer, Scope, clean_value
from ..definition.codebook import CODEBOOK
from .problems import BadMapping

OTHERS = {
    "entity": gettext_lazy("Public id of the organisation"),
    "response": gettext_lazy("Public id of the response"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "website": gettext_lazy("Website"),
    "interviewer": gettext_lazy("Interviewer"),
    "names": gettext_lazy("Names by language, as a list"),
    "identifiers": gettext_lazy("Identifiers by scheme, as a list"),
}
# Names that exports and other registers use. Those that map to "" are ours and not for reading back.
_ALSO = {
    "name": "entity_name", "organisation": "entity_name", "organization": "entity_name",
    "name_local": "entity_name_local",
    "lat": "latitude", "lng": "longitude", "lon": "longitude", "long": "longitude", "url": "website", "web": "website",
    "city": "locality", "town": "locality", "village": "locality", "established": "year_established",
    "founded": "year_established", "names_json": "names", "other_names": "names", "email": "contact_email",
    "phone": "contact_phone", "entity": "entity", "entity_id": "entity", "response": "response",
    "response_id": "response", "registration_no": "registration_number", "status": "operational_status",
}  # fmt: skip
_OURS = ("version", "updated_at", "study", "weight", "submitted_at", "verified_at", "confirmed", "extra", "comments",
         "is_listed", "is_sample")  # fmt: skip
# org-id.guide, the lists that concern the five countries.
SCHEMES = {
    "KH": ("KH-NNGO", "KH-INGO", "KH-TIN", "KH-CR"),
    "KG": ("KG-OKPO", "KG-TIN", "KG-INN", "KG-ID"),
    "MN": ("MN-CR",),
    "TH": ("TH-MOI", "TH-TIN", "TH-CR"),
    "VN": ("VN-TIN", "VN-CR", "VN-MOST"),
}
EVERYWHERE = ("XI-ROR", "XI-LEI", "XI-WIKIDATA")
_SCHEME = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{1,8}){0,2}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
_NAME_COLUMN = re.compile(r"(?:entity[ _])?name[ _:.(]+([a-z]{2,3})\)?", re.ASCII | re.I)
_ROR = re.compile(r"https://ror\.org/0[a-z0-9]{8}", re.ASCII)
LONGEST_VALUE, MOST_CODES = 200, 500


def suggest(header, samples, country):
    """A mapping for a header. `samples` holds a few values of each column: {column: [value]}."""
    mapping, taken = {}, set()
    is_response_file = any(fold(name) in ("entity", "entity_id") for name in header)
    for name in header:
        target = _guess(name, samples.get(name, ()), country, is_response_file)
        if target in taken:
            target = ""
        taken.add(target)
        mapping[name] = {"to": target, "codes": {}}
    return mapping


def _guess(name, values, country, is_response_file):
    folded = fold(name)
    plain = folded.replace(" ", "_")
    if plain in _OURS or (plain == "status" and is_response_file):
        return ""
    if plain in ("id", "uid", "uuid"):
        return _guess_id(values, is_response_file)
    if name.strip().upper() in (*SCHEMES.get(country, ()), *EVERYWHERE):
        return f"identifier:{name.strip().upper()}"
    named = _NAME_COLUMN.fullmatch(name.strip())
    if is_target(plain) and plain:
        return plain
    if named and named[1].lower() != "en":
        return f"name:{named[1].lower()}"
    return (
        _ALSO.get(plain)
        or _by_label().get(folded, "")
        or ("identifier:XI-WIKIDATA" if plain == "wikidata" else "")
    )


def _guess_id(values, is_response_file):
    if values and all(_is_uuid(value) for value in values):
        return "response" if is_response_file else "entity"
    return "identifier:XI-ROR" if values and all(_ROR.fullmatch(str(value)) for value in values) else ""


def _is_uuid(value):
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


@cache
def _by_label():
    """{folded label or question in any language: variable}; what two variables share means neither."""
    found = defaultdict(set)
    for variable in CODEBOOK.values():
        for text in (*variable.label.values(), *variable.question.values()):
            found[fold(text)].add(variable.name)
    return {text: names.pop() for text, names in found.items() if len(names) == 1}


def is_target(target):
    """Is this something that a column can mean?"""
    if target == "" or target in CODEBOOK or target in OTHERS:
        return True
    kind, _mark, rest = target.partition(":")
    if kind == "identifier":
        return bool(_SCHEME.fullmatch(rest)) and len(rest) <= 20
    return kind == "name" and bool(_LANGUAGE.fullmatch(rest))


def target_label(target, language):
    """What a target is called."""
    kind, _mark, rest = target.partition(":")
    if kind == "identifier":
        return _("Identifier %(scheme)s") % {"scheme": rest}
    if kind == "name":
        return _("Name in the language “%(language)s”") % {"language": rest}
    if target in OTHERS:
        return str(OTHERS[target])
    return in_language(CODEBOOK[target].label, language) if target else _("not read")


def check_mapping(header, mapping, country):
    """The mapping with every column of the header, cleaned. Raises BadMapping with every column at fault."""
    if not isinstance(mapping, dict) or not all(isinstance(each, dict) for each in mapping.values()):
        raise BadMapping(_("The mapping must be {column: {“to”: …, “codes”: {…}}}."))
    read, errors = {}, []
    for column in mapping.keys() - set(header):
        errors.append(_error(column, "unknown-column", _("The file has no such column.")))
    for column in header:
        entry = mapping.get(column, {})
        target, codes = entry.get("to", ""), entry.get("codes", {})
        errors += _entry_errors(column, target, codes, country)
        read[column] = {"to": target, "codes": codes}
    if not errors:
        errors = _repeated(read) + _missing(read)
    if errors:
        raise BadMapping(_("The columns cannot be read this way."), errors=errors)
    return read


def _error(column, code, message):
    return {"field": str(column)[:LONGEST_VALUE], "code": code, "message": message}


def _entry_errors(column, target, codes, country):
    if not isinstance(target, str) or not is_target(target):
        return [
            _error(
                column,
                "unknown-target",
                _("There is nothing called “%(name)s”.") % {"name": str(target)[:60]},
            )
        ]
    if not isinstance(codes, dict) or len(codes) > MOST_CODES:
        return [
            _error(
                column,
                "bad-codes",
                _("Codes must be {value: code}, at most %(most)d.") % {"most": MOST_CODES},
            )
        ]
    variable = CODEBOOK.get(target)
    if codes and not (variable and variable.is_select):
        return [_error(column, "no-codes", _("Only closed questions have codes."))]
    return [
        found
        for value, code in codes.items()
        if (found := _code_error(column, variable, value, code, country))
    ]


def _code_error(column, variable, value, code, country):
    if not isinstance(code, str) or len(value) > LONGEST_VALUE:
        return _error(column, "bad-codes", _("A code must be text."))
    try:
        clean_value(variable, code, Scope(country=None if variable.name == "country" else country))
    except BadAnswer as problem:
        return _error(column, problem.code, str(problem))
    return None


def _repeated(mapping):
    errors, columns = [], {}
    for column, entry in mapping.items():
        first = columns.setdefault(entry["to"], column) if entry["to"] else column
        if first != column:
            message = _("“%(first)s” means the same: choose one of the two.") % {"first": first}
            errors.append(_error(column, "same-target", message))
    return errors


def _missing(mapping):
    targets = {entry["to"] for entry in mapping.values()}
    if targets & {"entity_name", "names", "entity", "response", "registration_number", "identifiers"}:
        return []
    if any(target.startswith(("name:", "identifier:")) for target in targets):
        return []
    return [
        _error(
            "", "nothing-identifies", _("Choose a column with the name or an identifier of the organisation.")
        )
    ]

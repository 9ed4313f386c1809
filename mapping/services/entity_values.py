"""What the register accepts about an entity: raw values by name in, columns of the register out."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Problem
from sse_portal.basics.text import clean_text, fold

from ..definition.checks import HARD, Facts, Point, Scope, check, clean_value
from ..definition.codebook import CODEBOOK

# The register's name for a value, and the codebook variable that says what is allowed. Forms and files use the
# codebook's names, the API the register's; both are understood.
VARIABLES = {
    "name": "entity_name",
    "name_local": "entity_name_local",
    "region": "region",
    "legal_form": "legal_form",
    "organisation_type": "organisation_type",
    "isic_main": "isic_main",
    "locality": "locality",
    "location": "location",
    "year_established": "year_established",
    "operational_status": "operational_status",
    "consent_public_listing": "consent_public_listing",
    "registration_number": "registration_number",
}
REGISTER_NAMES = {variable: name for name, variable in VARIABLES.items()}
COLUMNS = {"region": "region_id", "legal_form": "legal_form_id"}
MAY_BE_NULL = ("region", "legal_form", "year_established")
# What existed on the day of the interview is judged when a response is submitted.
DATED = ("region.not-valid", "legal_form.not-valid")
MOST_NAMES, MOST_IDENTIFIERS, LONGEST_NAME, LONGEST_IDENTIFIER = 50, 20, 200, 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_SCHEME = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{1,8}){0,2}", re.ASCII)
_is_address = URLValidator(schemes=["http", "https"])


@dataclass
class Accepted:
    """Columns for the Entity, identifiers {scheme: (value, is_public)} or None, and what could not be accepted."""

    columns: dict = field(default_factory=dict)
    identifiers: dict | None = None
    problems: list = field(default_factory=list)


def folded_names(name, name_local="", other_names=()):
    """All names of an entity as searches compare them, one in a line."""
    names = [name, name_local, *(other["name"] for other in other_names)]
    return "\n".join(dict.fromkeys(folded for text in names if (folded := fold(text))))


def read_values(values, country, known=None):
    """Read raw values by name for an entity of a country (ISO code). `known` are typed values it has already.

    Each problem is {"field", "code", "message"} under the name that was used in `values`; the other values are
    accepted all the same.
    """
    accepted, typed, used = Accepted(), {}, {}
    for name, raw in _with_location(values).items():
        own = REGISTER_NAMES.get(name, name)
        try:
            _read(own, raw, country, accepted, typed)
        except (Problem, ValidationError) as problem:
            accepted.problems.append(_error(name, problem))
        used[VARIABLES.get(own, own)] = name
    for found in _broken(typed, known or {}, country):
        typed.pop(found.variable, None)
        accepted.problems.append(
            {"field": used.get(found.variable, found.variable), "code": found.code, "message": found.text}
        )
    _settle(accepted, typed, country)
    return accepted


def _with_location(values):
    """Latitude and longitude given apart become a location."""
    rest = {name: value for name, value in values.items() if name not in ("latitude", "longitude")}
    if len(rest) < len(values):
        pair = (values.get("latitude"), values.get("longitude"))
        rest["location"] = None if pair == (None, None) else pair
    return rest


def _read(name, raw, country, accepted, typed):
    if name in VARIABLES or name == "country":
        variable = CODEBOOK[VARIABLES.get(name, name)]
        typed[variable.name] = clean_value(
            variable, raw, Scope(country=None if name == "country" else country)
        )
    elif name in OTHERS:
        OTHERS[name](raw, country, accepted)
    else:
        raise _Refused("unknown-field", _("There is no such field."))


class _Refused(Problem):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def _error(name, problem):
    if isinstance(problem, ValidationError):
        return {"field": name, "code": "bad-address", "message": _("This is not a web address.")}
    return {"field": name, "code": problem.code, "message": str(problem.message)}


def _broken(typed, known, country):
    """Hard rules that the new values break, alone or together with what is known."""
    facts = Facts(today=timezone.localdate(), country=country)
    findings = check({**known, **typed}, facts, complete=False)
    return [
        found
        for found in findings
        if found.severity == HARD and found.variable in typed and found.code not in DATED
    ]


def _settle(accepted, typed, country):
    for variable, value in typed.items():
        if variable == "location":
            accepted.columns |= dict(zip(("latitude", "longitude"), value or (None, None), strict=True))
        elif variable == "registration_number":
            accepted.identifiers = (accepted.identifiers or {}) | {f"{country}-REG": (value, False)}
        elif variable != "country":
            name = REGISTER_NAMES[variable]
            blank = None if name in MAY_BE_NULL else ""
            accepted.columns[COLUMNS.get(name, name)] = blank if value is None else value


def _other_names(raw, country, accepted):
    names = _list_of(raw, MOST_NAMES)
    accepted.columns["other_names"] = [_other_name(item) for item in names]


def _other_name(item):
    name = _text(item.get("name"), LONGEST_NAME)
    language = item.get("language") or ""
    if not name:
        raise _Refused("required", _("A name is needed."))
    if not isinstance(language, str) or (language and not _LANGUAGE.fullmatch(language)):
        raise _Refused("bad-language", _("The language must be a code such as km."))
    return {"name": name, "language": language} if language else {"name": name}


def _identifiers(raw, country, accepted):
    found = {}
    for item in _list_of(raw, MOST_IDENTIFIERS):
        scheme, value = item.get("scheme"), _text(item.get("value"), LONGEST_IDENTIFIER)
        if not isinstance(scheme, str) or not _SCHEME.fullmatch(scheme):
            raise _Refused("bad-scheme", _("The scheme must be a code such as KH-MOI."))
        if not value:
            raise _Refused("required", _("An identifier needs a value."))
        found[scheme] = (value, item.get("is_public") is True)
    accepted.identifiers = (accepted.identifiers or {}) | found


def _website(raw, country, accepted):
    address = _text(raw, 200)
    if address:
        _is_address(address)
    accepted.columns["website"] = address


OTHERS = {"other_names": _other_names, "identifiers": _identifiers, "website": _website}


def _list_of(raw, most):
    if not isinstance(raw, (list, tuple)) or not all(isinstance(item, dict) for item in raw):
        raise _Refused("not-a-list", _("This must be a list of objects."))
    if len(raw) > most:
        raise _Refused("too-many", _("At most %(most)d.") % {"most": most})
    return raw


def _text(raw, limit):
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise _Refused("not-text", _("This must be text."))
    return clean_text(raw, limit=limit)


def known_values(entity):
    """The typed values that an entity has, by codebook variable; None where it has none."""
    place = None if entity.latitude is None else Point(entity.latitude, entity.longitude)
    values = {
        variable: getattr(entity, COLUMNS.get(name, name)) or None
        for name, variable in VARIABLES.items()
        if name not in ("location", "registration_number")
    }
    return values | {"country": entity.country_id, "location": place}

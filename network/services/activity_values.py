"""What the network accepts about an activity: raw values by name in; columns, participants, places … out."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid
from sse_portal.records.values import (
    Address,
    Choice,
    Codes,
    Day,
    Number,
    Refused,
    Text,
    Words,
    folded,
    read_values,
)
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from ..models import Activity, Organization, Participation, Visibility
from .choosing import AnOrganization

MOST_PARTICIPANTS, MOST_PLACES, MOST_RESULTS = 40, 100, 40
AMOUNT = Number(least=Decimal("-1e15"), most=Decimal("1e15"))


def sections():
    """The ISIC Rev. 4 sections as activities keep them: ISIC4:A."""
    return [item.key for item in reference.items("ISIC4", level=1)]


FIELDS = {
    # A code of IATI has none of these signs, since it becomes a part of addresses.
    "identifier": Text(100, pattern=r"[^\s/&|?]+"),
    "title": Words(300, required=True),
    "description": Words(5000),
    "status": Choice(Activity.Status, blank=Activity.Status.PIPELINE.value),
    "country": Choice(reference.country_codes, blank=None),
    "sector": Choice(sections),
    "planned_start": Day(),
    "planned_end": Day(),
    "actual_start": Day(),
    "actual_end": Day(),
    "website": Address(),
    "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
}
# {name: (scheme of the tags, kind)}
TAGS = {
    "sdg": ("SDG", Codes(reference.sdg_codes)),
    "themes": ("theme", Codes(lambda: Theme.values)),
    "principles": ("principle", Codes(lambda: Principle.values)),
}
RESULT = {
    "title": Words(300, required=True),
    "unit": Text(40),
    "baseline": AMOUNT,
    "target": AMOUNT,
    "reached": AMOUNT,
    "reached_on": Day(),
}


@dataclass(frozen=True, order=True)
class Place:
    """A region, or (without one) expressly the whole country."""

    country: str
    region: str | None

    @property
    def code(self):
        """What names it in short: KH-1, or KH for the whole of Cambodia."""
        return self.region or self.country


@dataclass
class Accepted:
    """Typed values. A part that was not given is None and stays as it is.

    `participants` are (Organization, role), `places` Place, `results` {column: value}, `tags` {scheme: codes}.
    """

    columns: dict = field(default_factory=dict)
    participants: list | None = None
    places: list | None = None
    results: list | None = None
    tags: dict = field(default_factory=dict)


def accept(*, by, values, complete):
    """Read raw values of an activity; Invalid with every place at once. `complete`: for a new one."""
    parts = {"participants": _participants(by), "places": _place, "results": _result}
    limits = {
        "participants": MOST_PARTICIPANTS,
        "places": MOST_PLACES,
        "results": MOST_RESULTS,
    }
    accepted, errors = Accepted(), []
    own = {name: raw for name, raw in values.items() if name not in parts}
    kinds = FIELDS | {name: kind for name, (_scheme, kind) in TAGS.items()}
    try:
        read = read_values(kinds, own, complete=complete)
    except Invalid as problem:
        errors += problem.errors
        read = {}
    for name, reader in parts.items():
        if name in values or complete:
            found, wrong = _each(name, values.get(name), reader, limits[name])
            setattr(accepted, name, found)
            errors += wrong
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    accepted.tags = {scheme: read.pop(name) for name, (scheme, _kind) in TAGS.items() if name in read}
    accepted.columns = _columns(read)
    return accepted


def _columns(read):
    columns = {"country_id" if name == "country" else name: value for name, value in read.items()}
    if "title" in columns:
        columns["title_folded"] = folded(columns["title"])
    return columns


def _each(name, raw, reader, most):
    """(read items, errors): every wrong item with its place."""
    if raw is None:
        return [], []
    if not isinstance(raw, (list, tuple)):
        return [], [entry(name, "not-a-list", _("This must be a list."))]
    if len(raw) > most:
        return [], [entry(name, "too-many", _("At most %(most)d.") % {"most": most})]
    found, errors = [], []
    for number, item in enumerate(raw):
        try:
            found.append(reader(item))
        except Refused as problem:
            errors.append(entry(f"{name}/{number}", problem.code, problem.message))
        except Invalid as problem:
            errors += [
                entry(f"{name}/{number}/{e['field']}", e["code"], e["message"]) for e in problem.errors
            ]
    return found, errors


def entry(path, code, message):
    """A line of a problem about the value at `path`: "places/2"."""
    return {"field": path[:100], "pointer": f"/{path[:100]}", "code": code, "message": message}


def _participants(by):
    role = {"role": Choice(Participation.Role, required=True)}
    kinds = {"organization": AnOrganization(required=True, by=by)} | role

    def read(item):
        item = _object(item)
        if isinstance(item.get("organization"), Organization):
            # Another service has looked it up; a program or a form sends an identifier.
            return item["organization"], read_values(role, {"role": item.get("role")})["role"]
        value = read_values(kinds, item, complete=True)
        return value["organization"], value["role"]

    return read


def _place(item):
    """A Place from a code: a region's, or a country's for the whole of it; or from an object with either."""
    code = item
    if isinstance(item, dict):
        code = item.get("region") or item.get("country")
    if isinstance(code, str) and code in reference.country_codes():
        return Place(code, None)
    region = reference.region(code) if isinstance(code, str) else None
    if region is None:
        raise Refused("unknown-place", _("There is no such region or country."))
    if isinstance(item, dict) and item.get("country") not in (None, "", region.country):
        raise Refused("contradictory-place", _("That region is in another country."))
    return Place(region.country, region.code)


def _result(item):
    return read_values(RESULT, _object(item), complete=True)


def _object(item):
    if not isinstance(item, dict):
        raise Refused("not-an-object", _("This must be a JSON object."))
    return item

"""What two entries of one organisation say differently, and what their merged entry says."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid
from sse_portal.records.values import folded, refuse
from sse_portal.reference import summaries as reference

from ..models import Organization, Visibility

SURVIVOR, ABSORBED = "survivor", "absorbed"
# What is chosen as one: a field in dispute, and its columns.
COLUMNS = {
    "name": ("name",),
    "acronym": ("acronym",),
    "kind": ("kind",),
    "constituency": ("constituency",),
    "country": ("country_id",),
    "region": ("region_id",),
    "locality": ("locality",),
    "location": ("latitude", "longitude"),
    "parent": ("parent_id",),
    "founded": ("founded",),
    "dissolved": ("dissolved",),
    "status": ("status",),
    "website": ("website",),
    "entity": ("entity_id",),
    "source": ("source",),
    "visibility": ("visibility",),
}
# Texts by language are merged language by language: "names:km" is a field in dispute of its own.
BY_LANGUAGE = ("names", "description")
_WIDTH = {"secretariat": 0, "network": 1, "public": 2}


@dataclass(frozen=True)
class Dispute:
    """A field that the two entries fill differently; `default` is the side that is taken when nobody chooses."""

    key: str
    survivor: Any
    absorbed: Any
    default: str

    @property
    def field(self):
        return self.key.partition(":")[0]

    @property
    def language(self):
        return self.key.partition(":")[2]


def disputes(survivor, absorbed):
    """The fields in dispute, in the order of the entry."""
    found = [_single(key, survivor, absorbed) for key in COLUMNS]
    for field in BY_LANGUAGE:
        mine, theirs = getattr(survivor, field), getattr(absorbed, field)
        both = sorted(code for code in mine if code in theirs and mine[code] != theirs[code])
        found += [Dispute(f"{field}:{code}", mine[code], theirs[code], SURVIVOR) for code in both]
    return [each for each in found if each is not None]


def _single(key, survivor, absorbed):
    mine, theirs = _value(key, survivor), _value(key, absorbed)
    return None if mine == theirs else Dispute(key, mine, theirs, _default(key, survivor, absorbed))


def _value(key, organization):
    values = tuple(getattr(organization, column) for column in COLUMNS[key])
    return values if len(values) > 1 else values[0]


def _default(key, survivor, absorbed):
    """The survivor's, unless it says nothing; the narrower visibility, so that nothing is published by a merge."""
    mine, theirs = _value(key, survivor), _value(key, absorbed)
    if key == "visibility":
        return SURVIVOR if _WIDTH[mine] < _WIDTH[theirs] else ABSORBED
    if key == "dissolved" or key == "region" and survivor.country_id != absorbed.country_id:
        return SURVIVOR
    return ABSORBED if mine in (None, "", (None, None)) else SURVIVOR


def read_choices(given, in_dispute):
    """{key: side} for every field in dispute. Raises Invalid for other keys and other sides."""
    known = {each.key: each.default for each in in_dispute}
    errors = [_error(key, _("This field is not in dispute.")) for key in given if key not in known]
    errors += [
        _error(key, _("Choose the one or the other."))
        for key, side in given.items()
        if side not in (SURVIVOR, ABSORBED)
    ]
    if errors:
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    return known | dict(given)


def _error(key, message):
    return {"field": str(key)[:100], "code": "bad-choice", "message": message}


def merged_values(survivor, absorbed, chosen):
    """{column: value} of the merged entry: what was chosen, texts of both, every name that either ever had."""
    sides = {SURVIVOR: survivor, ABSORBED: absorbed}
    values = {}
    for key, columns in COLUMNS.items():
        side = sides[chosen.get(key, SURVIVOR)]
        values |= {column: getattr(side, column) for column in columns}
    for field in BY_LANGUAGE:
        values[field] = _texts(field, survivor, absorbed, chosen)
    _refuse_contradiction(values)
    shown = {values["name"], values["acronym"], *values["names"].values()}
    names = dict.fromkeys(name for side in sides.values() for name in _all_names(side))
    values["other_names"] = [name for name in names if name not in shown]
    texts = (values[field] for field in ("name", "names", "acronym", "other_names"))
    return values | {"names_folded": folded(*texts)}


def _texts(field, survivor, absorbed, chosen):
    mine, theirs = getattr(survivor, field), getattr(absorbed, field)
    return (
        theirs | mine | {code: theirs[code] for code in theirs if chosen.get(f"{field}:{code}") == ABSORBED}
    )


def _all_names(organization):
    names = [organization.name, *organization.names.values(), organization.acronym, *organization.other_names]
    return [name for name in names if name]


def _refuse_contradiction(values):
    """The rules of the directory over several values, of which the choices may have broken one."""
    region = reference.region(values["region_id"]) if values["region_id"] else None
    if region and region.country != values["country_id"]:
        refuse("region", "other-country", _("That region belongs to another country."))
    if values["status"] == "active" and values["dissolved"]:
        refuse(
            "dissolved", "not-dissolved", _("An active organisation has no year in which it was dissolved.")
        )
    if values["founded"] and values["dissolved"] and values["founded"] > values["dissolved"]:
        refuse("founded", "after-its-end", _("It was dissolved before that year."))
    if values["entity_id"]:
        _refuse_entity(values)


def _refuse_entity(values):
    entities = Organization._meta.get_field("entity").remote_field.model.objects
    entity = entities.filter(pk=values["entity_id"]).first()
    if entity and entity.country_id != values["country_id"]:
        message = _("There is no such organisation on this country’s register.")
        refuse("entity", "unknown-record", message)
    if entity and values["visibility"] == Visibility.PUBLIC and not entity.is_listed:
        refuse("visibility", "entity-not-listed", _("Its entry on the register is not public."))

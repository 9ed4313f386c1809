"""What the directory accepts about an organisation: raw values by name in, columns and identifiers out."""

import re
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid
from sse_portal.records.services import plain
from sse_portal.records.values import (
    Address,
    Choice,
    Kind,
    Number,
    Refused,
    Text,
    Texts,
    Whole,
    Words,
    folded,
    read_values,
)
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency

from ..models import Organization, Visibility
from .choosing import organization_meant

MOST_IDENTIFIERS, MOST_STOREYS = 20, 30
FIRST_YEAR, LAST_YEAR = 800, 2150
# Codes of lists that org-id.guide knows; the shape of the values that we make links of.
_SCHEME = re.compile(r"[A-Z]{2}-[A-Z0-9-]{2,17}", re.ASCII)
SHAPES = {"XI-ROR": r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", "XI-WIKIDATA": r"Q[1-9][0-9]{0,12}"}
_PREFIXES = re.compile(r"https?://(www\.)?(ror\.org/|wikidata\.org/(wiki|entity)/)")


@dataclass(frozen=True)
class Uid(Kind):
    """The public identifier of another record."""

    def typed(self, raw):
        try:
            return raw if isinstance(raw, uuid.UUID) else uuid.UUID(raw)
        except (ValueError, TypeError, AttributeError) as error:
            raise Refused("not-a-uuid", _("This must be a UUID.")) from error


@dataclass(frozen=True)
class Identifiers(Kind):
    """[{"scheme", "value"}, …] as {scheme: [values]}. A scheme without a value is to be taken away."""

    blank: Any = dict

    def typed(self, raw):
        if not isinstance(raw, (list, tuple)) or not all(isinstance(item, dict) for item in raw):
            raise Refused("not-a-list", _("This must be a list of objects."))
        if len(raw) > MOST_IDENTIFIERS:
            raise Refused("too-many", _("At most %(most)d.") % {"most": MOST_IDENTIFIERS})
        found: dict = {}
        for item in raw:
            scheme, value = self._pair(item)
            values = found.setdefault(scheme, [])
            if value and value not in values:
                values.append(value)
        return {scheme: sorted(values) for scheme, values in found.items()}

    def _pair(self, item):
        scheme = Text(most=20).read(item.get("scheme"))
        if not _SCHEME.fullmatch(scheme):
            raise Refused("bad-scheme", _("The scheme must be a code such as KH-MOI."))
        value = _PREFIXES.sub("", Text(most=100).read(item.get("value")))
        if value and not re.fullmatch(SHAPES.get(scheme, ".*"), value, re.ASCII | re.DOTALL):
            message = _("“%(value)s” does not have the right form.")
            raise Refused("bad-identifier", message % {"value": value[:60]})
        return scheme, value


FIELDS = {
    "name": Text(required=True, most=200),
    "names": Words(most=200),
    "acronym": Text(most=30),
    "other_names": Texts(most=50),
    "kind": Choice(required=True, choices=Organization.Kind),
    "constituency": Choice(choices=Constituency),
    "region": Choice(choices=reference.region_codes, blank=None),
    "locality": Text(most=200),
    "latitude": Number(least=Decimal(-90), most=Decimal(90), places=5),
    "longitude": Number(least=Decimal(-180), most=Decimal(180), places=5),
    "parent": Uid(),
    "founded": Whole(least=FIRST_YEAR, most=LAST_YEAR),
    "website": Address(),
    "description": Words(most=5_000),
    "identifiers": Identifiers(),
    "visibility": Choice(required=True, choices=Visibility),
    "entity": Uid(),
    "source": Text(most=200),
}  # fmt: skip
GIVEN = {"kind": Organization.Kind.OTHER.value, "visibility": Visibility.PUBLIC.value}
FOREIGN = ("region", "parent", "entity")
NAMES = ("name", "names", "acronym", "other_names")
# Values that are compared by language or by scheme, and what stands for none of it.
PARTED = {"names": "", "description": "", "identifiers": []}
# What those who keep their own page may propose: not who sees it, nor what it is tied to.
PROPOSABLE = frozenset(FIELDS) - {"visibility", "entity", "source"}


@dataclass
class Accepted:
    """Typed values by field, the columns to write, and {scheme: [values]} of the identifiers to set."""

    typed: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    identifiers: dict = field(default_factory=dict)


def accept(*, by, values, country, organization=None):
    """Read raw values for an organisation of a country (ISO code, None: the region); all of them for a new one.

    Raises Invalid with an entry for each value that cannot be taken.
    """
    is_new = organization is None
    typed = read_values(FIELDS, GIVEN | values if is_new else values, complete=is_new)
    found = _Rules(by, country, organization, typed)
    if errors := list(found.broken()):
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    columns = {name: value for name, value in typed.items() if name not in (*FOREIGN, "identifiers")}
    columns |= {f"{name}_id": found.keys[name] for name in FOREIGN if name in typed}
    if any(name in columns for name in NAMES):
        names = [columns[name] if name in columns else getattr(organization, name) for name in NAMES]
        columns["names_folded"] = folded(*names)
    return Accepted(typed, columns, typed.get("identifiers", {}))


class _Rules:
    """The rules over several values or rows. `keys` are the foreign keys that the values stand for."""

    def __init__(self, by, country, organization, typed):
        self.by, self.country, self.organization, self.typed = by, country, organization, typed
        self.keys = {}

    def broken(self):
        """A problem {"field", "code", "message"} for each rule that does not hold."""
        rules = (self._region, self._place, self._founded, self._parent, self._entity)
        for rule in rules:
            if problem := rule():
                name, code, message = problem
                yield {"field": name, "code": code, "message": message}

    def _now(self, column):
        """What the record says now; None for a new one."""
        return getattr(self.organization, column) if self.organization else None

    def _known(self, name, column):
        return self.typed[name] if name in self.typed else self._now(column)

    def _region(self):
        code = self.keys["region"] = self.typed.get("region")
        if not code or code == self._now("region_id"):
            return None
        row = reference.region(code)
        if row.country != self.country:
            return "region", "other-country", _("That region belongs to another country.")
        if not row.is_valid_on(timezone.localdate()):
            return "region", "not-valid", _("That region does not exist any more.")
        return None

    def _place(self):
        known = [self._known(name, name) is None for name in ("latitude", "longitude")]
        if known[0] == known[1]:
            return None
        missing = "latitude" if known[0] else "longitude"
        return missing, "half-a-place", _("Give both latitude and longitude, or neither.")

    def _founded(self):
        founded = self.typed.get("founded")
        if founded is None:
            return None
        if founded > timezone.localdate().year:
            return "founded", "in-the-future", _("That year has not come yet.")
        ended = self._now("dissolved")
        if ended and founded > ended:
            return "founded", "after-its-end", _("It was dissolved before that year.")
        return None

    def _parent(self):
        uid = self.typed.get("parent")
        self.keys["parent"] = None
        if uid is None:
            return None
        parent = organization_meant(self.by, uid)
        if parent is None:
            return "parent", "unknown-record", _("There is no such organisation in the directory.")
        self.keys["parent"] = parent.pk
        if self.organization and parent.pk != self._now("parent_id") and self._is_above(parent):
            return "parent", "circle", _("It would be a part of itself.")
        return None

    def _is_above(self, parent):
        """Is the organisation `parent` itself, or somewhere above it? The chain stays locked until it is saved."""
        chain = [self.organization.pk, *_upwards(parent.pk)]
        list(Organization.objects.among(sorted(chain)).by_id().select_for_update())
        return self.organization.pk in _upwards(parent.pk)

    def _entity(self):
        is_public = self._known("visibility", "visibility") == Visibility.PUBLIC
        becomes_public = is_public and self._now("visibility") not in (None, Visibility.PUBLIC)
        if "entity" not in self.typed:
            return self._linked_already() if becomes_public else None
        uid, self.keys["entity"] = self.typed["entity"], None
        if uid is None:
            return None
        entity = _entities().visible_to(self.by).known_as([uid]).first()
        if entity is None or entity.country_id != self.country:
            return "entity", "unknown-record", _("There is no such organisation on this country’s register.")
        if is_public and not entity.is_listed and entity.pk != self._now("entity_id"):
            return "entity", "entity-not-listed", _("Its entry on the register is not public.")
        self.keys["entity"] = entity.pk
        return None

    def _linked_already(self):
        """What becomes public must not lead to an entity that is not."""
        linked = self._now("entity_id")
        if linked and not _entities().listed().among([linked]).exists():
            return "visibility", "entity-not-listed", _("Its entry on the register is not public.")
        return None


def _entities():
    """The register of the mapping studies, which this app knows by name only."""
    return Organization._meta.get_field("entity").remote_field.model.objects


def _upwards(key):
    """The database keys of an organisation and of all above it, from the bottom; a chain has an end."""
    found = []
    while key is not None and key not in found and len(found) < MOST_STOREYS:
        found.append(key)
        key = Organization.objects.among([key]).values_list("parent_id", flat=True).first()
    return found


def present_values(organization):
    """{field: what the record says now}, as JSON has it; identifiers as {scheme: [values]}."""
    columns = [name for name in FIELDS if name not in (*FOREIGN, "identifiers")]
    values = {name: plain(getattr(organization, name)) for name in columns}
    identifiers: dict = {}
    for scheme, value in organization.identifiers.order_by("scheme", "value").values_list("scheme", "value"):
        identifiers.setdefault(scheme, []).append(value)
    parent, entity = organization.parent, organization.entity
    return values | {
        "region": organization.region_id,
        "parent": str(parent.uid) if parent else None,
        "entity": str(entity.uid) if entity else None,
        "identifiers": identifiers,
    }


def changed_values(organization, typed):
    """({field: now}, {field: proposed}) of the typed values that differ from the record, as JSON has them.

    Of texts by language only the languages, and of identifiers only the schemes that differ.
    """
    now = present_values(organization)
    before, after = {}, {}
    for name, value in typed.items():
        if name in PARTED:
            _changed_parts(name, now[name], value, before, after)
        elif plain(value) != now[name] and not _equal(value, getattr(organization, name, None)):
            before[name], after[name] = now[name], plain(value)
    return before, after


def _equal(value, column):
    """Decimals are equal whatever their zeros."""
    return isinstance(value, Decimal) and value == column


def _changed_parts(name, now, wanted, before, after):
    """By language or by scheme. A language that is left out is taken away; a scheme that is left out stays."""
    blank, keys = PARTED[name], set(wanted) if name == "identifiers" else {*wanted, *now}
    changed = sorted(key for key in keys if wanted.get(key, blank) != now.get(key, blank))
    if changed:
        before[name] = {key: now.get(key, blank) for key in changed}
        after[name] = {key: wanted.get(key, blank) for key in changed}


def as_raw(values, organization):
    """Stored values as `accept` reads them: texts by language are whole again, identifiers are a list."""
    raw = dict(values)
    for name in ("names", "description"):
        if name in raw:
            raw[name] = getattr(organization, name) | raw[name]
    if "identifiers" in raw:
        raw["identifiers"] = [
            {"scheme": scheme, "value": value}
            for scheme, each in raw["identifiers"].items()
            for value in each or [""]
        ]
    return raw

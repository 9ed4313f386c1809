"""What an entry became, and what a merge did or would do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.ui.facts import Fact

from ..models import Merge, Organization
from ..services.merge_fields import disputes
from ..services.merge_rows import TAKEN_OUT, counts_of
from ..services.merges import obstacles
from .directory import country_name
from .organization_words import LABELS, LANGUAGE_NAMES, in_words

MOST_MERGES = 50
ROWS = {
    "network.organizationidentifier": gettext_lazy("Identifiers"),
    "network.organization": gettext_lazy("Parts of it"),
    "network.steward": gettext_lazy("Who keeps its page"),
    "network.proposal": gettext_lazy("Proposals"),
    "network.affiliation": gettext_lazy("People"),
    "network.contactpoint": gettext_lazy("Contact details"),
    "network.relationship": gettext_lazy("Relationships"),
    "network.agreementparty": gettext_lazy("Agreements"),
    "network.participation": gettext_lazy("Activities"),
    "network.event": gettext_lazy("Events"),
    "network.resource": gettext_lazy("Resources"),
    "network.offer": gettext_lazy("Offers and needs"),
}
FURTHER_LABELS = {
    "country": gettext_lazy("Country"),
    "location": gettext_lazy("Location"),
    "entity": gettext_lazy("Entry on the register"),
}


@dataclass(frozen=True)
class Choice:
    """A field in dispute, in words; `language` marks both texts."""

    key: str
    label: str
    survivor: str
    absorbed: str
    default: str
    language: str


@dataclass(frozen=True)
class RowCount:
    """How many rows of a kind move, and how many of them are taken out as doubles."""

    label: str
    moved: int
    taken_out: int = 0


@dataclass(frozen=True)
class Side:
    """One of the two entries."""

    uid: str
    name: str
    version: int


@dataclass(frozen=True)
class Comparison:
    """Two entries side by side: what they say differently, and what would move from the one to the other."""

    survivor: Side
    absorbed: Side
    choices: tuple
    rows: tuple


@dataclass(frozen=True)
class MergeLine:
    """A merge in a list."""

    uid: str
    survivor: str
    absorbed: str
    at: datetime
    by: str
    is_undone: bool


@dataclass(frozen=True)
class MergePage:
    """A merge: what was chosen, what moved, and what keeps it from being undone."""

    uid: str
    survivor: Side
    absorbed: Side
    at: datetime
    by: str
    reason: str
    undone_at: datetime | None
    undone_by: str
    choices: tuple
    rows: tuple
    obstacles: tuple


def resolve(organization):
    """The entry that an organisation is now: itself, or the last survivor of the merges that it went through."""
    while organization.merged_into_id is not None:
        organization = Organization.objects.get(pk=organization.merged_into_id)
    return organization


def comparison(survivor, absorbed, user, language):
    """What merging two entries means, for somebody who keeps both."""
    counts = counts_of(absorbed)
    return Comparison(
        survivor=_side(survivor), absorbed=_side(absorbed), choices=_choices(survivor, absorbed, user, language),
        rows=tuple(RowCount(_label_of(model), number) for model, number in counts.items()),
    )  # fmt: skip


def _side(entry):
    return Side(str(entry.uid), entry.name, entry.version)


def _choices(survivor, absorbed, user, language):
    return tuple(
        Choice(
            key=each.key, label=label_of(each.key), language=each.language, default=each.default,
            survivor=_value(each.field, each.survivor, user, language),
            absorbed=_value(each.field, each.absorbed, user, language),
        )
        for each in disputes(survivor, absorbed)
    )  # fmt: skip


def label_of(key):
    """The label of a field in dispute: “Name in other languages: Khmer”."""
    field, _mark, code = key.partition(":")
    label = str(LABELS.get(field) or FURTHER_LABELS[field])
    return f"{label}: {LANGUAGE_NAMES.get(code, code)}" if code else label


def _value(field, value, user, language):
    match field:
        case "country":
            return country_name(value, language)
        case "location":
            return "" if None in value else ", ".join(f"{degrees.normalize():f}" for degrees in value)
        case "entity":
            return _entity_name(value)
    return (
        value
        if isinstance(value, str) and field in ("names", "description")
        else in_words(field, value, language, user)
    )


def _entity_name(key):
    entities = Organization._meta.get_field("entity").remote_field.model.objects
    return str(entities.among([key]).first() or "") if key else ""


def _label_of(model):
    return str(ROWS.get(model._meta.label_lower) or model._meta.verbose_name_plural)


def merge_lines(user):
    """The newest merges that `user` may know of."""
    rows = Merge.objects.visible_to(user).with_names().newest_first()[:MOST_MERGES]
    return tuple(
        MergeLine(
            str(row.uid), row.before["survivor"]["name"], row.before["absorbed"]["name"], row.created_at,
            str(row.merged_by), row.undone_at is not None,
        )
        for row in rows
    )  # fmt: skip


def merge_page(merge):
    """A merge, for somebody who keeps both entries."""
    return MergePage(
        uid=str(merge.uid), survivor=_former(merge, "survivor"), absorbed=_former(merge, "absorbed"),
        at=merge.created_at, by=str(merge.merged_by), reason=merge.reason, undone_at=merge.undone_at,
        undone_by=str(merge.undone_by or ""), choices=tuple(_chosen(merge)), rows=tuple(_moved(merge)),
        obstacles=() if merge.undone_at else tuple(obstacles(merge, merge.survivor, merge.absorbed)),
    )  # fmt: skip


def _former(merge, side):
    """An entry under the name that it had before the merge."""
    row = merge.before[side]
    return Side(row["uid"], row["name"], row["version"])


def _chosen(merge):
    for key, side in merge.choices.items():
        yield Fact(label_of(key), _("From “%(name)s”") % {"name": merge.before[side]["name"]})


def _moved(merge):
    counts = Counter((entry["model"], entry["act"] == TAKEN_OUT) for entry in merge.moved)
    for label in dict.fromkeys(entry["model"] for entry in merge.moved):
        yield RowCount(_label_of(apps.get_model(label)), counts[label, False], counts[label, True])


@dataclass(frozen=True)
class Merged:
    """The section of an organisation's page for those who keep it: what was merged into it."""

    uid: str
    merges: tuple


def section(organization, user, language):
    """What was merged into an organisation, for who keeps both; None for everybody else, and when there is nothing."""
    rows = Merge.objects.visible_to(user).into(organization).standing().newest_first()[:MOST_MERGES]
    found = tuple(
        {"uid": str(row.uid), "name": row.before["absorbed"]["name"], "at": row.created_at} for row in rows
    )
    return Merged(str(organization.uid), found) if found else None

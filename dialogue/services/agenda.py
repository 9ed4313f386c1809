"""The agenda of a meeting: its items, their order, and what they are about."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember, stale, update_record
from sse_portal.records.values import Choice, Kind, Refused, Whole, Words, read_values, refuse

from ..models import AgendaItem, Meeting, Visibility
from .common import require_runner
from .meetings import WrongStatus, as_uid

LINKS = ("study", "definition", "recommendation", "minutes")
MOST_ITEMS = 100


class ItemInUse(Conflict):
    """A decision was taken under this item, or minutes were approved by it."""

    code = "agenda-item-in-use"


@dataclass(frozen=True)
class Linked(Kind):
    """A public identifier, read into the record that an item is about, among those that `by` may know."""

    by: Any = None
    name: str = ""

    def typed(self, raw):
        found = linkable(self.name, self.by).filter(uid=as_uid(getattr(raw, "uid", raw))).first()
        if found is None:
            raise Refused("unknown-record", _("There is no such record."))
        return found


def linkable(name, user):
    """The records that an item may be about by its link `name`, of those that `user` may know."""
    return AgendaItem._meta.get_field(name).related_model.objects.visible_to(user)


def fields(by):
    """What an item is made of; its links are public identifiers of what `by` may know."""
    return {
        "title": Words(300, required=True),
        "text": Words(10_000),
        "kind": Choice(AgendaItem.Kind, blank=AgendaItem.Kind.DISCUSSION.value),
        "minutes_planned": Whole(least=1, most=600),
        "visibility": Choice(Visibility, blank=Visibility.PUBLIC.value),
    } | {name: Linked(by=by, name=name) for name in LINKS}


@transaction.atomic
def add_agenda_item(*, by, meeting, values, uid=None):
    """Add an item behind the others. Raises Invalid, WrongStatus, UidTaken."""
    _require(by, meeting)
    columns = read_values(fields(by), values, complete=True)
    _check(meeting, columns)
    positions = list(AgendaItem.objects.of_meeting(meeting).in_order().values_list("position", flat=True))
    if len(positions) >= MOST_ITEMS:
        refuse("title", "too-many", _("At most %(most)d.") % {"most": MOST_ITEMS})
    item = AgendaItem(meeting=meeting, position=max(positions, default=0) + 1, **columns)
    if uid:
        if AgendaItem.objects.known_as([uid]).exists():
            raise UidTaken(_("There is already a record with this identifier."))
        item.uid = uid
    item.save(force_insert=True)
    country = meeting.committee.country_id
    remember("added", item, by=by, country=country, after={"title": item.title, "kind": item.kind})
    return item


@transaction.atomic
def change_agenda_item(*, by, item, values, version):
    """Change an item. A link to what `by` may not know stays. Raises Invalid, WrongStatus, StaleVersion."""
    _require(by, item.meeting)
    columns = read_values(fields(by), values)
    for name in LINKS:
        if name in columns and columns[name] is None and not _knows(by, item, name):
            del columns[name]
    kept = {name: getattr(item, name) for name in ("kind", "minutes")}
    _check(item.meeting, kept | columns)
    told = {name: value for name, value in columns.items() if name not in LINKS}
    told |= {f"{name}_id": columns[name] and columns[name].pk for name in LINKS if name in columns}
    return update_record(item, told, by=by, version=version, country=item.meeting.committee.country_id)


def _knows(by, item, name):
    key = getattr(item, f"{name}_id")
    return key is None or linkable(name, by).filter(pk=key).exists()


@transaction.atomic
def move_agenda_item(*, by, item, earlier):
    """Let an item change places with the one before it (`earlier`), or behind it; at the end it stays."""
    _require(by, item.meeting)
    items = list(AgendaItem.objects.of_meeting(item.meeting).in_order().select_for_update())
    here = next(number for number, each in enumerate(items) if each.pk == item.pk)
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for position, each in enumerate(items, start=1):
            AgendaItem.objects.filter(pk=each.pk).update(position=position)
        remember(
            "moved", item, by=by, country=item.meeting.committee.country_id, after={"position": there + 1}
        )
    return item


@transaction.atomic
def remove_agenda_item(*, by, item, version):
    """Take an item off. Raises ItemInUse, WrongStatus, StaleVersion."""
    _require(by, item.meeting)
    if item.version != version:
        raise stale(item)
    remember(
        "removed", item, by=by, country=item.meeting.committee.country_id,
        before={"title": item.title, "position": item.position},
    )  # fmt: skip
    try:
        with transaction.atomic():
            item.delete()
    except ProtectedError as error:
        raise ItemInUse(_("A decision rests on this item: it stays.")) from error


def _require(by, meeting):
    require_runner(by, meeting.committee.country_id)
    if meeting.status in (Meeting.Status.CLOSED, Meeting.Status.CANCELLED):
        raise WrongStatus(_("This meeting does not change any more."))


def _check(meeting, columns):
    """Minutes are approved at a later meeting of the same committee (D4)."""
    minutes = columns["minutes"]
    if columns["kind"] == AgendaItem.Kind.MINUTES and minutes is None:
        refuse("minutes", "required", _("Say which minutes."))
    if minutes is None:
        return
    about = minutes.meeting
    if about.committee_id != meeting.committee_id or about.starts_at >= meeting.starts_at:
        refuse(
            "minutes", "not-earlier", _("These must be the minutes of an earlier meeting of the committee.")
        )

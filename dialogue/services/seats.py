"""Seats of a committee, and who sits on them from when to when."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.services.choosing import AnOrganization
from network.services.people import register_person
from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import (
    Choice,
    Day,
    Email,
    Flag,
    Kind,
    Refused,
    Whole,
    Words,
    read_values,
    refuse,
)

from ..models import Committee, Document, Happening, Membership, Seat, SeatConstituency
from .common import require_runner, tell
from .meetings import as_uid
from .presence import ASeat

HELD_ONCE = "membership_one_holder_at_a_time"


class SeatTaken(Conflict):
    """Somebody else sits there at that time (D1)."""

    code, field = "seat-taken", "starts_on"


class Ended(Conflict):
    """It has ended already."""

    code = "ended"


@dataclass(frozen=True)
class Known(Kind):
    """A public identifier, read into one of the records of a queryset."""

    among: Any = None

    def typed(self, raw):
        found = self.among().filter(uid=as_uid(getattr(raw, "uid", raw))).first()
        if found is None:
            raise Refused("unknown-record", _("There is no such record."))
        return found


@dataclass(frozen=True)
class AnAccount(Kind):
    """The e-mail address of an account, read into its user."""

    def typed(self, raw):
        user = get_user_model().objects.filter(email__iexact=Email().read(raw), is_active=True).first()
        if user is None:
            raise Refused("unknown-account", _("Nobody has an account with this address."))
        return user


def people_of(by):
    """The people whom `by` may put on a seat: those that they keep in the directory."""
    return Membership._meta.get_field("person").related_model.objects.visible_to(by).present()


def seat_fields(by, committee):
    """What a seat is. Without dates it is there as long as the committee."""
    return {
        "constituency": Choice(SeatConstituency, required=True),
        "role": Choice(Seat.Role, blank=Seat.Role.MEMBER.value),
        "title": Words(200),
        "is_voting": Flag(),
        "nominated_by": AnOrganization(by=by),
        "alternate_of": ASeat(committee=committee),
        "position": Whole(least=0, most=1000, blank=0),
        "starts_on": Day(),
        "ends_on": Day(),
    }


@transaction.atomic
def add_seat(*, by, committee, values, uid=None):
    """Add a seat. Raises Invalid, UidTaken."""
    require_runner(by, committee.country_id)
    given = read_values(seat_fields(by, committee), values, complete=True)
    _check_seat(given)
    seat = Seat(committee=committee, **given)
    if uid:
        if Seat.objects.known_as([uid]).exists():
            raise UidTaken(_("There is already a record with this identifier."))
        seat.uid = uid
    seat.save(force_insert=True)
    told = {"constituency": seat.constituency, "role": seat.role}
    remember("added", seat, by=by, country=committee.country_id, after=told)
    tell(Happening.Kind.COMMITTEE_CHANGED, committee)
    return seat


@transaction.atomic
def change_seat(*, by, seat, values, version):
    """Change a seat. Raises Invalid, StaleVersion."""
    require_runner(by, seat.committee.country_id)
    given = read_values(seat_fields(by, seat.committee), values)
    _check_seat(
        {name: getattr(seat, name) for name in ("starts_on", "ends_on", "alternate_of")} | given, seat
    )
    columns = dict(given)
    for name in ("nominated_by", "alternate_of"):
        if name in columns:
            record = columns.pop(name)
            columns[f"{name}_id"] = record.pk if record else None
    return update_record(seat, columns, by=by, version=version, country=seat.committee.country_id)


def _check_seat(values, seat=None):
    _check_interval(values["starts_on"], values["ends_on"])
    principal = values["alternate_of"]
    if principal and (principal.alternate_of_id or principal == seat):
        refuse("alternate_of", "alternate-of-alternate", _("An alternate stands in for a seat of its own."))


def membership_fields(by, committee):
    """Who sits, for whom, from when. `account` is the address of the login that reads the committee's papers."""
    return {
        "person": Known(among=lambda: people_of(by)),
        "on_behalf_of": AnOrganization(by=by),
        "account": AnAccount(),
        "starts_on": Day(required=True),
        "ends_on": Day(),
        "end_reason": Choice(Membership.EndReason),
        "nomination": Known(among=lambda: Document.objects.of_committee(committee)),
    }


PERSON = {"name", "names", "sex"}


@transaction.atomic
def seat_member(*, by, seat, values, uid=None):
    """Let somebody sit on a seat: a `person` of the directory, or a new one by `name`, `names`, `sex`.

    The others of `values`: `membership_fields`. Raises SeatTaken, Invalid, UidTaken.
    """
    committee = seat.committee
    require_runner(by, committee.country_id)
    about = {name: values[name] for name in PERSON & set(values)}
    rest = {name: value for name, value in values.items() if name not in PERSON}
    given = _columns(read_values(membership_fields(by, committee), rest, complete=True))
    if given["person"] is None:
        given["person"] = register_person(by=by, values=about | {"country": committee.country_id})
    membership = Membership(seat=seat, **given)
    if uid:
        if Membership.objects.known_as([uid]).exists():
            raise UidTaken(_("There is already a record with this identifier."))
        membership.uid = uid
    _check_term(seat, given["starts_on"], given["ends_on"])
    with _one_holder():
        membership.save(force_insert=True)
    told = {"seat": seat.uid, "person": membership.person.uid, "starts_on": membership.starts_on}
    remember("seated", membership, by=by, country=committee.country_id, after=told)
    tell(Happening.Kind.COMMITTEE_CHANGED, committee)
    return membership


@transaction.atomic
def change_membership(*, by, membership, values, version):
    """Change a membership; `end_reason` says why it ends. Raises SeatTaken, Invalid, StaleVersion."""
    committee = membership.seat.committee
    require_runner(by, committee.country_id)
    given = _columns(read_values(membership_fields(by, committee), values))
    if given.get("person", membership.person) is None:
        refuse("person", "required", _("This field is required."))
    dates = {name: given.get(name, getattr(membership, name)) for name in ("starts_on", "ends_on")}
    _check_term(membership.seat, **dates, but=membership)
    columns = dict(given)
    for name in ("person", "on_behalf_of", "user", "nomination"):
        if name in columns:
            record = columns.pop(name)
            columns[f"{name}_id"] = record.pk if record else None
    with _one_holder():
        return update_record(membership, columns, by=by, version=version, country=committee.country_id)


def end_membership(*, by, membership, ends_on, end_reason, version):
    """Let somebody leave; `ends_on`: the first day without them (None: today). Raises Ended, Invalid, StaleVersion."""
    if membership.ends_on and membership.ends_on <= timezone.localdate():
        raise Ended(_("This membership has ended."))
    values = {"ends_on": ends_on or timezone.localdate(), "end_reason": end_reason}
    return change_membership(by=by, membership=membership, values=values, version=version)


def _columns(given):
    columns = dict(given)
    if "account" in columns:
        columns["user"] = columns.pop("account")
    return columns


def _check_term(seat, starts_on, ends_on, but=None):
    _check_interval(starts_on, ends_on)
    # Others who seat somebody here wait, so that SQLite and PostgreSQL refuse with the same words.
    Committee.objects.select_for_update().get(pk=seat.committee_id)
    others = Membership.objects.of_seat(seat).overlapping(starts_on, ends_on)
    if others.exclude(pk=but.pk if but else None).exists():
        raise SeatTaken(_("Somebody else sits on this seat at that time."))


def _check_interval(starts_on, ends_on):
    if starts_on and ends_on and ends_on <= starts_on:
        refuse("ends_on", "ends-before-it-starts", _("The end must come after the beginning."))


@contextmanager
def _one_holder():
    """Turns the database's own refusal of a second holder into SeatTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if HELD_ONCE not in str(error):
            raise
        raise SeatTaken(_("Somebody else sits on this seat at that time.")) from error

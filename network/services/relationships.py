"""What one organisation is to another: put down once, ended, never twice at a time."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Choice, Day, Text, read_values, refuse

from ..models import Organization, Relationship, Visibility
from ..models.relations import SYMMETRIC
from .choosing import AnOrganization
from .common import require_keeper

MOST_REASON = 1000
FIELDS = {
    "kind": Choice(choices=Relationship.Kind, required=True),
    "starts_on": Day(),
    "ends_on": Day(),
    "source": Text(most=300),
    "visibility": Choice(choices=Visibility, blank=Visibility.PUBLIC.value),
}


class AlreadyRelated(Conflict):
    """The two organisations are related in this way already, on some of these days."""

    code, field = "already-related", "kind"


class AlreadyEnded(Conflict):
    """The relationship holds no longer."""

    code = "already-ended"


def new_fields(by):
    """The fields of a new one: its two sides are said once."""
    return {name: AnOrganization(by=by, required=True) for name in ("subject", "object")} | FIELDS


@transaction.atomic
def relate_organizations(*, by, values, uid=None, is_sample=False):
    """Put down what `subject` is to `object`. `values` by name: subject, object (public identifiers), FIELDS.

    `ends_on` is the first day on which it no longer holds; without days it is open ended. The right is that of the
    subject's country. Raises Invalid, AlreadyRelated, UidTaken.
    """
    given = read_values(new_fields(by), values, complete=True)
    subject, object_ = given["subject"], given["object"]
    require_keeper(by, subject.country_id)
    if subject == object_:
        refuse("object", "with-itself", _("Choose another organisation: nobody is related to itself."))
    _check(Relationship(**given))
    relationship = Relationship(is_sample=is_sample, **given)
    if uid:
        relationship.uid = uid
    try:
        with transaction.atomic():
            relationship.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    told = {name: value for name, value in given.items() if value not in (None, "")}
    told |= {"subject": subject.uid, "object": object_.uid}
    remember("related", relationship, by=by, country=subject.country_id, after=told)
    return relationship


@transaction.atomic
def change_relationship(*, by, relationship, values, version, act="changed", reason=""):
    """Change what is said of a relationship; its two sides stay. Raises Invalid, AlreadyRelated, StaleVersion."""
    country = relationship.subject.country_id
    require_keeper(by, country)
    given = read_values(FIELDS, values)
    sides = {"subject": relationship.subject, "object": relationship.object}
    names = ("kind", "starts_on", "ends_on")
    _check(
        Relationship(
            pk=relationship.pk, **sides, **{n: given.get(n, getattr(relationship, n)) for n in names}
        )
    )
    reason = clean_text(reason, limit=MOST_REASON, field="reason")
    return update_record(relationship, given, by=by, version=version, act=act, country=country, reason=reason)


def end_relationship(*, by, relationship, version, ends_on=None, reason=""):
    """Let it hold no longer from `ends_on` on; None: from today. Raises AlreadyEnded, Invalid, StaleVersion."""
    require_keeper(by, relationship.subject.country_id)
    today = timezone.localdate()
    if relationship.ends_on is not None and relationship.ends_on <= today:
        raise AlreadyEnded(_("This relationship has ended already."))
    return change_relationship(
        by=by, relationship=relationship, values={"ends_on": ends_on or today}, version=version, act="ended",
        reason=reason,
    )  # fmt: skip


def _check(relationship):
    """Refuse days in the wrong order, and a second one of the same kind at the same time."""
    starts_on, ends_on = relationship.starts_on, relationship.ends_on
    if starts_on and ends_on and ends_on <= starts_on:
        refuse("ends_on", "ends-before-it-starts", _("The end must come after the beginning."))
    subject, object_ = relationship.subject, relationship.object
    # Two at the same moment wait for each other here.
    keys = sorted((subject.pk, object_.pk))
    list(Organization.objects.filter(pk__in=keys).order_by("pk").select_for_update())
    rows = Relationship.objects.of_kind(relationship.kind).overlapping(starts_on, ends_on)
    both = relationship.kind in SYMMETRIC
    rows = rows.between(subject, object_) if both else rows.directed(subject, object_)
    if rows.exclude(pk=relationship.pk).exists():
        message = _("These two organisations are related in this way already, on some of these days.")
        raise AlreadyRelated(message)

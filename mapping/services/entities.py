"""The register: organisations, their identifiers and, apart, their contacts."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import StaleVersion, UidTaken, remember, stale, update_record

from ..definition.checks import Scope, clean_answers
from ..definition.codebook import contact_variables
from ..models import Entity, EntityContact, EntityIdentifier
from .entity_values import folded_names, known_values, read_values

NAMES = ("name", "name_local", "other_names")


class IdentifierTaken(Conflict):
    """Another entity has this identifier: probably it is the same organisation."""

    code, field = "identifier-taken", "registration_number"


class HasResponses(Conflict):
    """An entity about which answers were given is not removed."""

    code = "has-responses"


class Removed(Conflict):
    """The entity was taken off the register."""

    code = "entity-removed"


class ReasonMissing(Problem):
    """This act is only done with a reason."""

    code, field, status = "reason-missing", "reason", 422


@transaction.atomic
def register_entity(*, by, country, values, uid=None, is_sample=False):
    """Put an organisation on the register; only its name is needed. It is not listed before a review.

    `values` are raw, by the register's names (name, region, …) or the codebook's (entity_name, …). Raises Invalid
    with every value that cannot be accepted, IdentifierTaken, UidTaken.
    """
    require(by, Can.EDIT_ENTITIES, country)
    accepted = read_values(values, country, {"country": country})
    if not accepted.problems and not accepted.columns.get("name"):
        name = "entity_name" if "entity_name" in values else "name"
        accepted.problems.append({"field": name, "code": "required", "message": _("A name is needed.")})
    _refuse(accepted)
    if uid and Entity.with_pending.filter(uid=uid).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    entity = Entity(country_id=country, is_sample=is_sample, **accepted.columns)
    if uid:
        entity.uid = uid
    entity.names_folded = folded_names(entity.name, entity.name_local, entity.other_names)
    entity.save(force_insert=True)
    _identify(entity, accepted.identifiers)
    remember("registered", entity, by=by, country=country, after=_told(accepted))
    return entity


def change_entity(*, by, entity, values, version, reason=""):
    """Change what the register says about an organisation. Raises Invalid, IdentifierTaken, StaleVersion, Removed."""
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    accepted = read_values(values, entity.country_id, known_values(entity))
    if "name" in accepted.columns and not accepted.columns["name"]:
        accepted.problems.append({"field": "name", "code": "required", "message": _("A name is needed.")})
    _refuse(accepted)
    return store_accepted(by=by, entity=entity, accepted=accepted, version=version, reason=reason)


@transaction.atomic
def store_accepted(*, by, entity, accepted, version, reason=""):
    """Write values that `read_values` accepted (for services that read them in several parts)."""
    if entity.removed_at:
        raise Removed(_("This organisation was taken off the register."))
    columns = with_consequences(entity, accepted.columns)
    given = accepted.identifiers or {}
    before = _identifiers_of(entity, given)
    changed = {scheme: pair for scheme, pair in given.items() if before.get(scheme) != pair[0]}
    update_record(entity, columns, by=by, version=version, country=entity.country_id, reason=reason)
    if changed:
        _identify(entity, changed)
        _raise_version(entity)
        _remember_identifiers(entity, before, changed, by=by, reason=reason)
    return entity


def with_consequences(entity, columns):
    """The columns to write and those that follow from them: how the names are searched, and the public listing."""
    columns = dict(columns)
    if any(name in columns for name in NAMES):
        columns["names_folded"] = folded_names(*(columns.get(name, getattr(entity, name)) for name in NAMES))
    if "consent_public_listing" in columns:
        agreed = columns["consent_public_listing"] == "yes"
        columns["is_listed"] = agreed and entity.responses.verified().exists()
    return columns


def _refuse(accepted):
    if accepted.problems:
        raise Invalid(_("Some values cannot be accepted."), errors=accepted.problems)


def _told(accepted):
    """The columns and identifiers for the history."""
    identifiers = {
        scheme: value for scheme, (value, _public) in (accepted.identifiers or {}).items() if value
    }
    return accepted.columns | ({"identifiers": identifiers} if identifiers else {})


def _identifiers_of(entity, schemes):
    if not schemes:
        return {}
    return dict(entity.identifiers.filter(scheme__in=schemes).values_list("scheme", "value"))


def _identify(entity, identifiers):
    """Set the identifier of each scheme; an empty value takes it away."""
    for scheme, (value, is_public) in (identifiers or {}).items():
        entity.identifiers.filter(scheme=scheme).delete()
        if value:
            _add_identifier(entity, scheme, value, is_public)


def _add_identifier(entity, scheme, value, is_public):
    try:
        with transaction.atomic():
            EntityIdentifier.objects.create(entity=entity, scheme=scheme, value=value, is_public=is_public)
    except IntegrityError as error:
        message = _("Another organisation has the number %(value)s.") % {"value": value}
        raise IdentifierTaken(message, field=_field_of(scheme)) from error


def _field_of(scheme):
    return "registration_number" if scheme.endswith("-REG") else "identifiers"


def _raise_version(entity):
    """An identifier is a part of the record: whoever read the former one holds an old version."""
    now = timezone.now()
    rows = Entity.objects.filter(pk=entity.pk, version=entity.version)
    if not rows.update(version=F("version") + 1, updated_at=now):
        raise stale(entity)
    entity.version, entity.updated_at = entity.version + 1, now


def _remember_identifiers(entity, before, changed, *, by, reason):
    remember(
        "identified", entity, by=by, country=entity.country_id, reason=reason,
        before={scheme: before.get(scheme) for scheme in changed},
        after={scheme: value for scheme, (value, _public) in changed.items()},
    )  # fmt: skip


@transaction.atomic
def remove_entity(*, by, entity, version, reason):
    """Take an organisation off the register, for example a duplicate. Its history stays."""
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    reason = required_reason(reason)
    if entity.responses.exists():
        raise HasResponses(_("There are survey responses about this organisation."))
    values = {"removed_at": timezone.now(), "is_listed": False}
    return update_record(
        entity, values, by=by, version=version, act="removed", country=entity.country_id, reason=reason
    )


def required_reason(text):
    """The reason, cleaned; ReasonMissing when there is none."""
    reason = clean_text(text or "", limit=1000, field="reason")
    if not reason:
        raise ReasonMissing(_("Say why."))
    return reason


@transaction.atomic
def save_contact(*, by, entity, values, seen=None):
    """Keep whom to call. `seen` is the `updated_at` of the contact that was read; None when there was none.

    The history says that and which of its fields changed, never what they hold: erasing a person stays one deletion.
    """
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    require(by, Can.READ_CONTACTS, entity.country_id)
    cleaned, problems = clean_answers(_contact_only(values), Scope(country=entity.country_id))
    if problems:
        errors = [{"field": each.field, "code": each.code, "message": str(each)} for each in problems]
        raise Invalid(_("Some values cannot be accepted."), errors=errors)
    contact = EntityContact.objects.select_for_update().filter(entity=entity).first()
    if (contact.updated_at if contact else None) != seen:
        raise StaleVersion(_("Somebody else changed this record in the meantime."), current=contact)
    return _store_contact(entity, contact, cleaned, by)


def _contact_only(values):
    names = {variable.name for variable in contact_variables()}
    return {name: value for name, value in values.items() if name in names}


def _store_contact(entity, contact, cleaned, by):
    contact = contact or EntityContact(entity=entity)
    changed = [name for name, value in cleaned.items() if getattr(contact, name) != (value or "")]
    if not changed:
        return contact
    for name in changed:
        setattr(contact, name, cleaned[name] or "")
    contact.updated_at = timezone.now()
    contact.save()
    remember("contact changed", entity, by=by, country=entity.country_id, after={"fields": sorted(changed)})
    return contact


@transaction.atomic
def copy_reviewed_facts(*, by, entity_id, facts):
    """Bring the register up to what a reviewer verified; lists the entity when it agreed to that."""
    entity = Entity.objects.select_for_update().get(pk=entity_id)
    agreed = entity.consent_public_listing == "yes" and entity.removed_at is None
    return update_record(
        entity, facts | {"is_listed": agreed}, by=by, version=entity.version, act="reviewed",
        country=entity.country_id,
    )  # fmt: skip


@transaction.atomic
def unlist_entity(*, by, entity_id, reason):
    """Take an entity from the public list: nothing verified stands behind it any more."""
    entity = Entity.objects.select_for_update().get(pk=entity_id)
    return update_record(
        entity, {"is_listed": False}, by=by, version=entity.version, act="unlisted", country=entity.country_id,
        reason=reason,
    )  # fmt: skip

"""Writes to the register: an entity put on it, changed, taken off; its contact, its identifiers."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid
from sse_portal.basics.text import clean_text, fold
from sse_portal.records.services import remember, update_record

from ..definition.checks import HARD, Facts, Scope, check, clean_answers
from ..models import Entity, EntityContact, EntityIdentifier

# Codebook variable → column. Legal form, type and activity are also facts of the register.
COLUMNS = {
    "entity_name": "name",
    "entity_name_local": "name_local",
    "region": "region_id",
    "locality": "locality",
    "year_established": "year_established",
    "operational_status": "operational_status",
    "consent_public_listing": "consent_public_listing",
    "legal_form": "legal_form_id",
    "organisation_type": "organisation_type",
    "isic_main": "isic_main",
}
NULLABLE = {"region_id", "legal_form_id", "year_established", "latitude", "longitude"}
FURTHER = ("website", "other_names")
CONTACT = ("contact_name", "contact_email", "contact_phone")
REGISTRATION = "{}-REG"


class AlreadyRegistered(Conflict):
    """Another entity has this identifier."""

    code, field = "already-registered", "registration_number"


def folded_names(name, name_local, other_names):
    """What searches compare: every name, folded, one per line."""
    names = [name, name_local, *(other["name"] for other in other_names)]
    return "\n".join(dict.fromkeys(filter(None, map(fold, names))))


def columns_of(values, country):
    """Raw values by codebook variable as columns of Entity. Raises Invalid with one error per variable at fault.

    Beside the variables of COLUMNS it takes `location`, and the columns `website` and `other_names`.
    """
    answers = {name: raw for name, raw in values.items() if name not in FURTHER}
    typed, problems = clean_answers(answers, Scope(country, timezone.localdate()))
    errors = [_error(problem.field, problem.code, problem.message) for problem in problems]
    facts = Facts(today=timezone.localdate(), country=country)
    broken = check({**typed, "country": country}, facts, complete=False)
    errors += [_error(each.variable, each.code, each.text) for each in broken if each.severity == HARD]
    if "entity_name" in values and not typed.get("entity_name") and not errors:
        errors.append(_error("entity_name", "entity_name.required", _("An answer is needed.")))
    if errors:
        raise Invalid(errors[0]["message"], field=errors[0]["field"], errors=errors)
    return _columns(typed) | _further(values)


def _error(field, code, message):
    return {"field": field, "code": code, "message": str(message)}


def _columns(typed):
    columns = {COLUMNS[name]: value for name, value in typed.items() if name in COLUMNS}
    if "location" in typed:
        columns["latitude"], columns["longitude"] = typed["location"] or (None, None)
    return {name: value if value is not None or name in NULLABLE else "" for name, value in columns.items()}


def _further(values):
    further = {}
    if "website" in values:
        further["website"] = _website(values["website"])
    if "other_names" in values:
        further["other_names"] = [
            {
                "name": clean_text(other["name"], limit=200),
                "language": clean_text(other.get("language", ""), limit=8),
            }
            for other in values["other_names"]
        ]
    return further


def _website(text):
    address = clean_text(text or "", limit=200, field="website")
    if address and not address.startswith(("https://", "http://")):
        raise Invalid(_("An address begins with https://."), field="website")
    return address


@transaction.atomic
def register_entity(*, by, country, values, uid=None, **fixed):
    """Put an entity on a country's register (ISO code). `values`: raw values by codebook variable.

    Missing answers stay missing. `uid` is the client's identifier, so that a repeat can be recognised.
    """
    require(by, Can.EDIT_ENTITIES, country)
    columns = columns_of({"entity_name": None, **without(values, "registration_number")}, country)
    names = folded_names(columns["name"], columns.get("name_local", ""), columns.get("other_names", []))
    given = {"uid": uid} if uid else {}
    entity = Entity.objects.create(country_id=country, names_folded=names, **columns, **given, **fixed)
    remember("registered", entity, by=by, after=columns, country=country)
    if values.get("registration_number"):
        identify_entity(entity, REGISTRATION.format(country), values["registration_number"])
    return entity


def without(values, *names):
    return {name: value for name, value in values.items() if name not in names}


def identify_entity(entity, scheme, value, *, is_public=False):
    """Note an identifier of an entity; AlreadyRegistered when it belongs to another one."""
    value = clean_text(str(value), limit=100, field="registration_number")
    try:
        with transaction.atomic():
            found, _new = EntityIdentifier.objects.get_or_create(
                scheme=scheme, value=value, defaults={"entity": entity, "is_public": is_public}
            )
    except IntegrityError as error:
        raise AlreadyRegistered(_("This number was registered a moment ago.")) from error
    if found.entity_id != entity.pk:
        raise AlreadyRegistered(_("Another organisation has this number."))
    return found


@transaction.atomic
def change_entity(*, by, entity, values, version, reason=""):
    """Change facts of an entity, if nobody did since `version`. `values`: raw values by codebook variable."""
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    columns = columns_of(without(values, "registration_number"), entity.country_id)
    if values.get("registration_number"):
        identify_entity(entity, REGISTRATION.format(entity.country_id), values["registration_number"])
    return update_entity(entity, columns, by=by, version=version, reason=reason)


def update_entity(entity, columns, *, by, version, act="changed", reason=""):
    """Write typed columns with what follows from them: the folded names, and the listing when consent goes."""
    merged = {
        name: columns.get(name, getattr(entity, name)) for name in ("name", "name_local", "other_names")
    }
    columns = {**columns, "names_folded": folded_names(**merged)}
    if columns.get("consent_public_listing", "yes") != "yes":
        columns["is_listed"] = False
    return update_record(
        entity, columns, by=by, version=version, act=act, country=entity.country_id, reason=reason
    )


@transaction.atomic
def remove_entity(*, by, entity, version, reason):
    """Take an entity off the register. Its history and its answers in published releases stay."""
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    if not reason:
        raise Invalid(_("Say why."), field="reason")
    columns = {"removed_at": timezone.now(), "is_listed": False}
    return update_record(
        entity, columns, by=by, version=version, act="removed", country=entity.country_id, reason=reason
    )


@transaction.atomic
def save_contact(*, by, entity, values):
    """Write the contact of an entity. History notes that it changed, and by whom, but not the personal data."""
    require(by, Can.READ_CONTACTS, entity.country_id)
    require(by, Can.EDIT_ENTITIES, entity.country_id)
    typed, problems = clean_answers({name: values.get(name) for name in CONTACT}, Scope(entity.country_id))
    if problems:
        errors = [_error(problem.field, problem.code, problem.message) for problem in problems]
        raise Invalid(errors[0]["message"], field=errors[0]["field"], errors=errors)
    details = {name: value or "" for name, value in typed.items()}
    contact, _new = EntityContact.objects.update_or_create(
        entity=entity, defaults={**details, "updated_at": timezone.now()}
    )
    remember("contact changed", entity, by=by, country=entity.country_id)
    return contact


def entity_answers(entity):
    """The identification answers of an entity by codebook variable, typed."""
    answers = {name: getattr(entity, column) or None for name, column in COLUMNS.items()}
    number = entity.identifiers.filter(scheme=REGISTRATION.format(entity.country_id)).first()
    place = None if entity.latitude is None else (entity.latitude, entity.longitude)
    return answers | {
        "country": entity.country_id,
        "location": place,
        "registration_number": number.value if number else None,
    }

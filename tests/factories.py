"""Plain functions that make what a test needs. What a test is about, it says itself; the rest is plausible."""

from datetime import UTC, date, datetime
from itertools import count

from mapping.models import Entity, EntityIdentifier, Study, SurveyResponse
from sse_portal.accounts.models import RoleGrant
from sse_portal.accounts.services import register_user
from sse_portal.basics.text import fold

_numbers = count(1)
PASSWORD = "a long password"

# Enough answers for a submission without a hard or a soft finding; entity variables are `a_complete_entity`'s.
COMPLETE = {
    "interview_date": date(2026, 3, 2),
    "legal_status": "registered",
    "legal_form": "KH-AC",
    "organisation_type": "cooperative",
}


def a_user(role=None, country=None, email=None, name=""):
    """A user, with a role in a country (ISO code; None: in all) when one is given."""
    email = email or f"user{next(_numbers)}@example.org"
    user = register_user(email=email, password=PASSWORD, name=name or email.split("@")[0])
    if role:
        RoleGrant.objects.create(user=user, role=role, country_id=country)
    return user


def a_study(country="KH", **fields):
    """A study that takes responses."""
    plain = {
        "title": {"en": f"Mapping study of {country}"},
        "wave": 1 + Study.objects.in_country(country).count(),
        "period_start": date(2025, 1, 1),
        "period_end": date(2026, 1, 1),
        "status": Study.Status.OPEN,
    }
    return Study.objects.create(country_id=country, **plain | fields)


def an_entity(country="KH", name=None, *, identifier=None, **fields):
    """An entity of the register, not listed. `identifier` is its (scheme, value)."""
    name = name or f"Samaki {next(_numbers)}"
    folded = fold(f"{name} {fields.get('name_local', '')}")
    entity = Entity.objects.create(country_id=country, name=name, **{"names_folded": folded} | fields)
    if identifier:
        EntityIdentifier.objects.create(entity=entity, scheme=identifier[0], value=identifier[1])
    return entity


def a_listed_entity(country="KH", name=None, **fields):
    """An entity on the public register."""
    return an_entity(country, name, **{"is_listed": True, "consent_public_listing": "yes"} | fields)


def a_complete_entity(country="KH", name=None, **fields):
    """An entity about which everything needed for a submission is known."""
    plain = {"region_id": "KH-12", "operational_status": "active", "consent_public_listing": "yes"}
    return an_entity(country, name, **plain | fields)


def a_response(study=None, entity=None, *, status="draft", **answers):
    """A response in a status, with the answers given; other fields of the model are taken as well."""
    study = study or a_study()
    entity = entity or an_entity(study.country_id)
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    moments = {}
    if status in ("submitted", "verified"):
        moments["submitted_at"] = moment
    if status == "verified":
        moments["verified_at"] = moment
    return SurveyResponse.objects.create(study=study, entity=entity, status=status, **moments | answers)


def a_complete_response(study=None, **fields):
    """A draft that can be submitted as it is."""
    study = study or a_study()
    return a_response(
        study, fields.pop("entity", None) or a_complete_entity(study.country_id), **COMPLETE | fields
    )

"""The page of one organisation: facts for everybody, and more for those with the right to it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.facts import Fact

from ..definition.codebook import CODEBOOK
from ..definition.options import label
from ..models import SurveyResponse


@dataclass(frozen=True)
class ResponseLine:
    """A survey response about the organisation, as its list shows it."""

    uid: str
    study: str
    status: str
    verified_at: object


@dataclass(frozen=True)
class EntityPage:
    """An entity for its page: `facts` anybody may read, `restricted` and `responses` only with the right."""

    uid: str
    name: str
    name_local: str
    language: str
    other_names: tuple
    iso2: str
    country: str
    is_listed: bool
    facts: tuple
    identifiers: tuple
    restricted: tuple
    responses: tuple


def entity_page(entity, user, language):
    """The page of an entity in words, as `user` may read it. The caller has checked that it is visible."""
    country = reference.country(entity.country_id)
    restricted = may_read_restricted(entity, user)
    identifiers = entity.identifiers.all()
    shown = identifiers if restricted else identifiers.filter(is_public=True)
    return EntityPage(
        uid=str(entity.uid), name=entity.name, name_local=entity.name_local, language=country.languages[0],
        other_names=tuple(entity.other_names), iso2=country.iso2, country=in_language(country.names, language),
        is_listed=entity.is_listed, facts=tuple(_facts(entity, country, language)),
        identifiers=tuple(Fact(each.scheme, each.value) for each in shown.order_by("scheme", "value")),
        restricted=tuple(_restricted(entity, language)) if restricted else (),
        responses=tuple(_responses(entity, language)) if restricted else (),
    )  # fmt: skip


def may_read_restricted(entity, user):
    """May `user` read what the register does not publish of this entity?"""
    return can(user, Can.READ_RESTRICTED, entity.country_id)


def fact_label(variable, language):
    """The short name of a codebook variable."""
    return in_language(CODEBOOK[variable].label, language)


def name_in(row, language):
    """The name of a reference row, or "" without one."""
    return in_language(row.names, language) if row else ""


def code_label(variable, code, language):
    """The label of a code, or "" when nobody answered."""
    return label(CODEBOOK[variable], code, language) if code else ""


def _facts(entity, country, language):
    yield Fact(fact_label("country", language), in_language(country.names, language))
    yield Fact(fact_label("region", language), name_in(reference.region(entity.region_id), language))
    form = name_in(reference.legal_form(entity.legal_form_id), language)
    yield Fact(fact_label("legal_form", language), form)
    for variable in ("organisation_type", "isic_main", "operational_status"):
        value = code_label(variable, getattr(entity, variable), language)
        yield Fact(fact_label(variable, language), value)
    yield Fact(fact_label("year_established", language), entity.year_established)
    if entity.website:
        is_address = entity.website.startswith(("https://", "http://"))
        yield Fact(_("Website"), entity.website, url=entity.website if is_address else "")


def _restricted(entity, language):
    yield Fact(fact_label("locality", language), entity.locality)
    place = f"{entity.latitude}, {entity.longitude}" if entity.latitude is not None else None
    yield Fact(fact_label("location", language), place)
    consent = code_label("consent_public_listing", entity.consent_public_listing, language)
    yield Fact(fact_label("consent_public_listing", language), consent)


def _responses(entity, language):
    """The newest study first."""
    found = SurveyResponse.objects.of_entity(entity.uid).order_by("-study__period_end", "-id")
    for uid, title, status, verified_at in found.values_list("uid", "study__title", "status", "verified_at"):
        yield ResponseLine(str(uid), in_language(title, language), status, verified_at)

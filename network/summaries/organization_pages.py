"""The page of one organisation: facts for everybody, and what else the reader may know."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency
from sse_portal.ui.facts import Fact

from ..models import Organization, Visibility
from ..services.common import may_keep
from ..services.proposals import is_steward
from . import organization_sections
from .directory import country_name, place_name, word
from .organization_timeline import Timeline, timeline_of

CHILDREN = 50
LANGUAGE_NAMES = dict(settings.LANGUAGES)
# Where the registers answer for an identifier; the names of registers are not translated.
REGISTERS = {
    "XI-ROR": ("ROR", "https://ror.org/{}"),
    "XI-WIKIDATA": ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "XI-LEI": ("LEI", "https://search.gleif.org/#/record/{}"),
    "XI-ISNI": ("ISNI", "https://isni.org/isni/{}"),
}


@dataclass(frozen=True)
class Link:
    """Another organisation that the reader may know."""

    name: str
    url: str


@dataclass(frozen=True)
class OrganizationPage:
    """An organisation in words. `seen_by` is empty when everybody sees it; `may_…` is what the reader may do."""

    uid: str
    name: str
    local: str
    language: str
    acronym: str
    country: str
    country_code: str
    status: str
    status_label: str
    seen_by: str
    version: int
    names: tuple
    other_names: tuple
    facts: tuple
    identifiers: tuple
    description: dict
    parent: Link | None
    children: tuple
    has_more_children: bool
    entity_url: str
    sections: tuple
    timeline: Timeline
    may_keep: bool
    may_propose: bool


def organization_page(organization, user, language):
    """The page of an organisation as `user` may read it. The caller has checked that it is visible."""
    country = reference.country(organization.country_id) if organization.country_id else None
    own = next((code for code in country.languages if organization.names.get(code)), "") if country else ""
    children = list(_known(user).part_of(organization).by_name()[: CHILDREN + 1])
    is_keeper = may_keep(user, organization.country_id)
    return OrganizationPage(
        uid=str(organization.uid), name=organization.name, local=organization.names.get(own, ""), language=own,
        acronym=organization.acronym, country=country_name(organization.country_id, language),
        country_code=organization.country_id or "", status=organization.status,
        status_label=word(Organization.Status, organization.status),
        seen_by="" if organization.is_public else word(Visibility, organization.visibility),
        version=organization.version, names=tuple(_names(organization)),
        other_names=tuple(organization.other_names), facts=tuple(_facts(organization, language)),
        identifiers=tuple(_identifiers(organization)), description=organization.description,
        parent=_parent(organization, user), children=tuple(map(link_to, children[:CHILDREN])),
        has_more_children=len(children) > CHILDREN, entity_url=_entity_url(organization),
        sections=organization_sections.shown(organization, user, language),
        timeline=timeline_of(organization, language, timezone.localdate()), may_keep=is_keeper,
        may_propose=not is_keeper and is_steward(user, organization),
    )  # fmt: skip


def survivor_of(organization, user):
    """Where an entry went that was merged, however often; None when it leads to what `user` may not know."""
    followed = set()
    while organization is not None and organization.merged_into_id is not None:
        if organization.pk in followed:
            return None
        followed.add(organization.pk)
        organization = Organization.objects.among([organization.merged_into_id]).first()
    known = organization and Organization.objects.visible_to(user).among([organization.pk]).exists()
    return organization if known else None


def link_to(organization):
    return Link(organization.name, reverse("network:organization-detail", args=[organization.uid]))


def _known(user):
    return Organization.objects.visible_to(user).present()


def _parent(organization, user):
    if organization.parent_id is None:
        return None
    parent = _known(user).among([organization.parent_id]).first()
    return link_to(parent) if parent else None


def _entity_url(organization):
    """The page of the same organisation on the register, when everybody may see it."""
    if organization.entity_id is None:
        return ""
    entities = type(organization)._meta.get_field("entity").remote_field.model.objects
    uid = entities.listed().among([organization.entity_id]).values_list("uid", flat=True).first()
    return reverse("mapping:entity-detail", args=[uid]) if uid else ""


def _names(organization):
    for code, name in LANGUAGE_NAMES.items():
        if text := organization.names.get(code):
            yield Fact(name, text, language=code)


def _facts(organization, language):
    found = [
        Fact(_("Kind"), word(Organization.Kind, organization.kind)),
        Fact(_("Constituency"), word(Constituency, organization.constituency)),
        Fact(_("Country"), country_name(organization.country_id, language)),
        Fact(_("Place"), place_name(organization.region_id, organization.locality, language)),
        Fact(_("Location"), _location(organization)),
        Fact(_("Acronym"), organization.acronym),
        Fact(_("Founded"), organization.founded),
        Fact(_("Dissolved"), organization.dissolved),
        Fact(_("Website"), organization.website, url=organization.website),
        Fact(_("Source"), organization.source),
    ]
    return (fact for fact in found if fact.value)


def _location(organization):
    if organization.latitude is None:
        return ""
    return f"{organization.latitude.normalize():f}, {organization.longitude.normalize():f}"


def _identifiers(organization):
    rows = organization.identifiers.order_by("scheme", "value").values_list("scheme", "value")
    for scheme, value in rows:
        label, address = REGISTERS.get(scheme, (scheme, ""))
        yield Fact(label, value, url=address.format(value) if address else "")

"""The directory: organisations are registered, changed, dissolved, and take up their work again."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.records.services import UidTaken, remember, stale, update_record
from sse_portal.records.values import Whole, read_values, refuse

from ..models import Organization, OrganizationIdentifier
from .common import require_keeper
from .harvest import note_organization
from .organization_values import FIRST_YEAR, LAST_YEAR, accept

Status = Organization.Status


class IdentifierTaken(Conflict):
    """Another entry has this identifier: probably it is the same organisation."""

    code, field = "identifier-taken", "identifiers"


class MergedAway(Conflict):
    """The entry was merged into another one, which is the one to change."""

    code = "organization-merged"


class NotActive(Conflict):
    """It is dissolved already."""

    code = "organization-dissolved"


class NotDissolved(Conflict):
    """It is active."""

    code = "organization-active"


@transaction.atomic
def register_organization(*, by, country, values, uid=None, is_sample=False):
    """Put an organisation into the directory of a country (ISO code; None: the region). Only its name is needed.

    `values` are raw, by the names of `organization_values.FIELDS`; identifiers are [{"scheme", "value"}]. Raises
    Invalid with every value that cannot be accepted, IdentifierTaken, UidTaken.
    """
    require_keeper(by, country)
    accepted = accept(by=by, values=values, country=country)
    if uid and Organization.objects.known_as([uid]).exists():
        raise UidTaken(_("There is already a record with this identifier."))
    organization = Organization(country_id=country, is_sample=is_sample, **accepted.columns)
    if uid:
        organization.uid = uid
    organization.save(force_insert=True)
    _identify(organization, accepted.identifiers)
    remember("registered", organization, by=by, country=country, after=_told(accepted))
    note_organization(organization)
    return organization


@transaction.atomic
def change_organization(*, by, organization, values, version, reason=""):
    """Change what the directory says. Raises Invalid, IdentifierTaken, StaleVersion, MergedAway."""
    require_keeper(by, organization.country_id)
    refuse_merged(organization)
    accepted = accept(by=by, values=values, country=organization.country_id, organization=organization)
    before = _identifiers_of(organization, accepted.identifiers)
    changed = {
        scheme: values for scheme, values in accepted.identifiers.items() if before.get(scheme, []) != values
    }
    update_record(
        organization, accepted.columns, by=by, version=version, country=organization.country_id, reason=reason
    )
    if changed:
        _identify(organization, changed)
        _raise_version(organization)
        remember(
            "identified", organization, by=by, country=organization.country_id, reason=reason,
            before={scheme: before.get(scheme, []) for scheme in changed}, after=changed,
        )  # fmt: skip
    note_organization(organization)
    return organization


@transaction.atomic
def dissolve_organization(*, by, organization, version, year=None, reason=""):
    """Say that it no longer exists, since a year or at an unknown time. Its page and its history stay."""
    require_keeper(by, organization.country_id)
    refuse_merged(organization)
    if organization.status == Status.DISSOLVED:
        raise NotActive(_("It is dissolved already."))
    given = read_values({"year": Whole(least=FIRST_YEAR, most=LAST_YEAR)}, {"year": year})
    _refuse_year(organization, given["year"])
    values = {"status": Status.DISSOLVED.value, "dissolved": given["year"]}
    return _set(organization, values, by=by, version=version, act="dissolved", reason=reason)


@transaction.atomic
def reactivate_organization(*, by, organization, version, reason=""):
    """Take back that it was dissolved."""
    require_keeper(by, organization.country_id)
    refuse_merged(organization)
    if organization.status != Status.DISSOLVED:
        raise NotDissolved(_("It is active."))
    values = {"status": Status.ACTIVE.value, "dissolved": None}
    return _set(organization, values, by=by, version=version, act="reactivated", reason=reason)


def refuse_merged(organization):
    """MergedAway for a signpost: what it points to is the entry to change."""
    if organization.merged_into_id is not None:
        raise MergedAway(_("This entry was merged into another one."))


def _refuse_year(organization, year):
    if year is None:
        return
    if year > timezone.localdate().year:
        refuse("year", "in-the-future", _("That year has not come yet."))
    if organization.founded and year < organization.founded:
        refuse("year", "before-its-beginning", _("It was founded after that year."))


def _set(organization, values, *, by, version, act, reason):
    update_record(
        organization, values, by=by, version=version, act=act, country=organization.country_id, reason=reason
    )
    note_organization(organization)
    return organization


def _told(accepted):
    """The columns and identifiers for the history."""
    columns = {name: value for name, value in accepted.columns.items() if name != "names_folded"}
    return columns | ({"identifiers": accepted.identifiers} if accepted.identifiers else {})


def _identifiers_of(organization, schemes):
    """{scheme: [values in order]} of these schemes."""
    found: dict = {}
    if schemes:
        rows = organization.identifiers.filter(scheme__in=schemes).order_by("value")
        for scheme, value in rows.values_list("scheme", "value"):
            found.setdefault(scheme, []).append(value)
    return found


def _identify(organization, identifiers):
    """Make the identifiers of each scheme exactly these."""
    for scheme, values in identifiers.items():
        organization.identifiers.filter(scheme=scheme).exclude(value__in=values).delete()
        held = set(organization.identifiers.filter(scheme=scheme).values_list("value", flat=True))
        for value in values:
            if value not in held:
                _add_identifier(organization, scheme, value)


def _add_identifier(organization, scheme, value):
    try:
        with transaction.atomic():
            OrganizationIdentifier.objects.create(organization=organization, scheme=scheme, value=value)
    except IntegrityError as error:
        message = _("Another organisation has the number %(value)s.") % {"value": value}
        raise IdentifierTaken(message) from error


def _raise_version(organization):
    """An identifier is a part of the record: whoever read the former one holds an old version."""
    now = timezone.now()
    rows = Organization.objects.filter(pk=organization.pk, version=organization.version)
    if not rows.update(version=F("version") + 1, updated_at=now):
        raise stale(organization)
    organization.version, organization.updated_at = organization.version + 1, now

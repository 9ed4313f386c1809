"""Who speaks for an organisation where something is offered, needed or agreed on."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from sse_portal.accounts.conditions import where
from sse_portal.accounts.models import RoleGrant
from sse_portal.accounts.roles import Can

from ..models import Organization, Steward
from .common import may_keep


def organizations_spoken_for(user):
    """The organisations in whose name `user` may write offers and needs: in its countries, and those it keeps."""
    kept = Organization.objects.kept_by(user).values("pk")
    mine = where(user, Can.RUN_NETWORK, "country") | Q(pk__in=kept)
    return Organization.objects.present().filter(mine)


def is_steward(user, organization):
    return Steward.objects.in_force().of(user).filter(organization=organization).exists()


def may_write_for(user, organization):
    """May `user` write the offers and needs of an organisation: as a keeper of its country, or as its steward?"""
    if not user.is_authenticated:
        return False
    return may_keep(user, organization.country_id) or is_steward(user, organization)


def require_writer(by, organization):
    """Raise PermissionDenied unless `by` may write in the name of `organization`."""
    if not may_write_for(by, organization):
        raise PermissionDenied(_("You do not speak for this organisation."))


def countries_kept(user):
    """The countries that the grants of `user` name; None among them is the region with all of its countries."""
    if not user.is_authenticated:
        return frozenset()
    grants = RoleGrant.objects.of(user).in_force().giving(Can.RUN_NETWORK)
    return frozenset(grants.values_list("country_id", flat=True))


def speaks_for_somebody(user):
    """Does `user` write for any organisation: as a keeper somewhere, or as a steward?"""
    return bool(countries_kept(user)) or user.is_authenticated and organizations_spoken_for(user).exists()


def only_one_spoken_for(user):
    """The organisation that `user` writes for when it is one only; None when there are several."""
    found = list(organizations_spoken_for(user).by_name()[:2])
    return found[0] if len(found) == 1 else None

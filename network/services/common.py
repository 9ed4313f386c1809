"""What all services of the network share: the right to keep a record."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of


def may_keep(user, country):
    """May `user` keep records of the network in a country (ISO code)? None, the region, takes the right everywhere."""
    held = countries_of(user, Can.RUN_NETWORK)
    return held is EVERYWHERE or (country is not None and country in held)


def require_keeper(by, country):
    """Raise PermissionDenied unless `by` may keep records of the network in `country` (None: the region)."""
    if not may_keep(by, country):
        raise PermissionDenied(_("You do not keep the network here."))

"""What all services of the network share: the right to keep a record, and its tags."""

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


def set_tags(record, tags):
    """Make the tags of a record exactly these: {scheme: [code, …]}. Returns {scheme: codes} as they were."""
    before = {}
    for scheme, code in record.tags.order_by("scheme", "code").values_list("scheme", "code"):
        before.setdefault(scheme, []).append(code)
    wanted = {(scheme, code) for scheme, codes in tags.items() for code in codes}
    held = {(scheme, code) for scheme, codes in before.items() for code in codes}
    for scheme, code in held - wanted:
        record.tags.filter(scheme=scheme, code=code).delete()
    for scheme, code in sorted(wanted - held):
        record.tags.create(scheme=scheme, code=code)
    return before

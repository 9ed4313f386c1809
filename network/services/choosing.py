"""How a record names an organisation: by its public identifier, among those that the writer may know."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sse_portal.records.values import Kind, Refused

from ..models import Organization


@dataclass(frozen=True)
class AnOrganization(Kind):
    """A public identifier (UUID), read into the Organization that `by` may know. A merged one is its survivor."""

    by: Any = None

    def typed(self, raw):
        organization = organization_meant(self.by, raw.uid if isinstance(raw, Organization) else raw)
        if organization is None:
            raise Refused("unknown-organization", _("There is no such organisation."))
        return organization


def organization_meant(by, uid):
    """The organisation with this public identifier, or the one it was merged into; None when `by` knows of none."""
    known = Organization.objects.visible_to(by)
    found = known.known_as([_uuid(uid)]).first()
    while found is not None and found.merged_into_id:
        found = known.filter(pk=found.merged_into_id).first()
    return found


def _uuid(raw):
    if isinstance(raw, uuid.UUID):
        return raw
    try:
        return uuid.UUID(raw)
    except (ValueError, TypeError, AttributeError):
        return uuid.UUID(int=0)

"""What an entry became, and what a merge did or would do."""

from ..models import Organization


def resolve(organization):
    """The entry that an organisation is now: itself, or the last survivor of the merges that it went through."""
    while organization.merged_into_id is not None:
        organization = Organization.objects.get(pk=organization.merged_into_id)
    return organization

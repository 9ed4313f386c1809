"""Recommendations on the pages of what they rest on or go to: a release, an organisation (`sse_portal.ui.related`)."""

from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from sse_portal.basics.text import in_language
from sse_portal.ui.related import Related

from ..models import Recommendation
from .recommendation_pages import address_of

MOST = 20


def resting_on_release(release, user, language):
    """Recommendations with evidence from a release, the newest first."""
    rows = Recommendation.objects.visible_to(user).resting_on_release(release.pk)
    return _links(rows, _("Evidence of"), language)


def addressed_to_organization(organization, user, language):
    """Recommendations that an organisation has to answer, the newest first."""
    rows = Recommendation.objects.visible_to(user).addressed_to(choosable(user).known_as([organization.uid]))
    return _links(rows, _("Addressee of"), language)


def _links(rows, label, language):
    found = rows.newest_first()[:MOST]
    return tuple(
        Related(label, f"{row.code or ''} {in_language(row.title, language)}".strip(), address_of(row))
        for row in found
    )

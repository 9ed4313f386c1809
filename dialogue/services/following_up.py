"""What every write about answers and actions shares: its right, its lock, its news, its proof."""

from django.db.models import Max
from django.utils.translation import gettext as _

from network.summaries.choosing import choosable
from sse_portal.basics.problems import Conflict
from sse_portal.basics.text import clean_text

from ..models import Document, Recommendation, Visibility
from .common import tell
from .documents import keep_document

MOST_TITLE, MOST_WORDS, MOST_REASON = 300, 5_000, 1000


class NotFollowed(Conflict):
    """Only of a recommendation that was transmitted, and has not ended, answers and progress are recorded."""

    code, field = "not-followed", "status"


def locked(key):
    """The recommendation with this key, while nobody else adds to it. Raises NotFollowed."""
    recommendation = (
        Recommendation.objects.select_for_update(of=("self",)).select_related("committee").get(pk=key)
    )
    if recommendation.status != Recommendation.Status.TRANSMITTED:
        raise NotFollowed(_("This recommendation is not being followed: nothing can be added."))
    return recommendation


def announce(kind, recommendation, organization, **details):
    """News of it, unless the recommendation was never published; an organisation that is not public is not named."""
    if not recommendation.published_at:
        return
    if choosable(None).filter(pk=organization.pk).exists():
        details |= {"organization": str(organization.uid)}
    tell(kind, recommendation.committee, recommendation=recommendation, **details)


def keep_proof(file, recommendation, *, by, visibility=Visibility.PUBLIC, kind=Document.Kind.PROOF):
    """Keep an uploaded file as a document of the recommendation; None without a file."""
    if not file:
        return None
    values = {
        "title": clean_text(file.name or "", limit=MOST_TITLE) or "file",
        "kind": kind,
        "visibility": visibility,
    }
    return keep_document(
        by=by, committee=recommendation.committee, values=values, file=file, recommendation=recommendation
    )


def next_position(rows):
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1

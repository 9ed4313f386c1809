"""Feeds of the network."""

from django.views.decorators.http import require_safe

from sse_portal.api.parameters import Choice, read
from sse_portal.reference.summaries import country_codes
from sse_portal.ui.feeds import feed_response

from ..models import Resource
from ..summaries.resource_feed import resource_feed as latest

PARAMETERS = (
    Choice("country", "ISO 3166-1 alpha-2.", choices=country_codes),
    Choice("type", "Type of the resource.", choices=tuple(Resource.Type.values)),
)


@require_safe
def resource_feed(request):
    """What is new in the library (Atom); ?country=KH and ?type=report narrow it."""
    asked = {name: value for name, value in read(request.GET, PARAMETERS).items() if value}
    return feed_response(request, latest(asked, request.build_absolute_uri))

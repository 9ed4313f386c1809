"""Which addresses the mapping app serves."""

from sse_portal.api.registry import register

VIEWSETS = {
    "studies": "studies.Studies",
    "entities": "entities.Entities",
    "responses": "responses.Responses",
    "definitions": "definitions.Definitions",
    "releases": "releases.Releases",
    "releases/<uuid:release>/observations": "observations.ReleaseObservations",
    "indicators": "indicators.Indicators",
    "observations": "observations.Observations",
}


def register_all():
    """Called when the app is ready."""
    for prefix, viewset in VIEWSETS.items():
        register(prefix, f"mapping.api.{viewset}")

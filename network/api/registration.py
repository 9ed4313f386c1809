"""Which addresses the network serves."""

from sse_portal.api.registry import register

VIEWSETS = {
    "activities": "activities.Activities",
    "events": "events.Events",
    "offers": "offers.Offers",
    "matches": "matches.Matches",
    "network": "graph.NetworkAsData",
    "organizations": "organizations.Organizations",
    "agreements": "agreements.Agreements",
    "relationships": "relationships.Relationships",
    "resources": "resources.Resources",
}


def register_all():
    """Called when the app is ready."""
    for prefix, viewset in VIEWSETS.items():
        register(prefix, f"network.api.{viewset}")

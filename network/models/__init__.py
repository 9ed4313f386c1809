from .activities import Activity, ActivityPlace, ActivityResult, ActivityTag, Event, Participation
from .common import Visibility
from .exchange import Match, Offer, OfferTag
from .organizations import Merge, Organization, OrganizationIdentifier, Proposal, Steward
from .people import Affiliation, ConsentEvent, ContactPoint, Person, Purpose
from .relations import Agreement, AgreementDocument, AgreementParty, Amendment, Relationship
from .resources import HarvestRecord, Resource, ResourceTag

__all__ = [
    "Activity",
    "ActivityPlace",
    "ActivityResult",
    "ActivityTag",
    "Affiliation",
    "Agreement",
    "AgreementDocument",
    "AgreementParty",
    "Amendment",
    "ConsentEvent",
    "ContactPoint",
    "Event",
    "HarvestRecord",
    "Match",
    "Merge",
    "Offer",
    "OfferTag",
    "Organization",
    "OrganizationIdentifier",
    "Participation",
    "Person",
    "Proposal",
    "Purpose",
    "Relationship",
    "Resource",
    "ResourceTag",
    "Steward",
    "Visibility",
]

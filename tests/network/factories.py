"""Plain functions that make records of the network. What a test is about, it says itself; the rest is plausible."""

from datetime import UTC, date, datetime
from itertools import count

from network.models import (
    Activity,
    ActivityPlace,
    Affiliation,
    Agreement,
    AgreementParty,
    ConsentEvent,
    ContactPoint,
    Event,
    Offer,
    Organization,
    OrganizationIdentifier,
    Participation,
    Person,
    Relationship,
    Resource,
    Steward,
)
from sse_portal.records.values import folded

_numbers = count(1)


def an_organization(country="KH", name=None, *, identifier=None, **fields):
    """A public organisation of the directory. `identifier` is its (scheme, value)."""
    name = name or f"Samakum {next(_numbers)}"
    names = folded(name, fields.get("names", {}), fields.get("acronym", ""), fields.get("other_names", []))
    plain = {"names_folded": names, "kind": "apex", "constituency": "SSE"}
    organization = Organization.objects.create(country_id=country, name=name, **plain | fields)
    if identifier:
        OrganizationIdentifier.objects.create(
            organization=organization, scheme=identifier[0], value=identifier[1]
        )
    return organization


def a_steward(organization, user):
    """`user` keeps the page of `organization`."""
    return Steward.objects.create(organization=organization, user=user, named_by=user)


def a_person(country="KH", name=None, organization=None, **fields):
    """A person; with an `organization`, its focal point."""
    name = name or f"Person {next(_numbers)}"
    person = Person.objects.create(country_id=country, name=name, **{"names_folded": folded(name)} | fields)
    if organization:
        Affiliation.objects.create(
            person=person, organization=organization, post={"en": "Director"}, is_focal_point=True
        )
    return person


def a_contact(owner, value="sok@example.org", kind="email", **fields):
    """A contact point of a person, or of an organisation's office."""
    side = "person" if isinstance(owner, Person) else "organization"
    return ContactPoint.objects.create(**{side: owner}, kind=kind, value=value, **fields)


def a_consent(person, purpose="directory", act="given", **fields):
    """A line of the ledger; without more said, a signed form without an end."""
    return ConsentEvent.objects.create(person=person, purpose=purpose, act=act, **{"method": "form"} | fields)


def a_relationship(subject, object_, kind="member_of", **fields):
    return Relationship.objects.create(subject=subject, object=object_, kind=kind, **fields)


def an_agreement(*parties, country="KH", **fields):
    """A signed memorandum between `parties`."""
    title = fields.get("title", {"en": f"Memorandum {next(_numbers)}"})
    plain = {
        "title": title, "title_folded": folded(title), "kind": "mou", "status": "signed",
        "signed_on": date(2025, 1, 10), "starts_on": date(2025, 2, 1), "ends_on": date(2028, 2, 1),
    }  # fmt: skip
    agreement = Agreement.objects.create(country_id=country, **plain | fields)
    for party in parties:
        AgreementParty.objects.create(agreement=agreement, organization=party)
    return agreement


def an_activity(*implementers, country="KH", region=None, **fields):
    """An activity under way: nationwide, or in one region."""
    title = fields.get("title", {"en": f"Activity {next(_numbers)}"})
    plain = {
        "title": title, "title_folded": folded(title), "status": "2", "sector": "ISIC4:A",
        "planned_start": date(2025, 1, 1), "planned_end": date(2027, 1, 1),
    }  # fmt: skip
    activity = Activity.objects.create(country_id=country, **plain | fields)
    for implementer in implementers:
        Participation.objects.create(activity=activity, organization=implementer, role="4")
    ActivityPlace.objects.create(
        activity=activity, country_id=country, region_id=region, is_nationwide=region is None
    )
    return activity


def an_event(country="KH", **fields):
    plain = {
        "title": {"en": f"Workshop {next(_numbers)}"}, "timezone": "Asia/Phnom_Penh", "place": "Phnom Penh",
        "starts_at": datetime(2027, 3, 2, 2, tzinfo=UTC), "ends_at": datetime(2027, 3, 2, 9, tzinfo=UTC),
    }  # fmt: skip
    return Event.objects.create(country_id=country, **plain | fields)


def a_resource(country="KH", **fields):
    """A published resource behind a link."""
    title = fields.get("title", {"en": f"Report {next(_numbers)}"})
    plain = {
        "title": title, "text_folded": folded(title), "type": "report", "language": "en",
        "licence": "CC-BY-4.0", "link": "https://example.org/report", "state": "published",
        "published_at": datetime(2026, 1, 5, 3, tzinfo=UTC),
    }  # fmt: skip
    return Resource.objects.create(country_id=country, **plain | fields)


def an_offer(organization, direction="offer", **fields):
    title = fields.get("title", {"en": f"Training {next(_numbers)}"})
    plain = {
        "title": title, "title_folded": folded(title), "kind": "training", "expires_on": date(2100, 1, 1),
    }  # fmt: skip
    return Offer.objects.create(organization=organization, direction=direction, **plain | fields)

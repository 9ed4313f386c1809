"""N3: no byte of a person leaves the portal without consent in force for that purpose, on any address there is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import ConsentEvent, Organization
from network.services.people import record_consent
from tests.factories import a_listed_entity

from ..factories import (
    a_consent,
    a_contact,
    a_person,
    a_relationship,
    a_resource,
    an_activity,
    an_agreement,
    an_event,
    an_offer,
    an_organization,
)
from .walk import addresses, paths, read, uids

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MARKER = "Markertext"


@pytest.fixture
def world(reference, settings, tmp_path):
    """Something public of each kind, all about one organisation. Returns it."""
    settings.MEDIA_ROOT = tmp_path
    a_listed_entity("KH")
    here, other = an_organization("KH", "Samakum Here"), an_organization("KH", "Samakum Other")
    a_relationship(here, other)
    an_agreement(here, other)
    an_activity(here)
    an_event()
    a_resource()
    an_offer(here)
    Organization.objects.filter(pk=here.pk).update(parent=other)
    # The newest organisation is the one whose pages are walked.
    return an_organization("KH", "Samakum Newest", parent=here)


def marked_people(*purposes, **consent):
    """A person in each organisation, whose every value says so. `purposes` are what they agreed to."""
    people = []
    for place in Organization.objects.all():
        person = a_person(
            "KH", f"{MARKER} Name", organization=place, names={"km": f"{MARKER} ខ្មែរ"}, sex="female",
            names_folded=f"{MARKER} name".lower(), language="km",
        )  # fmt: skip
        person.affiliations.update(post={"en": f"{MARKER} Director"})
        a_contact(person, f"{MARKER}@example.org".lower(), note=f"{MARKER} note")
        a_contact(person, f"+855 23 {MARKER}", kind="phone")
        for purpose in purposes:
            a_consent(person, purpose, note=f"{MARKER} form", **consent)
        people.append(person)
    return people


def reader(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def everything(client):
    """{address: (status, content)} of all that this reader gets, asked in every way."""
    return {address: read(client, address) for address in addresses(client, uids())}


def changed(before, after):
    """The addresses whose answer differs."""
    return [address for address, answer in before.items() if after[address] != answer]


def marked(found):
    """The addresses whose answer holds a marker that nobody asked for."""
    word = MARKER.lower().encode()
    return {
        address for address, (_status, body) in found.items() if word in body.lower() and "?q=" not in address
    }


def test_no_address_tells_of_people_without_consent(world, chenda):
    """One walk, since it is long: silent people, agreed ones, consent that expires, consent that is withdrawn."""
    client, here = reader(None), reverse("network:organization-detail", args=[world.uid])
    before = everything(client)
    walked = {address.partition("?")[0] for address in before}
    assert walked >= {"/", "/search/", "/network/", "/network/organizations/", "/api/v1/organizations/", here}

    marked_people()
    marked_people("news", "invitations", "members")
    marked_people("directory", at=timezone.now() - timedelta(days=9), expires_at=timezone.now())
    assert changed(before, again(client, before)) == []

    people = marked_people("directory")
    showing = marked(again(client, before))
    assert here in showing
    ConsentEvent.objects.about_people(people).update(expires_at=timezone.now())
    assert marked(again(client, showing)) == set()

    people = marked_people("directory")
    assert marked(again(client, showing)) == showing
    for person in people:
        withdrawal = {"purpose": "directory", "act": "withdrawn", "method": "email"}
        assert record_consent(by=chenda, person=person, values=withdrawal).person.erased_at
    assert changed(before, again(client, before)) == []


def again(client, found):
    """The same addresses as this reader gets them now."""
    return {address: read(client, address) for address in found}


def test_members_see_only_those_who_agreed_to_be_shown_to_members(world, pat):
    client = reader(pat)
    person = marked_people("news", "invitations")[0]
    own = [person.uid, person.contact_points.first().uid, person.affiliations.get().uid]
    found = {address: read(client, address) for address in paths(client, [*uids(), *own])}
    assert marked(found) == set()
    marked_people("members")
    assert reverse("network:organization-detail", args=[world.uid]) in marked(again(client, found))


def test_the_addresses_of_people_tell_strangers_nothing(world):
    person = marked_people("news")[0]
    own = [person.uid, person.contact_points.first().uid, person.affiliations.get().uid]
    client = reader(None)
    assert marked(again(client, addresses(client, own))) == set()

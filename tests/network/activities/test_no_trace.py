"""N8: what is not public leaves no trace in any public output of activities and events."""

import pytest

from network.models import ActivityPlace, ContactPoint, Participation
from tests.reading import settled

from ..factories import an_activity, an_event, an_organization
from ..privacy import HIDDEN

pytestmark = pytest.mark.django_db


def seen(client, address):
    """The bytes of an answer, without the one-time form token."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return settled(answer)


def add_hidden(activity, event):
    """Rows of every kind that are not public, around public ones."""
    for visibility in HIDDEN:
        organization = an_organization(name=f"Hidden {visibility}", visibility=visibility)
        ContactPoint.objects.create(organization=organization, kind="email", value="hidden@example.org")
        for role in "1234":
            Participation.objects.create(activity=activity, organization=organization, role=role)
        for number in range(60):
            other = an_activity(
                organization, visibility=visibility, title={"en": f"Hidden {number}"}, region="KH-12"
            )
            ActivityPlace.objects.create(activity=other, country_id="TH", is_nationwide=True)
        an_event(activity=other, organizer=organization, visibility=visibility)
        an_event(activity=activity, organizer=organization, visibility=visibility)
    event.organizer, event.activity = organization, other
    event.save()


def test_public_pages_counts_files_and_feeds_are_the_same_bytes(client):
    union = an_organization(name="Union")
    activity = an_activity(union, region="KH-12", title={"en": "Shown"})
    an_activity(union, title={"en": "Also shown"}, sector="ISIC4:P")
    event = an_event(title={"en": "Workshop"})
    an_event(activity=activity, organizer=union, title={"en": "Other"})
    addresses = [
        "/network/activities/", "/network/activities/?country=KH&region=KH-12", "/network/activities/?q=hidden",
        "/network/activities/?organization=hidden", "/network/activities/?role=1",
        f"/network/activities/{activity.uid}/", f"/network/organizations/{union.uid}/",
        "/network/who-does-what-where/", "/network/who-does-what-where/?country=KH&rows=place&columns=year",
        "/network/who-does-what-where/?rows=year&columns=organization&role=2",
        "/network/activities.csv", "/network/activities.hxl", "/network/events/", f"/network/events/{event.uid}/",
        "/network/events.ics", f"/network/events/{event.uid}/event.ics", "/api/v1/activities/?count=true",
        f"/api/v1/activities/{activity.uid}/", "/api/v1/activities/?format=csv", "/api/v1/activities/?role=1",
        "/api/v1/events/?count=true", "/api/v1/events/?format=jsonl", f"/api/v1/events/{event.uid}/",
    ]  # fmt: skip
    before = {address: seen(client, address) for address in addresses}
    add_hidden(activity, event)
    after = {address: seen(client, address) for address in addresses}
    assert [address for address in addresses if before[address] != after[address]] == []


def test_a_hidden_organisation_cannot_be_told_from_none(client):
    hidden = an_organization(name="Hidden", visibility="secretariat")
    an_activity(hidden)
    nobody = "00000000-0000-0000-0000-000000000000"
    for path in ("/network/activities/", "/network/who-does-what-where/"):
        answers = [client.get(path, {"organization": str(uid)}) for uid in (hidden.uid, nobody)]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert "Hidden" not in answers[0].text
    for uid in (hidden.uid, nobody):
        assert client.get("/api/v1/activities/", {"organization": str(uid)}).json()["results"] == []


def test_members_see_theirs_and_the_export_stays_public(client, pat):
    an_activity(
        an_organization(name="Members", visibility="network"), visibility="network", title={"en": "Theirs"}
    )
    client.force_login(pat)
    assert b"Members" in seen(client, "/network/activities/")
    assert b"Theirs" not in seen(client, "/network/activities.csv")
    assert b"Theirs" not in seen(client, "/network/events.ics")

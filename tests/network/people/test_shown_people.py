"""Who sees whom beside an organisation: everybody, members, the secretariat of the country."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from network.models import Affiliation
from network.summaries.people import office_contacts, public_people, section, shown_people
from sse_portal.records.models import Reading

from ..factories import a_consent, a_contact, a_person, an_organization

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def here(reference):
    return an_organization("KH", "Samakum Test")


def someone(here, *purposes, name="Dara", **fields):
    person = a_person("KH", name, organization=here, **fields)
    a_contact(person, f"{name.lower()}@example.org")
    for purpose in purposes:
        a_consent(person, purpose)
    return person


def seen_by(user, here, day=None):
    return [person.name for person in shown_people(here, user, "en", day)]


def test_everybody_sees_those_who_agreed_to_the_directory(here, guest):
    someone(here, "directory", name="Open")
    someone(here, "members", name="Inside")
    someone(here, "news", name="Other")
    someone(here, name="Silent")
    assert seen_by(NOBODY, here) == ["Open"]
    assert seen_by(guest, here) == ["Open"]


def test_members_also_see_those_who_agreed_to_be_shown_to_members(here, pat, narin):
    someone(here, "directory", name="Open")
    someone(here, "members", name="Inside")
    someone(here, name="Silent")
    assert seen_by(pat, here) == ["Inside", "Open"]
    assert seen_by(narin, here) == ["Inside", "Open"], "the secretariat of another country is a member here"
    assert not Reading.objects.exists()


def test_the_secretariat_sees_its_people_always_and_that_is_noted(here, chenda):
    someone(here, "directory", name="Open")
    someone(here, name="Silent")
    people = shown_people(here, chenda, "en")
    assert [(person.name, person.is_agreed, person.is_kept) for person in people] == [
        ("Open", True, True), ("Silent", False, True),
    ]  # fmt: skip
    reading = Reading.objects.get()
    assert (reading.by, reading.kind, reading.rows) == (chenda, "network.person", 1)
    assert reading.asked == {"organization": str(here.uid)}


def test_people_of_another_country_need_consent_even_here(here, chenda):
    person = someone(here, name="Somchai")
    person.country_id = "TH"
    person.save()
    assert seen_by(chenda, here) == []


def test_an_expired_consent_shows_nobody(here):
    person = someone(here)
    now = timezone.now()
    a_consent(person, at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
    assert seen_by(NOBODY, here) == []


def test_only_posts_held_on_the_day_are_shown(here):
    someone(here, "directory")
    Affiliation.objects.update(starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    assert seen_by(NOBODY, here, date(2025, 12, 31)) == ["Dara"]
    assert seen_by(NOBODY, here, date(2026, 1, 1)) == []
    assert seen_by(NOBODY, here, date(2024, 12, 31)) == []


def test_focal_points_come_first_and_in_the_readers_language(here):
    someone(here, "directory", name="Zo", names={"km": "សុ"})
    second = someone(here, "directory", name="Aa")
    second.affiliations.update(is_focal_point=False, post={"en": "Clerk", "km": "ស្មៀន"})
    first, last = shown_people(here, NOBODY, "km")
    assert (first.name, first.post, first.is_focal_point) == ("សុ", "Director", True)
    assert (last.name, last.post) == ("Aa", "ស្មៀន")


def test_contacts_are_links(here):
    person = someone(here, "directory")
    a_contact(person, "+855 23 123", kind="phone", note="mornings")
    a_contact(person, "PO Box 1", kind="address")
    urls = [(contact.value, contact.url) for contact in shown_people(here, NOBODY, "en")[0].contacts]
    assert urls == [
        ("dara@example.org", "mailto:dara@example.org"), ("+855 23 123", "tel:+85523123"), ("PO Box 1", ""),
    ]  # fmt: skip


def test_exports_get_the_public_people_of_many_organisations_at_once(reference, django_assert_num_queries):
    places = [an_organization("KH") for _ in range(5)]
    for number, place in enumerate(places):
        someone(place, "directory", name=f"Open{number}")
        someone(place, "members", name=f"Inside{number}")
    with django_assert_num_queries(2):
        found = public_people(places, "en")
    assert {key: [person.name for person in people] for key, people in found.items()} == {
        place.pk: [f"Open{number}"] for number, place in enumerate(places)
    }


def test_an_office_needs_no_consent(here):
    a_contact(here, "office@example.org")
    assert [contact.value for contact in office_contacts([here])[here.pk]] == ["office@example.org"]


def test_the_section_is_left_out_when_there_is_nothing_to_show(here, chenda):
    someone(here)
    assert section(here, NOBODY, "en") is None
    assert section(here, chenda, "en").may_add


def test_the_section_takes_a_fixed_number_of_queries(here, chenda, django_assert_max_num_queries):
    for number in range(20):
        someone(here, "directory", name=f"P{number}")
        someone(here, name=f"Q{number}")
    with django_assert_max_num_queries(8):
        assert len(section(here, chenda, "en").people) == 40


def test_sex_is_on_no_page_but_the_keepers(client, here, chenda):
    someone(here, "directory", "members", sex="female")
    page = reverse("network:organization-detail", args=[here.uid])
    assert "woman" not in client.get(page).text
    client.force_login(chenda)
    assert "woman" not in client.get(page).text

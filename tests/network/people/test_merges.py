"""Merging two entries changes nobody's consent, and erasing reaches what a merge keeps for its undo."""

import json

import pytest
from django.utils import timezone

from network.models import ConsentEvent, Merge, Purpose
from network.services.merges import merge_organizations, undo_merge
from network.services.people import erase_person
from network.summaries.people import public_people, reachable_for

from ..factories import a_consent, a_contact, a_person, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(reference):
    return an_organization("KH", "Survivor"), an_organization("KH", "Absorbed")


def everybody(entries):
    """People of both entries who agreed to different things, and one who has the same post in both."""
    survivor, absorbed = entries
    people = []
    for number, place in enumerate((survivor, absorbed, absorbed, absorbed)):
        person = a_person("KH", f"Person {number}", organization=place)
        a_contact(person, f"p{number}@example.org")
        people.append(person)
    twice = a_person("KH", "Twice", organization=survivor)
    twice.affiliations.create(organization=absorbed, post={"en": "Director"}, is_focal_point=True)
    a_consent(people[0], "directory")
    a_consent(people[1], "directory")
    a_consent(people[1], "news", basis="contract")
    a_consent(people[2], "directory")
    a_consent(people[2], "directory", "withdrawn")
    a_consent(twice, "members")
    return [*people, twice]


def merge(by, survivor, absorbed):
    return merge_organizations(
        by=by, survivor=survivor, absorbed=absorbed, choices={}, version_survivor=survivor.version,
        version_absorbed=absorbed.version,
    )  # fmt: skip


def consent_of(people):
    ledger = list(ConsentEvent.objects.in_order().values())
    return ledger, {purpose: reachable_for(purpose, people) for purpose in Purpose.values}


def test_a_merge_and_its_undo_change_no_consent(entries, chenda):
    survivor, absorbed = entries
    people = everybody(entries)
    before, names = consent_of(people), {place.pk: shown(place) for place in entries}

    done = merge(chenda, survivor, absorbed)
    assert consent_of(people) == before
    assert sorted(shown(survivor)) == sorted(names[survivor.pk] + names[absorbed.pk])
    assert shown(absorbed) == []

    undo_merge(by=chenda, merge=done)
    assert consent_of(people) == before
    assert {place.pk: shown(place) for place in entries} == names


def shown(place):
    return [person.name for person in public_people([place], "en").get(place.pk, ())]


def test_who_was_erased_after_a_merge_is_not_brought_back_by_its_undo(entries, chenda):
    survivor, absorbed = entries
    people = everybody(entries)
    done = merge(chenda, survivor, absorbed)
    for person in (people[1], people[-1]):
        erase_person(by=chenda, person=person, values={"method": "email"}, version=1)
    kept = Merge.objects.get().moved
    posts = [
        entry["row"]["post"]
        for entry in kept
        if entry["row"].get("person_id") in {people[1].pk, people[-1].pk}
    ]
    assert posts == [{}, {}], json.dumps(kept)

    undo_merge(by=chenda, merge=done)
    for person in (people[1], people[-1]):
        assert set(person.affiliations.values_list("post__en", flat=True)) == {None}
    assert people[-1].affiliations.count() == 2
    assert not people[1].consents.in_force(timezone.now()).exists()

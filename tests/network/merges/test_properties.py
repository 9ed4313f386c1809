"""N1 on random networks: a merge conserves rows, makes no self-loop and no circle; undone, everything is as it was."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from network.models import (
    AgreementParty,
    ContactPoint,
    Organization,
    OrganizationIdentifier,
    Participation,
    Relationship,
)
from network.services.merges import merge_organizations, undo_merge
from network.summaries.merges import resolve
from tests.network.factories import (
    a_person,
    a_relationship,
    a_resource,
    a_steward,
    an_activity,
    an_agreement,
    an_event,
    an_offer,
    an_organization,
)

from .tables import everything

pytestmark = pytest.mark.django_db
MANY = 5
place = st.integers(0, MANY - 1)
two = st.tuples(place, place).filter(lambda pair: pair[0] != pair[1])
pairs = st.lists(two, max_size=6)
some = st.lists(place, max_size=4)
networks = st.fixed_dictionaries(
    {
        "relationships": st.lists(st.tuples(two, st.sampled_from(["member_of", "funds"]), st.booleans()), max_size=8),
        "parties": pairs,
        "participants": st.lists(st.tuples(st.integers(0, 1), place, st.sampled_from("14")), max_size=6),
        "parents": st.lists(place, min_size=MANY, max_size=MANY),
        "stewards": st.sets(place), "offices": some, "people": some, "events": some, "resources": some, "offers": some,
        "identifiers": some,
        "hidden": st.sets(place),
    }
)  # fmt: skip
merges = st.lists(st.tuples(two, st.sampled_from(["survivor", "absorbed"])), min_size=1, max_size=3)


def build(plan, user):
    """The organisations of a plan, with what it says about them. A parent comes later in the list than its child."""
    found = [
        an_organization(
            name=f"Org {number}", names={"km": f"ក{number}"},
            visibility="secretariat" if number in plan["hidden"] else "public",
        )
        for number in range(MANY)
    ]  # fmt: skip
    for number, parent in enumerate(plan["parents"]):
        if parent > number:
            Organization.objects.filter(pk=found[number].pk).update(parent=found[parent])
    for (one, other), kind, is_dated in plan["relationships"]:
        a_relationship(
            found[one], found[other], kind, starts_on=date(2020, 1, 1) if is_dated else None, source=f"{one}"
        )
    _attach(plan, found, user)
    return found


def _attach(plan, found, user):
    for one, other in plan["parties"]:
        an_agreement(found[one], found[other])
    activities = [an_activity(), an_activity()]
    for activity, number, role in dict.fromkeys(plan["participants"]):
        Participation.objects.create(activity=activities[activity], organization=found[number], role=role)
    for number in plan["stewards"]:
        a_steward(found[number], user)
    person = a_person()
    for number in plan["people"]:
        person.affiliations.create(organization=found[number], is_focal_point=True)
    for number in plan["offices"]:
        ContactPoint.objects.create(organization=found[number], kind="phone", value="012")
    for number in plan["events"]:
        an_event(organizer=found[number])
    for number in plan["resources"]:
        a_resource(publisher=found[number])
    for number in plan["offers"]:
        an_offer(found[number])
    for place_, number in enumerate(plan["identifiers"]):
        OrganizationIdentifier.objects.create(organization=found[number], scheme="KH-MOI", value=f"{place_}")


def counted(tables):
    return Counter({label: len(rows) for label, rows in tables.items()})


def check_conserved(before, done):
    """Nothing came or went but what the manifest keeps whole."""
    taken = [entry for entry in done.moved if entry["act"] == "taken out"]
    assert counted(before) - counted(everything()) == Counter(entry["model"] for entry in taken)
    for entry in taken:
        assert entry["row"]["id"] in before[entry["model"]]


def check_sound(found):
    """No self-loop, no circle, no row that still refers to a signpost, every old entry resolves."""
    gone = [entry.pk for entry in Organization.objects.exclude(merged_into=None)]
    for model, fields in (
        (Relationship, ("subject", "object")), (AgreementParty, ("organization",)),
        (Participation, ("organization",)), (ContactPoint, ("organization",)), (Organization, ("parent",)),
    ):  # fmt: skip
        for field in fields:
            assert not model.objects.filter(**{f"{field}__in": gone}).exists()
    for relationship in Relationship.objects.all():
        assert relationship.subject_id != relationship.object_id
    for entry in Organization.objects.all():
        assert resolve(entry).merged_into is None
        check_no_circle(entry)
    for entry in found:
        assert Organization.objects.present().named(entry.name).exists(), "every name is still found"


def check_no_circle(entry):
    seen = set()
    while entry is not None:
        assert entry.pk not in seen
        seen.add(entry.pk)
        entry = entry.parent


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=networks, steps=merges)
def test_merges_conserve_everything_and_can_be_undone(chenda, plan, steps):
    with transaction.atomic():
        found, done = build(plan, chenda), []
        for (one, other), side in steps:
            survivor, absorbed = (
                resolve(Organization.objects.get(pk=found[each].pk)) for each in (one, other)
            )
            if survivor == absorbed:
                continue
            before = everything()
            merge = merge_organizations(
                by=chenda, survivor=survivor, absorbed=absorbed, choices={"name": side},
                version_survivor=survivor.version, version_absorbed=absorbed.version,
            )  # fmt: skip
            check_conserved(before, merge)
            check_sound(found)
            done.append((merge, before))
        for merge, before in reversed(done):
            undo_merge(by=chenda, merge=merge)
            assert everything() == before
        transaction.set_rollback(True)

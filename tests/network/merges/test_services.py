"""Merging two entries of one organisation, and undoing it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from network.models import (
    AgreementParty,
    ConsentEvent,
    ContactPoint,
    Merge,
    Organization,
    OrganizationIdentifier,
    Proposal,
    Relationship,
    Steward,
)
from network.services.merge_rows import referring_fields
from network.services.merges import (
    MergedAlready,
    NotTwoEntries,
    merge_organizations,
)
from network.summaries.merges import resolve
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
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

from .acts import merge

pytestmark = pytest.mark.django_db


def test_every_name_of_both_still_finds_the_merged_entry(chenda, pair):
    one, other = pair

    merge(chenda, one, other)

    one.refresh_from_db()
    assert one.name == "Farmer Federation"
    assert one.names == {"en": "Federation of Farmers", "km": "សហព័ន្ធ"}
    assert one.other_names == ["សហព័ន្ធកសិករ", "Old Union"]
    for name in ("farmer fed", "FEDERATION OF F", "កសិករ", "old union"):
        assert one in Organization.objects.present().named(name)


def test_the_absorbed_entry_becomes_a_signpost(chenda, pair):
    one, other = pair

    merge(chenda, one, other)

    other.refresh_from_db()
    assert (other.status, other.merged_into, other.name) == ("merged", one, "Federation of Farmers")
    assert resolve(other) == one
    assert list(Organization.objects.present()) == [one]


def test_what_only_one_of_them_says_is_kept_and_choices_decide_the_rest(chenda, pair):
    one, other = pair
    one.kind = "cooperative"
    one.save()

    merge(chenda, one, other, name="absorbed", kind="absorbed", names__km="absorbed")

    one.refresh_from_db()
    assert (one.name, one.kind, one.founded, one.website) == (
        "Federation of Farmers", "apex", 1999, "https://ff.example",
    )  # fmt: skip
    assert one.names["km"] == "សហព័ន្ធកសិករ"
    assert "Farmer Federation" in one.other_names


def test_a_merge_publishes_nothing_unless_somebody_chooses_so(chenda, pair):
    one, other = pair
    Organization.objects.filter(pk=other.pk).update(visibility="secretariat")

    merge(chenda, one, other)

    one.refresh_from_db()
    assert one.visibility == "secretariat"


def test_every_row_moves_whatever_it_is(chenda, pair, guest):
    one, other = pair
    third = an_organization()
    child = an_organization(parent=other)
    person = a_person(organization=other)
    office = ContactPoint.objects.create(organization=other, kind="phone", value="012 345 678")
    OrganizationIdentifier.objects.create(organization=other, scheme="KH-MOI", value="77")
    relations = [a_relationship(other, third), a_relationship(third, other, "funds")]
    agreement, activity = an_agreement(other, third), an_activity(other)
    event, resource, offer = an_event(organizer=other), a_resource(publisher=other), an_offer(other)
    a_steward(other, guest)
    proposal = Proposal.objects.create(organization=other, values={}, seen=1, proposed_by=guest)

    merge(chenda, one, other)

    assert [row.organization for row in (*person.affiliations.all(), *one.stewards.all())] == [one, one]
    for record in (child, office, *relations, event, resource, offer, proposal):
        record.refresh_from_db()
    assert [child.parent, office.organization, event.organizer, resource.publisher] == [one] * 4
    assert [relations[0].subject, relations[1].object, offer.organization, proposal.organization] == [one] * 4
    assert agreement.parties.filter(organization=one).exists()
    assert activity.participations.get().organization == one
    assert one.identifiers.get().value == "77"


def test_consent_belongs_to_the_person_and_stays(chenda, pair):
    person = a_person(organization=pair[1])
    given = ConsentEvent.objects.create(person=person, purpose="directory", act="given", method="form")

    merge(chenda, *pair)

    assert list(person.consents.all()) == [given]


def test_doubles_and_relationships_of_the_two_are_taken_out_and_kept_in_the_manifest(chenda, pair, guest):
    one, other = pair
    third = an_organization()
    activity, agreement = an_activity(one, other), an_agreement(one, other)
    AgreementParty.objects.create(agreement=agreement, organization=other, role="lead")
    between = a_relationship(one, other, "partner_of")
    a_relationship(one, third)
    a_relationship(other, third)
    ContactPoint.objects.create(organization=one, kind="phone", value="012")
    ContactPoint.objects.create(organization=other, kind="phone", value="012")
    a_steward(one, guest)
    a_steward(other, guest)

    done = merge(chenda, one, other)

    assert activity.participations.count() == 1
    assert sorted(agreement.parties.values_list("role", flat=True)) == ["lead", "party"]
    assert not Relationship.objects.filter(pk=between.pk).exists()
    assert Relationship.objects.filter(subject=one, object=third).count() == 1
    assert Steward.objects.get().organization == one
    assert ContactPoint.objects.get().organization == one
    taken = [entry["model"] for entry in done.moved if entry["act"] == "taken out"]
    assert sorted(taken) == [
        "network.agreementparty", "network.contactpoint", "network.participation", "network.relationship",
        "network.relationship", "network.steward",
    ]  # fmt: skip


def test_relationships_that_differ_in_anything_both_stay(chenda, pair):
    third = an_organization()
    a_relationship(pair[0], third, starts_on=date(2020, 1, 1))
    a_relationship(pair[1], third, starts_on=date(2021, 1, 1))

    merge(chenda, *pair)

    assert Relationship.objects.filter(subject=pair[0], object=third).count() == 2


@pytest.mark.parametrize("side", [0, 1])
def test_a_parent_that_is_the_other_entry_is_dropped(chenda, pair, side):
    above = an_organization()
    pair[1 - side].parent = above
    pair[1 - side].save()
    pair[side].parent = pair[1 - side]
    pair[side].save()

    merge(chenda, *pair)

    pair[0].refresh_from_db()
    assert pair[0].parent == above


def test_a_parent_below_the_merged_entry_is_dropped(chenda, pair):
    """one → middle → other: merged, the middle one lies below."""
    one, other = pair
    middle = an_organization(parent=other)
    one.parent = middle
    one.save()

    merge(chenda, one, other)

    one.refresh_from_db()
    middle.refresh_from_db()
    assert (one.parent, middle.parent) == (None, one)


def test_old_entries_resolve_through_a_chain_of_merges(chenda, pair):
    one, other = pair
    third, last = an_organization(), an_organization()
    merge(chenda, other, third)
    merge(chenda, one, other)
    merge(chenda, last, one)

    third.refresh_from_db()
    assert resolve(third) == last
    with pytest.raises(MergedAlready):
        merge(chenda, third, last)
    with pytest.raises(MergedAlready):
        merge(chenda, last, third)


def test_an_entry_is_not_merged_with_itself(chenda, pair):
    with pytest.raises(NotTwoEntries):
        merge(chenda, pair[0], pair[0])


def test_only_who_keeps_both_countries_merges(chenda, rana, pat, pair):
    foreign = an_organization("TH")
    for by, absorbed in ((pat, pair[1]), (chenda, foreign), (chenda, an_organization(None))):
        with pytest.raises(PermissionDenied):
            merge(by, pair[0], absorbed)
    merge(rana, pair[0], foreign)


def test_a_region_of_the_other_country_is_a_contradiction(rana, reference):
    one, other = an_organization("KH", region_id="KH-12"), an_organization("TH")

    with pytest.raises(Invalid) as refused:
        merge(rana, one, other, country="absorbed")
    merge(rana, one, other, country="absorbed", region="absorbed")

    assert refused.value.errors[0]["field"] == "region"
    one.refresh_from_db()
    assert (one.country_id, one.region_id) == ("TH", None)


def test_an_active_entry_is_not_dissolved(chenda, pair):
    Organization.objects.filter(pk=pair[1].pk).update(status="dissolved", dissolved=2010)

    with pytest.raises(Invalid) as refused:
        merge(chenda, *pair, dissolved="absorbed")
    merge(chenda, *pair, dissolved="absorbed", status="absorbed")

    assert refused.value.errors[0]["code"] == "not-dissolved"


@pytest.mark.parametrize("choices", [{"name": "both"}, {"colour": "survivor"}, {"name": None}])
def test_other_choices_are_refused(chenda, pair, choices):
    with pytest.raises(Invalid) as refused:
        merge(chenda, *pair, **choices)
    assert refused.value.errors[0]["code"] == "bad-choice"


@pytest.mark.parametrize("side", ["version_survivor", "version_absorbed"])
def test_somebody_who_was_faster_is_not_written_over(chenda, pair, side):
    versions = {"version_survivor": 1, "version_absorbed": 1} | {side: 7}

    with pytest.raises(StaleVersion) as refused:
        merge_organizations(by=chenda, survivor=pair[0], absorbed=pair[1], choices={}, **versions)

    assert refused.value.extra["current"] == pair[side == "version_absorbed"]
    assert not Merge.objects.exists()


def test_both_entries_have_it_in_their_history(chenda, pair):
    done = merge(chenda, *pair, reason="Same statutes")

    lines = {line.record: line for line in Change.objects.in_batch(done.uid)}
    kept, gone = (lines[entry.uid] for entry in pair)
    assert (kept.act, gone.act, kept.by, kept.reason) == ("merged", "absorbed", chenda, "Same statutes")
    assert kept.before["website"] == "" and kept.after["website"] == "https://ff.example"
    assert gone.after == {"status": "merged", "merged_into": str(pair[0].uid)}


def test_moved_records_raise_their_version(chenda, pair):
    """Whoever has a relationship open must not write its former subject back."""
    relationship = a_relationship(pair[1], an_organization())
    merge(chenda, *pair)
    relationship.refresh_from_db()
    assert relationship.version == 2


@pytest.mark.parametrize("reason", ["a\x00b", "\ud800", "x" * 2000])
def test_a_bad_reason_is_refused(chenda, pair, reason):
    with pytest.raises(Exception) as refused:
        merge(chenda, *pair, reason=reason)
    assert refused.value.field == "reason"


def test_a_later_table_would_be_moved_too():
    """Hidden relations, such as those of an app that comes later, are found as well."""
    names = {field.model._meta.label_lower for fields in referring_fields().values() for field in fields}
    assert {"network.relationship", "network.organization", "network.steward", "network.resource"} <= names
    assert "network.merge" not in names

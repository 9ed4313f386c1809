"""Undoing a merge: exactly, or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from network.models import (
    Activity,
    ContactPoint,
    HarvestRecord,
    Organization,
    Participation,
    Relationship,
)
from network.services.harvest import note_organizations
from network.services.merges import (
    ChangedSince,
    UndoneAlready,
    undo_merge,
)
from sse_portal.records.models import Change
from tests.network.factories import (
    a_person,
    a_relationship,
    a_resource,
    a_steward,
    an_activity,
    an_agreement,
    an_organization,
)

from .acts import merge
from .tables import everything

pytestmark = pytest.mark.django_db


def test_undoing_restores_everything(chenda, rana, pair, guest):
    one, other = pair
    third = an_organization(parent=other)
    for entry in pair:
        a_steward(entry, guest)
        a_person(organization=entry)
        a_relationship(entry, third, source="Register")
        ContactPoint.objects.create(organization=entry, kind="phone", value="012")
    a_relationship(one, other, starts_on=date(2020, 1, 1))
    an_activity(one, other)
    an_agreement(one, other)
    an_organization("TH", parent=one, latitude="13.75000", longitude="100.5", description={"th": "x"})
    before = everything()

    done = merge(chenda, one, other)
    assert everything() != before
    undo_merge(by=rana, merge=done, reason="Two after all")

    assert everything() == before
    done.refresh_from_db()
    assert (done.undone_by, done.version) == (rana, 2)
    assert {line.act for line in Change.objects.in_batch(done.uid)} == {"merged", "absorbed", "unmerged"}


def test_harvesters_are_told_of_the_signpost_and_of_its_return(chenda, pair):
    one, other = pair
    resource = a_resource(publisher=other)
    note_organizations(pair)
    told = HarvestRecord.objects.in_order()

    done = merge(chenda, one, other)
    assert told.get(record=other.uid).is_deleted
    assert not told.get(record=one.uid).is_deleted
    assert not told.get(record=resource.uid).is_deleted
    undo_merge(by=chenda, merge=done)
    assert not told.get(record=other.uid).is_deleted


def test_a_private_entry_stays_unknown_to_harvesters(chenda, reference):
    merge(chenda, *(an_organization(visibility="network") for _number in range(2)))
    assert not HarvestRecord.objects.exists()


def test_after_undoing_the_two_can_be_merged_again(chenda, pair):
    done = merge(chenda, *pair)
    undo_merge(by=chenda, merge=done)
    with pytest.raises(UndoneAlready):
        undo_merge(by=chenda, merge=done)
    merge(chenda, *reversed(pair))
    pair[0].refresh_from_db()
    assert pair[0].merged_into == pair[1]


def refusals(by, done):
    with pytest.raises(ChangedSince) as refused:
        undo_merge(by=by, merge=done)
    done.refresh_from_db()
    assert done.undone_at is None
    return [each["message"] for each in refused.value.errors]


def test_undoing_is_refused_when_an_entry_changed_since(chenda, pair):
    done = merge(chenda, *pair)
    Organization.objects.filter(pk=pair[0].pk).update(name="Renamed", version=9)
    assert refusals(chenda, done) == ["The entry “Renamed” was changed."]


def test_undoing_is_refused_with_each_moved_row_that_changed_or_went(chenda, pair):
    third = an_organization()
    changed, gone = a_relationship(pair[1], third), a_relationship(pair[1], third, "funds")
    participation = an_activity(pair[1]).participations.get()
    done = merge(chenda, *pair)
    Relationship.objects.filter(pk=changed.pk).update(source="New")
    Relationship.objects.filter(pk=gone.pk).delete()
    Participation.objects.filter(pk=participation.pk).update(role="1")

    said = refusals(chenda, done)

    assert len(said) == 3
    assert any(str(gone.uid) in each and "removed" in each for each in said)
    assert any(str(changed.uid) in each and "changed" in each for each in said)


def test_undoing_is_refused_when_a_row_taken_out_has_no_place_any_more(chenda, pair):
    activity = an_activity(*pair)
    done = merge(chenda, *pair)
    Activity.objects.filter(pk=activity.pk).delete()
    assert len(refusals(chenda, done)) == 1


def test_undoing_is_refused_when_a_row_taken_out_would_point_to_a_signpost(chenda, pair):
    third = an_organization()
    for entry in pair:
        a_relationship(entry, third)
    done = merge(chenda, *pair)
    later = merge(chenda, an_organization(), third)

    assert refusals(chenda, done)
    undo_merge(by=chenda, merge=later)
    undo_merge(by=chenda, merge=done)


def test_undoing_is_refused_when_a_parent_was_merged_or_put_below(chenda, pair):
    one, other = pair
    former, chosen = an_organization(), an_organization()
    Organization.objects.filter(pk=one.pk).update(parent=former)
    Organization.objects.filter(pk=other.pk).update(parent=chosen)
    done = merge(chenda, one, other, parent="absorbed")

    Organization.objects.filter(pk=former.pk).update(parent=one)
    assert refusals(chenda, done) == [f"The parent of “{one.name}” lies below it now."]
    Organization.objects.filter(pk=former.pk).update(parent=None)
    merge(chenda, an_organization(), former)
    assert refusals(chenda, done) == [f"The former parent of “{one.name}” was merged."]


def test_merges_into_one_entry_are_undone_in_reverse_order(chenda, pair):
    third = an_organization()
    first, second = merge(chenda, *pair), merge(chenda, pair[0], third)

    assert refusals(chenda, first)
    undo_merge(by=chenda, merge=second)
    undo_merge(by=chenda, merge=first)
    assert Organization.objects.present().count() == 3


def test_only_who_keeps_both_countries_undoes(rana, chenda, pair):
    done = merge(rana, pair[0], an_organization("TH"))
    with pytest.raises(PermissionDenied):
        undo_merge(by=chenda, merge=done)

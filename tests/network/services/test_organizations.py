"""The directory's services: what is taken, what is refused, what is remembered."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from network.models import HarvestRecord, Organization
from network.services.organizations import (
    IdentifierTaken,
    MergedAway,
    NotActive,
    NotDissolved,
    change_organization,
    dissolve_organization,
    reactivate_organization,
    register_organization,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.factories import a_listed_entity, an_entity

from ..factories import an_organization

pytestmark = pytest.mark.django_db
ROR = {"scheme": "XI-ROR", "value": "002yp7f20"}


def registered(by, country="KH", **values):
    return register_organization(by=by, country=country, values={"name": "Samakum Kasekor"} | values)


def codes(problem):
    return {entry["field"]: entry["code"] for entry in problem.value.errors}


# --- Registering ---------------------------------------------------------------------------------------------


def test_a_name_is_enough_and_the_history_says_who_did_it(chenda):
    organization = registered(chenda)
    assert (organization.kind, organization.visibility, organization.status) == ("other", "public", "active")
    line = Change.objects.about(organization).get()
    assert (line.act, line.by, line.country) == ("registered", chenda, "KH")
    assert line.after["name"] == "Samakum Kasekor" and "names_folded" not in line.after


def test_every_value_finds_its_column(chenda):
    parent = an_organization("KH", "Ministry")
    entity = a_listed_entity("KH")
    organization = registered(
        chenda,
        names={"km": "សមាគមកសិករ", "en": ""},
        acronym="SK",
        other_names=["Old name", "Old name"],
        kind="apex",
        constituency="SSE",
        region="KH-12",
        locality="Phnom Penh",
        latitude="11.55",
        longitude="104.91667",
        parent=str(parent.uid),
        founded="1998",
        website="https://example.org",
        description={"en": "Farmers"},
        identifiers=[ROR],
        visibility="network",
        entity=str(entity.uid),
        source="ROR",
    )
    saved = Organization.objects.get(pk=organization.pk)
    assert (saved.names, saved.other_names) == ({"km": "សមាគមកសិករ"}, ["Old name"])
    assert (saved.region_id, saved.parent, saved.entity) == ("KH-12", parent, entity)
    assert (saved.latitude, saved.longitude) == (Decimal("11.55"), Decimal("104.91667"))
    assert list(saved.identifiers.values_list("scheme", "value")) == [("XI-ROR", "002yp7f20")]
    assert saved.names_folded.split("\n") == ["samakum kasekor", "សមាគមកសិករ", "sk", "old name"]


def test_an_organisation_without_country_is_the_region_s(rana, chenda):
    assert registered(rana, country=None).country_id is None
    with pytest.raises(PermissionDenied):
        registered(chenda, country=None)


@pytest.mark.parametrize("who", ["sokha", "pat", "guest", "narin"])
def test_only_who_keeps_the_network_of_a_country_registers_there(who, request):
    with pytest.raises(PermissionDenied):
        registered(request.getfixturevalue(who))
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "x" * 201}, "name", "unclean-text"),
        ({"name": "a\x00b"}, "name", "unclean-text"),
        ({"name": "\ud800"}, "name", "unclean-text"),
        ({"name": 7}, "name", "not-text"),
        ({"names": {"xx": "a"}}, "names", "bad-language"),
        ({"names": ["a"]}, "names", "not-words"),
        ({"other_names": "a"}, "other_names", "not-a-list"),
        ({"kind": "club"}, "kind", "unknown-code"),
        ({"kind": ""}, "kind", "required"),
        ({"constituency": "XXX"}, "constituency", "unknown-code"),
        ({"region": "KH-99"}, "region", "unknown-code"),
        ({"region": "TH-10"}, "region", "other-country"),
        ({"latitude": "11.5"}, "longitude", "half-a-place"),
        ({"latitude": "91", "longitude": "0"}, "latitude", "out-of-range"),
        ({"latitude": 10**30, "longitude": 0}, "latitude", "out-of-range"),
        ({"latitude": "NaN", "longitude": "0"}, "latitude", "out-of-range"),
        ({"parent": "x"}, "parent", "not-a-uuid"),
        ({"parent": str(uuid.uuid4())}, "parent", "unknown-record"),
        ({"founded": 10**30}, "founded", "out-of-range"),
        ({"founded": 2149}, "founded", "in-the-future"),
        ({"website": "javascript:alert(1)"}, "website", "bad-address"),
        ({"visibility": ""}, "visibility", "required"),
        ({"entity": str(uuid.uuid4())}, "entity", "unknown-record"),
        ({"identifiers": "x"}, "identifiers", "not-a-list"),
        ({"identifiers": [{"scheme": "ror", "value": "1"}]}, "identifiers", "bad-scheme"),
        ({"identifiers": [{"value": "1"}]}, "identifiers", "bad-scheme"),
        ({"identifiers": [{"scheme": "XI-ROR", "value": "nonsense"}]}, "identifiers", "bad-identifier"),
        ({"identifiers": [{"scheme": "KH-MOI", "value": "\ud800"}]}, "identifiers", "unclean-text"),
        ({"identifiers": [ROR] * 21}, "identifiers", "too-many"),
        ({"status": "merged"}, "status", "unknown-field"),
        ({"merged_into": 1}, "merged_into", "unknown-field"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_place(chenda, values, field, code):
    with pytest.raises(Invalid) as problem:
        registered(chenda, **values)
    assert codes(problem) == {field: code}


def test_all_places_are_named_at_once(chenda):
    with pytest.raises(Invalid) as problem:
        registered(chenda, region="TH-10", latitude="1", founded=2149)
    assert set(codes(problem)) == {"region", "longitude", "founded"}


def test_a_region_of_former_times_is_not_taken_but_may_stay(rana):
    with pytest.raises(Invalid) as problem:
        registered(rana, country="VN", region="VN-25")
    assert codes(problem) == {"region": "not-valid"}

    old = an_organization("VN", region_id="VN-25")
    change_organization(by=rana, organization=old, values={"region": "VN-25", "acronym": "A"}, version=1)
    assert old.acronym == "A"


def test_a_region_needs_a_country(rana):
    with pytest.raises(Invalid) as problem:
        registered(rana, country=None, region="KH-12")
    assert codes(problem) == {"region": "other-country"}


def test_the_uid_of_a_client_is_taken_once(chenda):
    uid = uuid.uuid4()
    assert register_organization(by=chenda, country="KH", values={"name": "A"}, uid=uid).uid == uid
    with pytest.raises(UidTaken):
        register_organization(by=chenda, country="KH", values={"name": "B"}, uid=uid)


# --- Identifiers ---------------------------------------------------------------------------------------------


def test_an_identifier_belongs_to_one_organisation(chenda):
    registered(chenda, identifiers=[ROR])
    with pytest.raises(IdentifierTaken) as problem:
        registered(chenda, name="Another", identifiers=[ROR])
    assert problem.value.field == "identifiers"
    assert Organization.objects.count() == 1, "the organisation was not registered without its identifier"


def test_addresses_of_registers_are_read_as_their_identifiers(chenda):
    given = [
        {"scheme": "XI-ROR", "value": "https://ror.org/002yp7f20"},
        {"scheme": "XI-WIKIDATA", "value": "http://www.wikidata.org/entity/Q42"},
    ]
    organization = registered(chenda, identifiers=given)
    assert set(organization.identifiers.values_list("value", flat=True)) == {"002yp7f20", "Q42"}


def test_identifiers_are_set_by_scheme_and_the_others_stay(chenda):
    organization = registered(chenda, identifiers=[ROR, {"scheme": "KH-MOI", "value": "12"}])
    given = [{"scheme": "KH-MOI", "value": "13"}, {"scheme": "KH-MOI", "value": "14"}]
    change_organization(by=chenda, organization=organization, values={"identifiers": given}, version=1)
    held = set(organization.identifiers.values_list("scheme", "value"))
    assert held == {("XI-ROR", "002yp7f20"), ("KH-MOI", "13"), ("KH-MOI", "14")}
    assert organization.version == 2, "an identifier is a part of the record"

    taken_away = [{"scheme": "KH-MOI", "value": ""}]
    change_organization(by=chenda, organization=organization, values={"identifiers": taken_away}, version=2)
    assert set(organization.identifiers.values_list("scheme", flat=True)) == {"XI-ROR"}
    line = Change.objects.about(organization).newest_first().first()
    assert (line.act, line.before, line.after) == (
        "identified",
        {"KH-MOI": ["13", "14"]},
        {"KH-MOI": []},
    )


def test_the_same_identifiers_change_nothing(chenda):
    organization = registered(chenda, identifiers=[ROR])
    change_organization(by=chenda, organization=organization, values={"identifiers": [ROR]}, version=1)
    assert organization.version == 1


# --- Changing ------------------------------------------------------------------------------------------------


def test_what_is_left_out_stays_and_names_are_folded_again(chenda):
    organization = registered(chenda, acronym="SK", names={"vi": "Liên minh Đồng"})
    change_organization(by=chenda, organization=organization, values={"name": "Réseau"}, version=1)
    saved = Organization.objects.get()
    assert saved.names_folded.split("\n") == ["reseau", "lien minh dong", "sk"]
    assert (saved.acronym, saved.version) == ("SK", 2)


def test_who_read_an_older_version_is_told_and_nothing_is_lost(chenda):
    organization = registered(chenda)
    change_organization(by=chenda, organization=organization, values={"acronym": "A"}, version=1)
    with pytest.raises(StaleVersion) as problem:
        change_organization(by=chenda, organization=organization, values={"acronym": "B"}, version=1)
    assert problem.value.extra["current"].acronym == "A"


@pytest.mark.parametrize("who", ["sokha", "pat", "narin"])
def test_others_change_nothing(who, request):
    with pytest.raises(PermissionDenied):
        change_organization(
            by=request.getfixturevalue(who), organization=an_organization("KH"), values={}, version=1
        )


def test_a_merged_entry_is_not_changed(chenda):
    survivor = an_organization("KH")
    former = an_organization("KH", status="merged", merged_into=survivor)
    for act in (change_organization, dissolve_organization, reactivate_organization):
        values = {"values": {"name": "A"}} if act is change_organization else {}
        with pytest.raises(MergedAway):
            act(by=chenda, organization=former, version=1, **values)


# --- Parents and entities ------------------------------------------------------------------------------------


def test_nothing_is_a_part_of_itself(chenda):
    top, middle, bottom = (an_organization("KH", name) for name in ("Top", "Middle", "Bottom"))
    for child, parent in ((middle, top), (bottom, middle)):
        change_organization(
            by=chenda, organization=child, values={"parent": str(parent.uid)}, version=child.version
        )
    for parent in (top, middle, bottom):
        with pytest.raises(Invalid) as problem:
            change_organization(by=chenda, organization=top, values={"parent": str(parent.uid)}, version=1)
        assert codes(problem) == {"parent": "circle"}
    change_organization(by=chenda, organization=bottom, values={"parent": None}, version=bottom.version)
    assert Organization.objects.get(pk=bottom.pk).parent is None


def test_a_parent_that_the_writer_may_not_know_does_not_exist(chenda):
    hidden = an_organization("TH", visibility="secretariat")
    with pytest.raises(Invalid) as problem:
        registered(chenda, parent=str(hidden.uid))
    assert codes(problem) == {"parent": "unknown-record"}


def test_a_merged_parent_stands_for_its_survivor(chenda):
    survivor = an_organization("KH")
    former = an_organization("KH", status="merged", merged_into=survivor)
    assert registered(chenda, parent=str(former.uid)).parent == survivor


def test_a_public_organisation_is_linked_to_listed_entities_of_its_country_only(chenda):
    unlisted, foreign = an_entity("KH"), a_listed_entity("TH")
    for entity, code in ((unlisted, "entity-not-listed"), (foreign, "unknown-record")):
        with pytest.raises(Invalid) as problem:
            registered(chenda, entity=str(entity.uid))
        assert codes(problem) == {"entity": code}
    assert registered(chenda, entity=str(unlisted.uid), visibility="network").entity == unlisted


def test_what_is_linked_to_an_unlisted_entity_does_not_become_public(chenda):
    organization = registered(chenda, entity=str(an_entity("KH").uid), visibility="network")
    with pytest.raises(Invalid) as problem:
        change_organization(by=chenda, organization=organization, values={"visibility": "public"}, version=1)
    assert codes(problem) == {"visibility": "entity-not-listed"}


def test_an_entity_that_is_no_longer_listed_does_not_stop_other_changes(chenda):
    entity = a_listed_entity("KH")
    organization = registered(chenda, entity=str(entity.uid))
    type(entity).objects.filter(pk=entity.pk).update(is_listed=False)
    values = {"entity": str(entity.uid), "acronym": "A", "visibility": "public"}
    change_organization(by=chenda, organization=organization, values=values, version=1)
    assert organization.acronym == "A"


# --- Dissolving ----------------------------------------------------------------------------------------------


def test_it_is_dissolved_once_and_can_take_up_its_work_again(chenda):
    organization = registered(chenda, founded=1998)
    dissolve_organization(by=chenda, organization=organization, version=1, year="2020", reason="Law")
    saved = Organization.objects.get()
    assert (saved.status, saved.dissolved) == ("dissolved", 2020)
    with pytest.raises(NotActive):
        dissolve_organization(by=chenda, organization=organization, version=2)
    reactivate_organization(by=chenda, organization=organization, version=2)
    with pytest.raises(NotDissolved):
        reactivate_organization(by=chenda, organization=organization, version=3)
    acts = list(Change.objects.about(organization).order_by("id").values_list("act", flat=True))
    assert acts == ["registered", "dissolved", "reactivated"]


@pytest.mark.parametrize("year", [1997, 2149, 10**30, "x", "\x00"])
def test_the_year_of_its_end_makes_sense(chenda, year):
    organization = registered(chenda, founded=1998)
    with pytest.raises(Invalid) as problem:
        dissolve_organization(by=chenda, organization=organization, version=1, year=year)
    assert set(codes(problem)) == {"year"}


def test_it_is_not_founded_after_its_end(chenda):
    organization = an_organization("KH", status="dissolved", dissolved=2000)
    with pytest.raises(Invalid) as problem:
        change_organization(by=chenda, organization=organization, values={"founded": 2001}, version=1)
    assert codes(problem) == {"founded": "after-its-end"}


# --- What harvesters are told --------------------------------------------------------------------------------


def test_harvesters_hear_of_public_entries_and_of_their_end(chenda):
    organization = registered(chenda)
    hidden = registered(chenda, name="Hidden", visibility="network")
    told = HarvestRecord.objects.get()
    assert (told.record, told.is_deleted) == (organization.uid, False)

    change_organization(by=chenda, organization=organization, values={"visibility": "network"}, version=1)
    assert HarvestRecord.objects.get().is_deleted, "a tombstone for what was public once"
    change_organization(by=chenda, organization=hidden, values={"visibility": "public"}, version=1)
    assert HarvestRecord.objects.count() == 2

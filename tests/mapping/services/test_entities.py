import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mapping.models import Entity, EntityContact, EntityIdentifier
from mapping.services.entities import (
    HasResponses,
    IdentifierTaken,
    ReasonMissing,
    Removed,
    change_entity,
    folded_names,
    register_entity,
    remove_entity,
    save_contact,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from tests.factories import a_listed_entity, a_response, an_entity

pytestmark = pytest.mark.django_db


def problems(error):
    return {entry["field"]: entry["code"] for entry in error.value.errors}


def test_registering_needs_only_a_name_and_writes_history(sokha):
    entity = register_entity(by=sokha, country="KH", values={"name": " Rumdoul  Weavers "})

    stored = Entity.objects.get()
    assert (stored.name, stored.names_folded, stored.is_listed) == (
        "Rumdoul Weavers",
        "rumdoul weavers",
        False,
    )
    assert (stored.region_id, stored.year_established, stored.operational_status) == (None, None, "")
    assert Change.objects.get().act == "registered" and Change.objects.get().record == entity.uid


def test_the_names_of_the_codebook_and_of_the_register_mean_the_same(sokha):
    values = {"region": "KH-12", "location": "11.55, 104.92", "year_established": "២០០៥"}
    one = register_entity(
        by=sokha, country="KH", values={"entity_name": "A B", "entity_name_local": "សមាគម"} | values
    )
    other = register_entity(by=sokha, country="KH", values={"name": "A B", "name_local": "សមាគម"} | values)
    for entity in (one, other):
        entity.refresh_from_db()
        assert (entity.name_local, entity.region_id, entity.year_established) == ("សមាគម", "KH-12", 2005)
        assert (entity.latitude, entity.longitude) == (Decimal("11.55"), Decimal("104.92"))


def test_all_names_are_found_folded():
    assert folded_names("Hợp tác xã", "", [{"name": "ĐÔNG"}]) == "hop tac xa\ndong"
    assert folded_names("Same", "same", []) == "same"


def test_identifiers_are_kept_by_scheme(sokha):
    values = {
        "name": "A B", "registration_number": "0012",
        "identifiers": [{"scheme": "XI-ROR", "value": "05x", "is_public": True}],
    }  # fmt: skip
    entity = register_entity(by=sokha, country="KH", values=values)
    assert set(entity.identifiers.values_list("scheme", "value", "is_public")) == {
        ("KH-REG", "0012", False), ("XI-ROR", "05x", True),
    }  # fmt: skip


def test_an_identifier_belongs_to_one_entity_only(sokha):
    register_entity(by=sokha, country="KH", values={"name": "A B", "registration_number": "7"})
    with pytest.raises(IdentifierTaken) as error:
        register_entity(by=sokha, country="KH", values={"name": "C D", "registration_number": "7"})
    assert error.value.field == "registration_number"
    assert Entity.objects.count() == 1, "nothing is left of the refused one"


def test_a_public_identifier_given_twice_is_a_conflict(sokha):
    uid = uuid.uuid4()
    register_entity(by=sokha, country="KH", values={"name": "A B"}, uid=uid)
    with pytest.raises(UidTaken):
        register_entity(by=sokha, country="KH", values={"name": "C D"}, uid=uid)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"name": "required"}),
        ({"name": "  "}, {"name": "required"}),
        ({"name": "x"}, {"name": "entity_name.too-short"}),
        ({"entity_name": "x"}, {"entity_name": "entity_name.too-short"}),
        ({"name": "x" * 201}, {"name": "too-long"}),
        ({"name": "a\x00b"}, {"name": "unclean-text"}),
        ({"name": "a\ud800b"}, {"name": "unclean-text"}),
        ({"name": "A B", "region": "TH-10"}, {"region": "unknown-code"}),
        ({"name": "A B", "legal_form": "TH-SE"}, {"legal_form": "unknown-code"}),
        ({"name": "A B", "country": "TH"}, {"country": "country.not-of-study"}),
        ({"name": "A B", "location": "60, 104"}, {"location": "location.outside-country"}),
        ({"name": "A B", "latitude": 10**30, "longitude": 1}, {"location": "bad-point"}),
        ({"name": "A B", "latitude": 11}, {"location": "bad-point"}),
        ({"name": "A B", "year_established": 10**30}, {"year_established": "out-of-range"}),
        ({"name": "A B", "year_established": 2100}, {"year_established": "year_established.in-future"}),
        ({"name": "A B", "website": "javascript:alert(1)"}, {"website": "bad-address"}),
        ({"name": "A B", "other_names": ["x"]}, {"other_names": "not-a-list"}),
        ({"name": "A B", "other_names": [{"name": "x", "language": "a b"}]}, {"other_names": "bad-language"}),
        ({"name": "A B", "identifiers": [{"scheme": "x y", "value": "1"}]}, {"identifiers": "bad-scheme"}),
        ({"name": "A B", "is_listed": True}, {"is_listed": "unknown-field"}),
        ({"name": "A B", "contact_phone": "1"}, {"contact_phone": "unknown-field"}),
    ],
)
def test_what_the_register_does_not_accept_is_named(sokha, values, expected):
    with pytest.raises(Invalid) as error:
        register_entity(by=sokha, country="KH", values=values)
    assert problems(error) == expected
    assert not Entity.objects.exists()


@pytest.mark.parametrize("country", ["TH", "XX"])
def test_nobody_registers_where_they_have_no_right(sokha, narin, guest, country):
    for user in (sokha, narin, guest):
        with pytest.raises(PermissionDenied):
            register_entity(by=user, country=country, values={"name": "A B"})


def test_a_change_keeps_what_it_does_not_name(sokha):
    entity = register_entity(
        by=sokha, country="KH", values={"name": "A B", "region": "KH-12", "locality": "Here"}
    )
    change_entity(by=sokha, entity=entity, values={"name_local": "សមាគម"}, version=1, reason="typo")

    entity.refresh_from_db()
    assert (entity.locality, entity.name_local, entity.version) == ("Here", "សមាគម", 2)
    assert entity.names_folded == "a b\nសមាគម"
    assert Change.objects.newest_first().first().reason == "typo"


def test_a_blank_takes_a_value_away_but_never_the_name(sokha):
    entity = register_entity(
        by=sokha, country="KH", values={"name": "A B", "region": "KH-12", "location": "11, 104"}
    )
    change_entity(by=sokha, entity=entity, values={"region": "", "location": ""}, version=1)
    entity.refresh_from_db()
    assert (entity.region_id, entity.latitude, entity.longitude) == (None, None, None)
    with pytest.raises(Invalid):
        change_entity(by=sokha, entity=entity, values={"name": ""}, version=2)


def test_a_change_of_an_identifier_alone_raises_the_version(sokha):
    entity = register_entity(by=sokha, country="KH", values={"name": "A B", "registration_number": "7"})
    change_entity(by=sokha, entity=entity, values={"registration_number": "8"}, version=1)
    assert entity.version == 2 == Entity.objects.get().version
    with pytest.raises(StaleVersion):
        change_entity(by=sokha, entity=entity, values={"registration_number": "9"}, version=1)
    change_entity(by=sokha, entity=entity, values={"registration_number": ""}, version=2)
    assert not EntityIdentifier.objects.exists()


def test_the_second_of_two_editors_is_told(sokha, dara):
    entity = an_entity()
    seen = Entity.objects.get(pk=entity.pk)
    change_entity(by=sokha, entity=entity, values={"locality": "North"}, version=1)
    with pytest.raises(StaleVersion) as error:
        change_entity(by=dara, entity=seen, values={"locality": "South"}, version=1)
    assert error.value.extra["current"].locality == "North"


def test_an_entity_that_withdraws_its_consent_leaves_the_public_list_at_once(sokha):
    entity = a_listed_entity()
    a_response(entity=entity, status="verified")
    change_entity(by=sokha, entity=entity, values={"consent_public_listing": "no"}, version=1)
    assert not Entity.objects.listed().exists()
    change_entity(by=sokha, entity=entity, values={"consent_public_listing": "yes"}, version=2)
    assert Entity.objects.listed().exists()


def test_consent_alone_lists_nobody(sokha):
    entity = an_entity()
    change_entity(by=sokha, entity=entity, values={"consent_public_listing": "yes"}, version=1)
    assert not Entity.objects.listed().exists()


def test_removing_takes_it_off_the_list_with_a_reason(sokha):
    entity = a_listed_entity()
    with pytest.raises(ReasonMissing):
        remove_entity(by=sokha, entity=entity, version=1, reason=" ")
    remove_entity(by=sokha, entity=entity, version=1, reason="Duplicate.")
    assert Entity.objects.get().removed_at <= timezone.now()
    assert not Entity.objects.listed().exists()
    with pytest.raises(Removed):
        change_entity(by=sokha, entity=entity, values={"name": "C D"}, version=2)


def test_an_entity_with_responses_is_not_removed(sokha):
    entity = an_entity()
    a_response(entity=entity)
    with pytest.raises(HasResponses):
        remove_entity(by=sokha, entity=entity, version=1, reason="Duplicate.")


def test_contacts_are_kept_apart_and_not_told_in_the_history(sokha):
    entity = an_entity()
    save_contact(by=sokha, entity=entity, values={"contact_name": "Chan Thy", "contact_phone": "012 345 678"})
    contact = EntityContact.objects.get()
    assert (contact.contact_name, contact.contact_phone) == ("Chan Thy", "+85512345678")
    line = Change.objects.get()
    assert line.after == {"fields": ["contact_name", "contact_phone"]} and line.before is None


def test_the_second_editor_of_a_contact_is_told(sokha, dara):
    entity = an_entity()
    first = save_contact(by=sokha, entity=entity, values={"contact_name": "A"})
    with pytest.raises(StaleVersion):
        save_contact(by=dara, entity=entity, values={"contact_name": "B"})
    save_contact(by=dara, entity=entity, values={"contact_name": "B"}, seen=first.updated_at)
    assert EntityContact.objects.get().contact_name == "B"


def test_a_bad_contact_is_refused_by_field(sokha):
    with pytest.raises(Invalid) as error:
        save_contact(by=sokha, entity=an_entity(), values={"contact_email": "x", "contact_phone": "1"})
    assert problems(error) == {"contact_email": "bad-email", "contact_phone": "bad-phone"}


def test_contacts_need_the_right_to_read_them(aigul):
    with pytest.raises(PermissionDenied):
        save_contact(by=aigul, entity=an_entity(), values={"contact_name": "A"})

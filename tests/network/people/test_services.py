"""What keepers of the network write about people, and what the history does not hold."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from network.models import Affiliation, ContactPoint, Person
from network.services import people as services
from network.services.people.contacts import MOST, TooManyContacts
from network.services.people.writing import Erased, Gone
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion

from ..factories import a_consent, a_contact, an_organization

pytestmark = pytest.mark.django_db


def codes(problem):
    return {(error["field"], error["code"]) for error in problem.value.errors}


def acts(record):
    return list(Change.objects.about(record).order_by("id").values_list("act", flat=True))


def a_registered(chenda, **values):
    return services.register_person(by=chenda, values={"name": "Sok Dara", "country": "KH"} | values)


def test_a_person_is_registered_and_found_in_any_script(chenda):
    person = a_registered(chenda, names={"km": "សុខ ដារ៉ា"}, sex="female", language="km")
    assert (person.name, person.sex, person.language, person.country_id) == ("Sok Dara", "female", "km", "KH")
    for piece in ("sok d", "ដារ៉ា"):
        assert list(Person.objects.named(piece)) == [person]
    assert acts(person) == ["registered"]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": ""}, ("name", "required")),
        ({"name": "a\x00b"}, ("name", "unclean-text")),
        ({"name": "\ud800"}, ("name", "unclean-text")),
        ({"name": 10**30}, ("name", "not-text")),
        ({"name": "x" * 201}, ("name", "unclean-text")),
        ({"names": {"xx": "y"}}, ("names", "bad-language")),
        ({"sex": "unknown"}, ("sex", "unknown-code")),
        ({"language": "de"}, ("language", "unknown-code")),
        ({"country": "DE"}, ("country", "unknown-code")),
        ({"erased_at": "2026-01-01"}, ("erased_at", "unknown-field")),
    ],
)
def test_bad_values_are_refused_with_their_place(chenda, values, wrong):
    with pytest.raises(Invalid) as problem:
        a_registered(chenda, **values)
    assert codes(problem) == {wrong}
    assert not Person.objects.exists()


@pytest.mark.parametrize("country", ["TH", None])
def test_only_the_keeper_of_a_country_registers_there(chenda, rana, country):
    with pytest.raises(PermissionDenied):
        a_registered(chenda, country=country)
    assert a_registered(rana, country=country).country_id == country


def test_a_person_moves_only_between_countries_that_are_kept(chenda, rana):
    person = a_registered(chenda)
    with pytest.raises(PermissionDenied):
        services.change_person(by=chenda, person=person, values={"country": "TH"}, version=1)
    assert (
        services.change_person(by=rana, person=person, values={"country": "TH"}, version=1).country_id == "TH"
    )


def test_a_change_renews_the_search_and_holds_the_version(chenda):
    person = a_registered(chenda)
    changed = services.change_person(by=chenda, person=person, values={"name": "Chan Thida"}, version=1)
    assert changed.version == 2
    assert not Person.objects.named("sok").exists()
    assert Person.objects.named("thida").exists()
    with pytest.raises(StaleVersion):
        services.change_person(by=chenda, person=person, values={"name": "Late"}, version=1)


def test_a_post_has_an_organisation_that_the_keeper_knows(chenda):
    person, here = a_registered(chenda), an_organization("KH")
    hidden = an_organization("TH", visibility="secretariat")
    post = services.affiliate(
        by=chenda, person=person,
        values={"organization": str(here.uid), "post": {"en": "Director"}, "is_focal_point": True},
    )  # fmt: skip
    assert (post.organization, post.post, post.is_focal_point) == (here, {"en": "Director"}, True)
    for unknown in (str(hidden.uid), "nonsense", "", None, 10**30):
        with pytest.raises(Invalid):
            services.affiliate(by=chenda, person=person, values={"organization": unknown})
    assert Affiliation.objects.count() == 1


def test_a_post_ends_after_it_begins(chenda):
    person, here = a_registered(chenda), an_organization("KH")
    values = {"organization": str(here.uid), "starts_on": "2025-01-01"}
    with pytest.raises(Invalid) as problem:
        services.affiliate(by=chenda, person=person, values=values | {"ends_on": "2025-01-01"})
    assert codes(problem) == {("ends_on", "ends-before-it-begins")}
    post = services.affiliate(by=chenda, person=person, values=values)
    with pytest.raises(Invalid):
        services.end_affiliation(by=chenda, affiliation=post, on=date(2024, 1, 1), version=1)
    post = services.end_affiliation(by=chenda, affiliation=post, on=date(2026, 1, 1), version=1)
    assert post.ends_on == date(2026, 1, 1)
    held = Affiliation.objects.in_force_on
    assert held(date(2025, 12, 31)).exists()
    assert not held(date(2026, 1, 1)).exists()


def test_contacts_are_read_by_their_kind(chenda):
    person = a_registered(chenda)
    point = services.add_contact(
        by=chenda, person=person, values={"kind": "email", "value": "Sok@Example.ORG"}
    )
    assert point.value == "sok@example.org"
    for values, code in (
        ({"kind": "email", "value": "nonsense"}, "bad-email"),
        ({"kind": "email", "value": "SOK@example.org"}, "there-already"),
        ({"kind": "phone", "value": "call me"}, "bad-phone"),
        ({"kind": "phone", "value": ""}, "required"),
    ):
        with pytest.raises(Invalid) as problem:
            services.add_contact(by=chenda, person=person, values=values)
        assert codes(problem) == {("value", code)}
    services.add_contact(by=chenda, person=person, values={"kind": "phone", "value": "+855 23 123 456"})
    changed = services.change_contact(
        by=chenda, contact=point, values={"value": "New@example.org"}, version=1
    )
    assert (changed.value, changed.version) == ("new@example.org", 2)
    services.remove_contact(by=chenda, contact=changed, version=2)
    with pytest.raises(Gone):
        services.remove_contact(by=chenda, contact=changed, version=2)
    with pytest.raises(Gone):
        services.change_contact(by=chenda, contact=changed, values={"note": "x"}, version=2)
    assert acts(person)[1:] == ["contact added"] * 2 + ["contact changed", "contact removed"]


def test_an_office_has_contacts_of_its_own(chenda, narin):
    office = an_organization("KH")
    services.add_contact(by=chenda, organization=office, values={"kind": "phone", "value": "+855 23 111"})
    assert list(ContactPoint.objects.of_office(office).values_list("value", flat=True)) == ["+855 23 111"]
    with pytest.raises(PermissionDenied):
        services.add_contact(by=narin, organization=office, values={"kind": "phone", "value": "+855 23 112"})


def test_nobody_has_more_contacts_than_anybody_needs(chenda):
    person = a_registered(chenda)
    for number in range(MOST):
        a_contact(person, f"p{number}@example.org")
    with pytest.raises(TooManyContacts):
        services.add_contact(by=chenda, person=person, values={"kind": "email", "value": "one@example.org"})


def agree(by, person, act="given", **values):
    values = {"purpose": "directory", "act": act, "method": "form"} | values
    return services.record_consent(by=by, person=person, values=values)


def in_force(person):
    return set(person.consents.in_force(timezone.now()).values_list("purpose", "basis"))


def test_consent_is_recorded_with_who_wrote_it_down(chenda):
    person = a_registered(chenda)
    line = agree(chenda, person, note="Form 12, shelf 3")
    assert (line.recorded_by, line.basis, line.note) == (chenda, "consent", "Form 12, shelf 3")
    assert in_force(person) == {("directory", "consent")}
    assert "shelf" not in json.dumps(list(Change.objects.values_list("after", flat=True)))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"purpose": "gossip"}, "purpose"),
        ({"act": "maybe"}, "act"),
        ({"basis": "none"}, "basis"),
        ({"method": "telepathy"}, "method"),
        ({"expires_at": "2020-01-01T00:00:00+07:00"}, "expires_at"),
        ({"expires_at": "2030-01-01"}, "expires_at"),
        ({"act": "withdrawn", "expires_at": "2100-01-01T00:00:00+07:00"}, "expires_at"),
    ],
)
def test_bad_lines_are_refused(chenda, values, field):
    person = a_registered(chenda)
    with pytest.raises(Invalid) as problem:
        agree(chenda, person, **values)
    assert {place for place, _code in codes(problem)} == {field}
    assert not person.consents.exists()


def test_withdrawal_of_one_of_two_purposes_keeps_the_person(chenda):
    person = a_registered(chenda)
    agree(chenda, person)
    agree(chenda, person, purpose="news")
    line = agree(chenda, person, "withdrawn")
    assert line.person.erased_at is None
    assert in_force(person) == {("news", "consent")}


def test_withdrawal_keeps_the_person_while_another_basis_holds(chenda):
    person = a_registered(chenda)
    agree(chenda, person)
    agree(chenda, person, purpose="invitations", basis="public_task")
    assert agree(chenda, person, "withdrawn").person.erased_at is None


def a_full_person(chenda):
    person = a_registered(chenda, names={"km": "សុខ"}, sex="male", language="km")
    a_contact(person, "marker@example.org")
    organization = an_organization("KH")
    services.affiliate(
        by=chenda, person=person, values={"organization": str(organization.uid), "post": {"en": "Director"}}
    )
    agree(chenda, person, note="marker")
    return person


def assert_nothing_is_left(person):
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.names, person.names_folded, person.sex, person.language) == (
        "",
        {},
        "",
        "",
        "",
    )
    assert person.erased_at
    assert not person.contact_points.exists()
    assert set(person.affiliations.values_list("post__en", flat=True)) <= {None}
    assert set(person.consents.values_list("note", flat=True)) <= {""}
    assert in_force(person) == set()


def test_the_last_withdrawal_erases(chenda):
    person = a_full_person(chenda)
    line = agree(chenda, person, "withdrawn", note="marker")
    assert line.person.erased_at
    assert_nothing_is_left(person)
    assert person.affiliations.count() == 1, "the post stays, without a name"
    assert list(person.consents.in_order().values_list("act", flat=True)) == ["given", "withdrawn"]


def test_an_expired_consent_keeps_nobody(chenda):
    person = a_full_person(chenda)
    a_consent(person, "news", expires_at=timezone.now() - timedelta(days=1))
    assert agree(chenda, person, "withdrawn").person.erased_at


def test_erasing_closes_every_basis(chenda):
    person = a_full_person(chenda)
    agree(chenda, person, purpose="invitations", basis="contract")
    services.erase_person(by=chenda, person=person, values={"method": "spoken"}, version=1)
    assert_nothing_is_left(person)
    last = person.consents.newest_first()[:2]
    assert {(line.act, line.method) for line in last} == {("withdrawn", "spoken")}


def test_erased_people_stay_erased(chenda):
    person = a_full_person(chenda)
    point = person.contact_points.get()
    post = person.affiliations.get()
    services.erase_person(by=chenda, person=person, values={"method": "email"}, version=1)
    for act in (
        lambda: services.change_person(by=chenda, person=person, values={"name": "Back"}, version=2),
        lambda: services.add_contact(by=chenda, person=person, values={"kind": "phone", "value": "12345"}),
        lambda: services.change_contact(by=chenda, contact=point, values={"note": "x"}, version=1),
        lambda: services.change_affiliation(
            by=chenda, affiliation=post, values={"post": {"en": "x"}}, version=2
        ),
        lambda: agree(chenda, person),
        lambda: services.erase_person(by=chenda, person=person, values={"method": "email"}, version=2),
    ):
        with pytest.raises(Erased):
            act()
    assert_nothing_is_left(person)


def test_a_stale_erasure_is_refused(chenda):
    person = a_full_person(chenda)
    services.change_person(by=chenda, person=person, values={"name": "Other"}, version=1)
    with pytest.raises(StaleVersion):
        services.erase_person(by=chenda, person=person, values={"method": "email"}, version=1)


def test_nobody_else_writes_about_people(chenda, narin, pat, guest):
    person = a_full_person(chenda)
    point, post = person.contact_points.get(), person.affiliations.get()
    acts = (
        lambda by: services.change_person(by=by, person=person, values={"name": "x"}, version=1),
        lambda by: services.affiliate(by=by, person=person, values={}),
        lambda by: services.change_affiliation(by=by, affiliation=post, values={}, version=1),
        lambda by: services.add_contact(by=by, person=person, values={}),
        lambda by: services.change_contact(by=by, contact=point, values={}, version=1),
        lambda by: services.remove_contact(by=by, contact=point, version=1),
        lambda by: agree(by, person),
        lambda by: services.erase_person(by=by, person=person, values={"method": "email"}, version=1),
    )
    for user in (narin, pat, guest, None):
        for act in acts:
            with pytest.raises(PermissionDenied):
                act(user)


def test_the_history_holds_no_name_and_no_contact(chenda):
    person = a_registered(chenda, name="Marker One", names={"km": "Marker Two"}, sex="male")
    services.change_person(by=chenda, person=person, values={"name": "Marker Three"}, version=1)
    point = services.add_contact(
        by=chenda, person=person, values={"kind": "email", "value": "marker@example.org"}
    )
    services.change_contact(by=chenda, contact=point, values={"value": "marker2@example.org"}, version=1)
    post = services.affiliate(
        by=chenda, person=person,
        values={"organization": str(an_organization("KH").uid), "post": {"en": "Marker Four"}},
    )  # fmt: skip
    services.change_affiliation(
        by=chenda, affiliation=post, values={"post": {"en": "Marker Five"}}, version=1
    )
    agree(chenda, person, note="Marker Six")
    services.remove_contact(by=chenda, contact=point, version=2)
    services.erase_person(by=chenda, person=person, values={"method": "email"}, version=2)
    told = json.dumps(list(Change.objects.values("before", "after", "reason"))).lower()
    assert "marker" not in told
    assert "male" not in told
    assert "fields" in told

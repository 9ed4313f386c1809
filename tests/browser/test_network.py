"""The network in a real browser: found by a Khmer fragment, merged and parted again, one's own data."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail

from network.models import ConsentEvent, ContactPoint, Organization
from sse_portal.reference.services import load_reference
from tests.factories import a_user
from tests.network.factories import (
    a_person,
    a_relationship,
    a_resource,
    an_activity,
    an_agreement,
    an_event,
    an_offer,
    an_organization,
)
from tests.plugins.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "sophea@example.org"


@pytest.fixture
def scene(db):
    """Two entries of one union, a member, and one record of each kind around them."""
    load_reference()
    union = an_organization("KH", "Union of Cooperatives", names={"km": "សហភាពសហករណ៍កម្ពុជា"}, region_id="KH-12")
    double = an_organization("KH", "Cooperatives Union", acronym="CU", names={"km": "សហភាពសហករណ៍"})
    member = an_organization("KH", "Samaki", kind="cooperative", region_id="KH-3")
    abroad = an_organization("TH", "Ruam Chai", constituency="GOV")
    a_relationship(member, double)
    an_agreement(union, abroad)
    an_activity(double, member, region="KH-3")
    an_event(organizer=union)
    a_resource(publisher=union)
    an_offer(union)
    person = a_person("KH", "Sophea", union)
    ContactPoint.objects.create(person=person, kind="email", value=ADDRESS)
    ConsentEvent.objects.create(person=person, purpose="directory", act="given", method="form")
    return SimpleNamespace(union=union, double=double, keeper=a_user("secretariat", "KH", name="Chenda"))


def rows_of(organization):
    """How many rows of each kind refer to an entry."""
    relations = Organization._meta.related_objects
    return {
        relation.name: relation.related_model._base_manager.filter(
            **{relation.field.name: organization}
        ).count()
        for relation in relations
        if relation.related_model._meta.model_name != "merge"
    }


@pytest.mark.both_databases
def test_found_by_a_khmer_fragment_merged_with_its_double_and_parted_again(new_page, scene):
    page = new_page(user=scene.keeper, java_script_enabled=False)
    before = rows_of(scene.union), rows_of(scene.double)
    page.goto("/network/organizations/")
    page.get_by_text("Filter the list").click()
    page.get_by_label("Name").fill("ភាពសហករណ៍")
    page.get_by_role("button", name="Apply").click()
    assert page.get_by_role("link", name="សហភាពសហករណ៍").count() == 2

    page.goto(f"/network/organizations/{scene.union.uid}/merge/?with={scene.double.uid}")
    page.get_by_role("button", name="Merge the two entries").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Union of Cooperatives"
    merged = page.url
    page.goto(f"/network/organizations/{scene.double.uid}/")
    assert str(scene.union.uid) in page.url, "the old address leads to the entry that stays"
    assert page.get_by_role("link", name="Samaki").first.is_visible()

    page.goto(merged)
    page.get_by_label("Reason").fill("They are two after all.")
    page.get_by_role("button", name="Undo the merge").click()
    assert page.get_by_text("undone").first.is_visible()
    assert (rows_of(scene.union), rows_of(scene.double)) == before
    page.goto(f"/network/organizations/{scene.double.uid}/")
    assert str(scene.double.uid) in page.url


def test_the_network_is_read_on_phone_and_desk(new_page, assert_accessible, screenshot, scene):
    addresses = [
        "/network/", "/network/organizations/", f"/network/organizations/{scene.union.uid}/",
        "/network/organizations/map/?country=KH", "/network/graph/?since=2020-01-01",
        "/network/who-does-what-where/?rows=organization&columns=place", "/network/activities/",
        "/network/events/", "/network/my-data/", "/learn/", "/countries/kh/",
    ]  # fmt: skip
    for viewport in (PHONE, DESK):
        page = new_page(viewport=viewport)
        for address in addresses:
            page.goto(address)
            assert_accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{address} is {wide} pixels too wide at {viewport['width']}"
        screenshot(page, "network")


def test_a_person_sees_and_erases_what_is_held_by_a_mailed_link(new_page, assert_accessible, scene):
    page = new_page(viewport=PHONE)
    page.goto(f"/network/organizations/{scene.union.uid}/")
    assert page.get_by_text(ADDRESS).is_visible(), "with consent in force it is shown"
    page.get_by_role("link", name=re.compile("See, correct or erase")).click()
    page.get_by_label(re.compile("e-mail", re.I)).fill(ADDRESS)
    page.locator("main form button").click()
    page.wait_for_load_state()

    [letter] = mail.outbox
    page.goto(re.search(r"https?://[^/]+(/\S+)", letter.body)[1])
    assert_accessible(page)
    assert page.get_by_text(ADDRESS).first.is_visible()
    page.get_by_role("link", name=re.compile("Erase")).first.click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("Your data are erased.").wait_for()

    page.goto(f"/network/organizations/{scene.union.uid}/")
    assert page.get_by_text(ADDRESS).count() == 0
    assert not ContactPoint.objects.filter(value=ADDRESS).exists()

"""Agreements and relationships in a real browser: accessible, on a phone, chosen with and without script."""

from types import SimpleNamespace

import pytest

from network.models import Agreement, AgreementDocument, Relationship
from sse_portal.reference.services import load_reference
from tests.factories import a_user
from tests.network.factories import a_relationship, an_agreement, an_organization

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def scene(db):
    """A federation with members, past and present, and an agreement with a document and an amendment."""
    load_reference()
    federation = an_organization("KH", "Federation of Cooperatives", names={"km": "សហព័ន្ធសហករណ៍"})
    group = an_organization("KH", "Samaki Savings Group", names={"km": "ក្រុមសន្សំសាមគ្គី"})
    cooperative = an_organization("KH", "Samaki Cooperative", names={"km": "សហករណ៍សាមគ្គី"})
    a_relationship(group, federation, starts_on="2020-01-01", source="Register")
    a_relationship(federation, cooperative, "supports", starts_on="2020-01-01", ends_on="2022-01-01")
    agreement = an_agreement(federation, group, summary={"en": "Training"})
    agreement.amendments.create(number=1, signed_on="2026-01-01", summary={"en": "Longer"})
    AgreementDocument.objects.create(
        agreement=agreement, title="Signed text", file="x", file_name="a.pdf", size=9, visibility="public"
    )
    keeper = a_user("secretariat", "KH", name="Chenda")
    return SimpleNamespace(federation=federation, group=group, agreement=agreement, keeper=keeper)


def addresses(scene):
    organization, agreement = (
        f"/network/organizations/{scene.federation.uid}/", f"/network/agreements/{scene.agreement.uid}/",
    )  # fmt: skip
    own = [agreement + step for step in ("", "edit/", "suspend/", "terminate/", "amend/", "documents/add/")]
    own += [organization, f"{organization}relationships/add/", "/network/agreements/create/"]
    return ((None, ["/network/agreements/", agreement, organization]), (scene.keeper, own))


def test_axe_finds_nothing_on_phone_and_desk(new_page, assert_accessible, scene):
    for viewport in (PHONE, DESK):
        for user, paths in addresses(scene):
            page = new_page(user=user, viewport=viewport)
            for path in paths:
                page.goto(path)
                assert_accessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"{path} is {wide} pixels too wide at {viewport['width']}"


def test_a_party_is_chosen_by_a_khmer_fragment_while_one_types(new_page, assert_accessible, scene):
    page = new_page(user=scene.keeper, viewport=PHONE)
    page.goto("/network/agreements/create/")
    page.get_by_label("Title (English)").fill("Storage")
    page.locator("#id_parties-0-organization").press_sequentially("សាមគ្គី", delay=20)
    page.get_by_role("radio", name="Samaki Cooperative").check()
    assert_accessible(page)
    page.locator("#id_parties-1-organization").fill("Federation of Cooperatives")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="It was signed").wait_for()
    agreement = Agreement.objects.newest_first().first()
    names = [party.organization.name for party in agreement.parties.in_order()]
    assert names == ["Samaki Cooperative", "Federation of Cooperatives"]


def test_without_script_the_form_comes_back_with_the_choices(new_page, scene):
    page = new_page(user=scene.keeper, viewport=PHONE, java_script_enabled=False)
    page.goto(f"/network/organizations/{scene.federation.uid}/")
    page.get_by_role("link", name="Add a relationship").click()
    page.get_by_label("Relationship").select_option("has_member")
    page.get_by_label("Other organisation").fill("samaki")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("radio", name="Samaki Cooperative").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("The relationship is added.").is_visible()
    added = Relationship.objects.newest_first().first()
    assert (added.subject.name, added.object) == ("Samaki Cooperative", scene.federation)

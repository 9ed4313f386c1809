"""Offers, needs and matches in a real browser: accessible, within a phone's width, and agreed on without JavaScript."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from mapping.services.definitions import create_starter_definitions
from network.models import Match, OfferTag
from sse_portal.reference.services import load_reference
from tests.factories import a_user
from tests.network.factories import a_steward, an_activity, an_offer, an_organization

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def scene(db):
    """A course offered in Thailand and needed in Cambodia, a match of it that was proposed, and their people."""
    load_reference()
    create_starter_definitions()
    thai, khmer = an_organization("TH", "Credit Union League"), an_organization("KH", "Union of Cooperatives")
    titles = [
        {"en": "Course: bookkeeping for savings groups", "th": "หลักสูตรการทำบัญชีสำหรับกลุ่มออมทรัพย์"},
        {"en": "Training for treasurers", "km": "ការបណ្តុះបណ្តាលសម្រាប់បេឡាករនៃក្រុមសន្សំ"},
    ]
    offer = an_offer(thai, title=titles[0], languages=["th", "en"])
    need = an_offer(khmer, "need", title=titles[1], country_id="KH")
    for record in (offer, need):
        OfferTag.objects.create(offer=record, scheme="theme", code="finance")
    an_activity(khmer)
    steward, keeper = a_user(name="Somchai"), a_user("secretariat", "KH", name="Chenda")
    a_steward(thai, steward)
    return SimpleNamespace(offer=offer, need=need, steward=steward, keeper=keeper)


def addresses(scene):
    match = Match.objects.create(
        offer=scene.offer, need=scene.need, proposed_by=scene.keeper, score=60, need_side_by=scene.keeper,
        need_side_at=timezone.now(), reasons=[{"code": "kind", "points": 34, "values": ["training"]}],
    )  # fmt: skip
    public = [
        "/network/offers/", "/network/offers/?direction=need&theme=finance", f"/network/offers/{scene.need.uid}/",
        "/learn/", "/learn/?about=theme:finance", "/learn/?about=principle:social-purpose",
    ]  # fmt: skip
    own = [
        f"/network/offers/{scene.offer.uid}/", f"/network/offers/{scene.offer.uid}/edit/", "/network/offers/create/",
        f"/network/matches/{match.uid}/", f"/network/matches/{match.uid}/decline/", "/network/matches/",
    ]  # fmt: skip
    return ((None, public), (scene.steward, own))


def test_axe_finds_nothing_on_phone_and_desk(new_page, assert_accessible, scene):
    visits = addresses(scene)
    for viewport in (PHONE, DESK):
        for user, paths in visits:
            page = new_page(user=user, viewport=viewport)
            for path in paths:
                page.goto(path)
                assert_accessible(page)


@pytest.mark.parametrize("language", ["km", "th", "ru"])
def test_nothing_overflows_a_phone_in_any_script(new_page, scene, language):
    for user, paths in addresses(scene):
        page = new_page(user=user, viewport=PHONE, locale=language)
        for path in paths:
            page.goto(path)
            page.evaluate("document.fonts.ready")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_match_is_proposed_accepted_and_recorded_as_done_without_javascript(new_page, scene):
    keeper = new_page(user=scene.keeper, java_script_enabled=False)
    keeper.goto(f"/network/offers/{scene.need.uid}/")
    keeper.get_by_role("button", name="Propose this match").click()
    assert keeper.get_by_text("The match is proposed.").is_visible()

    steward = new_page(user=scene.steward, java_script_enabled=False)
    steward.goto("/network/matches/")
    steward.get_by_role("link", name="Course: bookkeeping").click()
    steward.get_by_role("button", name="Accept for this side").click()
    assert steward.get_by_text("Both sides accepted.").is_visible()
    steward.get_by_role("link", name="It was done").click()
    steward.get_by_label("Done on").fill(timezone.localdate().isoformat())
    steward.get_by_role("button", name="Save").click()
    assert steward.get_by_text("Done on", exact=False).first.is_visible()

    anybody = new_page(java_script_enabled=False)
    anybody.goto(f"/network/offers/{scene.offer.uid}/")
    assert anybody.get_by_text("Training for treasurers").is_visible()
    assert Match.objects.get().state == "fulfilled"

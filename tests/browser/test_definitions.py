"""Definitions in a real browser: accessible, within a phone's width, and adopted step by step without JavaScript."""

import pytest

from mapping.services import definitions as services
from sse_portal.reference.services import load_reference
from tests.factories import a_user

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PUBLIC = ("/definitions/", "/definitions/methodology/", "{template}")
STEPS = ("{draft}", "{draft}change/", "{draft}propose/", "{template}draft/")


@pytest.fixture
def reviewer():
    load_reference()
    return a_user("reviewer", "KH")


@pytest.fixture
def addresses(reviewer):
    """Where the template of Cambodia and a draft made from it are shown."""
    template = next(d for d in services.create_starter_definitions() if d.country_id == "KH")
    draft = services.draft_definition(by=reviewer, country="KH", based_on=template)
    return {"template": f"/definitions/{template.uid}/", "draft": f"/definitions/{draft.uid}/"}


def test_axe_finds_nothing_on_phone_and_desk(new_page, assert_accessible, reviewer, addresses):
    for viewport in (PHONE, DESK):
        for user, paths in ((None, PUBLIC), (reviewer, STEPS)):
            page = new_page(user=user, viewport=viewport)
            for path in paths:
                page.goto(path.format(**addresses))
                for fold in page.locator("details.fold:not([open]) > summary").all()[:3]:
                    fold.click()
                assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "km", "th", "ru"])
def test_nothing_overflows_a_phone_in_any_script(new_page, reviewer, addresses, language):
    page = new_page(user=reviewer, viewport=PHONE, locale=language)
    for path in (*PUBLIC, *STEPS):
        page.goto(path.format(**addresses))
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_definition_is_proposed_and_adopted_without_javascript(new_page, reviewer, addresses):
    author = new_page(user=reviewer, java_script_enabled=False)
    author.goto(addresses["draft"])
    author.get_by_role("link", name="Propose").click()
    author.get_by_role("button", name="Propose").click()
    assert author.get_by_text("The definition is proposed.").is_visible()

    committee = new_page(user=a_user("secretariat", "KH"), java_script_enabled=False)
    committee.goto(addresses["draft"])
    committee.get_by_role("link", name="Record the adoption").click()
    committee.get_by_label("Decision of the committee").fill("Third meeting, decision 4")
    committee.get_by_role("button", name="Record the adoption").click()
    assert committee.get_by_text("Third meeting, decision 4").first.is_visible()

    anybody = new_page(java_script_enabled=False)
    anybody.goto(addresses["draft"])
    assert anybody.get_by_text("Adopted").first.is_visible()

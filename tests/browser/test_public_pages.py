"""The public pages in a real browser: reachable by everybody, readable on a phone, usable without JavaScript."""

import pytest

from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from mapping.services.releases import build_release, publish_release
from sse_portal.reference.services import load_reference
from tests.factories import a_listed_entity, a_response, a_study

from .test_gallery import CLASHES, SMALL_TARGETS

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PAGES = (
    "/", "/countries/kh/", "/countries/mn/", "/countries/compare/?indicator=I02", "/search/?q=kampong", "/entities/",
    "/entities/map/?country=KH", "{entity}",
)  # fmt: skip
LANGUAGES = ["en", "km", "th", "vi"]


@pytest.fixture
def entity():
    """A listed organisation with a verdict, in a portal that holds two small releases."""
    load_reference()
    create_starter_definitions()
    for iso2 in ("KH", "TH"):
        release = build_release(by=None, studies=[load_country(iso2, 80)])
        publish_release(by=None, release=release, version=release.version)
    samaki = a_listed_entity("KH", "Samaki", name_local="សហគមន៍កសិកម្មអភិវឌ្ឍន៍ជនបទស្រុកព្រៃវែងខាងត្បូង")
    a_response(
        a_study("KH", wave=9), samaki, status="verified", legal_form="KH-AC", organisation_type="cooperative"
    )
    return f"/entities/{samaki.uid}/"


def test_axe_finds_nothing_on_phone_and_desk(new_page, assert_accessible, entity):
    for viewport in (PHONE, DESK):
        page = new_page(viewport=viewport)
        for address in PAGES:
            page.goto(address.format(entity=entity))
            assert_accessible(page)


def test_nothing_overflows_a_phone_and_no_chart_text_overlaps_in_any_script(new_page, entity):
    for language in LANGUAGES:
        page = new_page(viewport=PHONE, locale=language)
        for address in PAGES:
            page.goto(address.format(entity=entity))
            page.evaluate("document.fonts.ready")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, (language, address)
            assert page.evaluate(CLASHES) == [], (language, address)


def test_every_target_is_large_enough_for_a_thumb(new_page, entity):
    page = new_page(viewport=PHONE)
    for address in PAGES:
        page.goto(address.format(entity=entity))
        assert page.evaluate(SMALL_TARGETS) == [], address


def test_a_policymaker_goes_from_the_start_to_a_figure_and_what_it_rests_on(page, entity, screenshot):
    page.goto("/")
    screenshot(page, "home")
    page.locator("#countries").get_by_role("link", name="Cambodia").first.click()
    page.wait_for_url("**/countries/kh/")
    screenshot(page, "country")
    page.locator("#figures").get_by_role("link", name="How this is measured").first.click()
    assert "SSE organisations" in page.get_by_role("heading", level=1).inner_text()
    page.go_back()
    page.locator("#definition").get_by_role("link", name="Read the whole definition").click()
    page.wait_for_url("**/definitions/*/")


def test_the_table_behind_a_map_opens_by_keyboard(page, entity):
    page.goto("/countries/kh/")
    fold = page.locator("#regions details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_by_role("table").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_countries_are_compared_by_choosing(new_page, entity, javascript):
    page = new_page(java_script_enabled=javascript)
    page.goto("/countries/compare/?countries=kh,th")
    page.get_by_label("Indicator").select_option("I12")
    if not javascript:
        page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**indicator=I12**")
    assert page.get_by_role("heading", level=1).inner_text() == "Women in employment"
    assert page.get_by_role("checkbox", name="Mongolia").is_checked() is False


def test_a_khmer_name_is_found_without_javascript(new_page, entity):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("ព្រៃវែង")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="សហគមន៍កសិកម្មអភិវឌ្ឍន៍ជនបទស្រុកព្រៃវែងខាងត្បូង").click()
    assert page.locator("#verdict .badge.large").is_visible()


def test_a_profile_prints_without_the_frame_of_the_site(page, entity):
    page.goto("/countries/kh/")
    page.emulate_media(media="print")
    assert not page.locator(".site-nav").is_visible() and not page.locator(".section-nav").is_visible()
    assert page.locator("#figures .figure-card").first.is_visible()
    assert page.locator("#regions svg.map").is_visible()

"""The first tour of the README, in a real browser: enter, submit, verify, release, profile, API."""

import json
import re

import pytest

from mapping.models import Release, SurveyResponse
from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions
from sse_portal.reference.services import load_reference
from tests.factories import PASSWORD, a_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
NAME = "សហគមន៍កសិកម្មពន្លឺថ្មីសាកល្បង"


@pytest.fixture
def study():
    load_reference()
    create_starter_definitions()
    return load_country("KH", 150)


def sign_in(page, user):
    page.goto("/accounts/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]:not([form])")
    page.wait_for_url(lambda url: "login" not in url)


def answer(page, name, value):
    """Answer a question of the form, whatever it is asked with."""
    field = page.locator(f"[name={name}]").first
    kind = field.evaluate("field => field.type")
    if kind == "radio":
        page.locator(f"[name={name}][value='{value}']").check()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def press(page, button):
    """Press a button and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def fill(page, section, **answers):
    """Fill one section of the questionnaire and go on."""
    page.locator(f"nav[aria-label*='Sections'] a:has-text('{section}. ')").click()
    for name, value in answers.items():
        answer(page, name, value)
    press(page, "Save and go on")


def enter(page, screenshot):
    page.goto("/")
    page.locator("nav >> text=Studies").click()
    page.locator("main >> text=Mapping study").first.click()
    page.locator("main >> text=New response").click()
    page.locator("main input[name=q]").fill(NAME)
    page.get_by_role("button", name="Search", exact=True).click()
    answer(page, "name", "Ponleu Thmey trial cooperative")
    answer(page, "name_local", NAME)
    answer(page, "region", "KH-2")
    screenshot(page, "tour-start")
    press(page, "Register it and begin")


def answer_and_submit(page, screenshot):
    fill(page, "A", operational_status="active", consent_public_listing="yes", interview_date="2026-03-02")
    fill(
        page, "B", legal_status="registered", legal_form="KH-AC", organisation_type="cooperative",
        excluded_kind="none", gov_control="none", ext_control="none",
    )  # fmt: skip
    page.goto(page.url.split("/sections/")[0] + "/submit/")
    screenshot(page, "tour-submit")
    press(page, "Submit for review")


def build(page, study):
    page.goto(f"/studies/{study.uid}/release/")
    press(page, "Build")
    return Release.objects.get()


def publish(page):
    page.get_by_role("link", name="Publish").click()
    page.wait_for_url("**/publish/")
    press(page, "Publish")


def test_the_first_tour(study, new_page, screenshot):
    researcher, reviewer = a_user("researcher", "KH"), a_user("reviewer", "KH")

    page = new_page()
    sign_in(page, researcher)
    enter(page, screenshot)
    answer_and_submit(page, screenshot)
    response = SurveyResponse.objects.get(entity__name_local=NAME)
    assert response.status == "submitted"

    page, guest = new_page(), new_page()
    sign_in(page, reviewer)
    page.goto(f"/responses/{response.uid}/review/")
    press(page, "Verify")
    response.refresh_from_db()
    assert response.status == "verified"

    release = build(page, study)
    assert release.status == "built"
    guest.goto("/countries/kh/")
    assert "SSE organisations" not in guest.locator("main").inner_text(), (
        "nothing is public before it is published"
    )
    publish(page)
    release.refresh_from_db()
    assert release.status == "published"

    figure = json.loads(guest.request.get("/api/v1/observations/?country=KH&indicator=I01").text())[
        "results"
    ][0]
    guest.goto("/countries/kh/")
    screenshot(guest, "tour-profile")
    shown = guest.locator(".figure-card").first.inner_text()
    assert re.search(rf"\b{int(float(figure['value']))}\b", shown), "page and API tell the same figure"

    guest.goto(f"/entities/?q={NAME}")
    guest.locator(f"main a:has-text('{NAME}')").click()
    assert "In scope" in guest.locator("main").inner_text()

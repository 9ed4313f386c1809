"""The library in a real browser: accessible on a phone and at a desk; published there, and harvested by others."""

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sickle import Sickle

from network.models import Resource
from sse_portal.records.tags import set_tags
from sse_portal.reference.services import load_reference
from tests.factories import a_user
from tests.network.factories import a_resource, an_organization

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
REPORT = {"name": "សហករណ៍.csv", "mimeType": "text/html", "buffer": "ឈ្មោះ,members\nសាមគ្គី,12\n".encode()}


@pytest.fixture
def keeper(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return a_user("secretariat", "KH", name="Chenda")


@pytest.fixture
def resource(keeper):
    publisher = an_organization("KH", "Ministry of Labour", names={"km": "ក្រសួងការងារ"})
    description = {"en": "Decent work. " * 60, "km": "ការងារសមរម្យ " * 60}
    resource = a_resource(publisher=publisher, creators=["Sok Dara"], description=description)
    set_tags(resource, {"theme": ["law"], "SDG": ["8", "8.3"]})
    return resource


def test_axe_finds_nothing_on_phone_and_desk(new_page, assert_accessible, keeper, resource):
    own = f"/network/resources/{resource.uid}/"
    for viewport in (PHONE, DESK):
        for user, paths in (
            (None, ["/network/resources/", own]),
            (keeper, [own, f"{own}edit/", f"{own}withdraw/", "/network/resources/create/"]),
        ):
            page = new_page(user=user, viewport=viewport)
            for path in paths:
                page.goto(path)
                assert_accessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"{path} is {wide} pixels too wide at {viewport['width']}"


def test_a_resource_is_published_in_the_browser_and_harvested(new_page, live_server, keeper):
    page = new_page(user=keeper, viewport=PHONE)
    page.goto("/network/resources/create/")
    page.get_by_label("Title (English)").fill("Members of cooperatives")
    page.get_by_label("File", exact=True).set_input_files(REPORT)
    page.get_by_label("Licence").select_option("CC-BY-4.0")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It is kept as a draft").wait_for()
    assert page.locator("pre.preview").inner_text().startswith("ឈ្មោះ,members")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("It is published.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "សហករណ៍.csv"
    harvester = Sickle(f"{live_server.url}/oai", timeout=30)
    (record,) = harvester.ListRecords(metadataPrefix="oai_dc", set="country:kh")
    assert record.metadata["title"] == ["Members of cooperatives"] and record.metadata["format"] == [
        "text/csv"
    ]
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why").fill("Out of date")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It is withdrawn.").wait_for()
    (record,) = harvester.ListRecords(metadataPrefix="oai_dc")
    assert record.header.deleted and Resource.objects.get().state == "withdrawn"

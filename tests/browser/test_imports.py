"""An import in a real browser, without JavaScript too: file, columns, decisions, publication, undoing."""

import pytest

from mapping.models import Entity
from tests.factories import a_study, a_user, an_entity

pytestmark = pytest.mark.django_db(transaction=True)
FILE = (
    "เลขทะเบียน,ชื่อ,สถานะ,members_total\n"
    "0105,วิสาหกิจชุมชนบ้านหนองโพ,เปิด,120\n"
    "0106,สหกรณ์การเกษตรเชียงใหม่,เปิด,85\n"
    "0107,กลุ่มออมทรัพย์ บ้านดอน,ปิด,สิบ\n"
)
UPLOAD = {"name": "รายชื่อ.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp874")}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def map_columns(page, look):
    """Say what the four columns and the two words for a status mean; then have the rows checked."""
    targets = ("identifier:TH-MOI", "entity_name", "operational_status", "members_total")
    for place, target in enumerate(targets):
        page.locator(f"[name=to-{place}]").select_option(target)
    page.locator("button[name=show]").click()
    page.locator("[name=code-2-0]").select_option("active")
    page.locator("[name=code-2-1]").select_option("closed")
    look("columns")
    page.locator("form:has([name=to-0]) button:not([name])").click()


@pytest.mark.parametrize(("language", "scripts"), [("th", True), ("en", False)])
def test_a_thai_list_goes_from_the_file_to_the_register_and_back(
    reference, new_page, screenshot, assert_accessible, language, scripts
):
    study = a_study("TH")
    known = an_entity("TH", "สหกรณ์การเกษตรเชียงใหม่ จำกัด")
    page = new_page(a_user("researcher", "TH"), locale=language, java_script_enabled=scripts)

    def look(name):
        screenshot(page, f"import-{name}-{language}")
        if scripts:
            assert_accessible(page)

    page.goto(f"/studies/{study.uid}/imports/create/")
    look("create")
    page.set_input_files("input[type=file]", UPLOAD)
    page.locator("form[enctype] button").click()

    map_columns(page, look)
    page.wait_for_url(f"**/imports/{study.batches.get().uid}/")
    look("checked")

    page.goto(f"{page.url}rows/")
    look("rows")
    page.locator(f"[type=radio][value='{known.uid}']").check()
    page.locator("form:has(table) .actions button").click()
    page.goto(f"/imports/{study.batches.get().uid}/")
    page.locator("form[action$='/publish/'] button").click()
    page.locator("details:has(#reason) summary").click()
    look("published")
    assert sorted(Entity.objects.values_list("name", flat=True)) == [
        "วิสาหกิจชุมชนบ้านหนองโพ",
        "สหกรณ์การเกษตรเชียงใหม่",
    ]

    page.locator("#reason").fill("-")
    page.locator("form[action$='/undo/'] button").click()
    page.wait_for_load_state()
    assert Entity.objects.get().name == known.name
    page.goto(f"/studies/{study.uid}/imports/")
    look("list")

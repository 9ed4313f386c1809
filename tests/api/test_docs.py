import pytest

pytestmark = pytest.mark.django_db


def test_every_operation_is_in_the_documentation_without_javascript(client, reference):
    page = client.get("/api/v1/docs/").content.decode()
    paths = client.get("/api/v1/schema/").json()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert f"<b>{method.upper()}</b> {path}</code>" in page
            assert f'id="{operation["operationId"]}"' in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_console_runs_under_the_security_policy(new_page, assert_accessible, reference, scheme):
    page = new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.goto("/api/v1/docs/")
    page.wait_for_selector("#console .opblock-tag")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)

    page.click("#console .opblock-tag[data-tag=countries]")
    page.click("#console #operations-countries-countries_list .opblock-summary-control")
    page.click("#console .try-out__btn")
    page.click("#console .execute")
    page.wait_for_selector("#console .live-responses-table tbody .response-col_status")
    assert "200" in page.inner_text("#console .live-responses-table tbody .response-col_status")


@pytest.mark.django_db(transaction=True)
def test_the_page_is_whole_without_javascript(new_page, reference):
    page = new_page(java_script_enabled=False)
    page.goto("/api/v1/docs/")
    assert page.locator("#console").is_hidden()
    page.click("summary:has-text('/api/v1/entities/')")
    assert page.locator("#entities_list table").is_visible()

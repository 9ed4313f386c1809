"""The components in a real browser: nothing overflows a phone, no text overlaps, all can be reached."""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ui.urls")]
PHONE = {"width": 360, "height": 740}
LANGUAGES = ["en", "km", "ky", "ru", "mn", "th", "vi"]

# Texts of one picture that cover each other by more than 2 px, or leave the picture.
CLASHES = """() => [...document.querySelectorAll('svg.plot')].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), clashes = [];
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  texts.forEach(([text, a], i) => {
    if (a.left < frame.left - 2 || a.right > frame.right + 2) clashes.push(`outside: ${text}`);
    for (const [other, b] of texts.slice(i + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const line = Math.min(a.height, b.height);
      if (wide > 2 && high > line * 0.5) clashes.push(`${text} / ${other}`);
    }
  });
  return clashes;
})"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea')]
  .filter(e => e.checkVisibility() && !e.closest('p, dd, li li, td, th, caption, .visually-hidden'))
  .map(e => [e.outerHTML.slice(0, 90), (e.closest('label') ?? e).getBoundingClientRect()])
  .filter(([html, box]) => box.width > 1 && (box.height < 24 || box.width < 24)).map(([html]) => html)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overflows_a_phone_and_no_chart_text_overlaps(new_page, language):
    page = new_page(viewport=PHONE, locale=language)
    page.goto("/ui/gallery/?wrong=1")
    page.evaluate("document.fonts.ready")

    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(CLASHES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_axe_finds_nothing(new_page, assert_accessible, scheme, viewport):
    page = new_page(viewport=viewport, color_scheme=scheme)
    page.goto("/ui/gallery/")
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_axe_finds_nothing_in_open_menus(new_page, assert_accessible, viewport):
    page = new_page(viewport=viewport)
    page.goto("/ui/gallery/")
    if viewport is PHONE:
        page.get_by_role("button", name="Menu").click()
    page.locator(".site-nav summary").click()
    assert page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Compare").is_visible()
    # What lies under an open menu cannot be pressed before it is closed, so only the menu counts here.
    assert_accessible(page, ".site-header")


def test_every_target_is_large_enough_for_a_thumb(new_page):
    page = new_page(viewport=PHONE)
    page.goto("/ui/gallery/")
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_menu_opens_and_closes_on_a_phone(new_page):
    page = new_page(viewport=PHONE)
    page.goto("/ui/gallery/")
    countries = page.get_by_role("navigation", name="Main menu").get_by_text("Countries", exact=True)

    assert not countries.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert countries.is_visible()
    page.keyboard.press("Escape")
    assert not countries.is_visible()


def test_everything_is_there_without_javascript(new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/ui/gallery/?wrong=1")

    assert page.get_by_role("heading", name="There is a problem").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("navigation", name="Main menu").get_by_text("Countries", exact=True).is_visible()


def test_the_language_can_be_changed(page):
    page.goto("/ui/gallery/")
    page.get_by_text("Language: English").click()
    page.get_by_role("button", name="ខ្មែរ").click()

    assert page.evaluate("document.documentElement.lang") == "km"
    assert page.url.endswith("/ui/gallery/")


def test_the_first_key_leads_past_the_menu(page):
    page.goto("/ui/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_errors_are_summed_up_and_lead_to_their_fields(page):
    page.goto("/ui/gallery/?wrong=1")
    assert page.evaluate("document.activeElement.id") == "error-summary"

    page.locator("#error-summary").get_by_role("link", name="Surplus of last year").click()
    assert page.evaluate("document.activeElement.name") == "surplus"
    field = page.locator("form[data-guard] [name=surplus]")
    described = field.get_attribute("aria-describedby").split()[-1]
    assert "greater than or equal to 0" in page.locator(f"#{described}").first.inner_text()


def test_a_dialog_asks_before_something_is_deleted(page):
    page.goto("/ui/gallery/")
    page.get_by_role("button", name="Delete", exact=True).click()
    assert page.get_by_role("dialog", name="Delete this draft?").is_visible()
    page.get_by_role("button", name="Keep it").click()
    assert not page.get_by_role("dialog").is_visible()


def test_leaving_a_changed_form_is_asked_about_first(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/ui/gallery/")
    page.locator("form[data-guard] [name=name]").press_sequentially("Rumdoul")
    page.reload()

    assert asked == ["beforeunload"]


def test_the_gallery_can_be_looked_at(page, screenshot):
    page.goto("/ui/gallery/")
    assert page.get_by_role("heading", level=1).inner_text() == "Component gallery"
    screenshot(page, "gallery")


def test_htmx_sends_the_token_with_what_it_posts(page):
    page.goto("/ui/gallery/")
    with page.expect_request("**/language/setlang/") as sent:
        page.evaluate("htmx.ajax('POST', '/language/setlang/', {swap: 'none'})")
    assert len(sent.value.headers["x-csrftoken"]) >= 32


def test_a_code_sample_can_be_copied(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/ui/gallery/")
    page.get_by_role("button", name="Copy").click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -H")


def test_a_filter_applies_as_soon_as_it_is_chosen(page):
    page.goto("/ui/gallery/")
    page.locator("form[data-autosubmit]").get_by_label("Country").select_option("KH")
    page.wait_for_url("**/gallery/?*country=KH*")

"""A real Chromium for the tests: pages that notice faults, screenshots, accessibility.

Every test below tests/browser/, or with the fixture `page` or `new_page`, counts as a browser test. On
PostgreSQL only those marked `both_databases` run again: the pages are the same, what differs below them has
tests of its own.
"""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import sync_playwright

from .accessibility import violations
from .databases import is_postgresql, leave_out
from .faults import Faults

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
HOW_TO_GET_IT = "as root: apt-get install chromium libatomic1; or name one: CHROMIUM=/path/to/chromium"
SCREENSHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def find_chromium():
    """The path of a Chromium or Chrome; None when there is none."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def is_required():
    return os.environ.get("REQUIRE_BROWSER") == "1"


# --- Which tests run ------------------------------------------------------------------------------------


def is_browser_test(item):
    return {"page", "new_page"} & set(item.fixturenames) or "tests/browser/" in item.path.as_posix()


def pytest_collection_modifyitems(config, items):
    for item in filter(is_browser_test, items):
        item.add_marker(pytest.mark.browser)
    if is_postgresql():
        leave_out(
            config,
            items,
            lambda item: is_browser_test(item) and not item.get_closest_marker("both_databases"),
        )


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """One loud line for all, instead of a quiet one for each."""
    stats = terminalreporter.stats
    without = [each for each in stats.get("skipped", []) if "browser" in each.keywords]
    if without:
        stats["skipped"] = [each for each in stats["skipped"] if each not in without]
        stats["skipped for want of a browser"] = without
        reason = without[0].longrepr[-1].removeprefix("Skipped: ")
        terminalreporter.write_line(
            f"!!! {len(without)} BROWSER TESTS SKIPPED: {reason}", red=True, bold=True
        )


def do_without(reason):
    """No browser: skip, or fail where one was asked for."""
    (pytest.fail if is_required() else pytest.skip)(f"{reason}; {HOW_TO_GET_IT}")


# --- The browser ----------------------------------------------------------------------------------------


def launch(playwright, path):
    """Start the Chromium at `path`."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    return playwright.chromium.launch(executable_path=path, args=flags)


@pytest.fixture(scope="session")
def chromium(layers, django_db_blocker):
    """The machine's own Chromium, started once."""
    path = find_chromium()
    if path is None:
        do_without("no Chromium found")
    # With Playwright's event loop this thread gets another connection: none may be left within a transaction.
    with django_db_blocker.unblock():
        layers.become([])
    with ExitStack() as stack:
        # Playwright keeps an event loop in this thread, in which Django would refuse its ordinary database calls.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        stack.callback(os.environ.pop, "DJANGO_ALLOW_ASYNC_UNSAFE")
        try:
            browser = launch(stack.enter_context(sync_playwright()), path)
        except Exception as error:
            do_without(f"{path} does not start ({str(error).splitlines()[0]})")
        yield browser
        with django_db_blocker.unblock():
            layers.become([])
            connections.close_all()
        browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """Make a page of a new visitor, with a cookie jar of its own: `new_page(user=None, **context options)`.

    At the end the test fails if any page logged an error, broke the content security policy, failed to load
    a file, met a 5xx or asked another host. What a test expects to go wrong it says by
    `page.faults.allow("text")`.
    """
    opened = []

    def open_page(user=None, **options):
        context = chromium.new_context(
            base_url=live_server.url, **{"viewport": DESK, "locale": "en"} | options
        )
        context.set_default_timeout(10_000)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.faults = Faults(page, live_server.url)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.context.close()
    faults = [fault for page in opened for fault in page.faults.found]
    assert not faults, "the browser met faults:\n" + "\n".join(faults)


@pytest.fixture
def page(new_page):
    """A page of a visitor who is not signed in."""
    return new_page()


def session_cookie(user, url):
    """The cookie of a session in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


# --- What tests do with a page --------------------------------------------------------------------------


@pytest.fixture
def screenshot():
    """Save what a page looks like on phone and desk, if SCREENSHOTS=1: `screenshot(page, "profile")`."""

    def save(page, name):
        if os.environ.get("SCREENSHOTS") != "1":
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.screenshot(path=SCREENSHOTS / f"{name}-{size['width']}.png", full_page=True)
        page.set_viewport_size(before)

    return save


@pytest.fixture
def assert_accessible():
    """Fail when axe finds a violation of WCAG 2.2 A or AA on the page, or in one part of it (CSS selector)."""

    def check(page, part="html"):
        found = violations(page, part)
        assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)

    return check

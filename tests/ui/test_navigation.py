import pytest

from sse_portal.ui import navigation
from sse_portal.ui.navigation import NavItem, current_mark, links_for


@pytest.fixture
def empty_menu(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})


class Guest:
    is_authenticated = False


def test_entries_stand_in_their_order_whatever_the_order_of_registration(empty_menu):
    navigation.register(NavItem("Sign in", "account_login", order=2))
    navigation.register(NavItem("Home", "pages:home", order=1))

    assert [link.label for link in links_for(Guest(), "/")] == ["Home", "Sign in"]


def test_an_entry_registered_twice_is_there_once(empty_menu):
    navigation.register(NavItem("Home", "pages:home"))
    navigation.register(NavItem("Start", "pages:home"))

    assert [link.label for link in links_for(Guest(), "/")] == ["Start"]


def test_an_entry_for_people_with_an_account_is_hidden_from_guests(empty_menu):
    navigation.register(NavItem("Home", "pages:home", visible_to=navigation.signed_in))

    assert links_for(Guest(), "/") == []
    assert links_for(None, "/") == []


@pytest.mark.parametrize(
    ("url", "path", "mark"),
    [
        ("/entities/", "/entities/", "page"),
        ("/entities/", "/entities/1/", "true"),
        ("/entities/", "/", ""),
        ("/", "/x/", ""),
    ],
)
def test_the_entry_of_the_present_page_is_marked(url, path, mark):
    assert current_mark(url, path) == mark

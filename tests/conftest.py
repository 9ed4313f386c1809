"""The cast and the fixtures that every test may use."""

import pytest

from sse_portal.reference.services import load_reference
from tests.factories import a_user

pytest_plugins = [
    "tests.plugins.databases",
    "tests.plugins.browser",
    "tests.plugins.isolation",
    "tests.plugins.properties",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the reference data in it once for all: `reference` then finds it there.

    A test that empties the tables (with a live server, or threads) makes the next one load it again.
    """
    with django_db_blocker.unblock():
        load_reference()


@pytest.fixture
def reference(db):
    """Countries, regions, legal forms and classifications."""
    load_reference()


@pytest.fixture
def sokha(reference):
    """Researcher in Cambodia."""
    return a_user("researcher", "KH", "sokha@example.org")


@pytest.fixture
def dara(reference):
    """Reviewer in Cambodia."""
    return a_user("reviewer", "KH", "dara@example.org")


@pytest.fixture
def aigul(reference):
    """Reviewer in Kyrgyzstan."""
    return a_user("reviewer", "KG", "aigul@example.org")


@pytest.fixture
def narin(reference):
    """Committee secretariat in Thailand."""
    return a_user("secretariat", "TH", "narin@example.org")


@pytest.fixture
def guest(reference):
    """Somebody with an account and no role."""
    return a_user(email="guest@example.org")

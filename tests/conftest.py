"""The cast and the fixtures that every test may use."""

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate

from sse_portal.reference.services import load_reference
from tests.factories import a_user

pytest_plugins = [
    "tests.plugins.databases",
    "tests.plugins.layers",
    "tests.plugins.order",
    "tests.plugins.browser",
    "tests.plugins.isolation",
    "tests.plugins.properties",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the reference data in it once for all: `reference` then finds it there.

    A test with a live server or threads empties the tables at its end, which Django announces like a migration.
    What is loaded then stays; loaded by `reference`, it would go and come again with every test after it.
    """
    with django_db_blocker.unblock():
        load_reference()
    post_migrate.connect(reload_reference, sender=apps.get_app_config("reference"))


def reload_reference(**_signal):
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

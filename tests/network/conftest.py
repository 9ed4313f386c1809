"""The cast of the network."""

import pytest

from tests.factories import a_user


@pytest.fixture
def chenda(reference):
    """Committee secretariat in Cambodia."""
    return a_user("secretariat", "KH", "chenda@example.org")


@pytest.fixture
def rana(reference):
    """Regional administrator."""
    return a_user("regional_admin", None, "rana@example.org")


@pytest.fixture
def pat(reference):
    """A partner: a member of the network without rights of their own."""
    return a_user("partner", None, "pat@example.org")


@pytest.fixture(autouse=True)
def countries_are_there(request):
    """Every record of the network lies in a country: a test with threads or a browser before this one emptied them."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("reference")

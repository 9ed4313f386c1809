"""The cast of the dialogue."""

import pytest

from tests.dialogue.factories import a_committee, a_membership, a_seat
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
def committee(reference):
    """The public committee of Cambodia."""
    return a_committee("KH")


@pytest.fixture
def mealea(committee):
    """Sits on the committee of Cambodia, on the workers' bench, and has no role."""
    user = a_user(email="mealea@example.org")
    a_membership(a_seat(committee, "WRK"), user=user)
    return user


@pytest.fixture(autouse=True)
def countries_are_there(request):
    """Every record of the dialogue lies in a country: a test with threads or a browser before this one emptied them."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("reference")

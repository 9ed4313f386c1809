import pytest

from .world import a_world


@pytest.fixture
def world(committee):
    return a_world(committee)

"""Three organisations to link."""

import pytest

from tests.network.factories import an_organization


@pytest.fixture
def alliance(reference):
    return an_organization("KH", "Alliance")


@pytest.fixture
def weavers(reference):
    return an_organization("KH", "Weavers", kind="association")


@pytest.fixture
def bankers(reference):
    return an_organization("TH", "Bankers", constituency="FIN")

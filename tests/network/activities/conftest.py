import pytest


@pytest.fixture(autouse=True)
def _reference(reference):
    """Countries, regions and classifications."""

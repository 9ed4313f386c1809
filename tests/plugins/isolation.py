"""No test meets what another left in the thread, nor pays for what others left in memory."""

import gc

import pytest
from django.conf import settings
from django.utils import timezone, translation


@pytest.fixture(autouse=True)
def own_language_and_zone():
    """Begin in English and UTC: a request leaves its reader's language active in the thread that served it."""
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()


def pytest_collection_finish():
    """What is there before the first test stays to the end: the collector need not look through it each time."""
    gc.collect()
    gc.freeze()

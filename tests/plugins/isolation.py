"""No test meets what another left in the thread."""

import pytest
from django.conf import settings
from django.utils import timezone, translation


@pytest.fixture(autouse=True)
def own_language_and_zone():
    """Begin in English and UTC: a request leaves its reader's language active in the thread that served it."""
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()

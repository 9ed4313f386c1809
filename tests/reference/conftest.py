import pytest

from sse_portal.reference import summaries
from sse_portal.reference.models import ClassificationItem, Country, Edition, LegalForm, Region


@pytest.fixture
def no_reference(db):
    """The tables as they are before the first load."""
    Region.objects.update(successor=None)
    for model in (ClassificationItem, LegalForm, Region, Country, Edition):
        model.objects.all().delete()
    summaries.forget()
    yield
    summaries.forget()

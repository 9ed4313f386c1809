"""Two entries of one organisation."""

import pytest

from tests.network.factories import an_organization


@pytest.fixture
def pair(reference):
    """Two entries of one federation."""
    one = an_organization(name="Farmer Federation", names={"km": "សហព័ន្ធ"}, acronym="FF", founded=1999)
    other = an_organization(
        name="Federation of Farmers", names={"en": "Federation of Farmers", "km": "សហព័ន្ធកសិករ"},
        other_names=["Old Union"], website="https://ff.example",
    )  # fmt: skip
    return one, other

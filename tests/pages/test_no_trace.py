"""Private rows leave no trace: whatever is public stays the same, to the byte, when they are added."""

import pytest

from mapping.models import EntityContact, Study
from mapping.services.definitions import draft_definition
from mapping.services.releases import build_release
from tests.factories import a_listed_entity, a_response, a_study, an_entity

pytestmark = pytest.mark.django_db


def addresses(release, entity):
    """Every public page, count, search and file that could tell of a private row."""
    return (
        "/", "/countries/kh/", "/countries/th/", "/countries/compare/", "/countries/compare/?indicator=I12",
        "/countries/compare/?indicator=I01&format=csv", "/search/?q=samaki", "/search/?q=cambodia", "/search/?q=2027",
        "/entities/", "/entities/?q=samaki", "/entities/?country=KH&region=KH-2", "/entities/map/?country=KH",
        f"/entities/{entity.uid}/", "/definitions/", "/indicators/", "/indicators/I01/", f"/releases/{release.uid}/",
        f"/releases/{release.uid}/I01/", "/api/v1/entities/?count=true", "/api/v1/entities/?format=csv",
        "/api/v1/entities/?q=samaki", "/api/v1/studies/", "/api/v1/releases/", "/api/v1/definitions/",
        "/api/v1/observations/", f"/api/v1/releases/{release.uid}/observations/?format=csv",
    )  # fmt: skip


def add_private_rows(release):
    """Unlisted entities, drafts, unpublished releases, other people's studies, contacts, a draft definition."""
    for number in range(30):
        an_entity("KH", f"Samaki {number}", region_id="KH-2", organisation_type="cooperative")
    hidden = an_entity("KH", "Samaki Thmey", consent_public_listing="no")
    EntityContact.objects.create(entity=hidden, contact_name="Samaki Sok")
    other = a_study("KH", title={"en": "Samaki study 2027"})
    for status in ("draft", "submitted", "verified"):
        a_response(other, an_entity("KH"), status=status, legal_form="KH-AC", organisation_type="cooperative")
    build_release(by=None, studies=[other], label="samaki 2027")
    Study.objects.create(
        country_id="TH", title={"en": "Samaki"}, wave=1, period_start="2026-01-01", period_end="2027-01-01"
    )


def test_public_output_is_the_same_with_and_without_private_rows(publish, seen):
    release = publish("KH", 120)
    entity = a_listed_entity("KH", "Samaki", region_id="KH-2")
    public = addresses(release, entity)
    before = {address: seen(address) for address in public}

    add_private_rows(release)

    assert [address for address in public if seen(address) != before[address]] == []


def test_a_draft_of_a_definition_is_not_seen(publish, seen, dara):
    release = publish("KH", 60)
    public = ("/", "/countries/kh/", "/definitions/", "/search/?q=definition", "/api/v1/definitions/")
    before = {address: seen(address) for address in public}
    draft_definition(by=dara, country="KH", based_on=release.definition)
    assert [address for address in public if seen(address) != before[address]] == []


def test_the_comparison_would_notice_a_public_row(publish, seen):
    """The test above can fail: a listed organisation does change what is public."""
    publish("KH", 60)
    before = seen("/entities/")
    a_listed_entity("KH", "Samaki")
    assert seen("/entities/") != before

"""The portal as the API's tests find it: a cast with roles, and public and private records side by side."""

import json
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from sse_portal.api.throttles import _tallies
from tests.factories import a_listed_entity, a_response, a_study, a_user, an_entity

from .dialogue import dialogue_records
from .factories import a_definition, a_release, an_identifier, bearer
from .network_table import network_records

PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def fresh_counts():
    """Each test begins with no requests counted."""
    _tallies.clear()
    cache.clear()


@pytest.fixture
def cast(reference):
    return SimpleNamespace(
        anonymous=None,
        guest=a_user(name="guest"),
        partner=a_user("partner", name="partner"),
        policymaker=a_user("policymaker", "KH", name="dara"),
        researcher=a_user("researcher", "KH", name="sokha"),
        reviewer=a_user("reviewer", "KH", name="bopha"),
        foreign_reviewer=a_user("reviewer", "KG", name="aigul"),
        secretariat=a_user("secretariat", "KH", name="narin"),
        foreign_secretariat=a_user("secretariat", "KG", name="gulnara"),
        admin=a_user("regional_admin", name="admin"),
    )


@pytest.fixture
def records(reference):
    """Cambodia with everything, of which some is public; Kyrgyzstan with private work only."""
    study, foreign_study = a_study("KH"), a_study("KG")
    listed = a_listed_entity(
        "KH", "Rumdoul Weavers", region_id="KH-1", organisation_type="cooperative", locality="Phum Thmei"
    )
    unlisted = an_entity("KH", "Samaki Group")
    foreign = an_entity("KG", "Ala-Too")
    an_identifier(listed, "KH-MOI", "123", public=True)
    an_identifier(listed, "KH-TIN", "secret-9", public=False)
    adopted, draft = a_definition("KH"), a_definition("KG", status="draft")
    published = a_release(adopted)
    published.studies.add(study)
    return SimpleNamespace(
        study=study,
        foreign_study=foreign_study,
        listed=listed,
        unlisted=unlisted,
        foreign=foreign,
        response=a_response(study, listed, workers_total=12),
        submitted=a_response(a_study("KH"), listed, status="submitted", workers_total=3),
        foreign_response=a_response(foreign_study, foreign, workers_total=7),
        adopted=adopted,
        draft=draft,
        published=published,
        withdrawn=a_release(adopted, "2025", "withdrawn"),
        built=a_release(draft, "2026", "built"),
        **network_records(),
        **dialogue_records(),
    )


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, **headers) → response, as a program with a token calls."""

    def send(method, path, *, user=None, body=None, may_write=True, **headers):
        given = {**(bearer(user, may_write) if user else {}), **headers}
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body)
        kind = given.pop("content_type", "application/json")
        return client.generic(method, f"/api/v1/{path}", data or b"", kind, headers=given)

    return send


@pytest.fixture
def problem():
    """Check that a response is a problem document of this status, and return it."""

    def checked(response, status, code=None):
        assert response.status_code == status, response.content[:500]
        assert response["Content-Type"] == PROBLEM
        document = response.json()
        assert document["status"] == status and document["title"] and document["detail"]
        assert document["type"].endswith(document["code"])
        if code:
            assert document["code"] == code, document
        return document

    return checked

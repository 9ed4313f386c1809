"""Calls to the API, as a program with a token makes them."""

import json

import pytest
from django.core.cache import cache

from sse_portal.accounts.services import issue_token
from sse_portal.api.throttles import _tallies


@pytest.fixture(autouse=True)
def fresh_counts():
    """Each test begins with no requests counted."""
    _tallies.clear()
    cache.clear()


@pytest.fixture
def call(client):
    """call(method, path, user=…, body=…, headers) → response."""

    def send(method, path, *, user=None, body=None, **headers):
        given = dict(headers)
        if user:
            given["Authorization"] = f"Bearer {issue_token(by=user, name='test', may_write=True)[1]}"
        data = b"" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=given)

    return send
